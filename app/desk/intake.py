"""Sources on their way in: uploaded files under names that harm nobody, and the assignment made of a form."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from deepnews.agents.run_files import write_error, write_whole
from deepnews.app.desk.access import server_source
from deepnews.app.desk.server import MAX_UPLOAD_MB
from deepnews.errors import UsageError
from deepnews.retrieval.load.metadata import SIDECAR

TRAYS: Final = "_sources"
"""Folder among the runs that holds uploaded sources, one folder an upload."""
MAX_FILES: Final = 500
_MAX_NAME_BYTES: Final = 120
_MAX_DEPTH: Final = 8
_SLASH: Final = re.compile(r"[/\\]")
_ODD: Final = re.compile(r"[^\w .,()\[\]&+=@-]+")


class Upload(NamedTuple):
    """A file as the browser sends it."""

    name: str
    """Of a file in a chosen folder with its path, from the folder's own name on."""
    content: bytes


def safe_name(name: str) -> str:
    """`name` as a plain file name: no path, no markup, no control or direction mark, not hidden, not too long."""
    last = _SLASH.split(unicodedata.normalize("NFC", name))[-1]
    printable = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    stem, dot, ending = _ODD.sub("_", printable).strip(" .").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    n_bytes = _MAX_NAME_BYTES - len(ending.encode()) - 1
    stem = stem.encode()[: max(n_bytes, 1)].decode(errors="ignore").strip(" .") or "source"
    return f"{stem}.{ending[:20]}" if ending else stem


def keep_uploads(uploads: Sequence[Upload], runs: Path) -> Path:
    """The new folder that holds `uploads`, each in the sub-folder it came from; hidden files of a folder are left out.

    Raises UsageError when they are too many or too large, or when of several files under one name it cannot be told
    which one the metadata is about; RunError when the disk refuses.
    """
    kept = [(_place(parts), u.content) for u in uploads if not _is_hidden(parts := _parts(u.name))]
    n_bytes = sum(len(content) for _, content in kept)
    if len(kept) > MAX_FILES or n_bytes > MAX_UPLOAD_MB << 20:
        raise UsageError(
            f"{len(kept)} files of {n_bytes / (1 << 20):,.0f} MB are too much for one upload.",
            hint=f"At most {MAX_FILES} files and {MAX_UPLOAD_MB} MB; put the rest into a folder on the server.",
        )
    _demand_clear_metadata([place for place, _ in kept])
    tray = runs / TRAYS / secrets.token_hex(8)
    _make_folder(tray)
    taken: set[str] = set()
    for place, content in kept:
        free = _free(place, taken)
        taken.add(str(free).casefold())
        _make_folder((tray / free).parent)
        write_whole(tray / free, content)
    return tray


def named_sources(lines: str) -> tuple[str, ...]:
    """The URLs and paths of a text, one a line; raises UsageError for a path that cannot be used."""
    return tuple(server_source(line) for line in lines.splitlines() if line.strip())


def _parts(name: str) -> list[str]:
    """Folders and file of a name, without those that only lead upwards or nowhere."""
    return [part for part in _SLASH.split(name) if part.strip() not in ("", ".", "..")]


def _is_hidden(parts: Sequence[str]) -> bool:
    """True for a file of a chosen folder that is hidden, or lies in a hidden folder."""
    return len(parts) > 1 and any(part.startswith((".", "~$")) for part in parts)


def _place(parts: Sequence[str]) -> PurePosixPath:
    return PurePosixPath(*[safe_name(part) for part in parts[-_MAX_DEPTH:]] or [safe_name("")])


def _demand_clear_metadata(places: Iterable[PurePosixPath]) -> None:
    """Raise UsageError where metadata could be about any of several files: a wrong date or publisher is worse."""
    counts = Counter(str(place).casefold() for place in places)
    for name, n in counts.items():
        if name.endswith(SIDECAR) and max(n, counts[name.removesuffix(SIDECAR)]) > 1:
            raise UsageError(
                f"Several files came under one name, and which of them {name} is about cannot be told.",
                hint="Choose their folder with its button instead of dropping it: sub-folders are kept then.",
            )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(folder, error) from error


def _free(place: PurePosixPath, taken: Iterable[str]) -> PurePosixPath:
    free, n = place, 1
    while str(free).casefold() in taken:
        n += 1
        free = place.with_name(f"{place.stem}-{n}{place.suffix}")
    return free
