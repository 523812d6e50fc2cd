"""Files of the sources a user names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from deepnews.errors import UsageError
from deepnews.retrieval.load.metadata import SIDECAR
from deepnews.retrieval.load.url import is_url
from deepnews.schemas.base import Record

_DATA = (".yaml", ".yml", ".toml")


class Place(Record):
    """A source and the name it is shown by."""

    name: str
    path: Path | None = None
    """None for a URL, which `name` is."""


def places(sources: Sequence[str]) -> tuple[Place, ...]:
    """Every file and URL under `sources`, by name; raises UsageError for a path that does not exist."""
    found: dict[str, Place] = {}
    for source in sources:
        for place in _places(source):
            found.setdefault(str(place.path.resolve() if place.path else place.name), place)
    return tuple(sorted(found.values(), key=lambda p: p.name))


def _places(source: str) -> Iterator[Place]:
    if is_url(source):
        yield Place(name=source)
        return
    path = Path(source).expanduser()
    if path.is_dir():
        yield from _walk(path)
    elif path.is_file():
        yield Place(name=path.name, path=path)
    else:
        raise UsageError(f"There is no file or folder {source!r}.", hint="Check --sources.")


def _walk(root: Path) -> Iterator[Place]:
    """Files below `root`; hidden ones, metadata and links to folders (they may loop) are passed over."""
    for folder, subfolders, names in os.walk(root, followlinks=False):
        subfolders[:] = sorted(s for s in subfolders if not s.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            hidden = name.startswith((".", "~$")) or name.endswith(SIDECAR) or path.suffix.lower() in _DATA
            if not hidden:
                yield Place(name=path.relative_to(root).as_posix(), path=path)
