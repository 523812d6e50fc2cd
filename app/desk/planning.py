"""The plan as an editor sees it, and the way of each change into the run folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pydantic import Field

from deepnews.agents.brief import with_questions
from deepnews.agents.plan_edit import check_plan
from deepnews.agents.run_folder import DISAGREEMENTS, RunFolder
from deepnews.app.desk.hold import held
from deepnews.errors import DeepNewsError, UsageError
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Record
from deepnews.schemas.facts import Fact
from deepnews.schemas.library import load_schema, load_schemas
from deepnews.schemas.narrative import Slot
from deepnews.schemas.plan import AtomicBlock, Plan, PlanReview, ReportingToDo
from deepnews.settings import Settings

Edit = Callable[[Plan, Mapping[str, Fact]], Plan]


class FactLine(Record):
    """A Fact with its source."""

    fact_id: str
    text: str
    where: str
    """Title and date of the document."""


class BlockCard(Record):
    """A block with what it is for and what it has."""

    block: AtomicBlock
    question: str
    n_wanted: int = Field(ge=0)
    """Facts its slot asks for."""
    facts: tuple[FactLine, ...]

    @property
    def is_filled(self) -> bool:
        """True when it has the Facts its slot asks for."""
        return len(self.facts) >= self.n_wanted


class SourcesDiffer(Record):
    """Two sources that give different values."""

    about: str
    sides: tuple[tuple[str, str], tuple[str, str]]
    """Value and source of each."""
    note: str


class PlanDesk(Record):
    """All that lies on the plan desk."""

    cards: tuple[BlockCard, ...]
    free: tuple[FactLine, ...]
    """Facts no block tells, weightiest first."""
    todos: tuple[ReportingToDo, ...]
    differences: tuple[SourcesDiffer, ...]
    schema_code: str
    schema_reason: str
    schemas: dict[str, str]
    """Titles of the forms of story by code."""
    review: PlanReview


def read_plan_desk(folder: Path, settings: Settings) -> PlanDesk:
    """The plan of a run with its Facts; raises RunError when there is none yet, or it is damaged."""
    run = RunFolder.open(folder)
    plan, assignment = run.read_plan(), run.read_order()
    facts = {f.fact_id: f for f in run.read_facts()}
    check_plan(plan, facts)
    slots = _slots(plan, assignment, settings)
    told = {b.fact_ids[0] for block in plan.blocks for b in block.beats}
    free = sorted((f for f in facts.values() if f.fact_id not in told), key=lambda f: -f.relevance)
    return PlanDesk(
        cards=tuple(_card(b, slots.get(b.role), facts) for b in plan.blocks),
        free=tuple(_line(f) for f in free),
        todos=plan.todos,
        differences=_differences(run, facts),
        schema_code=plan.schema_code,
        schema_reason=plan.schema_reason,
        schemas={s.code: s.title for s in load_schemas(assignment.language, settings.schemas_dir)},
        review=run.read_review(),
    )


def change(folder: Path, seen: Sequence[AtomicBlock], edit: Edit) -> None:
    """Save the plan as `edit` makes it of the one in the folder.

    Raises UsageError when the plan is approved already, or one of the blocks as they were `seen` has been changed by
    somebody else meanwhile; and what `edit` raises.
    """
    with held(folder):
        run = RunFolder.open(folder)
        _demand_open(run)
        plan = run.read_plan()
        if any(block not in plan.blocks for block in seen):
            raise UsageError(
                "Somebody has changed this block meanwhile.", hint="It is shown as it is now; change it again."
            )
        facts = {f.fact_id: f for f in run.read_facts()}
        run.write_plan(check_plan(edit(plan, facts), facts))


def approve(folder: Path, seen: Sequence[AtomicBlock], author: str) -> None:
    """Let the run go on with its plan as it was `seen`; raises UsageError when it is another one by now."""
    with held(folder):
        run = RunFolder.open(folder)
        _demand_open(run)
        if run.read_plan().blocks != tuple(seen):
            raise UsageError(
                "Somebody has changed the plan meanwhile.", hint="Look at it as it is now, then approve it."
            )
        now = dt.datetime.now(dt.UTC)
        run.write_review(run.read_review().model_copy(update={"approved_by": author, "approved_at": now}))


def ask_for_schema(folder: Path, code: str, settings: Settings) -> None:
    """Let the plan be made anew in another form of story.

    Raises UsageError when there is no such form, or the plan is approved already.
    """
    with held(folder):
        run = RunFolder.open(folder)
        _demand_open(run)
        load_schema(code, run.read_assignment().language, settings.schemas_dir)
        run.write_review(run.read_review().model_copy(update={"schema_code": code}))


def _demand_open(run: RunFolder) -> None:
    review = run.read_review()
    if review.approved_at is not None:
        raise UsageError(
            f"{review.approved_by} has approved this plan.", hint="Duplicate the run to write it another way."
        )
    if not review.wanted:
        raise UsageError("This run did not wait for its plan to be approved.")


def _slots(plan: Plan, assignment: Assignment, settings: Settings) -> dict[str, Slot]:
    """Slots by role; none where the form of story is not there any more."""
    try:
        schema = with_questions(load_schema(plan.schema_code, assignment.language, settings.schemas_dir), assignment)
    except DeepNewsError:
        return {}
    return {s.role: s for s in schema.slots}


def _card(block: AtomicBlock, slot: Slot | None, facts: Mapping[str, Fact]) -> BlockCard:
    return BlockCard(
        block=block,
        question=slot.question if slot else "",
        n_wanted=slot.evidence_quota if slot else 0,
        facts=tuple(_line(facts[b.fact_ids[0]]) for b in block.beats),
    )


def _line(fact: Fact) -> FactLine:
    where = " · ".join(filter(None, (fact.speaker, fact.doc_title, str(fact.doc_date or ""))))
    return FactLine(fact_id=fact.fact_id, text=fact.text, where=where)


def _differences(run: RunFolder, facts: Mapping[str, Fact]) -> tuple[SourcesDiffer, ...]:
    found = run.read_disagreements() if run.has(DISAGREEMENTS) else ()
    return tuple(
        SourcesDiffer(
            about=d.about,
            sides=(
                (d.values[0], _line(facts[d.fact_ids[0]]).where),
                (d.values[1], _line(facts[d.fact_ids[1]]).where),
            ),
            note=d.note,
        )
        for d in found
        if set(d.fact_ids) <= set(facts)
    )
