"""What a server may be asked now: so many requests and tokens a minute, nothing while it rests or is down.

The law alone, without clock, file or thread: times are seconds that the caller gives.

A bucket holds what ten seconds bring. It is kept as a debt that shrinks with time: no debt is a full bucket.
"""

from __future__ import annotations

from typing import Final

from pydantic import Field

from deepnews.frozen import Frozen

BURST_S: Final = 10.0
"""A bucket holds what so many seconds bring."""
N_FAILURES_MAX: Final = 5
"""Calls that failed in a row, each after its own tries, after which the server is left alone."""
REST_S: Final = 30.0
"""How long that is; then one call tries whether it works again."""
_MINUTE_S: Final = 60.0


class RateLimits(Frozen):
    """What the provider allows; None is no limit."""

    requests_per_min: int | None = Field(default=None, ge=1)
    tokens_per_min: int | None = Field(default=None, ge=1)

    @property
    def any(self) -> bool:
        """True when there is a limit."""
        return self.requests_per_min is not None or self.tokens_per_min is not None


class GateState(Frozen):
    """What is remembered of one server; a new one has a full bucket and has never failed."""

    at_s: float = 0.0
    """When the debts were last reckoned."""
    n_requests_owed: float = Field(default=0.0, ge=0.0, allow_inf_nan=False)
    n_tokens_owed: float = Field(default=0.0, ge=0.0, allow_inf_nan=False)
    rests_until_s: float = 0.0
    """End of the wait that the server asked for."""
    n_failures: int = Field(default=0, ge=0)
    """Calls that failed in a row."""
    broken_until_s: float = 0.0
    """Until then nothing is asked, since it failed so often."""


def take(state: GateState, limits: RateLimits, n_tokens: int, now_s: float) -> tuple[GateState, float]:
    """The state after one request of `n_tokens` was taken from the buckets, and the seconds it must wait first.

    A request larger than a bucket waits for a full one. Who waits is in debt already, so that others queue behind it;
    what a bucket would regain while the other one makes it wait is owed as well, since it is not used before.
    """
    state = _reckoned(state, limits, now_s)
    wait_s = max(
        _wait_s(state.n_requests_owed, 1, limits.requests_per_min),
        _wait_s(state.n_tokens_owed, n_tokens, limits.tokens_per_min),
    )
    owed = {
        "n_requests_owed": max(state.n_requests_owed, wait_s * _per_s(limits.requests_per_min)) + 1,
        "n_tokens_owed": max(state.n_tokens_owed, wait_s * _per_s(limits.tokens_per_min)) + n_tokens,
    }
    return state.model_copy(update=owed), wait_s


def settle(state: GateState, n_tokens_taken: int, n_tokens_used: int) -> GateState:
    """The state once it is known how many tokens a call really used; the server works."""
    n_owed = max(0.0, state.n_tokens_owed + n_tokens_used - n_tokens_taken)
    return state.model_copy(update={"n_tokens_owed": n_owed, "n_failures": 0, "broken_until_s": 0.0})


def rest(state: GateState, wait_s: float, now_s: float) -> GateState:
    """The state after the server asked for `wait_s` seconds of rest."""
    return state.model_copy(update={"rests_until_s": max(state.rests_until_s, now_s + wait_s)})


def fail(state: GateState, now_s: float) -> GateState:
    """The state after a call that failed with all its tries."""
    n_failures = state.n_failures + 1
    broken_until_s = now_s + REST_S if n_failures >= N_FAILURES_MAX else 0.0
    return state.model_copy(update={"n_failures": n_failures, "broken_until_s": broken_until_s})


def probe(state: GateState, now_s: float) -> tuple[GateState, float]:
    """The state before a call, and for how many seconds nothing may be asked; after a rest one call may try."""
    left_s = state.broken_until_s - now_s
    if left_s > 0:
        return state, left_s
    if state.n_failures >= N_FAILURES_MAX:
        return state.model_copy(update={"broken_until_s": now_s + REST_S}), 0.0
    return state, 0.0


def _reckoned(state: GateState, limits: RateLimits, now_s: float) -> GateState:
    """The debts as they are now; a clock that was set back forgives nothing and waits for nothing."""
    passed_s = max(0.0, now_s - state.at_s)
    requests_s, tokens_s = _per_s(limits.requests_per_min), _per_s(limits.tokens_per_min)
    return state.model_copy(
        update={
            "at_s": now_s,
            "n_requests_owed": max(0.0, state.n_requests_owed - passed_s * requests_s) if requests_s else 0.0,
            "n_tokens_owed": max(0.0, state.n_tokens_owed - passed_s * tokens_s) if tokens_s else 0.0,
        }
    )


def _per_s(per_min: int | None) -> float:
    """What a bucket regains a second; 0 where there is no limit."""
    return per_min / _MINUTE_S if per_min else 0.0


def _wait_s(n_owed: float, n_wanted: int, per_min: int | None) -> float:
    if per_min is None:
        return 0.0
    per_s = _per_s(per_min)
    bucket = max(1.0, per_s * BURST_S)
    return max(0.0, (n_owed + min(n_wanted, bucket) - bucket) / per_s)
