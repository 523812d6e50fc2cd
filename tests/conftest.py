"""For all tests: no deadline a single example, since these may share their cores with a model; fifty examples a law."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("patient", deadline=None, max_examples=50)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a PostgreSQL server with pgvector that runs for this session, without any data."""
    pgserver = pytest.importorskip("pgserver", reason="needs the package pgserver, which carries PostgreSQL")
    server = _started(pgserver)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _started(pgserver: Any) -> Any:
    """A new server; on a busy machine its ten seconds for starting may not suffice the first time.

    Its folder is not one of pytest's, which other sessions close to the server's own user.
    """
    for _ in range(3):
        try:
            return pgserver.get_server(tempfile.mkdtemp(prefix="deepnews-postgres-"), cleanup_mode="delete")
        except subprocess.SubprocessError as error:
            last = error
    raise last
