"""Files of the sources a user names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from deepnews.errors import UsageError
from deepnews.home import from_home
from deepnews.retrieval.load.metadata import SIDECAR
from deepnews.retrieval.load.parsed import one_line
from deepnews.retrieval.load.url import is_url
from deepnews.schemas.base import Record

INDEX_MANIFEST = "manifest.json"
"""The file by which a search index is known,"""
INDEX_HEAD = b"deepnews-index "
"""and how it begins."""
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
            found.setdefault(os.path.realpath(place.path) if place.path else place.name, place)  # noqa: PTH
    return tuple(sorted(found.values(), key=lambda p: p.name))


def _places(source: str) -> Iterator[Place]:
    if is_url(source):
        yield Place(name=source)
        return
    try:
        path = from_home(source)
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, RuntimeError, ValueError) as error:  # a name too long, the home of nobody
        raise UsageError(f"{source[:200]!r} is no path that can be opened.", hint="Check --sources.") from error
    if is_folder:
        yield from _walk(path)
    elif is_file:
        yield Place(name=_shown(path.name), path=path)
    else:
        raise UsageError(f"There is no file or folder {source[:200]!r}.", hint="Check --sources.")


def _shown(name: str) -> str:
    """`name` on one line, with the bytes that are no UTF-8 replaced and nothing that a screen would obey."""
    return one_line(os.fsencode(name).decode("utf-8", errors="replace")) or "?"


def _walk(root: Path) -> Iterator[Place]:
    """Files below `root`; hidden ones, metadata, search indexes and links to folders (they may loop) are left out."""
    closed: list[OSError] = []
    for folder, subfolders, names in os.walk(root, onerror=closed.append, followlinks=False):
        if _is_index(Path(folder), names):
            subfolders.clear()
            continue
        subfolders[:] = sorted(s for s in subfolders if not s.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            hidden = name.startswith((".", "~$")) or name.endswith(SIDECAR) or path.suffix.lower() in _DATA
            if not hidden:
                yield Place(name=_shown(path.relative_to(root).as_posix()), path=path)
    for error in closed:
        path = Path(error.filename)
        yield Place(name=_shown(path.relative_to(root).as_posix()), path=path)


def _is_index(folder: Path, names: Sequence[str]) -> bool:
    """True for the folder of a search index, whose files are no sources."""
    if INDEX_MANIFEST not in names:
        return False
    try:
        with (folder / INDEX_MANIFEST).open("rb") as file:
            return file.read(len(INDEX_HEAD)) == INDEX_HEAD
    except OSError:
        return False
