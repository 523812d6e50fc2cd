"""The list of runs as the desk shows it, and what can be done with a run as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

from deepnews.agents.run_folder import ASSIGNMENT, EVENTS, RECORD, RunFolder
from deepnews.app.desk import process
from deepnews.errors import RunError
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language, Record
from deepnews.schemas.run import RunRecord, RunState
from deepnews.schemas.verification import Hfr

ARCHIVE: Final = "_archive"
"""Folder among the runs that holds those put away."""
_N_TOPIC_CHARS: Final = 90


class RunRow(Record):
    """One run in the list."""

    name: str
    state: RunState
    headline: str
    """The topic as long as there is no headline."""
    language: Language
    n_chars: int
    """Characters of the article; of the article asked for as long as there is none."""
    hfr: Hfr | None = None
    copied_share: float | None = None
    """Stands beside HFR wherever it is shown: copying raises it."""
    updated: dt.datetime
    problem: str = ""
    """Why it cannot be shown; empty when it can."""


def run_rows(runs: Path, *, archived: bool = False) -> tuple[RunRow, ...]:
    """The runs in the folder `runs` (or in its archive), last changed first."""
    parent = runs / ARCHIVE if archived else runs
    if not parent.is_dir():
        return ()
    folders = (p for p in parent.iterdir() if (p / ASSIGNMENT).is_file())
    return tuple(sorted((_row(p) for p in folders), key=lambda r: r.updated, reverse=True))


def matching(rows: Iterable[RunRow], words: str, states: Iterable[RunState] = ()) -> tuple[RunRow, ...]:
    """Rows that hold all of `words` in headline or name and are in one of `states` (no states: in any)."""
    wanted, allowed = words.casefold().split(), tuple(states)
    return tuple(
        row
        for row in rows
        if all(w in f"{row.headline} {row.name}".casefold() for w in wanted) and (not allowed or row.state in allowed)
    )


def find_run(runs: Path, name: str) -> Path:
    """The folder of the run `name`; raises RunError for a name that is no run in `runs`, whatever path it spells."""
    folder = runs / name
    if not name or folder.parent != runs or name in (".", "..") or not (folder / ASSIGNMENT).is_file():
        raise RunError(f"There is no run named {name[:100]!r} here.", hint="It may have been archived, or deleted.")
    return folder


def live_state(folder: Path, state: RunState) -> RunState:
    """`state` as the record has it, corrected by whether a process really works on the run."""
    if process.is_running(folder):
        return "running"
    return "interrupted" if state == "running" else state


def archive(runs: Path, name: str) -> None:
    """Put a run away; raises RunError while it runs, and when it cannot be moved."""
    folder = find_run(runs, name)
    if process.is_running(folder):
        raise RunError(f"{name} is running.", hint="Stop it first.")
    _move(folder, runs / ARCHIVE)


def restore(runs: Path, name: str) -> None:
    """Take a run out of the archive; raises RunError when it is not there, or cannot be moved."""
    _move(find_run(runs / ARCHIVE, name), runs)


def _move(folder: Path, parent: Path) -> None:
    try:
        parent.mkdir(exist_ok=True)
        if (parent / folder.name).exists():
            raise RunError(f"{parent} holds a {folder.name} already.", hint="Rename one of them.")
        folder.rename(parent / folder.name)
    except OSError as error:
        raise RunError(f"{folder.name} could not be moved: {error.strerror}.", hint="Check the disk.") from error


def _row(folder: Path) -> RunRow:
    try:
        record, assignment = read_record(folder), read_assignment(folder)
    except RunError as error:
        return RunRow(
            name=folder.name,
            state="failed",
            headline=folder.name,
            language="en",
            n_chars=0,
            updated=_updated(folder),
            problem=str(error),
        )
    return RunRow(
        name=folder.name,
        state=live_state(folder, record.state if record else "interrupted"),
        headline=(record.headline if record else "") or assignment.topic,
        language=assignment.language,
        n_chars=(record.n_chars_article if record else 0) or assignment.n_chars_target,
        hfr=record.hfr if record else None,
        copied_share=record.companions.copied_share if record and record.companions else None,
        updated=_updated(folder),
    )


def read_record(folder: Path) -> RunRecord | None:
    """The record of a run; None where none has been written. Raises RunError for a damaged one."""
    changed_ns = _changed_ns(folder / RECORD)
    return _read_record(folder, changed_ns) if changed_ns else None


def read_assignment(folder: Path) -> Assignment:
    """What was asked for; raises RunError for a damaged file."""
    return _assignment(folder / ASSIGNMENT, _changed_ns(folder / ASSIGNMENT))


def headline_of(folder: Path) -> str:
    """The headline of a run, or the beginning of its topic as long as there is none."""
    record = read_record(folder)
    return (record.headline if record else "") or beginning(read_assignment(folder).topic, _N_TOPIC_CHARS)


def beginning(text: str, n_chars: int) -> str:
    """At most `n_chars` of a text, cut after a word, with an ellipsis where it was longer."""
    if len(text) <= n_chars:
        return text
    cut = text[:n_chars]
    whole = cut.rpartition(" ")[0]
    return f"{(whole if len(whole) > n_chars // 2 else cut).rstrip(' ,，;；:：')} …"


@lru_cache(maxsize=2000)
def _read_record(folder: Path, changed_ns: int) -> RunRecord:
    return RunFolder(folder).read_record()


@lru_cache(maxsize=2000)
def _assignment(path: Path, changed_ns: int) -> Assignment:
    return RunFolder(path.parent).read_assignment()


def _changed_ns(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_mtime_ns
    return 0


def _updated(folder: Path) -> dt.datetime:
    last_ns = max(_changed_ns(folder / name) for name in (ASSIGNMENT, RECORD, EVENTS))
    return dt.datetime.fromtimestamp(last_ns / 1e9)
