"""After a request to stop, threads that end in a closed graph are not told of as faults."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from deepnews import stopping
from deepnews.app.console import stop_on_signals

FUTURES = logging.getLogger("concurrent.futures")


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process gets its signals and its log back."""
    monkeypatch.setattr(stopping, "_requested", threading.Event())
    monkeypatch.setattr(FUTURES, "filters", [])
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def end_in_a_closed_graph() -> None:
    def callback(done: Future[None]) -> None:
        raise RuntimeError("cannot schedule new futures after shutdown")

    future: Future[None] = Future()
    future.add_done_callback(callback)
    future.set_result(None)


@pytest.mark.parametrize(("stopped", "n_told"), [(False, 1), (True, 0)])
def test_a_fault_of_a_callback_is_told_until_a_stop(
    stopped: bool, n_told: int, caplog: pytest.LogCaptureFixture
) -> None:
    stop_on_signals()
    if stopped:
        stopping.request_stop()
    with caplog.at_level(logging.ERROR, "concurrent.futures"):
        end_in_a_closed_graph()
    assert len([record for record in caplog.records if record.name == "concurrent.futures"]) == n_told
