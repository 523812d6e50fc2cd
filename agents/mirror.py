"""Run folders on an address: worked on in a local folder, which is kept alike with what lies there.

An address is whatever fsspec can write to: ``s3://bucket/runs``, ``sftp://…``, ``file://…``. The manifest there counts
how often the folder was brought up to date. A local folder that knows another count is behind: it is fetched anew
before it is worked on, and refused when it tries to write, so that a machine that was cut off overwrites nobody's work.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Any, Final

from pydantic import Field, ValidationError

from deepnews.agents.run_files import damaged, write_error, write_whole
from deepnews.agents.run_folder import CHECKPOINT, EVENTS, RECORD, WORKER_LOG
from deepnews.agents.run_lock import holder, locked
from deepnews.agents.run_place import reached
from deepnews.errors import RunError
from deepnews.reply_cache import FILE_NAME as REPLIES
from deepnews.schemas.base import Record

STATE: Final = ".mirror.json"
"""File of a local folder that says which address it stands for, and what of it was there last."""
MANIFEST: Final = "deepnews-folder.json"
EVERY_S: Final = 5.0
"""What only grows (events, replies, the checkpoint) is brought up to date so often while a run goes on."""
_OBJECT_STORES: Final = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss", "memory"})
"""Kinds of addresses at which a file appears whole or not at all."""
_DATABASES: Final = (".sqlite",)
_LEFT_OUT: Final = ("-wal", "-shm", ".part", ".damaged")
_GROWING: Final = frozenset({EVENTS, REPLIES, CHECKPOINT, WORKER_LOG})
_OWN: Final = frozenset({WORKER_LOG})
"""Each machine has its own: they are put at the address, and never taken from there."""
_LAST: Final = (REPLIES, EVENTS, CHECKPOINT, RECORD)
"""Put there last, and read first: whoever goes on from them finds all that they presume."""


class _Manifest(Record):
    """What lies at an address."""

    generation: int
    files: tuple[str, ...]


class _State(Record):
    """What the local folder knows."""

    address: str
    generation: int = 0
    """Count of the manifest that the folder is alike with; 0 before there is one."""
    whole: bool = True
    """False when only some of the files were fetched."""
    marks: dict[str, str] = Field(default_factory=dict)
    """Size and time of each file when it was last alike."""


class Mirror:
    """A local folder and its address; safe for threads. What it does raises RunError when the address refuses."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self._guard = threading.Lock()
        self._pushed_s = time.monotonic()

    @classmethod
    def of(cls, folder: Path) -> Mirror | None:
        """The mirror that `folder` stands for; None for a folder that is only itself."""
        path = folder / STATE
        return cls(folder, _read_state(path).address) if path.is_file() else None

    @classmethod
    def at(cls, folder: Path, address: str) -> Mirror:
        """The mirror of `address` in `folder`, which is made where it is missing."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_error(folder, error) from error
        if not (folder / STATE).is_file():
            _write_state(folder, _State(address=address))
        return cls(folder, address)

    def child(self, name: str) -> Mirror:
        """The mirror of a folder inside this one."""
        return Mirror.at(self.folder / name, f"{self.address.rstrip('/')}/{name}")

    def children(self) -> frozenset[str]:
        """Names of the folders that lie at the address."""
        with reached(self.address) as (fs, root):
            fs.invalidate_cache()
            try:
                entries = fs.ls(root, detail=True)
            except FileNotFoundError:
                return frozenset()
            return frozenset(PurePosixPath(e["name"]).name for e in entries if e["type"] == "directory")

    # --- from the address ---------------------------------------------------------------------------------------------

    def fetch(self, only: Collection[str] | None = None) -> None:
        """Bring the local folder up to date where it is behind: all files, or `only` those named.

        A folder that a process of this machine works in is left to it.
        """
        with self._guard:
            there, here = self._manifest(), self._state()
            behind = there is not None and (there.generation != here.generation or (only is None and not here.whole))
            if there is None or not behind or holder(self.folder) is not None:
                return
            with locked(self.folder):
                self._fetch(there, here, only)

    def _fetch(self, there: _Manifest, here: _State, only: Collection[str] | None) -> None:
        wanted = [name for name in there.files if (only is None or name in only) and name not in _OWN]
        with reached(self.address) as (fs, root):
            for name in wanted:
                self._put_here(name, fs.cat_file(f"{root}/{name}"))
        for name in self._names() - {*there.files, *_OWN} if only is None else ():
            (self.folder / name).unlink(missing_ok=True)
        marks = {name: mark for name, mark in self._marks().items() if name in wanted}
        update = {"generation": there.generation, "whole": only is None, "marks": marks}
        _write_state(self.folder, here.model_copy(update=update))

    def _put_here(self, name: str, content: bytes) -> None:
        path = self.folder / PurePosixPath(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
        for ending in ("-wal", "-shm"):  # of the database that lay there before
            path.with_name(path.name + ending).unlink(missing_ok=True)

    # --- to the address -----------------------------------------------------------------------------------------------

    def push(self) -> None:
        """Bring the address up to date; raises RunError when another machine has worked on the folder meanwhile."""
        with self._guard:
            self._push()

    def push_rest(self) -> None:
        """`push`, of a folder that is not only fetched in part."""
        with self._guard:
            if self._state().whole and holder(self.folder) is None:
                self._push()

    def push_now_and_then(self) -> None:
        """`push`, when the last one is some seconds ago; nothing while another thread is about it."""
        if time.monotonic() - self._pushed_s >= EVERY_S and self._guard.acquire(blocking=False):
            try:
                self._push()
            finally:
                self._guard.release()

    def push_results(self) -> None:
        """`push`, when more has changed than what always grows."""
        with self._guard:
            if set(_changed(self._marks(), self._state().marks)) - _GROWING:
                self._push()

    def _push(self) -> None:
        here, marks = self._state(), self._marks()
        if not here.whole:
            raise RunError(f"Only a part of {self.address} is in {self.folder}.", hint="Name the run by its address.")
        changed = _changed(marks, here.marks)
        if changed:
            there = self._manifest()
            if (there.generation if there else 0) != here.generation:
                hint = "Go on there, or run the command again to go on from what lies there."
                raise RunError(f"Another machine has worked on {self.address} meanwhile.", hint=hint)
            files = sorted({*(there.files if there else ()), *marks})
            self._upload(changed, _Manifest(generation=here.generation + 1, files=tuple(files)))
            update = {"generation": here.generation + 1, "marks": here.marks | marks}
            _write_state(self.folder, here.model_copy(update=update))
        self._pushed_s = time.monotonic()

    def _upload(self, names: Collection[str], manifest: _Manifest) -> None:
        first = [name for name in _LAST if name in names]
        held = {name: _content(self.folder / name) for name in reversed(first)}
        with reached(self.address) as (fs, root):
            for name in sorted(set(names) - set(first)):
                _put_there(fs, f"{root}/{name}", _content(self.folder / name))
            for name in first:
                _put_there(fs, f"{root}/{name}", held[name])
            _put_there(fs, f"{root}/{MANIFEST}", manifest.model_dump_json().encode())

    # --- what is known ------------------------------------------------------------------------------------------------

    def _manifest(self) -> _Manifest | None:
        with reached(self.address) as (fs, root):
            try:
                content = fs.cat_file(f"{root}/{MANIFEST}")
            except FileNotFoundError:
                return None
        try:
            return _Manifest.model_validate_json(content)
        except ValidationError as error:
            raise RunError(f"{self.address}/{MANIFEST} is damaged.", hint="Put it back as it was.") from error

    def _state(self) -> _State:
        return _read_state(self.folder / STATE)

    def _names(self) -> set[str]:
        """The files that belong to the folder; folders inside that are mirrors of their own are theirs."""
        return {path.relative_to(self.folder).as_posix() for path in _files(self.folder)}

    def _marks(self) -> dict[str, str]:
        return {name: _mark(self.folder / name) for name in self._names()}


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith(".") or path.name.endswith(_LEFT_OUT) or path.is_symlink():
            continue
        if path.is_file():
            yield path
        elif path.is_dir() and not (path / STATE).is_file():
            yield from _files(path)


def _changed(now: Mapping[str, str], before: Mapping[str, str]) -> list[str]:
    return [name for name, mark in now.items() if before.get(name) != mark]


def _mark(path: Path) -> str:
    """What changes when a file does; of a database also its journal."""
    marks = []
    for part in (path, path.with_name(path.name + "-wal")):
        if part.is_file():
            stat = part.stat()
            marks.append(f"{stat.st_size}:{stat.st_mtime_ns}")
    return " ".join(marks)


def _content(path: Path) -> bytes:
    """The bytes of a file; of a database in use, those of a whole state."""
    if path.suffix not in _DATABASES:
        return path.read_bytes()
    copy = path.with_name(f".{path.name}.copy.part")
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        return copy.read_bytes()
    finally:
        copy.unlink(missing_ok=True)


def _put_there(fs: Any, path: str, content: bytes) -> None:
    """Put `content` at `path` in one step: stores of objects do so by themselves, file systems by renaming."""
    if _OBJECT_STORES & {*([fs.protocol] if isinstance(fs.protocol, str) else fs.protocol)}:
        fs.pipe_file(path, content)
        return
    fs.makedirs(path.rpartition("/")[0], exist_ok=True)
    temporary = f"{path}.part"
    fs.pipe_file(temporary, content)
    fs.mv(temporary, path)


def _read_state(path: Path) -> _State:
    try:
        return _State.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise damaged(path, "it names no address") from error


def _write_state(folder: Path, state: _State) -> None:
    write_whole(folder / STATE, state.model_dump_json().encode())
