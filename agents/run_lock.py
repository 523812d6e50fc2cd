"""One process a run folder: a lock that dies with its process."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deepnews.agents.run_files import write_error
from deepnews.errors import RunError
from deepnews.process_lock import try_lock

LOCK_NAME: Final = ".lock"
PATIENCE_S: Final = 0.09
_PAUSE_S: Final = 0.03


def holder(folder: Path) -> int | None:
    """Id of the process that works in `folder`; None when none does, and 0 when it left no id."""
    try:
        handle = os.open(folder / LOCK_NAME, os.O_RDWR)
    except OSError:
        return None
    try:
        return None if try_lock(handle) else int(_owner(handle) or 0)
    except ValueError:
        return 0
    finally:
        os.close(handle)


@contextmanager
def locked(folder: Path, name: str = LOCK_NAME, *, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold `folder` (or what the lock `name` stands for) for this process; raises RunError while another one has it.

    The system frees the lock of a process that was killed, so that a lock file left behind stops nobody.
    """
    path = folder / name
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise write_error(path, error) from error
    try:
        if not _patient_lock(handle, patience_s):
            raise _busy(folder, _owner(handle))
        _sign(handle, path)
        yield
    finally:
        os.close(handle)


def _patient_lock(handle: int, patience_s: float) -> bool:
    """True when the lock was free within that time, as it is where somebody only asked for its holder."""
    end_s = time.monotonic() + patience_s
    while not try_lock(handle):
        if time.monotonic() > end_s:
            return False
        time.sleep(_PAUSE_S)
    return True


def _sign(handle: int, path: Path) -> None:
    """Leave this process's id in the lock file, for the sentence another one prints."""
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode("ascii"))
    except OSError as error:
        raise write_error(path, error) from error


def _owner(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, 20).decode("ascii", errors="replace").strip()


def _busy(folder: Path, owner: str) -> RunError:
    who = f"process {owner}" if owner else "another process"
    return RunError(f"{folder} is in use by {who}.", hint="Wait until it has finished, or stop it first.")
