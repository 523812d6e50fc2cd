"""The Facts that answer the assignment's own question: ranked by code, with the model as one voice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from deepnews.agents.brief import Poles, own_questions
from deepnews.agents.frames import date_text
from deepnews.agents.timeline import turn_scores
from deepnews.llm import ChatModel, ChatRequest, parsed
from deepnews.prompts.render import prompt_id, render
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import Era, NarrativeSchema

N_CANDIDATES = 8
N_ANSWERS = 2
_MODEL_VOICE = 0.06


def find_answers(
    facts: Sequence[Fact],
    eras: Mapping[str, Era],
    schema: NarrativeSchema,
    aims: Sequence[str],
    assignment: Assignment,
    index: HybridIndex,
    model: ChatModel,
) -> tuple[str, ...]:
    """Ids of the Facts that answer the assignment, best first; empty when the answer's era has none."""
    era = next(s.era for s in schema.slots if s.answers_assignment)
    open_facts = [f for f in facts if era == "any" or eras.get(f.doc_id, "any") in ("any", era)]
    if not open_facts:
        return ()
    scores = [
        score + 0.2 * fact.relevance
        for score, fact in zip(turn_scores(open_facts, aims, index, assignment.language), open_facts, strict=True)
    ]
    order = sorted(range(len(open_facts)), key=lambda i: (-scores[i], open_facts[i].fact_id))[:N_CANDIDATES]
    choice = _ask([open_facts[i] for i in order], assignment, model)
    if choice is not None:
        scores[order[choice]] += _MODEL_VOICE
    order.sort(key=lambda i: (-scores[i], open_facts[i].fact_id))
    return tuple(open_facts[i].fact_id for i in order[:N_ANSWERS])


def find_aims(poles: Poles, assignment: Assignment, model: ChatModel) -> tuple[str, ...]:
    """Texts that say what the answer is about: the pole the story turns to with its terms, else the questions."""
    if not poles:
        return own_questions(assignment)[:3]
    return poles.b, ", ".join((poles.b, *_terms(poles.b, assignment, model)))


def _terms(subject: str, assignment: Assignment, model: ChatModel) -> tuple[str, ...]:
    """Words that documents use for `subject`, from the model; they steer the search and are never told as facts."""
    terms: dict[str, JsonValue] = {"type": "array", "items": {"type": "string"}, "minItems": 3, "maxItems": 6}
    request = ChatRequest(
        messages=render("terms", assignment.language, subject=subject),
        stage="plan",
        prompt_id=prompt_id("terms", assignment.language),
        json_schema={"type": "object", "properties": {"terms": terms}, "required": ["terms"]},
        max_tokens=90,
        temperature=0.0,
        seed=assignment.seed,
    )
    found = parsed(model.complete(request)).get("terms", [])
    return tuple(dict.fromkeys(str(t).strip()[:40] for t in found if str(t).strip()))


def _ask(facts: Sequence[Fact], assignment: Assignment, model: ChatModel) -> int | None:
    """Position of the Fact the model picks among `facts`; None when it picks none of them."""
    question = next(iter(own_questions(assignment)), assignment.topic)
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
