"""What a plan is made of: eras, camps, revisions and answers found among the Facts, then the plan itself."""

from __future__ import annotations

from deepnews.agents.answer import find_aims, find_answers
from deepnews.agents.brief import dispute_poles, matter_of, shift_poles
from deepnews.agents.camps import find_camps
from deepnews.agents.fill import Material
from deepnews.agents.materials import Materials
from deepnews.agents.plan import make_plan
from deepnews.agents.plan_counts import with_counts
from deepnews.agents.questions import question_fit
from deepnews.agents.revisions import find_revisions
from deepnews.agents.state import RunState
from deepnews.agents.timeline import eras, find_turn, with_answers
from deepnews.agents.word_counts import is_counted
from deepnews.llm import ChatModel
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.narrative import NarrativeSchema
from deepnews.schemas.plan import Plan
from deepnews.text import content_units


def planned(
    state: RunState, schema: NarrativeSchema, assignment: Assignment, materials: Materials, model: ChatModel
) -> Plan:
    """Atomic Blocks of `schema`, filled with the Facts of `state`; the model says which Facts answer what was asked."""
    documents, index = materials.corpus.by_id, materials.index
    facts = tuple(f for f in state["facts"] if not is_counted(f))
    aims = find_aims(shift_poles(assignment), assignment)
    turns = any(slot.era == "turn" for slot in schema.slots)
    turn = find_turn(facts, aims, documents, index, assignment.language) if turns else None
    times = eras(facts, turn, documents)
    fit = question_fit(facts, schema.slots, assignment, documents, index)
    answers = find_answers(facts, times, schema, aims, fit, assignment, index, model)
    turning = [f for s in schema.slots if s.era == "turn" for f in facts if f.fact_id in answers.get(s.role, ())]
    times = with_answers(times, turning, documents)
    camps = find_camps(facts, dispute_poles(assignment), documents, index)
    revisions = find_revisions(facts, documents, assignment.language)
    disputed = frozenset(i for d in state["disagreements"] for i in d.fact_ids)
    material = Material(
        facts=facts,
        eras=times,
        camps=camps,
        revisions=revisions,
        fit=fit,
        answers=answers,
        disputed=disputed,
        asked=frozenset(content_units(f"{assignment.topic}\n{assignment.angle}", assignment.language)),
        matter=matter_of(assignment, (d.text for d in documents.values())),
    )
    n_chars = state["evidence"].saturation.n_chars_target
    plan = make_plan(schema, state["schema_reason"], material, assignment, n_chars, documents, index)
    return with_counts(plan, state["facts"], schema)
