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
from pathlib import Path
from typing import Any, TypeVar

import psutil
import pytest

from deepnews.agents.run_folder import RunFolder
from deepnews.app import exit_codes

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
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
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
    """The articles of the same batch on one machine, without Ray."""
    env = environment(place, "cache-a")
    command = [*COMMAND, "--out", "local"]
    done = subprocess.run(command, cwd=place, env=env, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == exit_codes.DONE, done.stderr
    return articles(place / "local")


@pytest.fixture(scope="module")
def cluster(place: Path) -> Iterator[Any]:
    """Address and token of the cluster, and the process of each machine; the first is the head."""
    env = environment(place, "none", RAY_AUTH_TOKEN=secrets.token_hex(32), RAY_USAGE_STATS_ENABLED="0")
    env |= {"RAY_health_check_period_ms": "500", "RAY_health_check_failure_threshold": "3"}
    command, pipe = [sys.executable, "-c", CLUSTER], subprocess.PIPE
    with subprocess.Popen(command, cwd=place, env=env, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as child:
        assert child.stdin is not None and child.stdout is not None
        told = next(line for line in child.stdout if line.startswith(b"{"))
        yield json.loads(told) | {"token": env["RAY_AUTH_TOKEN"]}
        child.stdin.close()
        child.wait(timeout=60)


def articles(out: Path) -> dict[str, bytes]:
    return {name: (out / name / "article.md").read_bytes() for name in NAMES}


def seat_of(folder: Path) -> psutil.Process | None:
    """The actor in which a job runs now: the parent of the job's own process."""
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if OF_A_JOB in command and str(folder) in command:
            return process.parent()
    return None


def runs_on(folder: Path, raylet: int, stage: str) -> bool:
    """True when the job has come to `stage` and runs on that machine."""
    if not any(e["stage"] == stage for e in RunFolder(folder).read_events()):
        return False
    seat = seat_of(folder)
    return seat is not None and seat.ppid() == raylet


def wait_for(found: Callable[[], _Found | None], child: subprocess.Popen[str]) -> _Found:
    end_s = time.monotonic() + 120
    while (what := found()) is None:
        assert time.monotonic() < end_s and child.poll() is None, "the batch ended, or came nowhere"
        time.sleep(0.01)
    return what


def test_jobs_go_on_elsewhere_when_their_machine_and_their_place_are_lost(
    place: Path, cluster: Any, undisturbed: dict[str, bytes]
) -> None:
    out, (head, other) = place / "cluster", cluster["raylets"]
    env = environment(place, "cache-b", RAY_ADDRESS=cluster["address"], RAY_AUTH_TOKEN=cluster["token"])
    command, pipe = [*COMMAND, "--out", "cluster", "--engine", "ray", "--json"], subprocess.PIPE
    with subprocess.Popen(command, cwd=place, env=env, stdout=pipe, stderr=pipe, text=True) as batch:
        folders = [out / name for name in NAMES]
        lost = wait_for(lambda: next((f for f in folders if runs_on(f, other, "note")), None), batch)
        psutil.Process(other).kill()
        seat = wait_for(lambda: seat_of(lost) if runs_on(lost, head, "draft") else None, batch)
        seat.kill()
        told, errors = batch.communicate(timeout=240)
    assert batch.returncode == exit_codes.DONE, errors
    assert [row["state"] for row in json.loads(told.splitlines()[-1])["rows"]] == ["done", "done"]
    assert articles(out) == undisturbed
    for name in NAMES:
        calls = [e for e in RunFolder(out / name).read_events() if e["event"] == "model_call" and not e["from_cache"]]
        keys = [e["key"] for e in calls]
        assert keys and len(keys) == len(set(keys)), "a finished call was repeated"
