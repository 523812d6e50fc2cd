"""Where a run keeps its checkpoint: a file of its folder, or a PostgreSQL database that several machines share."""

from __future__ import annotations

import json
import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from deepnews.agents.run_folder import CHECKPOINT, RunFolder
from deepnews.errors import RunError
from deepnews.reply_cache import FILE_NAME as REPLIES
from deepnews.run_database import RunDatabase
from deepnews.schemas.base import Record
from deepnews.settings import Settings

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.checkpoint.serde.base import SerializerProtocol

DATABASE: Final = "database.json"
"""File of a run folder that holds the run's name in the database, when its state is kept in one."""


def run_database(folder: RunFolder, settings: Settings) -> RunDatabase | None:
    """The database in which the run keeps its state; None when it keeps that in its folder.

    A run goes on where it was begun, whatever the setting says now. Raises RunError for a run that was begun in a
    database when none is set.
    """
    if folder.has(DATABASE):
        if settings.checkpoints is None:
            hint = "Set DEEPNEWS_CHECKPOINTS to the address of that database."
            raise RunError(f"The run in {folder.path} keeps its checkpoint in a database.", hint=hint)
        return RunDatabase(address=settings.checkpoints, run=json.loads(folder.read_text(DATABASE))["run"])
    if settings.checkpoints is None or folder.has(CHECKPOINT) or folder.has(REPLIES):
        return None
    database = RunDatabase(address=settings.checkpoints, run=uuid.uuid4().hex)
    folder.write_text(DATABASE, json.dumps({"run": database.run}) + "\n")
    return database


@contextmanager
def checkpointer(
    folder: RunFolder, database: RunDatabase | None, before_commit: Callable[[], None]
) -> Iterator[BaseCheckpointSaver[Any]]:
    """LangGraph's checkpointer of the run, trusting only the types of ours; raises RunError when its place fails.

    `before_commit` is called before anything is committed to a database: what the folder must hold by then has to be
    safe by then. A file of the folder is as safe as the folder.
    """
    os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
    from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

    serde = JsonPlusSerializer(allowed_msgpack_modules=list(_state_types()))
    if database is None:
        with _sqlite_saver(folder.path / CHECKPOINT, serde) as saver:
            yield saver
        return
    kind = _saver_kind(before_commit)
    with database.opened(lambda connection: kind(connection).setup()) as connection:
        yield kind(connection, serde=serde)


@contextmanager
def _sqlite_saver(path: Path, serde: SerializerProtocol) -> Iterator[BaseCheckpointSaver[Any]]:
    """LangGraph's saver for a file.

    After a stop or a failure LangGraph's threads may still be writing: the file is closed between two writes, because
    SQLite crashes the process when it is closed in the middle of one.
    """
    from langgraph.checkpoint.sqlite import SqliteSaver

    connection = sqlite3.connect(path, check_same_thread=False)
    saver = SqliteSaver(connection, serde=serde)
    try:
        yield saver
    finally:
        with saver.lock:
            connection.close()


def _saver_kind(before_commit: Callable[[], None]) -> Any:
    """LangGraph's saver for PostgreSQL that calls `before_commit` first."""
    from langgraph.checkpoint.postgres import PostgresSaver

    class CommittingSaver(PostgresSaver):
        def put(self, *args: Any, **kwargs: Any) -> Any:
            before_commit()
            return super().put(*args, **kwargs)

        def put_writes(self, *args: Any, **kwargs: Any) -> None:
            before_commit()
            super().put_writes(*args, **kwargs)

    return CommittingSaver


def _state_types() -> Iterator[tuple[str, str]]:
    """Module and name of every record that can lie in the state."""
    pending: list[type[Record]] = [Record]
    while pending:
        kind = pending.pop()
        pending.extend(kind.__subclasses__())
        yield kind.__module__, kind.__name__
