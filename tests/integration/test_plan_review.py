"""A run that waits for an editor after its plan: nothing is written before, what was approved after."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from deepnews.agents.graph import run_pipeline
from deepnews.agents.plan_edit import moved, with_facts, with_lock
from deepnews.agents.run_folder import DRAFT, RunFolder
from deepnews.agents.state import Toolbox
from deepnews.app.assignment_file import read_assignment_file
from deepnews.errors import UsageError
from deepnews.eval.hfr import measure
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.plan import PlanReview
from deepnews.settings import Settings

DOSSIER = Path(__file__).parents[2] / "examples" / "dossiers" / "en" / "assignment.yaml"
APPROVED = PlanReview(wanted=True, approved_by="Ada", approved_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


class Waiting:
    """A run that waits after its plan."""

    def __init__(self, parent: Path) -> None:
        (parent / "run").mkdir()
        self.folder = RunFolder(parent / "run")
        self.assignment = Assignment(**read_assignment_file(DOSSIER).values)
        self.folder.write_assignment(self.assignment)
        self.folder.write_review(PlanReview(wanted=True))
        settings = Settings(model="scripted", embedder="hashing", data_dir=parent / "data", cache_dir=parent / "cache")
        self.toolbox = Toolbox(settings=settings, measure=measure)

    def go_on(self) -> str:
        return run_pipeline(self.assignment, self.folder, self.toolbox, lambda event: None).state

    def events(self) -> list[object]:
        return [e["stage"] for e in self.folder.read_events() if e["event"] == "stage"]


@pytest.fixture
def run(tmp_path: Path) -> Waiting:
    return Waiting(tmp_path)


def test_nothing_is_written_before_the_approval_and_what_was_approved_after(run: Waiting) -> None:
    assert run.go_on() == "waiting"
    assert run.go_on() == "waiting"  # asking again changes nothing
    assert not run.folder.has(DRAFT)
    plan = run.folder.read_plan()
    facts = {f.fact_id: f for f in run.folder.read_facts()}
    second = plan.blocks[1]
    dropped = second.beats[0].fact_ids[0]
    kept = [b.fact_ids[0] for b in second.beats[1:]]
    edited = moved(with_facts(plan, second.block_id, kept, facts), second.block_id, -1)
    run.folder.write_plan(edited)
    run.folder.write_review(APPROVED)
    assert run.go_on() in ("done", "red")
    draft = run.folder.read_draft()
    order = [b.block_id for b in edited.blocks]
    assert [b.block_id for b in draft.blocks] == [i for i in order if i in {b.block_id for b in draft.blocks}]
    assert draft.blocks[0].block_id == second.block_id
    assert dropped not in {i for s in draft.blocks[0].paragraphs for t in s.sentences for i in t.fact_ids}
    assert run.events().count("plan") == 1


def test_another_form_makes_the_plan_anew_and_keeps_what_is_locked(run: Waiting) -> None:
    run.go_on()
    before = run.folder.read_plan()
    locked = before.blocks[-1].block_id
    run.folder.write_plan(with_lock(before, locked, locked=True))
    run.folder.write_review(PlanReview(wanted=True, schema_code="company-in-crisis"))
    assert run.go_on() == "waiting"
    after = run.folder.read_plan()
    assert after.schema_code == "company-in-crisis" != before.schema_code
    kept = next(b for b in after.blocks if b.locked)
    assert kept.beats == before.blocks[-1].beats
    told = [i for b in after.blocks for beat in b.beats for i in beat.fact_ids[:1]]
    assert len(told) == len(set(told))


def test_a_plan_that_names_no_fact_of_the_run_is_a_sentence(run: Waiting) -> None:
    run.go_on()
    text = run.folder.read_text("plan.json").replace(run.folder.read_plan().blocks[0].beats[0].fact_ids[0], "F999")
    run.folder.write_text("plan.json", text)
    run.folder.write_review(APPROVED)
    with pytest.raises(UsageError, match="F999"):
        run.go_on()
