"""A run that begins from a plan: what an earlier run gathered is taken over, and the graph goes on behind its plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from deepnews.agents.brief import with_questions
from deepnews.agents.plan import todos_of
from deepnews.agents.plan_check import checked_plan, plan_notes
from deepnews.agents.plan_file import read_plan_file
from deepnews.agents.plan_text import PLAN_TEXT, plan_markdown
from deepnews.agents.run_folder import DISAGREEMENTS, EVIDENCE, FACTS, ORDER, RunFolder
from deepnews.agents.state import SATURATION, RunState
from deepnews.errors import RunError, UsageError
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.evidence import Evidence
from deepnews.schemas.facts import Fact
from deepnews.schemas.library import load_schema
from deepnews.schemas.narrative import NarrativeSchema
from deepnews.schemas.plan import AtomicBlock, Plan, PlanReview


def read_given_plan(path: Path, run: RunFolder, assignment: Assignment, schemas_dir: Path | None) -> Plan:
    """The plan at `path`, held to the Facts and the evidence of `run`.

    Raises UsageError naming file and line of what is wrong, or for a form of story there is not; RunError when the
    run has no Facts yet.
    """
    file = read_plan_file(path)
    code = str(file.values.get("schema_code", ""))
    schema = with_questions(load_schema(code, assignment.language, schemas_dir), assignment)
    facts = {f.fact_id: f for f in run.read_facts()}
    n_chars_evidence = run.read_evidence().saturation.n_chars_evidence
    plan = checked_plan(file, facts, schema, n_chars_evidence // SATURATION)
    n_told = {b.role: len(b.beats) for b in plan.blocks}
    todos = tuple(todos_of(schema, n_told, bool(plan.answer_fact_ids), assignment))
    blocks = tuple(_completed(b, facts) for b in plan.blocks)
    reason = plan.schema_reason or f"Taken from {path.name}."
    return plan.model_copy(update={"blocks": blocks, "todos": todos, "schema_reason": reason})


def _completed(block: AtomicBlock, facts: Mapping[str, Fact]) -> AtomicBlock:
    """The block with what follows from its Facts: their list, and its point where none is given."""
    fact_ids = tuple(dict.fromkeys(b.fact_ids[0] for b in (*block.beats, *block.spare_beats)))
    point = block.point or facts[block.beats[0].fact_ids[0]].text
    return block.model_copy(update={"fact_ids": fact_ids, "point": point})


def take_over(run: RunFolder, folder: RunFolder, plan: Plan) -> None:
    """Put the plan and what `run` gathered into `folder`, whose run will begin behind its plan."""
    for name in (EVIDENCE, FACTS, DISAGREEMENTS, ORDER):
        if run.has(name):
            folder.write_text(name, run.read_text(name))
    folder.write_plan(plan)
    now = dt.datetime.now(dt.UTC)
    folder.write_review(PlanReview(wanted=True, is_given=True, approved_by="plan", approved_at=now))


def save_plan(
    folder: RunFolder, plan: Plan, facts: Sequence[Fact], schema: NarrativeSchema, language: Language
) -> None:
    """Save the plan, and as an outline to read and to edit; raises RunError when the disk refuses."""
    by_id = {f.fact_id: f for f in facts}
    folder.write_plan(plan)
    folder.write_text(PLAN_TEXT, plan_markdown(plan, by_id, language, plan_notes(plan, by_id, schema, language)))


def state_of_plan(folder: RunFolder, corpus: Corpus) -> RunState:
    """What the graph carries behind its plan; raises RunError when sources of the Facts have changed or are gone."""
    facts, plan = folder.read_facts(), folder.read_plan()
    if gone := {f.doc_title or f.doc_id for f in facts if f.doc_id not in corpus.by_id}:
        raise RunError(
            f"Sources of the plan have changed or are gone: {', '.join(sorted(gone)[:5])}.",
            hint="Put them back, or write the article anew.",
        )
    return {
        "schema_code": plan.schema_code,
        "schema_reason": plan.schema_reason,
        "evidence": _of_length(folder.read_evidence(), plan),
        "picks": [],
        "facts": facts,
        "disagreements": folder.read_disagreements() if folder.has(DISAGREEMENTS) else (),
        "plan": plan,
        "n_repairs": 0,
    }


def whose_facts(path: Path, run_dir: Path | None) -> RunFolder:
    """The run whose Facts the plan at `path` names: `run_dir`, else the folder of the plan; raises UsageError."""
    folder = run_dir or path.absolute().parent
    if not (folder / FACTS).is_file():
        raise UsageError(
            f"The folder {folder} holds no Facts of a run.", hint="Name the run that the plan comes from with --facts."
        )
    return RunFolder.open(folder)


def _of_length(evidence: Evidence, plan: Plan) -> Evidence:
    """The evidence with the plan's length as that of the article."""
    if not plan.n_chars_target:
        return evidence
    account = evidence.saturation.model_copy(update={"n_chars_target": plan.n_chars_target})
    return evidence.model_copy(update={"saturation": account})
