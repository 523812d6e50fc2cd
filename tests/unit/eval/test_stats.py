"""The Wilson interval against known values, and its laws."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.eval.stats import wilson

CASES = json.loads((Path(__file__).parent / "cases" / "wilson.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['k']}of{c['n']}")
def test_known_values(case: dict[str, float | None]) -> None:
    interval = wilson(case["k"], case["n"])
    if case["low"] is None:
        assert interval is None
    else:
        assert interval is not None
        assert (interval.low, interval.high) == pytest.approx((case["low"], case["high"]), abs=5e-5)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_holds_the_rate_and_stays_a_rate(counts: tuple[int, int]) -> None:
    k, n = counts
    interval = wilson(k, n)
    assert interval is not None
    assert 0.0 <= interval.low <= k / n <= interval.high <= 1.0
    assert interval.low < interval.high


@given(st.integers(1, 400), st.integers(2, 20))
def test_more_trials_narrow_it(k: int, factor: int) -> None:
    few, many = wilson(k, 2 * k), wilson(k * factor, 2 * k * factor)
    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3)])
def test_impossible_counts_are_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        wilson(k, n)
