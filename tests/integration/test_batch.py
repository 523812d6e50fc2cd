"""``deepnews batch`` in real processes with the scripted model: through a failing job, a kill -9 and a Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from deepnews.agents.run_folder import RunFolder
from deepnews.agents.run_lock import locked
from deepnews.app import exit_codes
from deepnews.errors import RunError

DOSSIERS = Path(__file__).parents[2] / "examples" / "dossiers"
COMMAND = [sys.executable, "-c", "from deepnews.app.cli import main; main()", "batch"]
GOOD = ("recall", "终止", "shares")


@dataclass(frozen=True)
class Place:
    """A folder with a jobs file; every batch in it has an environment of its own."""

    folder: Path

    def command(self, *options: str) -> list[str]:
        return [*COMMAND, "jobs.jsonl", "--jobs", "2", *options]

    def environment(self, cache: str) -> dict[str, str]:
        own = {"DEEPNEWS_MODEL": "scripted", "DEEPNEWS_EMBEDDER": "hashing", "HOME": str(self.folder)}
        own |= {"DEEPNEWS_CACHE_DIR": str(self.folder / cache), "DEEPNEWS_DATA_DIR": str(self.folder / "data")}
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DEEPNEWS_") and k != "OPENAI_API_KEY"}
        return {**kept, **own, "OMP_NUM_THREADS": "1"}

    def run(self, cache: str, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*options),
            cwd=self.folder,
            env=self.environment(cache),
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )

    def start(self, cache: str, *options: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*options),
            cwd=self.folder,
            env=self.environment(cache),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )


def _jobs(empty: Path) -> str:
    en, zh = DOSSIERS / "en" / "sources", DOSSIERS / "zh" / "sources"
    short = {"n_chars_target": 600, "on_scarcity": "allow"}
    rows = [
        {"id": "recall", "topic": "Why did the recall happen?", "sources": [f"{en}/04-supplier-email.txt"]},
        {"id": "broken", "topic": "What does an empty folder hold?", "sources": [str(empty)]},
        {"id": "终止", "topic": "合同为何终止？", "language": "zh", "sources": [f"{zh}/06-专项审计报告.md"]},
        {"id": "shares", "topic": "Why did the shares fall?", "sources": [f"{en}/09-analyst-note.md"]},
    ]
    return "".join(f"{json.dumps({**row, **short}, ensure_ascii=False)}\n" for row in rows)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("batch")
    (folder / "empty").mkdir()
    (folder / "jobs.jsonl").write_text(_jobs(folder / "empty"), encoding="utf-8")
    return Place(folder)


@pytest.fixture(scope="module")
def undisturbed(place: Place) -> subprocess.CompletedProcess[str]:
    return place.run("cache-a", "--out", "whole", "--json")


def _articles(out: Path) -> dict[str, bytes]:
    return {name: (out / name / "article.md").read_bytes() for name in GOOD}


def _is_done(folder: Path) -> bool:
    return (folder / "run.json").is_file() and RunFolder(folder).read_record().state == "done"


def _wait_for(folder: Path, child: subprocess.Popen[str]) -> None:
    end_s = time.monotonic() + 120
    while not _is_done(folder) and child.poll() is None and time.monotonic() < end_s:
        time.sleep(0.02)


def test_a_failing_job_stops_no_other(place: Place, undisturbed: subprocess.CompletedProcess[str]) -> None:
    assert undisturbed.returncode == exit_codes.RED_CLAIMS, undisturbed.stderr
    summary = json.loads(undisturbed.stdout)
    rows = {row["id"]: row for row in summary["rows"]}
    assert [rows[name]["state"] for name in GOOD] == ["done"] * 3
    assert rows["broken"]["state"] == "failed" and "no documents in" in rows["broken"]["reason"]
    assert summary["usage"]["n_output_tokens"] > 0 and summary["cost_usd"] == 0.0
    written = json.loads((place.folder / "whole" / "summary.json").read_text(encoding="utf-8"))
    assert written == summary
    assert "终止/article.md" not in undisturbed.stderr and "Traceback" not in undisturbed.stderr
    page = (place.folder / "whole" / "summary.html").read_text(encoding="utf-8")
    assert "%E7%BB%88%E6%AD%A2/article.md" in page and "no documents in" in page


def test_only_failed_ones_run_again(place: Place, undisturbed: subprocess.CompletedProcess[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in (place.folder / "whole").rglob("article.md")}
    assert len(before) == 3
    again = place.run("cache-a", "--out", "whole", "--only-failed")
    assert again.returncode == exit_codes.RED_CLAIMS, again.stderr
    assert "4 jobs, 1 to do" in again.stderr and "broken: started" in again.stderr
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_after_kill_and_interruption_the_same_command_ends_in_the_same_articles(
    place: Place, undisturbed: subprocess.CompletedProcess[str]
) -> None:
    out = place.folder / "torn"
    with place.start("cache-b", "--out", "torn") as killed:
        _wait_for(out / "recall", killed)
        assert killed.poll() is None, "the batch ended before it could be killed"
        killed.kill()
    finished = {name: _is_done(out / name) for name in GOOD}
    assert finished["recall"] and not all(finished.values())
    before = (out / "recall" / "article.md").stat().st_mtime_ns
    _wait_until_left(out)
    with place.start("cache-b", "--out", "torn") as interrupted:
        assert interrupted.stderr is not None
        assert next((line for line in interrupted.stderr if line.endswith(": started\n")), "")
        interrupted.send_signal(signal.SIGINT)
        _, err = interrupted.communicate(timeout=120)
    assert interrupted.returncode == exit_codes.INTERRUPTED, err
    assert "Go on with the same command: deepnews batch" in err and "Traceback" not in err
    last = place.run("cache-b", "--out", "torn")
    assert last.returncode == exit_codes.RED_CLAIMS, last.stderr
    assert _articles(out) == _articles(place.folder / "whole")
    assert (out / "recall" / "article.md").stat().st_mtime_ns == before
    for name in GOOD:
        calls = [e for e in RunFolder(out / name).read_events() if e["event"] == "model_call" and not e["from_cache"]]
        keys = [e["key"] for e in calls]
        assert keys and len(keys) == len(set(keys)), "a finished call was repeated"


def _wait_until_left(out: Path) -> None:
    """No process of a killed batch lives on: every lock is free."""
    end_s = time.monotonic() + 30
    for folder in (out / name for name in GOOD if (out / name).is_dir()):
        while True:
            try:
                with locked(folder):
                    break
            except RunError:
                assert time.monotonic() < end_s, f"a worker still holds {folder}"
                time.sleep(0.1)
