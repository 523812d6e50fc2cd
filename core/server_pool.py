"""Several servers of one model: each call goes to the least loaded one that works, and to the next where it fails."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from deepnews.errors import ModelTimeoutError, ModelUnavailableError
from deepnews.llm import ChatReply, ChatRequest

N_FAILURES_MAX = 2
"""Failures in a row after which a server is left alone for a while."""
REST_S = 30.0
"""How long that is; then one call tries whether it works again."""


class Client(Protocol):
    """One server, with its own retries."""

    def complete(self, request: ChatRequest) -> ChatReply:
        """The reply to `request`; raises ModelError."""

    def close(self) -> None:
        """Close the connection; safe to call twice."""


@dataclass
class _Server:
    client: Client
    n_open: int = 0
    """Calls in hand."""
    n_calls: int = 0
    n_failures: int = 0
    """Failures in a row."""
    rests_until: float = 0.0


class ServerPool:
    """Servers that answer alike; safe for threads."""

    def __init__(self, clients: Sequence[Client], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._servers = [_Server(client) for client in clients]
        self._clock = clock
        self._lock = threading.Lock()

    def complete(self, request: ChatRequest) -> ChatReply:
        """The reply of the first server that gives one, least loaded first.

        Raises what the last one raised when none can be reached or answers in time; any other failure is the
        request's own and is raised at once.
        """
        tried: list[_Server] = []
        while True:
            server = self._taken(tried)
            tried.append(server)
            try:
                reply = server.client.complete(request)
            except (ModelUnavailableError, ModelTimeoutError):
                self._failed(server)
                if len(tried) == len(self._servers):
                    raise
            else:
                self._worked(server)
                return reply
            finally:
                with self._lock:
                    server.n_open -= 1

    def close(self) -> None:
        """Close all connections; safe to call twice."""
        for server in self._servers:
            server.client.close()

    def _taken(self, tried: Sequence[_Server]) -> _Server:
        """The best server that was not tried: one at rest only where all are."""
        with self._lock:
            now = self._clock()
            left = [s for s in self._servers if s not in tried]
            best = min(left, key=lambda s: (s.rests_until > now, s.n_open, s.n_calls))
            best.n_open += 1
            best.n_calls += 1
            if best.n_failures >= N_FAILURES_MAX:  # the one call that tries it; others pass it by meanwhile
                best.rests_until = now + REST_S
            return best

    def _failed(self, server: _Server) -> None:
        with self._lock:
            server.n_failures += 1
            if server.n_failures >= N_FAILURES_MAX:
                server.rests_until = self._clock() + REST_S

    def _worked(self, server: _Server) -> None:
        with self._lock:
            server.n_failures, server.rests_until = 0, 0.0
