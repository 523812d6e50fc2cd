"""A request to stop that every thread sees: what works through a queue of model calls asks before each."""

from __future__ import annotations

import threading

_requested = threading.Event()


def request_stop() -> None:
    """Ask all threads of this process to stop before their next model call."""
    _requested.set()


def stop_is_requested() -> bool:
    """True once a stop was asked for."""
    return _requested.is_set()


def stop_if_requested() -> None:
    """Raise KeyboardInterrupt where a stop was asked for."""
    if _requested.is_set():
        raise KeyboardInterrupt
