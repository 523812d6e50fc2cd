"""Information gain: laws of the coverage, and lazy choice beside plain choice."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.retrieval.gain import Coverage, best_first, entropy_bits

TOKENS = st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6), min_size=2, max_size=9)


@given(TOKENS)
def test_novelty_is_a_share_and_never_grows(tokens: list[list[str]]) -> None:
    coverage = Coverage(tokens)
    before = [coverage.novelty(i) for i in range(len(tokens))]
    for taken in range(len(tokens)):
        coverage.take(taken)
        now = [coverage.novelty(i) for i in range(len(tokens))]
        assert all(0.0 <= new <= old + 1e-12 <= 1.0 + 1e-9 for new, old in zip(now, before, strict=True))
        before = now


@given(TOKENS)
def test_lazy_choice_gains_at_each_step_what_plain_choice_would(tokens: list[list[str]]) -> None:
    coverage = Coverage(tokens)
    left = set(range(len(tokens)))
    for unit in best_first(range(len(tokens)), coverage.novelty):
        assert coverage.novelty(unit) == pytest.approx(max(coverage.novelty(i) for i in left))
        left.remove(unit)
        coverage.take(unit)
    assert not left


def test_grown_terms_are_found_and_not_those_asked_for() -> None:
    told = [["terra", "run", "asked"]] * 3
    coverage = Coverage([*told, *([f"w{i}", "the"] for i in range(60))])
    for unit in range(3):
        coverage.take(unit)
    grown = coverage.grown(frozenset({"asked"}))
    assert set(grown) == {"terra", "run"}
    likeness = coverage.likeness(grown)
    assert min(likeness[:3]) > 0 == max(likeness[3:])


@given(st.integers(1, 50), st.integers(1, 9))
def test_entropy_of_even_shares_is_the_logarithm_of_their_number(n: int, each: int) -> None:
    assert entropy_bits([each] * n) == pytest.approx(math.log2(n))
    assert entropy_bits([]) == 0.0
