"""The nursery: a process that has imported what a job needs, and from which the process of each job is forked.

Imports cost a job more than half of its CPU time otherwise, and the children share the memory that they take. Started
as ``python -m deepnews.app.batch.nursery SOCKET LANGUAGE...``, a batch asks it there for one child after the other and
gives it the ends of their pipes. It runs no thread of Python's, as a process that forks must not, and ends with the
batch.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
import traceback
from contextlib import suppress
from typing import Final, NoReturn, cast

from deepnews.app.batch import worker
from deepnews.app.batch.birth import NO_PROCESS
from deepnews.app.batch.warm import warm
from deepnews.schemas.base import Language

_N_BYTES_MAX: Final = 65_536
"""Longest wish for a child: three arguments."""


def main() -> None:
    """Serve until the batch has closed its end."""
    warm(cast(list[Language], sys.argv[2:]))
    with socket.socket(fileno=int(sys.argv[1])) as line:
        _Nursery(line).serve()


class _Nursery:
    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._born: dict[int, int] = {}
        """Where the exit code of each child is written, by its process id."""
        self._woken, self._wakes = os.pipe()
        os.set_blocking(self._wakes, False)
        signal.set_wakeup_fd(self._wakes)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def serve(self) -> None:
        """Fork a child for each wish, and tell how each ended."""
        line = self._line.fileno()
        while True:
            ready, _, _ = select.select([line, self._woken], [], [])
            if self._woken in ready:
                os.read(self._woken, 4096)
                self._tell_ended()
            if line in ready and not self._fork_one():
                return

    def _fork_one(self) -> bool:
        """False when the batch wants no more."""
        message, ends, _, _ = socket.recv_fds(self._line, _N_BYTES_MAX, 4)
        if not message:
            return False
        *own, status = ends
        try:
            pid = os.fork()
        except OSError:  # no memory, or too many processes
            _tell(status, NO_PROCESS)
            own = ends
        else:
            if pid == 0:
                self._leave(status)
                _live(json.loads(message), own)
            self._born[pid] = status
            _tell(status, b"%d\n" % pid)
        for end in own:
            os.close(end)
        return True

    def _leave(self, status: int) -> None:
        """Give up, in the child, what is the nursery's: held here, nobody would see that the nursery is gone."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end in (self._line.detach(), self._woken, self._wakes, status, *self._born.values()):
            os.close(end)

    def _tell_ended(self) -> None:
        while self._born:
            pid, how = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            status = self._born.pop(pid)
            _tell(status, b"%d\n" % os.waitstatus_to_exitcode(how))
            os.close(status)


def _tell(status: int, line: bytes) -> None:
    with suppress(BrokenPipeError):  # the batch was killed
        os.write(status, line)


def _live(arguments: list[str], ends: list[int]) -> NoReturn:
    """The life of a job's process: stdin, stdout and stderr are the `ends`, and there is no way back."""
    code = 1
    try:
        os.setsid()
        for number, end in enumerate(ends):
            os.dup2(end, number)
            os.close(end)
        code = worker.main(*arguments)
    except BaseException:  # as the interpreter does it at the end of a process
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
