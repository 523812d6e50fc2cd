"""A lock on an open file that dies with its process."""

from __future__ import annotations

import errno
import os
import sys
from typing import Final

_HELD: Final = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)


def try_lock(handle: int) -> bool:
    """True when this process holds the file now; False while another one does.

    The system frees the lock of a process that was killed, so that a lock file left behind stops nobody. A file system
    without locks guards nothing, and stops nobody.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, 1 << 20, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _HELD
    return True
