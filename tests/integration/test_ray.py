"""``deepnews batch --engine ray`` on a real cluster of two machines (raylets), with the scripted model.

A machine is killed with -9 while it writes an article whose files lie in S3 and whose checkpoint lies in PostgreSQL;
the job goes on on the other one, which has nothing else of it. Then, with the files on a shared disk, its place is.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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
OF_A_JOB = "deepnews.app.batch.worker"
JOB = {"id": "recall", "topic": "Why did the recall happen?", "sources": [f"{SOURCES}/04-supplier-email.txt"]}
_Found = TypeVar("_Found")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ray")
    row = JOB | {"n_chars_target": 600, "on_scarcity": "allow"}
    (folder / "jobs.jsonl").write_text(json.dumps(row), encoding="utf-8")
    return folder


CLUSTER = """
import json, sys
from ray.cluster_utils import Cluster
head = {"num_cpus": 0, "include_dashboard": False, "include_log_monitor": False}
cluster = Cluster(initialize_head=True, head_node_args=head)
machines = {}
for cache in sys.argv[1:]:
    node = cluster.add_node(num_cpus=1, env_vars={"XDG_CACHE_HOME": cache})
    machines[cache] = node.all_processes["raylet"][0].process.pid
print(json.dumps({"address": cluster.address, "machines": machines}), flush=True)
sys.stdin.read()
cluster.shutdown()
"""
"""The Ray project's own way to start several raylets, each a machine of its own to the cluster, on one computer."""


def environment(place: Path, **more: str) -> dict[str, str]:
    own = {"DEEPNEWS_MODEL": "scripted", "DEEPNEWS_EMBEDDER": "hashing", "HOME": str(place), "OMP_NUM_THREADS": "1"}
    own |= {"DEEPNEWS_DATA_DIR": str(place / "data"), "DEEPNEWS_USE_CACHE": "false"}
    ours = ("DEEPNEWS_", "RAY_", "AWS_", "XDG_", "OPENAI_API_KEY")
    return {**{k: v for k, v in os.environ.items() if not k.startswith(ours)}, **own, **more}


@pytest.fixture(scope="module")
def undisturbed(place: Path) -> bytes:
    """The article of the same job, written in this process."""
    settings = Settings(model="scripted", embedder="hashing", data_dir=place / "data", cache_dir=place / "own")
    [job] = read_jobs(place / "jobs.jsonl", None, {}, "scripted").jobs
    folder = RunFolder(place / "here" / "recall")
    prepare(job, folder.path)
    assert run_in(folder, job.assignment, settings, lambda event: None).record.state == "done"
    return (folder.path / "article.md").read_bytes()


@pytest.fixture(scope="module")
def cluster(place: Path, s3_store: dict[str, str]) -> Iterator[Any]:
    """Address and token of the cluster, and the process of each machine by the machine's own folder for copies."""
    env = environment(place, RAY_AUTH_TOKEN=secrets.token_hex(32), RAY_USAGE_STATS_ENABLED="0", **s3_store)
    env |= {"RAY_health_check_period_ms": "1000", "RAY_health_check_failure_threshold": "5"}
    child, told = _started(place, env)
    with child:
        yield told | {"token": env["RAY_AUTH_TOKEN"]}
        child.communicate(timeout=60)


def _started(place: Path, env: dict[str, str]) -> tuple[subprocess.Popen[bytes], Any]:
    """A new cluster; on a busy machine Ray's own time limits for starting may not suffice the first time."""
    command, pipe = [sys.executable, "-c", CLUSTER, str(place / "one"), str(place / "two")], subprocess.PIPE
    for _ in range(3):
        child = subprocess.Popen(command, cwd=place, env=env, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        assert child.stdout is not None
        line = next((line for line in child.stdout if line.startswith(b"{")), None)
        if line is not None:
            return child, json.loads(line)
        child.communicate()
    raise AssertionError("Ray could not start a cluster")


@contextmanager
def batch(place: Path, cluster: Any, out: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    env = environment(place, RAY_ADDRESS=cluster["address"], RAY_AUTH_TOKEN=cluster["token"], **more)
    command, pipe = [*COMMAND, "--out", out, "--engine", "ray", "--json"], subprocess.PIPE
    with subprocess.Popen(command, cwd=place, env=env, stdout=pipe, stderr=pipe, text=True) as child:
        yield child


def end_of(child: subprocess.Popen[str]) -> None:
    told, errors = child.communicate(timeout=240)
    assert child.returncode == exit_codes.DONE, errors
    assert [row["state"] for row in json.loads(told.splitlines()[-1])["rows"]] == ["done"]


def seat_of(folder: Path) -> psutil.Process | None:
    """The actor in which a job runs now: the parent of the job's own process."""
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if OF_A_JOB in command and str(folder) in command:
            return process.parent()
    return None


def kill_machine(raylet: int) -> None:
    """Kill all that runs there, as when its power is cut."""
    process = psutil.Process(raylet)
    for part in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            part.kill()


def came_to(folder: Path, stage: str) -> bool | None:
    return any(e["stage"] == stage for e in RunFolder(folder).read_events()) or None


def wait_for(found: Callable[[], _Found | None], child: subprocess.Popen[str]) -> _Found:
    end_s = time.monotonic() + 120
    while (what := found()) is None:
        assert time.monotonic() < end_s and child.poll() is None, "the batch ended, or came nowhere"
        time.sleep(0.002)
    return what


def no_call_was_repeated(folder: Path) -> bool:
    calls = [e for e in RunFolder(folder).read_events() if e["event"] == "model_call" and not e["from_cache"]]
    keys = [e["key"] for e in calls]
    return bool(keys) and len(keys) == len(set(keys))


def test_a_job_goes_on_on_another_machine_from_postgresql_and_s3(
    place: Path, cluster: Any, undisturbed: bytes, s3_store: dict[str, str], s3_files: Any, postgres_server: str
) -> None:
    copies = {
        Path(cache) / "deepnews" / "mirrors" / "s3" / "newsroom" / "ray" / "recall": cache
        for cache in cluster["machines"]
    }
    own = {"XDG_CACHE_HOME": str(place / "driver"), "DEEPNEWS_CHECKPOINTS": postgres_server}
    with batch(place, cluster, "s3://newsroom/ray", **s3_store, **own) as child:
        lost = wait_for(lambda: next((copy for copy in copies if seat_of(copy)), None), child)
        wait_for(lambda: came_to(lost, "note"), child)
        kill_machine(cluster["machines"][copies[lost]])
        end_of(child)
    [other] = set(copies) - {lost}
    assert not RunFolder(lost).has("article.md"), "the machine was killed too late"
    assert s3_files.cat("newsroom/ray/recall/article.md") == undisturbed
    events = RunFolder(other).read_events()
    there = events[max(n for n, e in enumerate(events) if e["event"] == "run") :]
    stages = {e["stage"] for e in there if e["event"] == "begin"}
    assert "publish" in stages and "brief" not in stages, "a stage with a checkpoint was repeated"
    assert no_call_was_repeated(other)


def test_a_job_on_a_shared_disk_goes_on_when_its_place_is_lost(place: Path, cluster: Any, undisturbed: bytes) -> None:
    folder = place / "shared" / "recall"
    with batch(place, cluster, "shared") as child:
        wait_for(lambda: came_to(folder, "note"), child)
        seat = wait_for(lambda: seat_of(folder), child)
        seat.kill()
        end_of(child)
    assert (folder / "article.md").read_bytes() == undisturbed
    assert no_call_was_repeated(folder)
