"""The timeline of a run that was killed, failed and finished; and that all events are of the one schema."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deepnews.agents.journal import Journal
from deepnews.agents.run_folder import RunFolder
from deepnews.app.cli import app
from deepnews.app.timeline import read_timeline, run_events, timeline_lines
from deepnews.errors import ModelUnavailableError, RunError
from deepnews.llm import ChatReply
from deepnews.prices import Price
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.events import RUN_EVENT

T = "2026-05-01T10:00:"
CALL = {"event": "model_call", "stage": "note", "key": "k", "wall_s": 2.0, "n_prompt_tokens": 90, "n_output_tokens": 10}
EVENTS = [
    {"time": f"{T}00Z", "event": "run", "stage": "", "model": "openai:m", "deepnews_version": "1"},
    {"time": f"{T}00Z", "event": "begin", "stage": "sources", "detail": ""},
    {"time": f"{T}01Z", "event": "step", "stage": "sources", "detail": "embed", "done": 3, "total": 3},
    {"time": f"{T}02Z", "event": "stage", "stage": "sources", "detail": "", "wall_s": 2.0},
    {"time": f"{T}02Z", "event": "begin", "stage": "note", "detail": "N001"},
    {"time": f"{T}04Z", **CALL, "from_cache": False, "cost_usd": 0.001},
    # killed here
    {"time": f"{T}30Z", "event": "run", "stage": "", "model": "openai:m", "deepnews_version": "1"},
    {"time": f"{T}31Z", "event": "expect", "stage": "note", "total": 2},
    {"time": f"{T}31Z", "event": "begin", "stage": "note", "detail": "N001"},
    {"time": f"{T}31Z", **CALL, "from_cache": True, "cost_usd": 0.0},
    {"time": f"{T}34Z", **CALL, "key": "l", "from_cache": False, "cost_usd": 0.002},
    {"time": f"{T}34Z", "event": "stage", "stage": "note", "detail": "N001", "wall_s": 3.0},
    {"time": f"{T}40Z", "event": "stopped", "stage": "", "error": "ModelUnavailableError"},
]


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    folder = RunFolder(tmp_path)
    folder.write_assignment(Assignment(topic="The well of Corran"))
    folder.write_text("events.jsonl", "".join(f"{json.dumps(e)}\n" for e in EVENTS))
    return folder


def test_each_process_has_its_stages(run: RunFolder) -> None:
    killed, failed = read_timeline(run.path)
    assert (killed.begun_at, killed.wall_s, killed.stopped_by) == (dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC), 4.0, "")
    assert [(s.stage, s.begun_s, s.wall_s) for s in killed.stretches] == [("sources", 0.0, 2.0), ("note", 2.0, 2.0)]
    assert (failed.wall_s, failed.stopped_by) == (10.0, "ModelUnavailableError")
    (note,) = failed.stretches
    assert (note.n_steps, note.n_calls, note.n_cached, note.n_tokens, note.cost_usd) == (1, 1, 1, 100, 0.002)


def test_it_is_told_in_words(run: RunFolder) -> None:
    text = "\n".join(timeline_lines(read_timeline(run.path)))
    assert "begun 2026-05-01 10:00:00 UTC, model openai:m" in text
    assert "taken up again 2026-05-01 10:00:30 UTC, after 26 s" in text
    assert "ended after 4.0 s without a word" in text
    assert "stopped after 10.0 s: ModelUnavailableError" in text
    assert "............############" in text and "0.0010 USD" in text


def test_the_command_prints_it(run: RunFolder) -> None:
    told = CliRunner().invoke(app, ["show", str(run.path), "--timeline"])
    assert told.exit_code == 0 and "taken up again" in told.stdout
    as_json = CliRunner().invoke(app, ["show", str(run.path), "--timeline", "--json"])
    assert [a["stopped_by"] for a in json.loads(as_json.stdout)] == ["", "ModelUnavailableError"]


def test_a_run_of_an_earlier_version_counts_as_one_process(run: RunFolder) -> None:
    run.write_text(
        "events.jsonl", "".join(f"{json.dumps(e)}\n" for e in EVENTS if e["event"] not in ("run", "stopped"))
    )
    (attempt,) = read_timeline(run.path)
    assert (attempt.wall_s, attempt.model, len(attempt.stretches)) == (34.0, "", 2)


def test_an_event_of_no_schema_is_named(run: RunFolder) -> None:
    run.append_event("surprise", stage="note")
    with pytest.raises(RunError, match=f"line {len(EVENTS) + 1} is no event"):
        read_timeline(run.path)


def test_what_a_journal_writes_is_of_the_schema(tmp_path: Path) -> None:
    journal = Journal(RunFolder(tmp_path), lambda event: None, Price(input_usd=1.0, output_usd=2.0))
    with pytest.raises(ModelUnavailableError), journal.run("openai:m"):
        journal.expect("note", 1)
        journal.step("embed", 1, 1)
        with journal.stage("note", "N001"):
            journal.call("note", "k", ChatReply(text="a secret", n_prompt_tokens=10, n_output_tokens=5, wall_s=1.0))
            raise ModelUnavailableError("the server said: a secret")
    events = run_events(journal.folder)
    kinds = ["run", "expect", "step", "begin", "model_call", "stage", "stopped"]
    assert [e.event for e in events] == kinds and all(e.time for e in events)
    assert events[4].model_dump()["cost_usd"] == 20e-6
    assert "secret" not in (tmp_path / "events.jsonl").read_text(encoding="utf-8")


def test_the_schema_can_be_handed_on() -> None:
    schema = RUN_EVENT.json_schema()
    assert set(schema["discriminator"]["mapping"]) == {
        "run",
        "stopped",
        "expect",
        "begin",
        "stage",
        "step",
        "model_call",
    }
