"""Sources on their way in: uploaded files under names that harm nobody, and the assignment made of a form."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from deepnews.agents.run_files import write_error, write_whole
from deepnews.app.desk.access import server_source
from deepnews.app.desk.server import MAX_UPLOAD_MB
from deepnews.errors import UsageError

TRAYS: Final = "_sources"
"""Folder among the runs that holds uploaded sources, one folder an upload."""
MAX_FILES: Final = 500
_MAX_NAME_BYTES: Final = 120
_ODD: Final = re.compile(r"[^\w .,()\[\]&+=@-]+")


class Upload(NamedTuple):
    """A file as the browser sends it."""

    name: str
    content: bytes


def safe_name(name: str) -> str:
    """`name` as a plain file name: no path, no markup, no control or direction mark, not hidden, not too long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    printable = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    stem, dot, ending = _ODD.sub("_", printable).strip(" .").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    n_bytes = _MAX_NAME_BYTES - len(ending.encode()) - 1
    stem = stem.encode()[: max(n_bytes, 1)].decode(errors="ignore").strip(" .") or "source"
    return f"{stem}.{ending[:20]}" if ending else stem


def keep_uploads(uploads: Sequence[Upload], runs: Path) -> Path:
    """The new folder that holds `uploads`.

    Raises UsageError when they are too many or too large, RunError when the disk refuses.
    """
    n_bytes = sum(len(u.content) for u in uploads)
    if len(uploads) > MAX_FILES or n_bytes > MAX_UPLOAD_MB << 20:
        raise UsageError(
            f"{len(uploads)} files of {n_bytes / (1 << 20):,.0f} MB are too much for one upload.",
            hint=f"At most {MAX_FILES} files and {MAX_UPLOAD_MB} MB; put the rest into a folder on the server.",
        )
    tray = runs / TRAYS / secrets.token_hex(8)
    try:
        tray.mkdir(parents=True)
    except OSError as error:
        raise write_error(tray, error) from error
    taken: set[str] = set()
    for upload in uploads:
        name = _free_name(safe_name(upload.name), taken)
        taken.add(name.casefold())
        write_whole(tray / name, upload.content)
    return tray


def named_sources(lines: str) -> tuple[str, ...]:
    """The URLs and paths of a text, one a line; raises UsageError for a path that cannot be used."""
    return tuple(server_source(line) for line in lines.splitlines() if line.strip())


def _free_name(name: str, taken: Iterable[str]) -> str:
    path, n = Path(name), 1
    while name.casefold() in taken:
        n += 1
        name = f"{path.stem}-{n}{path.suffix}"
    return name
