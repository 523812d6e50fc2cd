"""Runs kept in a real S3 server: another machine, that is another cache folder, goes on with them by their address."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import fsspec
import psutil
import pytest

from deepnews.agents.run_folder import RunFolder
from deepnews.app import exit_codes

SOURCE = Path(__file__).parents[2] / "examples" / "dossiers" / "en" / "sources" / "04-supplier-email.txt"
COMMAND = [sys.executable, "-c", "from deepnews.app.cli import main; main()"]
ADDRESS = "s3://newsroom/runs"


def environment(store: dict[str, str], cache: Path, **more: str) -> dict[str, str]:
    own = {"DEEPNEWS_MODEL": "scripted", "DEEPNEWS_EMBEDDER": "hashing", "DEEPNEWS_CACHE_DIR": str(cache), **more}
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DEEPNEWS_", "AWS_"))}
    return {**kept, **store, **own, "OMP_NUM_THREADS": "1"}


def deepnews(env: dict[str, str], cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *words]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=240)


def test_a_run_lost_with_its_machine_goes_on_by_its_address(
    s3_store: dict[str, str], s3_files: fsspec.AbstractFileSystem, tmp_path: Path, postgres_server: str
) -> None:
    """Checkpoints lie in PostgreSQL, files in S3; the machine and all it held is gone after kill -9."""
    words = ["--topic", "Why did the recall happen?", "--sources", str(SOURCE), "--length", "600"]
    one = environment(s3_store, tmp_path / "one", DEEPNEWS_CHECKPOINTS=postgres_server)
    command = [*COMMAND, "write", *words, "--on-scarcity", "allow", "--out", ADDRESS, "--no-cache", "--quiet"]
    with subprocess.Popen(command, cwd=tmp_path, env=one) as killed:
        end_s = time.monotonic() + 120
        while not (found := s3_files.glob(f"{ADDRESS}/*/plan.json")):
            assert killed.poll() is None and time.monotonic() < end_s
            time.sleep(0.02)
        killed.kill()
    run = found[0].split("/")[-2]
    two = environment(s3_store, tmp_path / "two", DEEPNEWS_CHECKPOINTS=postgres_server, DEEPNEWS_USE_CACHE="false")
    done = deepnews(two, tmp_path, "resume", f"{ADDRESS}/{run}", "--json", "--quiet")
    assert done.returncode == exit_codes.DONE, done.stderr
    there = {name.split("/")[-1] for name in s3_files.ls(f"{ADDRESS}/{run}", detail=False)}
    wanted = "assignment.yaml sources.jsonl evidence.jsonl facts.jsonl plan.json draft.json claims.jsonl article.md"
    assert {*wanted.split(), "report.html", "run.json", "events.jsonl", "deepnews-folder.json"} <= there
    assert not any(name.endswith(".sqlite") for name in there)
    assert json.loads(s3_files.cat(f"{ADDRESS}/{run}/run.json"))["state"] == "done"
    copy = RunFolder(tmp_path / "two" / "mirrors" / "s3" / "newsroom" / "runs" / run)
    assert s3_files.cat(f"{ADDRESS}/{run}/article.md") == (copy.path / "article.md").read_bytes()
    keys = [e["key"] for e in copy.read_events() if e["event"] == "model_call" and not e["from_cache"]]
    assert keys and len(keys) == len(set(keys))


def interrupt(batch: subprocess.Popen[bytes]) -> None:
    batch.send_signal(signal.SIGINT)


def kill_the_job(batch: subprocess.Popen[bytes]) -> None:
    """The child of the batch's nursery is gone without a word, as where a library crashes."""
    (nursery,) = psutil.Process(batch.pid).children()
    for job in nursery.children():
        job.kill()


@pytest.mark.parametrize(
    ("stop", "code", "state"),
    [(interrupt, exit_codes.INTERRUPTED, "interrupted"), (kill_the_job, exit_codes.FAILED, "failed")],
)
def test_a_job_that_was_stopped_goes_on_from_another_machine(
    s3_store: dict[str, str],
    s3_files: fsspec.AbstractFileSystem,
    tmp_path: Path,
    stop: Callable[[subprocess.Popen[bytes]], None],
    code: int,
    state: str,
) -> None:
    """Without a database the checkpoint lies in S3 as well."""
    job = {"id": "recall", "topic": "Why did the recall happen?", "sources": [str(SOURCE)]}
    text = json.dumps(job | {"n_chars_target": 600, "on_scarcity": "allow"})
    (tmp_path / "jobs.jsonl").write_text(text, encoding="utf-8")
    place = f"newsroom/{state}"
    words = ["batch", "jobs.jsonl", "--out", f"s3://{place}", "--json", "--quiet"]
    one, two = (environment(s3_store, tmp_path / name, DEEPNEWS_USE_CACHE="false") for name in ("one", "two"))
    events = tmp_path / "one" / "mirrors" / "s3" / place / "recall" / "events.jsonl"
    with subprocess.Popen([*COMMAND, *words], cwd=tmp_path, env=one, stdout=subprocess.DEVNULL) as batch:
        end_s = time.monotonic() + 120
        while not (events.is_file() and '"draft"' in events.read_text(encoding="utf-8")):
            assert batch.poll() is None and time.monotonic() < end_s
            time.sleep(0.01)
        stop(batch)
    assert batch.returncode == code
    assert json.loads(s3_files.cat(f"{place}/summary.json"))["counts"] == {state: 1}
    assert s3_files.exists(f"{place}/recall/checkpoint.sqlite")
    done = deepnews(two, tmp_path, *words)
    assert done.returncode == exit_codes.DONE, done.stderr
    assert json.loads(s3_files.cat(f"{place}/summary.json"))["counts"] == {"done": 1}
    article = s3_files.cat(f"{place}/recall/article.md")
    copy = RunFolder(tmp_path / "two" / "mirrors" / "s3" / place / "recall")
    keys = [e["key"] for e in copy.read_events() if e["event"] == "model_call" and not e["from_cache"]]
    assert keys and len(keys) == len(set(keys)), "a finished call was repeated"
    shown = deepnews(one, tmp_path, "show", f"s3://{place}/recall", "--stdout")
    assert shown.returncode == 0 and shown.stdout.strip() == article.decode().strip()
