"""Who may use the desk, and what of the server it may reach."""

from __future__ import annotations

import hmac
import os
from pathlib import Path
from typing import Final

from deepnews.app.assignment_file import absolute_source
from deepnews.errors import UsageError

PASSWORD: Final = "DEEPNEWS_APP_PASSWORD"
"""Environment variable: the password of the desk; without it the desk asks for none."""
SOURCES_ROOT: Final = "DEEPNEWS_APP_SOURCES"
"""Environment variable: the folder whose documents may be named by path where the desk has a password."""


def needs_password() -> bool:
    """True when a password is set."""
    return bool(os.environ.get(PASSWORD))


def is_password(given: str) -> bool:
    """True when `given` is the password; takes the same time wherever the two differ."""
    return hmac.compare_digest(given.encode(), os.environ.get(PASSWORD, "").encode()) and needs_password()


def server_source(source: str) -> str:
    """`source` as an absolute path or a URL; raises UsageError for a path this desk may not read or that is not there.

    On a machine of one's own every path is open. With a password, those who know it are not the owners of the
    machine: they reach the folder that DEEPNEWS_APP_SOURCES names, and nothing else.
    """
    place = absolute_source(source.strip(), Path.cwd())
    if place.startswith(("http://", "https://")):
        return place
    if needs_password() and not _is_under_root(Path(place)):
        raise UsageError("This desk may not read that path.", hint=f"Upload the files, or set {SOURCES_ROOT}.")
    if not Path(place).exists():
        raise UsageError(f"There is no file or folder {place}.", hint="Check the path.")
    return place


def _is_under_root(path: Path) -> bool:
    root = os.environ.get(SOURCES_ROOT)
    return bool(root) and path.resolve().is_relative_to(Path(root or "/").resolve())
