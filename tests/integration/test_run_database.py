"""Runs that keep their state in a real PostgreSQL: killed on one machine, they go on in another folder."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deepnews.agents.checkpoints import DATABASE
from deepnews.agents.graph import run_pipeline
from deepnews.agents.run_folder import ASSIGNMENT, CHECKPOINT, EVENTS, RunFolder
from deepnews.agents.state import Toolbox
from deepnews.errors import RunError
from deepnews.eval.hfr import measure
from deepnews.reply_cache import FILE_NAME as REPLIES
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.run import RunRecord
from deepnews.settings import Settings

SOURCES = Path(__file__).parents[2] / "examples" / "dossiers" / "en" / "sources"
ASSIGNED = Assignment(
    topic="Why did the recall happen?",
    sources=(str(SOURCES / "04-supplier-email.txt"), str(SOURCES / "09-analyst-note.md")),
    n_chars_target=900,
    on_scarcity="allow",
)
CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, {here!r})
import test_run_database as test
test.run(Path({folder!r}), Path({tmp!r}), {address!r})
"""


def toolbox(tmp_path: Path, address: str | None) -> Toolbox:
    places = {"data_dir": tmp_path / "data", "cache_dir": tmp_path / "cache"}
    settings = Settings(model="scripted", embedder="hashing", use_cache=False, checkpoints=address, **places)
    return Toolbox(settings=settings, measure=measure)


def run(folder: Path, tmp_path: Path, address: str | None) -> RunRecord:
    return run_pipeline(ASSIGNED, RunFolder(folder), toolbox(tmp_path, address), lambda event: None)


def begun(folder: Path) -> RunFolder:
    folder.mkdir()
    RunFolder(folder).write_assignment(ASSIGNED)
    return RunFolder(folder)


def kill_at(stage: str, folder: RunFolder, tmp_path: Path, address: str) -> None:
    code = CHILD.format(here=str(Path(__file__).parent), folder=str(folder.path), tmp=str(tmp_path), address=address)
    with subprocess.Popen([sys.executable, "-c", code]) as child:
        end_s = time.monotonic() + 120
        while not any(e["stage"] == stage and e["event"] == "stage" for e in folder.read_events()):
            assert child.poll() is None and time.monotonic() < end_s, f"it never came to {stage}"
            time.sleep(0.005)
        child.kill()


def test_a_killed_run_goes_on_from_the_database_in_another_folder(tmp_path: Path, postgres_server: str) -> None:
    run(begun(tmp_path / "undisturbed").path, tmp_path, None)
    here, there = begun(tmp_path / "here"), tmp_path / "there"
    kill_at("draft", here, tmp_path, postgres_server)
    there.mkdir()
    for name in (ASSIGNMENT, DATABASE, EVENTS):
        shutil.copy(here.path / name, there / name)
    before = here.read_events()
    assert run(there, tmp_path, postgres_server).state in ("done", "red")
    assert RunFolder(there).read_draft() == RunFolder(tmp_path / "undisturbed").read_draft()
    events = RunFolder(there).read_events()
    assert not any(e["stage"] in ("brief", "forage") for e in events[len(before) :]), "a finished stage was repeated"
    keys = [e["key"] for e in events if e["event"] == "model_call" and not e["from_cache"]]
    assert keys and len(keys) == len(set(keys)), "a finished call was repeated"
    assert not (there / CHECKPOINT).exists() and not (there / REPLIES).exists()
    assert "postgres" not in (there / DATABASE).read_text(encoding="utf-8")


def test_two_runs_in_one_database_know_nothing_of_each_other(tmp_path: Path, postgres_server: str) -> None:
    first, second = begun(tmp_path / "first"), begun(tmp_path / "second")
    run(first.path, tmp_path, postgres_server)
    run(second.path, tmp_path, postgres_server)
    assert first.read_draft() == second.read_draft()
    for folder in (first, second):
        assert not any(e["from_cache"] for e in folder.read_events() if e["event"] == "model_call")


def test_a_run_goes_on_where_it_was_begun(tmp_path: Path) -> None:
    folder = begun(tmp_path / "run")
    folder.write_text(DATABASE, json.dumps({"run": "abc"}))
    with pytest.raises(RunError, match="keeps its checkpoint in a database") as caught:
        run(folder.path, tmp_path, None)
    assert "DEEPNEWS_CHECKPOINTS" in caught.value.hint


def test_a_database_out_of_reach_is_a_sentence_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="The database cannot be used") as caught:
        run(begun(tmp_path / "run").path, tmp_path, "postgresql://ann:secret@127.0.0.1:1/news")
    assert "secret" not in str(caught.value)
