"""Jobs in processes of their own, so that a crash, a leak or a library that bears no threads harms one job only."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from deepnews.agents.run_folder import WORKER_LOG
from deepnews.agents.run_lock import locked
from deepnews.agents.state import ProgressEvent
from deepnews.app.batch.birth import Birth, Child
from deepnews.app.batch.jobs import Job
from deepnews.errors import RunError
from deepnews.schemas.run import RunRecord

_FREE_WITHIN_S: Final = 30.0
_NOBODY_TELLS: Final = "The job's process is gone, and nobody can tell how it ended."


class CrashError(RunError):
    """The process of a job ended without a record of its run."""


class Children:
    """The engine of one machine: a process for each job in hand; safe for threads."""

    n_local_at_once: int | None = 1

    def __init__(self, birth: Birth) -> None:
        self.n_preparing_at_once: int | None = 2 * (os.cpu_count() or 1)
        self._birth = birth
        self._lock = threading.Lock()
        self._running: set[Child] = set()
        self._stopping = False

    def run(self, job: Job, folder: Path, on_event: Callable[[ProgressEvent], None]) -> RunRecord:
        """How the run of `job` in `folder` ended; raises CrashError when its process tells nothing of it."""
        return heard(self.lines(job, folder), folder, on_event)

    def lines(self, job: Job, folder: Path) -> Iterator[bytes]:
        """What the process of `job` in `folder` tells, line by line, and last the exit code it ended with."""
        _wait_until_free(folder)
        with self._child(job, folder) as child:
            for line in child.lines():  # noqa: UP028 (Ray sends into generators, which a file does not bear)
                yield line
            code = child.wait()
        if code is not None:
            yield b'{"exit": %d}\n' % code

    def stop(self) -> None:
        """Ask every process to stop after its call in hand; those that start now are asked as well."""
        with self._lock:
            self._stopping = True
            for child in self._running:
                child.stop()

    @contextmanager
    def _child(self, job: Job, folder: Path) -> Iterator[Child]:
        arguments = (str(folder), job.model, job.base_url or "")
        with self._birth.child(arguments, folder / WORKER_LOG) as child:
            with self._lock:
                self._running.add(child)
                if self._stopping:
                    child.stop()
            try:
                yield child
            finally:
                with self._lock:
                    self._running.discard(child)


def heard(lines: Iterable[bytes], folder: Path, on_event: Callable[[ProgressEvent], None]) -> RunRecord:
    """How a run in `folder` ended by what its process told; raises CrashError when that is nothing of its end."""
    record: RunRecord | None = None
    failure = ""
    for line in lines:
        told = _parsed(line)
        if isinstance(told, ProgressEvent):
            on_event(told)
        record = told if isinstance(told, RunRecord) else record
        failure = told if isinstance(told, str) else failure
        failure = failure or _crash(told) if isinstance(told, int) else failure
    if record is None:
        raise CrashError(failure or _NOBODY_TELLS, hint=f"See {folder / WORKER_LOG}; the same command tries it again.")
    return record


def _parsed(line: bytes) -> ProgressEvent | RunRecord | str | int | None:
    """What a line of a worker tells; None for what a library printed."""
    try:
        content = json.loads(line)
        if "record" in content:
            return RunRecord.model_validate(content["record"])
        if "failure" in content:
            return str(content["failure"])
        if "exit" in content:
            return int(content["exit"])
        return ProgressEvent.model_validate(content["event"])
    except (ValueError, KeyError, TypeError, ValidationError):
        return None


def _crash(code: int) -> str:
    if code >= 0:
        return f"The job's process ended with exit code {code} and told no reason."
    name = next((s.name for s in signal.Signals if s == -code), f"signal {-code}")
    return f"The job's process was ended by {name} (SIGKILL: perhaps memory ran out)."


def _wait_until_free(folder: Path) -> None:
    """Wait for the process of a batch that was killed a moment ago; whoever holds the folder longer is left to it."""
    end_s = time.monotonic() + _FREE_WITHIN_S
    while time.monotonic() < end_s:
        try:
            with locked(folder):
                return
        except RunError:
            time.sleep(0.2)
