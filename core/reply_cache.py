"""Replies on disk, keyed by the whole request: what a killed run already paid for is never asked again."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from pydantic import ValidationError

from deepnews.errors import RunError
from deepnews.llm import ChatModel, ChatReply, ChatRequest, ModelProfile

FILE_NAME = "replies.sqlite"
_LOG = logging.getLogger("deepnews")
_Result = TypeVar("_Result")
_SCHEMA = "CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, reply TEXT NOT NULL)"


class Replies(Protocol):
    """A place where replies are kept; safe for threads."""

    def get(self, key: str) -> ChatReply | None:
        """The reply stored under `key`, marked as cached; None when there is none that can be read."""

    def put(self, key: str, reply: ChatReply) -> None:
        """Store `reply` durably."""

    def close(self) -> None:
        """Close the place; safe to call twice."""


class ReplyCache:
    """A table of replies; safe for threads and for several processes.

    A damaged file is moved aside with a warning. Raises RunError when the folder or the disk refuses.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._refused(error) from error
        self._connection = self._opened()

    def get(self, key: str) -> ChatReply | None:
        """The reply stored under `key`, marked as cached; None when there is none that can be read."""
        query = "SELECT reply FROM replies WHERE key = ?"
        row = self._done(lambda connection: connection.execute(query, (key,)).fetchone())
        try:
            return ChatReply.model_validate_json(row[0]).model_copy(update={"from_cache": True}) if row else None
        except ValidationError:
            return None

    def put(self, key: str, reply: ChatReply) -> None:
        """Store `reply` durably."""
        self._done(lambda connection: _insert(connection, key, reply.model_dump_json()))

    def close(self) -> None:
        """Close the file; safe to call twice."""
        with self._lock:
            self._connection.close()

    def _done(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """What `work` returns; done once more on a new file when the old one turns out to be damaged."""
        with self._lock:
            try:
                return work(self._connection)
            except sqlite3.Error as error:
                if not _is_damage(error):
                    raise self._refused(error) from error
                self._connection.close()
            self._move_aside()
            self._connection = self._opened()
            return work(self._connection)

    def _opened(self) -> sqlite3.Connection:
        try:
            return _connected(self._path)
        except sqlite3.Error as error:
            if not _is_damage(error):
                raise self._refused(error) from error
        self._move_aside()
        return _connected(self._path)

    def _move_aside(self) -> None:
        aside = self._path.with_suffix(".damaged")
        _LOG.warning("The reply cache %s is damaged; it was moved to %s and a new one begun.", self._path, aside)
        try:
            self._path.replace(aside)
            for ending in ("-wal", "-shm"):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: Exception) -> RunError:
        return RunError(
            f"The reply cache {self._path} cannot be used: {error}.",
            hint="Free disk space there, or set DEEPNEWS_CACHE_DIR to a folder that can be written.",
        )


def _insert(connection: sqlite3.Connection, key: str, text: str) -> None:
    with connection:
        connection.execute("INSERT OR REPLACE INTO replies VALUES (?, ?)", (key, text))


def _is_damage(error: sqlite3.Error) -> bool:
    """True when the file is no sound table of replies; false for a full disk, a lock, or missing permission."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30.0, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(_SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class CachedModel:
    """A model that answers from the cache where it can; with ``read=False`` it only stores."""

    def __init__(self, inner: ChatModel, cache: Replies, *, read: bool = True) -> None:
        self._inner = inner
        self._cache = cache
        self._read = read

    @property
    def model_id(self) -> str:
        """Id of the model inside."""
        return self._inner.model_id

    @property
    def profile(self) -> ModelProfile:
        """Profile of the model inside."""
        return self._inner.profile

    def complete(self, request: ChatRequest) -> ChatReply:
        """The stored reply, else the inner model's, which is stored before it is handed on."""
        key = request.key(self.model_id)
        known = self._cache.get(key) if self._read else None
        if known is not None:
            return known
        reply = self._inner.complete(request)
        self._cache.put(key, reply)
        return reply

    def close(self) -> None:
        """Close cache and model."""
        try:
            self._inner.close()
        finally:
            self._cache.close()
