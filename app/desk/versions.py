"""The versions of an article: who changed what when, whole, so that any of them can be taken back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, ValidationError

from deepnews.agents.run_files import damaged, read_lines, read_text, write_error, write_whole
from deepnews.agents.run_folder import DRAFT, RunFolder
from deepnews.errors import RunError
from deepnews.schemas.base import Record
from deepnews.schemas.draft import Draft
from deepnews.schemas.verification import CheckedClaim, Hfr

VERSIONS: Final = "versions"
"""Folder of a run: ``index.jsonl``, and each version as ``NUMBER.json``."""
_INDEX: Final = "index.jsonl"

Deed = Literal["written", "edited", "cut", "shortened", "rewritten", "paced", "restored"]


class VersionNote(Record):
    """What a version is, without its text."""

    number: int = Field(ge=0)
    """0 is the article as the run wrote it."""
    made_at: dt.datetime
    author: str
    deed: Deed
    where: str = ""
    """First words of the paragraph, or the number of the version taken back."""
    hfr: Hfr | None = None
    copied_share: float | None = Field(default=None, ge=0.0, le=1.0)
    """Without which HFR must not be shown; None in notes of an older version of this program."""


class Version(Record):
    """An article with its claims as it once was."""

    draft: Draft
    claims: tuple[CheckedClaim, ...]


def read_notes(folder: Path) -> tuple[VersionNote, ...]:
    """The versions of a run in order, none before its first change; raises RunError when damaged."""
    path = folder / VERSIONS / _INDEX
    if not path.is_file():
        return ()
    try:
        return tuple(VersionNote.model_validate_json(line) for line in read_lines(path))
    except ValidationError as error:
        raise damaged(path, "a line is no version") from error


def read_version(folder: Path, number: int) -> Version:
    """The article as it was in that version; raises RunError when there is none."""
    path = folder / VERSIONS / f"{number:04d}.json"
    if not path.is_file():
        raise RunError(f"There is no version {number} of this article.", hint="Load the page again.")
    try:
        return Version.model_validate_json(read_text(path))
    except ValidationError as error:
        raise damaged(path, "it is no version") from error


def keep_version(folder: Path, version: Version, note: VersionNote) -> None:
    """Add a version; the number of `note` is its place. Raises RunError when the disk refuses."""
    place = folder / VERSIONS
    try:
        place.mkdir(exist_ok=True)
    except OSError as error:
        raise write_error(place, error) from error
    write_whole(place / f"{note.number:04d}.json", version.model_dump_json().encode())
    lines = [n.model_dump_json() for n in (*read_notes(folder)[: note.number], note)]
    write_whole(place / _INDEX, "".join(f"{line}\n" for line in lines).encode())


def keep_first(run: RunFolder) -> None:
    """Keep the article as the run wrote it, before its first change."""
    if read_notes(run.path):
        return
    record = run.read_record()
    written = dt.datetime.fromtimestamp((run.path / DRAFT).stat().st_mtime, dt.UTC)
    copied = record.companions.copied_share if record.companions else None
    note = VersionNote(
        number=0, made_at=written, author=record.model, deed="written", hfr=record.hfr, copied_share=copied
    )
    keep_version(run.path, Version(draft=run.read_draft(), claims=run.read_claims()), note)
