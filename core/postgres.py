"""Connections to a PostgreSQL database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from deepnews.errors import DeepNewsError, first_line

INSTALL: Final = "pip install 'deepnews[postgres]'"
_PAUSE_S: Final = 0.05


def connect(address: str, failure: Callable[[str, str], DeepNewsError], **options: Any) -> Any:
    """A connection in which each statement stands alone; raises what `failure` makes of a sentence and its cure."""
    try:
        import psycopg
    except ImportError as error:
        raise failure("A PostgreSQL database needs further packages.", INSTALL) from error
    try:
        return psycopg.connect(address, autocommit=True, **options)
    except psycopg.Error as error:
        cure = "Check the address and the server."
        raise failure(f"The database cannot be used: {first_line(error)}.", cure) from error


@contextmanager
def alone(connection: Any, name: str) -> Iterator[None]:
    """Hold the lock `name` of the database for a block; others wait.

    It is asked for again and again: a statement that waits in the server would keep CREATE INDEX CONCURRENTLY from
    its end in whoever holds the lock.
    """
    asked = "SELECT pg_try_advisory_lock(hashtext(%s)) AS got"
    while not connection.execute(asked, (name,)).fetchone()["got"]:
        time.sleep(_PAUSE_S)
    try:
        yield
    finally:
        connection.execute("SELECT pg_advisory_unlock(hashtext(%s))", (name,))
