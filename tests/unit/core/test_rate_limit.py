"""The law of the gate: buckets of requests and tokens, rest, and the circuit that opens after many failures."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deepnews.rate_limit import (
    BURST_S,
    N_FAILURES_MAX,
    REST_S,
    GateState,
    RateLimits,
    fail,
    probe,
    rest,
    settle,
    take,
)

CALLS = st.lists(st.tuples(st.floats(0.0, 5.0), st.integers(1, 2000)), min_size=1, max_size=60)


@given(calls=CALLS, requests=st.integers(1, 600), tokens=st.integers(1, 60_000))
@example(calls=[(0.0, 7), (0.0, 1), (0.0, 1), (0.0, 1)], requests=1, tokens=3)  # waits for tokens, not for requests
def test_no_window_holds_more_than_the_limit_and_one_bucket(
    calls: list[tuple[float, int]], requests: int, tokens: int
) -> None:
    """Whenever calls come, a minute from any start sees the minute's allowance and one bucket at most."""
    limits = RateLimits(requests_per_min=requests, tokens_per_min=tokens)
    state, now_s, sent = GateState(), 1000.0, []
    for pause_s, n_tokens in calls:
        now_s += pause_s
        state, wait_s = take(state, limits, n_tokens, now_s)
        sent.append((now_s + wait_s, n_tokens))
    for begin_s, _ in sent:
        window = [(at, n) for at, n in sent if begin_s <= at < begin_s + 60.0]
        assert len(window) <= requests + max(1.0, requests * BURST_S / 60) + 1e-6
        largest = max(n for _, n in window)
        assert sum(n for _, n in window) <= tokens + max(1.0, tokens * BURST_S / 60) + largest + 1e-6


def test_who_waits_stands_in_a_queue() -> None:
    limits = RateLimits(requests_per_min=60)
    state, waits = GateState(), []
    for _ in range(13):
        state, wait_s = take(state, limits, 1, 50.0)
        waits.append(round(wait_s, 6))
    assert waits == [0.0] * 10 + [1.0, 2.0, 3.0]


def test_time_pays_the_debt() -> None:
    limits = RateLimits(tokens_per_min=6000)
    state, _ = take(GateState(), limits, 3000, 0.0)
    assert take(state, limits, 1000, 0.0)[1] == pytest.approx(30.0)
    assert take(state, limits, 1000, 25.0)[1] == pytest.approx(5.0)
    assert take(state, limits, 1000, 30.0)[1] == 0.0


def test_a_clock_set_back_forgives_nothing() -> None:
    limits = RateLimits(requests_per_min=6)
    state, _ = take(GateState(), limits, 1, 1000.0)
    assert take(state, limits, 1, 500.0)[1] == pytest.approx(10.0)


def test_what_was_not_used_is_given_back() -> None:
    limits = RateLimits(tokens_per_min=600)
    state, _ = take(GateState(), limits, 500, 0.0)
    assert take(settle(state, 500, 40), limits, 50, 0.0)[1] == 0.0
    assert take(settle(state, 500, 900), limits, 50, 0.0)[1] > take(state, limits, 50, 0.0)[1]


@given(st.integers(1, 100_000))
def test_without_limits_nobody_waits(n_tokens: int) -> None:
    state = GateState()
    for _ in range(5):
        state, wait_s = take(state, RateLimits(), n_tokens, 0.0)
        assert wait_s == 0.0


def test_the_longest_rest_holds() -> None:
    state = rest(rest(GateState(), 20.0, 100.0), 5.0, 101.0)
    assert state.rests_until_s == 120.0


def test_the_circuit_opens_after_many_failures_and_lets_one_try() -> None:
    state = GateState()
    for n in range(N_FAILURES_MAX):
        state, left_s = probe(state, 10.0 + n)
        assert left_s == 0.0
        state = fail(state, 10.0 + n)
    now_s = 9.0 + N_FAILURES_MAX
    assert probe(state, now_s + 1)[1] == pytest.approx(REST_S - 1)
    trying, left_s = probe(state, now_s + REST_S)
    assert left_s == 0.0 and probe(trying, now_s + REST_S)[1] == REST_S, "one tries, the others are told to wait"
    assert probe(settle(trying, 0, 0), now_s + REST_S)[1] == 0.0
    assert probe(fail(trying, now_s + REST_S + 1), now_s + REST_S + 2)[1] == pytest.approx(REST_S - 1)
