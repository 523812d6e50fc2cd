"""A run as its events show it: waiting, going on, killed, resumed, finished."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import JsonValue

from deepnews.agents.run_folder import SOURCES, RunFolder
from deepnews.agents.run_lock import locked
from deepnews.agents.source_list import SourceEntry
from deepnews.app.desk.estimate import likely_left_s
from deepnews.app.desk.live import STAGES, Live, left_s, read_live
from deepnews.app.desk.markup import track_html
from deepnews.app.desk.words import words
from deepnews.errors import RunError
from deepnews.retrieval.saturation import saturation_gate
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.corpus import Corpus, Passage
from deepnews.schemas.evidence import Evidence, ScoredPassage
from deepnews.schemas.run import RunRecord, StageTiming


class Run:
    """A run folder that is given events as a journal would give them."""

    def __init__(self, path: Path) -> None:
        path.mkdir()
        self.folder = RunFolder(path)
        self.folder.write_assignment(Assignment(topic="Why?", sources=("docs",)))

    def add(self, event: str, stage: str, **fields: JsonValue) -> None:
        self.folder.append_event(event, stage=stage, **fields)

    def step(self, stage: str, wall_s: float = 1.0) -> None:
        self.add("begin", stage)
        self.add("stage", stage, wall_s=wall_s)

    def live(self, *, alive: bool = True) -> Live:
        if not alive:
            return read_live(self.folder.path)
        with locked(self.folder.path):
            return read_live(self.folder.path)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path / "run")


def statuses(live: Live) -> dict[str, str]:
    return {s.name: s.status for s in live.stages}


def test_before_its_first_event_everything_waits(run: Run) -> None:
    live = run.live(alive=False)
    assert live.state == "interrupted" and set(statuses(live).values()) == {"waiting"}
    assert live.share_done == 0.0 and live.tokens_per_s is None


def test_a_stage_of_many_steps_tells_how_far_it_is_and_how_long_it_takes(run: Run) -> None:
    for stage in ("sources", "brief", "forage"):
        run.step(stage)
    run.add("expect", "note", total=4)
    run.step("note", 2.0)
    run.add("begin", "note")
    live = run.live()
    note = next(s for s in live.stages if s.name == "note")
    assert (note.status, note.done, note.total, note.left_s) == ("now", 1, 4, 6.0)
    assert statuses(live)["forage"] == "done" and statuses(live)["plan"] == "waiting"
    assert live.share_done == pytest.approx(3.25 / len(live.stages))


def test_reading_the_sources_tells_its_steps(run: Run) -> None:
    run.add("begin", "sources")
    run.add("step", "sources", detail="embed", done=30, total=120)
    sources = run.live().stages[0]
    assert (sources.status, sources.done, sources.total, sources.detail) == ("now", 30, 120, "embed")


def test_a_killed_run_stands_still_and_goes_on_where_it_was(run: Run) -> None:
    run.step("sources")
    run.step("brief")
    run.step("forage")
    run.add("expect", "note", total=3)
    run.step("note")
    run.add("begin", "note")
    killed = run.live(alive=False)
    assert killed.state == "interrupted" and "now" not in statuses(killed).values()
    run.step("sources")
    run.step("note")
    run.step("note")
    resumed = run.live()
    assert statuses(resumed)["note"] == "done" and statuses(resumed)["sources"] == "done"


def test_a_repair_that_was_not_needed_is_no_open_stage(run: Run) -> None:
    for stage in STAGES:
        if stage != "repair":
            run.step(stage)
    live = run.live(alive=False)
    assert statuses(live)["repair"] == "skipped" and live.share_done == 1.0


def test_speed_is_that_of_the_last_calls_that_reached_the_model(run: Run) -> None:
    run.add("model_call", "note", from_cache=True, wall_s=0.0, n_output_tokens=500)
    run.add("model_call", "note", from_cache=False, wall_s=2.0, n_output_tokens=30)
    live = run.live()
    assert live.tokens_per_s == 15.0 and live.n_model_calls == 1 and live.n_output_tokens == 30


def test_the_rest_is_estimated_from_a_finished_run(run: Run) -> None:
    for stage in ("sources", "brief", "forage", "note", "plan"):
        run.step(stage)
    run.add("expect", "draft", total=4)
    run.step("draft")
    run.add("begin", "draft")
    timing = StageTiming(wall_s=40.0, model_s=0.0, n_model_calls=0)
    like = RunRecord(
        run_dir="",
        state="done",
        language="en",
        model="m",
        seed=0,
        deepnews_version="0",
        n_chars_article=1500,
        stages={"draft": timing, "verify": timing},
    )
    assert left_s(run.live(), like, 3000) == pytest.approx(3 * 1.0 + 2 * 40)
    assert left_s(run.live(), None, 3000) is None


def test_passages_stand_in_until_facts_are_cut_from_them(run: Run) -> None:
    texts = {"weak": 1.0, "strong " * 60: 9.0}
    passages = [
        ScoredPassage(
            passage=Passage(passage_id=f"d:0-{n}", doc_id="d", start=0, end=len(text), text=text), scent=scent
        )
        for n, (text, scent) in enumerate(texts.items())
    ]
    account = saturation_gate(600, 40_000, "allow", Corpus(documents=()))
    run.folder.write_evidence(Evidence(needs=(), patches=(), passages=tuple(passages), saturation=account))
    source = SourceEntry(path="d.md", status="read", doc_id="d", title="The well")
    run.folder.write_text(SOURCES, f"{source.model_dump_json(exclude_none=True)}\n")
    first, second = run.live().passages
    assert first.text.startswith("strong strong") and first.text.endswith(" …") and len(first.text) <= 242
    assert (first.title, second.text) == ("The well", "weak")


def test_the_rest_is_that_of_a_run_of_the_same_model(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPNEWS_MODEL", "local")
    timing = StageTiming(wall_s=40.0, model_s=0.0, n_model_calls=0)
    for model, length in (("scripted", 1), ("local:qwen@1", 3000)):
        other = Run(run.folder.path.with_name(model))
        record = {"run_dir": "", "state": "done", "language": "en", "seed": 0, "deepnews_version": "0"}
        record |= {"model": model, "n_chars_article": length, "stages": {"draft": timing}}
        other.folder.write_record(RunRecord.model_validate(record))
    assert likely_left_s(run.live(), run.folder.path) == pytest.approx(40.0)


def test_what_stopped_it_is_told(run: Run) -> None:
    record = RunRecord(
        run_dir="", state="failed", language="en", model="m", seed=0, deepnews_version="0", error="The model is gone."
    )
    run.folder.write_record(record)
    assert run.live(alive=False).error == "The model is gone."
    assert run.live().error == "" and run.live().state == "running"


def test_a_folder_that_has_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RunError):
        read_live(tmp_path / "gone")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_track_names_every_stage(run: Run, language: str) -> None:
    run.step("sources")
    w = words("zh" if language == "zh" else "en")
    run.step("mark")
    run.step("translate")
    html = track_html(run.live().stages, w)
    assert all(w(f"live.stages.{name}") in html for name in STAGES) and html.count("dn-stage") == len(STAGES)


def test_translating_is_a_stage_only_where_the_run_translates(run: Run) -> None:
    run.step("sources")
    assert "translate" not in statuses(run.live())
    run.add("begin", "brief", detail="translate")
    assert statuses(run.live())["translate"] == "waiting"
    assert words("zh")("live.stages.translate") == "翻译"
