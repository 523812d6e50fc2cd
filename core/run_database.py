"""A PostgreSQL database in which runs keep their state, so that another machine can go on with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from pydantic import SecretStr, ValidationError

from deepnews.errors import DeepNewsError, RunError, first_line
from deepnews.frozen import Frozen
from deepnews.llm import ChatReply
from deepnews.postgres import alone, connect

SETUP_LOCK: Final = "deepnews-runs"
_CURE: Final = "See that the server runs; then the same command goes on."
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS deepnews_replies "
    "(run TEXT NOT NULL, key TEXT NOT NULL, reply TEXT NOT NULL, PRIMARY KEY (run, key))"
)
_NEWEST: Final = "ON CONFLICT (run, key) DO UPDATE SET reply = excluded.reply"


class RunDatabase(Frozen):
    """Where one run keeps its state."""

    address: SecretStr
    run: str
    """Name of the run in the database, the same on every machine."""

    @contextmanager
    def opened(self, set_up: Callable[[Any], None]) -> Iterator[Any]:
        """A connection whose rows are dictionaries, after `set_up` has made its tables; nobody else makes any then.

        Raises RunError when the database is out of reach or fails inside the block.
        """
        connection = self.connection(set_up)
        with named_failures(), connection:
            yield connection

    def connection(self, set_up: Callable[[Any], None]) -> Any:
        """As `opened`, for whoever closes it by themselves."""
        from psycopg.rows import dict_row

        connection = connect(self.address.get_secret_value(), _failure, row_factory=dict_row)
        with named_failures(), alone(connection, SETUP_LOCK):
            set_up(connection)
        return connection


class DatabaseReplies:
    """The replies of one run; safe for threads. Raises RunError when the database fails."""

    def __init__(self, database: RunDatabase) -> None:
        self._run = database.run
        self._connection = database.connection(lambda connection: connection.execute(_TABLE))

    def get(self, key: str) -> ChatReply | None:
        """The reply stored under `key`, marked as cached; None when there is none that can be read."""
        query = "SELECT reply FROM deepnews_replies WHERE run = %s AND key = %s"
        with named_failures():
            row = self._connection.execute(query, (self._run, key)).fetchone()
        try:
            return ChatReply.model_validate_json(row["reply"]).model_copy(update={"from_cache": True}) if row else None
        except ValidationError:
            return None

    def put(self, key: str, reply: ChatReply) -> None:
        """Store `reply` durably."""
        statement = f"INSERT INTO deepnews_replies VALUES (%s, %s, %s) {_NEWEST}"
        with named_failures():
            self._connection.execute(statement, (self._run, key, reply.model_dump_json()))

    def close(self) -> None:
        """Give the connection back; safe to call twice."""
        self._connection.close()


@contextmanager
def named_failures() -> Iterator[None]:
    """Raise RunError where the database fails inside the block."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise _failure(f"The database of the run failed: {first_line(error)}.", _CURE) from error


def _failure(message: str, hint: str) -> DeepNewsError:
    return RunError(message, hint=hint)
