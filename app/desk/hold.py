"""One change at a time to a run that nothing else works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deepnews.agents.run_lock import locked
from deepnews.app.desk import process
from deepnews.errors import RunError

LOCK: Final = ".desk.lock"
PATIENCE_S: Final = 60.0
"""How long one reader waits while the change of another is saved."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the run at `folder` for one change; raises RunError while it runs, or another change takes too long."""
    if not folder.is_dir():
        raise RunError(f"{folder.name} is not here any more.", hint="It may have been archived, or deleted.")
    with locked(folder, LOCK, patience_s=PATIENCE_S):
        if process.is_running(folder):
            raise RunError(f"{folder.name} is running.", hint="Wait until it has finished, or stop it first.")
        yield
