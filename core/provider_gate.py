"""The gate before a model's server: every request passes it, and waits there when it must.

Where limits are set, the state lies in a file that all processes of this machine share, so that the jobs of a batch
keep one limit together; without limits it lives in the process, and costs nothing.
"""

from __future__ import annotations

import os
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol, TypeVar

from pydantic import ValidationError

from deepnews.errors import ModelUnavailableError, RunError
from deepnews.process_lock import try_lock
from deepnews.rate_limit import GateState, RateLimits, fail, probe, rest, settle, take
from deepnews.stopping import stop_if_requested

_SLICE_S: Final = 1.0
"""A wait is cut into such pieces, so that a stop is heard."""
_SPREAD_S: Final = 0.5
"""Those who waited for a server's rest come back within so many seconds, not together."""
_LOCK_PAUSE_S: Final = 0.002
_Result = TypeVar("_Result")
Change = Callable[[GateState], tuple[GateState, _Result]]


class Store(Protocol):
    """Where the state of a gate lies."""

    def changed(self, change: Change[_Result]) -> _Result:
        """What `change` returns beside the new state, which is kept; nobody else changes it meanwhile."""


class MemoryStore:
    """The state of this process alone."""

    def __init__(self) -> None:
        self._state = GateState()
        self._lock = threading.Lock()

    def changed(self, change: Change[_Result]) -> _Result:
        """What `change` returns beside the new state."""
        with self._lock:
            self._state, result = change(self._state)
        return result


class FileStore:
    """The state of all processes that name the same file; a damaged file counts as a new one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def changed(self, change: Change[_Result]) -> _Result:
        """What `change` returns beside the new state; raises RunError when the disk refuses."""
        try:
            with self._lock, self._opened() as handle:
                state, result = change(_read(handle))
                os.lseek(handle, 0, os.SEEK_SET)
                os.ftruncate(handle, os.write(handle, state.model_dump_json().encode("ascii")))
        except OSError as error:
            hint = "Free disk space there, or set DEEPNEWS_CACHE_DIR to a folder that can be written."
            raise RunError(f"{self._path} cannot be used: {error.strerror}.", hint=hint) from error
        return result

    @contextmanager
    def _opened(self) -> Iterator[int]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            while not try_lock(handle):
                time.sleep(_LOCK_PAUSE_S)
            yield handle
        finally:
            os.close(handle)


def _read(handle: int) -> GateState:
    try:
        return GateState.model_validate_json(os.read(handle, 4096))
    except ValidationError:
        return GateState()


def gate_store(limits: RateLimits, folder: Path, host: str) -> Store:
    """The store for the gate of `host`: a file in `folder` where there are limits to be kept together."""
    return FileStore(folder / f"{re.sub(r'[^A-Za-z0-9.-]+', '_', host)}.json") if limits.any else MemoryStore()


class Gate(Protocol):
    """What every request to a server passes."""

    def check(self) -> None:
        """Let a call begin; raises ModelUnavailableError while the server is left alone after many failures."""

    def enter(self, n_tokens: int, *, has_rested: bool = False) -> None:
        """Wait until a request of about `n_tokens` may be sent; raises KeyboardInterrupt where a stop was asked for.

        A call that `has_rested` itself does not wait for the server's rest again.
        """

    def settle(self, n_tokens_taken: int, n_tokens_used: int) -> None:
        """Say how many tokens a call used that was answered."""

    def rest(self, wait_s: float) -> None:
        """Say that the server asks for rest; all who come now wait for its end."""

    def fail(self) -> None:
        """Say that a call failed with all its tries, because the server cannot be reached or is overloaded."""


class OpenGate:
    """A gate that stands open, as before a server of this process."""

    def check(self) -> None:
        """Nothing."""

    def enter(self, n_tokens: int, *, has_rested: bool = False) -> None:
        """Nothing."""

    def settle(self, n_tokens_taken: int, n_tokens_used: int) -> None:
        """Nothing."""

    def rest(self, wait_s: float) -> None:
        """Nothing."""

    def fail(self) -> None:
        """Nothing."""


class ProviderGate:
    """The gate before one server; safe for threads."""

    def __init__(
        self,
        host: str,
        limits: RateLimits | None = None,
        store: Store | None = None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._host = host
        self._limits = limits or RateLimits()
        self._store = store or MemoryStore()
        self._clock = clock

    def check(self) -> None:
        """Raise ModelUnavailableError while the server is left alone; after that one call may try."""
        left_s = self._store.changed(lambda state: probe(state, self._clock()))
        if left_s > 0:
            raise ModelUnavailableError(
                f"{self._host} failed several calls in a row and is left alone for {left_s:.0f} s.",
                hint="See what is wrong there, then run the command again; what is done is kept.",
            )

    def enter(self, n_tokens: int, *, has_rested: bool = False) -> None:
        """Wait for the buckets and for the end of the server's rest."""

        def taken(state: GateState) -> tuple[GateState, float]:
            now_s = self._clock()
            after, wait_s = take(state, self._limits, n_tokens, now_s)
            rest_s = 0.0 if has_rested else max(0.0, state.rests_until_s - now_s)
            return after, max(wait_s, rest_s + random.uniform(0.0, _SPREAD_S) if rest_s else 0.0)

        _wait(self._store.changed(taken))

    def settle(self, n_tokens_taken: int, n_tokens_used: int) -> None:
        """Correct the bucket of tokens; the server works."""
        self._store.changed(lambda state: (settle(state, n_tokens_taken, n_tokens_used), None))

    def rest(self, wait_s: float) -> None:
        """Let all who come now wait for the end of the rest."""
        self._store.changed(lambda state: (rest(state, wait_s, self._clock()), None))

    def fail(self) -> None:
        """Count the failure."""
        self._store.changed(lambda state: (fail(state, self._clock()), None))


def _wait(wait_s: float) -> None:
    while wait_s > 0:
        stop_if_requested()
        time.sleep(min(wait_s, _SLICE_S))
        wait_s -= _SLICE_S
