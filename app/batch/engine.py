"""Where the jobs of a batch run: on this machine, or on those of a Ray cluster; one interface for both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal, Protocol

from deepnews.agents.state import ProgressEvent
from deepnews.app.batch.birth import birth_here
from deepnews.app.batch.jobs import Job
from deepnews.app.batch.process import Children
from deepnews.schemas.base import Language
from deepnews.schemas.run import RunRecord
from deepnews.settings import Settings

EngineName = Literal["local", "ray"]


class Engine(Protocol):
    """Runs jobs; safe for threads, each of which waits for one job."""

    n_local_at_once: int | None
    """Jobs with a local model that may be begun at once; None where the engine itself finds each a free machine."""
    n_preparing_at_once: int | None
    """Jobs that may read their sources and search them at once; None where the engine spreads them over machines."""

    def run(self, job: Job, folder: Path, on_event: Callable[[ProgressEvent], None]) -> RunRecord:
        """How the run of `job` in the prepared `folder` ended; raises CrashError when nothing is told of its end."""

    def stop(self) -> None:
        """Ask every job to stop after its call in hand; those that start now are asked as well."""


@contextmanager
def open_engine(
    name: EngineName, settings: Settings, cpus_a_job: float, languages: Iterable[Language]
) -> Iterator[Engine]:
    """The engine of that name for jobs in `languages`; a cluster is left when the block ends.

    On a cluster each job takes `cpus_a_job` of a machine's CPUs. Raises UsageError when Ray is not installed and
    RunError when the cluster cannot be reached.
    """
    if name == "local":
        with closing(birth_here(languages)) as birth:
            yield Children(birth)
        return
    from deepnews.app.batch.ray_engine import RayEngine, joined_cluster

    with joined_cluster():
        yield RayEngine(settings, cpus_a_job)
