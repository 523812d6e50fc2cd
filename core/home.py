"""Paths that begin with "~"."""

from __future__ import annotations

from pathlib import Path


def from_home(path: str | Path) -> Path:
    """`path` with the home folder that its "~" or "~user" stands for; as it is where there is no such user."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)
