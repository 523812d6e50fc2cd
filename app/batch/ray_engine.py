"""The jobs of a batch on the machines of a Ray cluster.

Each job has an actor of its own on some machine, its *seat*. The seat starts the same process as a batch on one machine
does and hands on what that tells, so that there is one way a job runs. When a seat is lost (its process killed, its
machine gone), the job's process ends with it, and the job goes on in another seat from its checkpoint.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from deepnews import __version__
from deepnews.agents.state import ProgressEvent
from deepnews.app.batch.birth import Spawning
from deepnews.app.batch.jobs import Job
from deepnews.app.batch.place import fetch_end
from deepnews.app.batch.process import Children, CrashError, heard
from deepnews.app.places import folder_of, place_of
from deepnews.errors import RunError, UsageError, first_line
from deepnews.schemas.run import RunRecord
from deepnews.settings import Settings

N_LOST_MAX: Final = 3
"""Seats that one job may lose in a batch before it counts as failed; it may be the job that kills them."""
_OF_THE_JOB: Final = frozenset({"model", "base_url", "api_key"})
"""Settings that travel with the job, or apart."""


class LostError(CrashError):
    """The seat of a job is gone."""


class Seat:
    """The actor: one job on one machine of the cluster."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        os.environ.update(environment)
        self._children = Children(Spawning())  # one job a seat: nothing to share

    def lines(self, job: Job, place: str, version: str) -> Iterator[bytes]:
        """What the job's process tells; raises RunError when this machine cannot run it."""
        yield from self._children.lines(job, _folder_here(place, version))

    def stop(self) -> None:
        """Ask the job to stop after its call in hand."""
        self._children.stop()


class RayEngine:
    """The engine of a cluster that this process has joined."""

    n_local_at_once: int | None = None
    n_preparing_at_once: int | None = None

    def __init__(self, settings: Settings, cpus_a_job: float) -> None:
        self._environment = carried(settings)
        self._cpus_a_job = cpus_a_job
        self._lock = threading.Lock()
        self._seats: set[Any] = set()
        self._stopping = False

    def run(self, job: Job, folder: Path, on_event: Callable[[ProgressEvent], None]) -> RunRecord:
        """How the run of `job` ended, on whichever machines; raises LostError when it has lost too many."""
        for n_lost in range(1, N_LOST_MAX + 1):
            try:
                record = heard(self._lines(job, folder), folder, on_event)
                fetch_end(folder)
                return record
            except LostError:
                if self._stopping or n_lost == N_LOST_MAX:
                    raise
        raise AssertionError("the last round returns or raises")

    def stop(self) -> None:
        """Ask every seat to stop its job; those taken now are asked as well."""
        with self._lock:
            self._stopping = True
            for seat in self._seats:
                seat.stop.remote()

    def _lines(self, job: Job, folder: Path) -> Iterator[bytes]:
        import ray
        from ray.exceptions import RayActorError, RayTaskError

        with self._seat(job) as seat:
            try:
                for told in seat.lines.remote(job, place_of(folder), __version__):
                    yield ray.get(told)
            except RayTaskError as error:
                raise error.cause from error
            except RayActorError as error:
                raise LostError(f"The job lost its place in the cluster: {first_line(error)}") from error

    @contextmanager
    def _seat(self, job: Job) -> Iterator[Any]:
        import ray

        actor: Any = ray.remote(Seat).options(num_cpus=self._n_cpus(job), max_concurrency=2, max_restarts=0)
        seat: Any = actor.remote(self._environment)
        with self._lock:
            self._seats.add(seat)
            if self._stopping:
                seat.stop.remote()
        try:
            yield seat
        finally:
            with self._lock:
                self._seats.discard(seat)
            ray.kill(seat)

    def _n_cpus(self, job: Job) -> float:
        """A local model takes a whole machine, as large as the smallest of the cluster."""
        if not job.is_local:
            return self._cpus_a_job
        import ray

        list_nodes: Any = ray.nodes
        sizes = [node["Resources"].get("CPU", 0.0) for node in list_nodes() if node["Alive"]]
        return max(1.0, min((n for n in sizes if n), default=1.0))


@contextmanager
def joined_cluster() -> Iterator[None]:
    """Join the cluster that RAY_ADDRESS names, else the one of this machine, else one that lasts as long as the block.

    Raises UsageError when Ray is not installed and RunError when the cluster cannot be reached.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # a local model may use the machine's GPU
    try:
        import ray
    except ImportError as error:
        raise UsageError("--engine ray needs a further package.", hint="pip install 'deepnews[cluster]'") from error
    try:
        ray.init(namespace="deepnews", log_to_driver=False, configure_logging=False, include_dashboard=False)
    except (ConnectionError, RuntimeError, ValueError) as error:
        hint = "Check RAY_ADDRESS, and that the cluster runs the same versions of Ray and Python."
        raise RunError(f"The Ray cluster cannot be joined: {error}", hint=hint) from error
    try:
        yield
    finally:
        ray.shutdown()


def carried(settings: Settings) -> dict[str, str]:
    """Environment that gives a process on another machine the settings that were chosen here."""
    chosen = {name: getattr(settings, name) for name in settings.model_fields_set - _OF_THE_JOB}
    chosen["api_key"] = settings.secret()
    return {f"DEEPNEWS_{name.upper()}": _plain(value) for name, value in chosen.items() if value is not None}


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _folder_here(place: str, version: str) -> Path:
    """The folder of a job on this machine; raises RunError when it or the program is not the batch's."""
    here = socket.gethostname()
    if version != __version__:
        hint = "Install the same version on every machine."
        raise RunError(f"DeepNews {__version__} is installed on {here}, and {version} where the batch runs.", hint=hint)
    folder = folder_of(place)
    if not folder.is_dir():
        hint = "Put the batch on a disk that all machines share, or at an address like s3://BUCKET/runs, with --out."
        raise RunError(f"There is no folder {folder} on {here}.", hint=hint)
    return folder
