"""How the process of a job begins: started anew, or forked from the nursery, where all is imported already."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from deepnews.errors import RunError
from deepnews.schemas.base import Language

WORKER: Final = (sys.executable, "-P", "-m", "deepnews.app.batch.worker")
_NURSERY: Final = (sys.executable, "-P", "-m", "deepnews.app.batch.nursery")
_OWN_GROUP: Final[int] = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
"""With `start_new_session`: a Ctrl-C in the terminal reaches the batch alone, which then asks each job once."""
NO_PROCESS: Final = b"0\n"
"""What a nursery that cannot fork tells instead of a process id."""
_N_TRIES: Final = 2
"""Nurseries that are asked for one child; the first may have been killed."""


class Child(Protocol):
    """The process of a job."""

    def lines(self) -> Iterator[bytes]:
        """What it tells, until it closes its stdout."""

    def stop(self) -> None:
        """Ask it to stop after its call in hand; nothing when it has ended."""

    def wait(self) -> int | None:
        """Its exit code, negative for a signal, once it has ended; None when nobody can tell."""


class Birth(Protocol):
    """A way for the process of a job to begin; safe for threads."""

    def child(self, arguments: Sequence[str], log: Path) -> AbstractContextManager[Child]:
        """A process with these arguments that adds its stderr to the file `log`; it ends with the block.

        Entering raises RunError when no process can be had.
        """

    def close(self) -> None:
        """No process begins any more; safe to call twice."""


# --- started anew ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Started:
    process: subprocess.Popen[bytes]

    def lines(self) -> Iterator[bytes]:
        assert self.process.stdout is not None
        yield from self.process.stdout

    def stop(self) -> None:
        self.process.terminate()

    def wait(self) -> int | None:
        return self.process.wait()


class Spawning:
    """Each process is started anew by `command`."""

    def __init__(self, command: Sequence[str] = WORKER) -> None:
        self._command = command

    @contextmanager
    def child(self, arguments: Sequence[str], log: Path) -> Iterator[Child]:
        """A process with these arguments."""
        command, pipe = [*self._command, *arguments], subprocess.PIPE
        with log.open("ab") as file:
            begun = subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=file, start_new_session=True, creationflags=_OWN_GROUP
            )
        with begun as process:
            yield _Started(process)

    def close(self) -> None:
        """Nothing is kept."""


# --- forked ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Forked:
    pid: int
    told: BinaryIO
    status: BinaryIO
    """The nursery writes the exit code here."""
    ends: ExitStack
    """Ours of its pipes; its stdin among them, so that it dies when they are closed."""

    def lines(self) -> Iterator[bytes]:
        yield from self.told

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)

    def wait(self) -> int | None:
        code = self.status.readline()
        return int(code) if code else None


class _Nursery:
    """The batch's side of a nursery."""

    def __init__(self, languages: Iterable[Language]) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            number, none = theirs.fileno(), subprocess.DEVNULL
            command = [*_NURSERY, str(number), *languages]
            self._process = subprocess.Popen(
                command, stdin=none, stdout=none, pass_fds=[number], start_new_session=True
            )

    def forked(self, arguments: Sequence[str], log: Path) -> _Forked | None:
        """A new process; None when the nursery is gone. Raises RunError when it cannot fork."""
        with ExitStack() as ours, ExitStack() as theirs:
            (listens, alive), (told, tells), (status, knows) = _pipe(), _pipe(), _pipe()
            for end in (alive, told, status):
                ours.enter_context(end)
            for end in (listens, tells, knows):
                theirs.enter_context(end)
            given = (listens, tells, theirs.enter_context(log.open("ab")), knows)
            with suppress(BrokenPipeError, ConnectionResetError):
                socket.send_fds(self._line, [json.dumps(list(arguments)).encode()], [end.fileno() for end in given])
            theirs.close()
            number = status.readline()
            if number == NO_PROCESS:
                raise _no_process()
            return _Forked(int(number), told, status, ours.pop_all()) if number else None

    def close(self) -> None:
        """Let it end; safe to call twice."""
        self._line.close()
        self._process.wait()


class Forking:
    """Processes are forked from one nursery, which is started for the first, and anew when it was killed.

    It knows the words of `languages` beforehand.
    """

    def __init__(self, languages: Iterable[Language]) -> None:
        self._languages = tuple(sorted(set(languages)))
        self._lock = threading.Lock()
        self._nursery: _Nursery | None = None

    @contextmanager
    def child(self, arguments: Sequence[str], log: Path) -> Iterator[Child]:
        """A process with these arguments."""
        forked = self._forked(arguments, log)
        with forked.ends:
            yield forked

    def close(self) -> None:
        """Let the nursery end; safe to call twice."""
        with self._lock:
            if self._nursery is not None:
                self._nursery.close()
                self._nursery = None

    def _forked(self, arguments: Sequence[str], log: Path) -> _Forked:
        for _ in range(_N_TRIES):
            nursery = self._current()
            forked = nursery.forked(arguments, log)
            if forked is not None:
                return forked
            self._replace(nursery)
        raise _no_process()

    def _current(self) -> _Nursery:
        with self._lock:
            if self._nursery is None:
                self._nursery = _Nursery(self._languages)
            return self._nursery

    def _replace(self, gone: _Nursery) -> None:
        gone.close()
        with self._lock:
            if self._nursery is gone:
                self._nursery = None


def _no_process() -> RunError:
    hint = "Free memory, or run fewer jobs at once; the same command goes on."
    return RunError("No process could be started for the job.", hint=hint)


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    """Both ends of a new pipe."""
    reads, writes = os.pipe()
    return os.fdopen(reads, "rb"), os.fdopen(writes, "wb", buffering=0)


def birth_here(languages: Iterable[Language]) -> Birth:
    """The way that costs least on this machine for jobs in `languages`; only Linux forks safely."""
    return Forking(languages) if sys.platform == "linux" else Spawning()
