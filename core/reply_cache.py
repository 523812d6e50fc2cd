"""Replies on disk, keyed by the whole request: what a killed run already paid for is never asked again."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from deepnews.errors import RunError
from deepnews.llm import ChatModel, ChatReply, ChatRequest, ModelProfile
from pydantic import ValidationError

FILE_NAME = "replies.sqlite"
_SCHEMA = "CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, reply TEXT NOT NULL)"


class ReplyCache:
    """A table of replies; safe for threads and for several processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return _connected(self._path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise self._refused(error) from error
            self._path.replace(self._path.with_suffix(".damaged"))
            return _connected(self._path)
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: Exception) -> RunError:
        return RunError(
            f"The reply cache {self._path} cannot be used: {error}.",
            hint="Free disk space there, or set DEEPNEWS_CACHE_DIR to a folder that can be written.",
        )

    def get(self, key: str) -> ChatReply | None:
        """The reply stored under `key`, marked as cached; None when there is none that can be read."""
        with self._lock:
            row = self._connection.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        try:
            return ChatReply.model_validate_json(row[0]).model_copy(update={"from_cache": True}) if row else None
        except ValidationError:
            return None

    def put(self, key: str, reply: ChatReply) -> None:
        """Store `reply` durably; raises RunError when the disk refuses."""
        try:
            with self._lock, self._connection:
                values = (key, reply.model_dump_json())
                self._connection.execute("INSERT OR REPLACE INTO replies VALUES (?, ?)", values)
        except sqlite3.Error as error:
            raise self._refused(error) from error

    def close(self) -> None:
        """Close the file; safe to call twice."""
        self._connection.close()


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30.0, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(_SCHEMA)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


class CachedModel:
    """A model that answers from the cache where it can; with ``read=False`` it only stores."""

    def __init__(self, inner: ChatModel, cache: ReplyCache, *, read: bool = True) -> None:
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
        self._inner.close()
        self._cache.close()
