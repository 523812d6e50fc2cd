"""Errors of the operating system that a user can mend, as sentences."""

from __future__ import annotations

import errno
import sqlite3
from typing import Final

from deepnews.errors import DeepNewsError, RunError

_SENTENCES: Final = {
    errno.ENOSPC: ("The disk is full", "Free some space, then run the same command again, or 'deepnews resume RUN'."),
    errno.EDQUOT: ("Your disk quota is used up", "Free some space, then run the same command again."),
    errno.EROFS: ("The disk is read-only", "Choose another folder with --out."),
    errno.EACCES: ("Permission was denied", "Choose a folder you may write to, or change its permissions."),
    errno.EPERM: ("Permission was denied", "Choose a folder you may write to, or change its permissions."),
    errno.ENAMETOOLONG: ("A path is too long", "Choose a shorter path with --out."),
}


def system_error(error: BaseException) -> DeepNewsError | None:
    """`error` as a sentence, when the disk or a permission is to blame; None for all others."""
    if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
        number: int | None = errno.ENOSPC
    else:
        number = error.errno if isinstance(error, OSError) else None
    if number not in _SENTENCES:
        return None
    what, hint = _SENTENCES[number]
    name = getattr(error, "filename", None)
    return RunError(f"{what}: {name}." if name else f"{what}.", hint=hint)
