"""The Facts that answer the assignment's own question: ranked by code, with the model as one voice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from deepnews.agents.brief import Poles, own_questions, shift_poles
from deepnews.agents.frames import date_text
from deepnews.agents.questions import Fit
from deepnews.agents.rules.dates import find_dates
from deepnews.agents.timeline import Aims, turn_scores
from deepnews.llm import ChatModel, ChatRequest, parsed
from deepnews.prompts.render import prompt_id, render
from deepnews.retrieval.index import HybridIndex
from deepnews.retrieval.worth import worth
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import Era, NarrativeSchema, Slot

N_CANDIDATES = 8
N_ANSWERS = 2
_MODEL_VOICE = 0.06
_RELEVANCE = 0.4
_FIT = 0.15
"""Weight of a Fact's fit to a listed question beside its relevance."""
_IDLE = -0.1
"""Worth under which a sentence answers nothing: talk about the text, a pointer to another sentence."""
_MONTH_DAYS = 31


def find_answers(
    facts: Sequence[Fact],
    eras: Mapping[str, Era],
    schema: NarrativeSchema,
    aims: Aims,
    fit: Fit,
    assignment: Assignment,
    index: HybridIndex,
    model: ChatModel,
) -> dict[str, tuple[str, ...]]:
    """Ids of the Facts that answer, best first, by the role of the answering slot; a slot without an answer is left
    out. A slot that stands for one question of the assignment has the answer to that one."""
    found: dict[str, tuple[str, ...]] = {}
    for slot in schema.slots:
        if not slot.answers_assignment:
            continue
        told = {i for ids in found.values() for i in ids}
        open_facts = _open_facts([f for f in facts if f.fact_id not in told], eras, fit, slot, assignment)
        if not open_facts:
            continue
        if slot.per_question:
            scores = [_FIT * fit[slot.role][f.fact_id] + f.relevance for f in open_facts]
        else:
            scores = _answer_scores(open_facts, schema, aims, assignment, index)
        question = slot.question if slot.per_question else next(iter(own_questions(assignment)), assignment.topic)
        found[slot.role] = _best(open_facts, scores, question, assignment, model)
    return found


def _open_facts(
    facts: Sequence[Fact], eras: Mapping[str, Era], fit: Fit, slot: Slot, assignment: Assignment
) -> Sequence[Fact]:
    """The Facts among which the slot's answer may be."""
    if slot.per_question:
        chosen = [f for f in facts if f.fact_id in fit.get(slot.role, {})]
    else:
        chosen = _of_asked_month(facts, assignment) or [
            f for f in facts if slot.era == "any" or eras.get(f.doc_id, "any") in ("any", slot.era)
        ]
    return [f for f in chosen if worth(f.text, assignment.language) > _IDLE] or chosen


def _best(
    facts: Sequence[Fact], scores: list[float], question: str, assignment: Assignment, model: ChatModel
) -> tuple[str, ...]:
    """The best of the Facts by score, after the model has named the one it would choose among the first."""
    order = sorted(range(len(facts)), key=lambda i: (-scores[i], facts[i].fact_id))[:N_CANDIDATES]
    choice = _ask([facts[i] for i in order], question, assignment, model)
    if choice is not None:
        scores[order[choice]] += _MODEL_VOICE
    order.sort(key=lambda i: (-scores[i], facts[i].fact_id))
    return tuple(facts[i].fact_id for i in order[:N_ANSWERS])


def _answer_scores(
    facts: Sequence[Fact], schema: NarrativeSchema, aims: Aims, assignment: Assignment, index: HybridIndex
) -> list[float]:
    """How well each Fact answers: by relevance, and where the story has a turn by how clearly it says things turned."""
    if all(slot.era != "turn" for slot in schema.slots):
        return [fact.relevance for fact in facts]
    turned = turn_scores(facts, aims, index, assignment.language)
    return [score + _RELEVANCE * fact.relevance for score, fact in zip(turned, facts, strict=True)]


def _of_asked_month(facts: Sequence[Fact], assignment: Assignment) -> list[Fact]:
    """Facts of the documents of the month or day a question of the assignment ends on ("where it stood in May 2022");
    empty when none names one, and for a story that moves from one state to another: its answer is the turn between."""
    if shift_poles(assignment):
        return []
    asked = [d for q in own_questions(assignment) for d in find_dates(q, assignment.language)]
    months = [d for d in asked if (d.last - d.first).days < _MONTH_DAYS]
    if not months:
        return []
    first = max(d.first for d in months).replace(day=1)
    return [f for f in facts if f.doc_date and (f.doc_date.year, f.doc_date.month) == (first.year, first.month)]


_ATTITUDE = {
    "en": re.compile(r"^(?:\w+ing)\s+(?:(?:about|for|of|on|over|to|that|with)\s+)?", re.I),
    "zh": re.compile(r"^(?:担心|担忧|承诺|准备|计划|筹备|强调|讨论|关注)"),
}


def find_aims(poles: Poles, assignment: Assignment) -> Aims:
    """What the answer is about: the poles of the story without the attitude ("worrying about"), else the questions."""
    if not poles:
        return Aims(towards=own_questions(assignment)[:3] or (assignment.topic,))
    a, b = (_ATTITUDE[assignment.language].sub("", pole) or pole for pole in (poles.a, poles.b))
    return Aims(towards=(b,), away=a)


def _ask(facts: Sequence[Fact], question: str, assignment: Assignment, model: ChatModel) -> int | None:
    """Position of the Fact the model picks among `facts`; None when it picks none of them."""
    lines = [f"({date_text(f.doc_date, assignment.language)}) {f.text}" if f.doc_date else f.text for f in facts]
    number: dict[str, JsonValue] = {"type": "integer", "minimum": 1, "maximum": len(facts)}
    request = ChatRequest(
        messages=render("answer", assignment.language, facts=lines, question=question),
        stage="plan",
        prompt_id=prompt_id("answer", assignment.language),
        json_schema={"type": "object", "properties": {"number": number}, "required": ["number"]},
        max_tokens=16,
        temperature=0.0,
        repeat_penalty=1.0,
        seed=assignment.seed,
    )
    picked = parsed(model.complete(request)).get("number")
    return picked - 1 if isinstance(picked, int) and 1 <= picked <= len(facts) else None
