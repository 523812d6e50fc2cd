"""Smoothness from token probabilities: figures of texts whose distribution is known."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.pace.smoothness import LEAST_TOKENS, smoothness_of
from deepnews.token_probs import TokenStep, step_of

SHARES = (0.5, 0.25, 0.125, 0.0625, 0.0625)
TOP = [math.log(p) for p in SHARES]
BITS = 1.875
"""Entropy of SHARES."""


def steps(picks: list[int]) -> list[TokenStep]:
    return [step_of(TOP[i], TOP) for i in picks]


def test_a_step_tells_surprisal_entropy_and_variance() -> None:
    step = step_of(TOP[2], TOP)
    assert step.surprisal == pytest.approx(3 * math.log(2))
    assert step.entropy == pytest.approx(BITS * math.log(2))
    square = sum(p * math.log2(p) ** 2 for p in SHARES)
    assert step.variance == pytest.approx((square - BITS**2) * math.log(2) ** 2)


def test_what_is_not_told_counts_as_the_last_that_is() -> None:
    whole, cut = step_of(TOP[0], TOP), step_of(TOP[0], TOP[:4])
    assert cut.entropy == pytest.approx(whole.entropy), "the fifth is as likely as the fourth"
    assert step_of(-3.4e38, [*TOP, -3.4e38]).surprisal == pytest.approx(100.0)


@pytest.mark.parametrize("seed", range(5))
def test_the_model_s_own_text_is_near_its_expectation(seed: int) -> None:
    picks = random.Random(seed).choices(range(5), weights=SHARES, k=2000)
    found = smoothness_of(steps(picks))
    assert found is not None and abs(found.statistic) < 3.5 and found.own_prob > 0.0004
    assert found.surprisal == pytest.approx(BITS, abs=0.15) and found.expected_entropy == pytest.approx(BITS)


def test_the_likeliest_words_are_too_smooth_and_rare_ones_too_rough() -> None:
    smooth, rough = smoothness_of(steps([0] * 200)), smoothness_of(steps([3] * 200))
    assert smooth is not None and rough is not None
    assert smooth.statistic < -8 and rough.statistic > 8
    assert smooth.surprisal_variance == 0.0 and smooth.own_prob < 1e-6


@given(st.lists(st.integers(0, 4), min_size=LEAST_TOKENS, max_size=60))
def test_the_statistic_grows_with_the_root_of_the_length(picks: list[int]) -> None:
    one, four = smoothness_of(steps(picks)), smoothness_of(steps(picks * 4))
    assert one is not None and four is not None
    assert four.statistic == pytest.approx(2 * one.statistic, abs=0.01)
    assert four.surprisal == one.surprisal and four.surprisal_variance == one.surprisal_variance


def test_an_even_model_has_no_spread_to_calibrate_by() -> None:
    even = [math.log(0.25)] * 4
    found = smoothness_of([step_of(even[0], even)] * 50)
    assert found is not None and (found.statistic, found.own_prob) == (0.0, 1.0)


def test_nothing_is_said_of_a_few_words() -> None:
    assert smoothness_of(steps([0] * (LEAST_TOKENS - 1))) is None
