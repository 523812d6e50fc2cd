"""HFR corrected for the recalls of the checker."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.errors import UsageError
from deepnews.eval.corrected import Recalls, corrected_hfr, read_result
from deepnews.schemas.verification import Hfr


def rate(n_supported: int, n_red: int) -> Hfr:
    n = n_supported + n_red
    return Hfr(
        value=n_supported / n if n else None,
        low=0.0 if n else None,
        high=1.0 if n else None,
        n_supported=n_supported,
        n_refuted=n_red,
        n_not_enough_info=0,
        n_not_checkable=0,
        n_unscored=0,
        checker="rules",
    )


def known(sensitivity: float, specificity: float, n: int = 500) -> Recalls:
    return Recalls(checker="rules", sensitivity=sensitivity, specificity=specificity, n_supported=n, n_unsupported=n)


def test_the_formula() -> None:
    found = corrected_hfr(rate(80, 20), known(0.9, 0.8))
    assert found.value == pytest.approx((0.8 + 0.8 - 1) / (0.9 + 0.8 - 1))
    assert found.low is not None and found.high is not None
    assert found.low < found.value < found.high


def test_a_perfect_checker_needs_no_correction() -> None:
    assert corrected_hfr(rate(30, 10), known(1.0, 1.0)).value == pytest.approx(0.75)


def test_a_checker_known_from_few_rows_gives_a_wider_interval() -> None:
    few, many = (corrected_hfr(rate(80, 20), known(0.8, 0.8, n)) for n in (20, 5000))
    assert few.low is not None and few.high is not None and many.low is not None and many.high is not None
    assert few.high - few.low > many.high - many.low


@pytest.mark.parametrize(("hfr", "recalls"), [(rate(0, 0), known(0.9, 0.9)), (rate(5, 5), known(0.5, 0.52))])
def test_where_nothing_can_be_said_there_is_no_value(hfr: Hfr, recalls: Recalls) -> None:
    found = corrected_hfr(hfr, recalls)
    assert (found.value, found.low, found.high) == (None, None, None)
    assert found.note


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0, 1), st.floats(0, 1))
def test_what_is_said_is_a_share(n_supported: int, n_red: int, sensitivity: float, specificity: float) -> None:
    found = corrected_hfr(rate(n_supported, n_red), known(sensitivity, specificity, 50))
    shares = [x for x in (found.value, found.low, found.high) if x is not None]
    assert all(0 <= x <= 1 for x in shares)
    assert len(shares) in (0, 3)


def test_what_is_no_measurement_is_an_error(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("x") / "verifier.json"
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(UsageError, match="not the measurement"):
        read_result(path)
