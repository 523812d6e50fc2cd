"""The list of runs: states as they really are, names that reach nothing else, putting away and taking back."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.run_folder import RunFolder
from deepnews.agents.run_lock import holder, locked
from deepnews.app.desk.runs import ARCHIVE, archive, find_run, matching, restore, run_rows
from deepnews.errors import RunError
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.run import RunRecord, RunState

HOLD = "import sys; from pathlib import Path; from deepnews.agents.run_lock import locked\n"
HOLD += "with locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"


def make_run(parent: Path, name: str, state: RunState, headline: str = "") -> RunFolder:
    (parent / name).mkdir(parents=True)
    folder = RunFolder(parent / name)
    folder.write_assignment(Assignment(topic="Why did the bridge close?", sources=("docs",)))
    folder.write_record(
        RunRecord(
            run_dir=str(folder.path),
            state=state,
            headline=headline,
            language="en",
            model="scripted",
            seed=7,
            deepnews_version="0",
        )
    )
    return folder


def test_a_run_is_shown_by_its_headline_and_before_by_its_topic(tmp_path: Path) -> None:
    make_run(tmp_path, "a", "done", "井已关闭")
    make_run(tmp_path, "b", "failed")
    assert {r.name: r.headline for r in run_rows(tmp_path)} == {"a": "井已关闭", "b": "Why did the bridge close?"}


def test_the_last_changed_run_comes_first(tmp_path: Path) -> None:
    first = make_run(tmp_path, "a", "done")
    make_run(tmp_path, "b", "done")
    time.sleep(0.01)
    first.append_event("begin", stage="sources")
    assert [r.name for r in run_rows(tmp_path)] == ["a", "b"]


def test_a_killed_run_does_not_look_alive_and_a_held_one_does(tmp_path: Path) -> None:
    make_run(tmp_path, "killed", "running")
    held = make_run(tmp_path, "held", "running").path
    with subprocess.Popen([sys.executable, "-c", HOLD, str(held)], stdin=-1, stdout=-1, text=True) as child:
        assert child.stdout is not None and child.stdin is not None
        assert child.stdout.readline() == "held\n"
        assert {r.name: r.state for r in run_rows(tmp_path)} == {"killed": "interrupted", "held": "running"}
        assert holder(held) == child.pid
        with pytest.raises(RunError, match="is running"):
            archive(tmp_path, "held")
        child.stdin.close()
    assert holder(held) is None
    assert {r.state for r in run_rows(tmp_path)} == {"interrupted"}


def test_asking_who_holds_a_folder_keeps_nobody_out(tmp_path: Path) -> None:
    assert holder(tmp_path) is None
    with locked(tmp_path):
        pass
    assert holder(tmp_path) is None
    with locked(tmp_path):
        pass


def test_a_damaged_run_is_named_and_harms_no_other(tmp_path: Path) -> None:
    make_run(tmp_path, "good", "done")
    make_run(tmp_path, "bad", "done").write_text("run.json", "{")
    rows = {r.name: r for r in run_rows(tmp_path)}
    assert "run.json" in rows["bad"].problem and not rows["good"].problem


def test_search_wants_all_words_and_one_of_the_states(tmp_path: Path) -> None:
    make_run(tmp_path, "a", "done", "The Bridge at Leeds")
    make_run(tmp_path, "b", "red", "Leeds mill")
    rows = run_rows(tmp_path)
    assert [r.name for r in matching(rows, "leeds bridge")] == ["a"]
    assert [r.name for r in matching(rows, "leeds", ["red"])] == ["b"]
    assert len(matching(rows, "")) == 2


def test_a_run_is_put_away_and_taken_back(tmp_path: Path) -> None:
    make_run(tmp_path, "a", "done")
    archive(tmp_path, "a")
    assert not run_rows(tmp_path)
    assert [r.name for r in run_rows(tmp_path, archived=True)] == ["a"]
    restore(tmp_path, "a")
    assert [r.name for r in run_rows(tmp_path)] == ["a"]


@given(st.text())
def test_no_name_leads_out_of_the_folder_of_runs(name: str) -> None:
    with pytest.raises(RunError):
        find_run(Path("/nowhere/runs"), name)


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "a/../a", "/a", "_archive/a", "a/", "a\0"])
def test_a_path_is_no_name(name: str, tmp_path: Path) -> None:
    make_run(tmp_path, "a", "done")
    make_run(tmp_path / ARCHIVE, "a", "done")
    if name == "a/":  # the same folder, spelled with its slash
        assert find_run(tmp_path, name) == tmp_path / "a"
        return
    with pytest.raises(RunError):
        find_run(tmp_path, name)


def test_two_hundred_runs_are_listed_at_once(tmp_path: Path) -> None:
    for n in range(200):
        make_run(tmp_path, f"r{n:03}", "done")
    run_rows(tmp_path)
    started = time.monotonic()
    assert len(run_rows(tmp_path)) == 200
    assert time.monotonic() - started < 0.5
