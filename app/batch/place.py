"""A batch folder on an address: what tells of its jobs is fetched before, what is decided is put there at once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from deepnews.agents.mirror import Mirror
from deepnews.agents.run_folder import ARTICLE, ASSIGNMENT, EVENTS, RECORD
from deepnews.app.batch.jobs import Job
from deepnews.errors import RunError

IDENTITY: Final = "job.json"
"""File of a job's folder that holds the hash of what was asked for."""
_TELLING: Final = (ASSIGNMENT, IDENTITY, RECORD, EVENTS, ARTICLE)


def bring_up_to_date(out: Path, jobs: Sequence[Job]) -> None:
    """Fetch what tells of the `jobs`, and put at the address what an earlier call left; nothing for a plain folder.

    Raises RunError when the address refuses.
    """
    above = Mirror.of(out)
    if above is None:
        return
    above.fetch()
    there = above.children()
    for job in jobs:
        if job.job_id in there:
            mirror = above.child(job.job_id)
            mirror.fetch(_TELLING)
            mirror.push_rest()


def put_rest(folder: Path) -> None:
    """Put at the address what a job left there that could not do so itself; nothing where the address refuses, as the
    next call tries again."""
    mirror = Mirror.of(folder)
    if mirror is not None:
        with suppress(RunError):
            mirror.push_rest()


def fetch_end(folder: Path) -> None:
    """Fetch what tells how a job ended on another machine; raises RunError when the address refuses."""
    mirror = Mirror.of(folder)
    if mirror is not None:
        mirror.fetch(_TELLING)
