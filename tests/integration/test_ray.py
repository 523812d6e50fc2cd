"""``deepnews batch --engine ray`` on a real cluster of two machines (raylets), with the scripted model.

A machine is killed with -9 while it writes an article, then the job's new place on the other one; the job goes on from
its checkpoint each time.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import psutil
import pytest

from deepnews.agents.run_folder import RunFolder
from deepnews.app import exit_codes
from deepnews.app.batch.jobs import read_jobs
from deepnews.app.batch.ledger import prepare
from deepnews.app.running import run_in
from deepnews.settings import Settings

pytest.importorskip("ray", reason="needs the extra 'cluster'")
SOURCES = Path(__file__).parents[2] / "examples" / "dossiers" / "en" / "sources"
COMMAND = [sys.executable, "-c", "from deepnews.app.cli import main; main()", "batch", "jobs.jsonl"]
NAMES = ("recall", "shares")
_Found = TypeVar("_Found")
OF_A_JOB = "deepnews.app.batch.worker"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ray")
    short = {"n_chars_target": 600, "on_scarcity": "allow"}
    rows = [
        {"id": "recall", "topic": "Why did the recall happen?", "sources": [f"{SOURCES}/04-supplier-email.txt"]},
        {"id": "shares", "topic": "Why did the shares fall?", "sources": [f"{SOURCES}/09-analyst-note.md"]},
    ]
    (folder / "jobs.jsonl").write_text("".join(f"{json.dumps(row | short)}\n" for row in rows), encoding="utf-8")
    return folder


CLUSTER = """
import json, sys
from ray.cluster_utils import Cluster
head = {"num_cpus": 1, "include_dashboard": False, "include_log_monitor": False}
cluster = Cluster(initialize_head=True, head_node_args=head)
nodes = [cluster.head_node, cluster.add_node(num_cpus=1)]
raylets = [node.all_processes["raylet"][0].process.pid for node in nodes]
print(json.dumps({"address": cluster.address, "raylets": raylets}), flush=True)
sys.stdin.read()
cluster.shutdown()
"""
"""The Ray project's own way to start several raylets, each a machine of its own to the cluster, on one computer."""


def environment(place: Path, cache: str, **more: str) -> dict[str, str]:
    own = {"DEEPNEWS_MODEL": "scripted", "DEEPNEWS_EMBEDDER": "hashing", "HOME": str(place)}
    own |= {"DEEPNEWS_CACHE_DIR": str(place / cache), "DEEPNEWS_DATA_DIR": str(place / "data")}
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DEEPNEWS_", "RAY_")) and k != "OPENAI_API_KEY"}
    return {**kept, **own, **more, "OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="module")
def undisturbed(place: Path) -> dict[str, bytes]:
    """The articles of the same jobs, written in this process."""
    settings = Settings(model="scripted", embedder="hashing", data_dir=place / "data", cache_dir=place / "cache-a")
    for job in read_jobs(place / "jobs.jsonl", None, {}, "scripted").jobs:
        prepare(job, place / "here" / job.job_id)
        folder = RunFolder(place / "here" / job.job_id)
        outcome = run_in(folder, job.assignment, settings, lambda event: None)
        assert outcome.record.state == "done"
    return articles(place / "here")


@pytest.fixture(scope="module")
def cluster(place: Path) -> Iterator[Any]:
    """Address and token of the cluster, and the process of each machine; the first is the head."""
    env = environment(place, "none", RAY_AUTH_TOKEN=secrets.token_hex(32), RAY_USAGE_STATS_ENABLED="0")
    env |= {"RAY_health_check_period_ms": "1000", "RAY_health_check_failure_threshold": "5"}
    child, told = _started(place, env)
    with child:
        yield told | {"token": env["RAY_AUTH_TOKEN"]}
        child.communicate(timeout=60)


def _started(place: Path, env: dict[str, str]) -> tuple[subprocess.Popen[bytes], Any]:
    """A new cluster; on a busy machine Ray's own time limits for starting may not suffice the first time."""
    command, pipe = [sys.executable, "-c", CLUSTER], subprocess.PIPE
    for _ in range(3):
        child = subprocess.Popen(command, cwd=place, env=env, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        assert child.stdout is not None
        line = next((line for line in child.stdout if line.startswith(b"{")), None)
        if line is not None:
            return child, json.loads(line)
        child.communicate()
    raise AssertionError("Ray could not start a cluster")


def articles(out: Path) -> dict[str, bytes]:
    return {name: (out / name / "article.md").read_bytes() for name in NAMES}


def seat_of(folder: Path) -> psutil.Process | None:
    """The actor in which a job runs now: the parent of the job's own process."""
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if OF_A_JOB in command and str(folder) in command:
            return process.parent()
    return None


def seat_on(folder: Path, raylet: int) -> psutil.Process | None:
    """The actor of the job, when it is on that machine."""
    seat = seat_of(folder)
    return seat if seat is not None and seat.ppid() == raylet else None


def kill_machine(raylet: int) -> None:
    """Kill all that runs there, as when its power is cut."""
    process = psutil.Process(raylet)
    for part in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            part.kill()


def came_to(folder: Path, stage: str) -> bool | None:
    return any(e["stage"] == stage for e in RunFolder(folder).read_events()) or None


def went_on(folder: Path, n_before: int) -> bool | None:
    return len(RunFolder(folder).read_events()) > n_before or None


def wait_for(found: Callable[[], _Found | None], child: subprocess.Popen[str]) -> _Found:
    end_s = time.monotonic() + 120
    while (what := found()) is None:
        assert time.monotonic() < end_s and child.poll() is None, "the batch ended, or came nowhere"
        time.sleep(0.002)
    return what


def test_jobs_go_on_elsewhere_when_their_machine_and_their_place_are_lost(
    place: Path, cluster: Any, undisturbed: dict[str, bytes]
) -> None:
    out, (head, other) = place / "cluster", cluster["raylets"]
    env = environment(place, "cache-b", RAY_ADDRESS=cluster["address"], RAY_AUTH_TOKEN=cluster["token"])
    command, pipe = [*COMMAND, "--out", "cluster", "--engine", "ray", "--json"], subprocess.PIPE
    with subprocess.Popen(command, cwd=place, env=env, stdout=pipe, stderr=pipe, text=True) as batch:
        folders = [out / name for name in NAMES]
        lost = wait_for(lambda: next((f for f in folders if seat_on(f, other)), None), batch)
        wait_for(lambda: came_to(lost, "note"), batch)
        kill_machine(other)
        n_before = len(RunFolder(lost).read_events())
        seat = wait_for(lambda: seat_on(lost, head), batch)
        wait_for(lambda: went_on(lost, n_before), batch)
        seat.kill()
        told, errors = batch.communicate(timeout=240)
    assert batch.returncode == exit_codes.DONE, errors
    assert [row["state"] for row in json.loads(told.splitlines()[-1])["rows"]] == ["done", "done"]
    assert articles(out) == undisturbed
    for name in NAMES:
        calls = [e for e in RunFolder(out / name).read_events() if e["event"] == "model_call" and not e["from_cache"]]
        keys = [e["key"] for e in calls]
        assert keys and len(keys) == len(set(keys)), "a finished call was repeated"
