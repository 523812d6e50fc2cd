"""The forms of story ranked: by what of each the Facts can fill, by the assignment's wording, and by the model's word.

Coverage weighs most, but not by much, and less for a narrow form that the wording does not ask for: such a form can be
filled by many a story. The model is asked only where its small voice can decide between the first two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import JsonValue

from deepnews.agents.answer import find_aims
from deepnews.agents.brief import dispute_poles, listed_questions, shift_poles, with_questions
from deepnews.agents.camps import find_camps
from deepnews.agents.choose_schema import LISTED, wording_points
from deepnews.agents.questions import question_fit
from deepnews.agents.schema_coverage import Ground, coverage
from deepnews.agents.timeline import eras, find_turn
from deepnews.llm import ChatModel, ChatRequest, parsed
from deepnews.prompts.render import prompt_id, render
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import NarrativeSchema
from deepnews.schemas.plan import SchemaRank

WORDING: Final = 0.8
"""Weight of the wording (0 to 1) beside coverage (0 to 1)."""
OPINION: Final = 0.1
"""Weight of the model's word."""
_UNASKED: Final = 0.85
"""What coverage counts for a narrow form that nothing in the wording asks for: Facts of any story fill one or other."""
_N_ASKED = 3


def rank_schemas(
    assignment: Assignment,
    schemas: Sequence[NarrativeSchema],
    facts: Sequence[Fact],
    documents: Mapping[str, SourceDocument],
    index: HybridIndex,
    model: ChatModel,
) -> tuple[SchemaRank, ...]:
    """All `schemas`, best first; where two come out alike, a general form goes before a narrow one."""
    points = {s.code: wording_points(s, assignment) for s in schemas}
    most = max(points.values(), default=0.0) or 1.0
    grounds = _grounds(assignment, [f for f in facts if f.count is None], documents, index)
    ranks = [_rank(s, points[s.code] / most, assignment, grounds, index) for s in schemas]
    general = {s.code for s in schemas if s.general}
    ranked = sorted(ranks, key=lambda r: (-r.score, r.code not in general, r.code))
    if len(ranked) > 1 and ranked[0].score - ranked[1].score < OPINION:
        ranked = _with_opinion(ranked, {s.code: s for s in schemas}, assignment, model)
    return tuple(ranked)


def ranking_reason(rank: SchemaRank) -> str:
    """Why the first of a ranking was chosen, in a sentence."""
    voices = [f"the Facts fill {rank.coverage:.0%} of it"]
    voices += ["the assignment's wording speaks for it"] if rank.wording == 1.0 else []
    voices += ["the model would choose it"] if rank.chosen_by_model else []
    return f"{rank.title}: {', '.join(voices)}."


def _grounds(
    assignment: Assignment, facts: Sequence[Fact], documents: Mapping[str, SourceDocument], index: HybridIndex
) -> Mapping[bool, Ground]:
    """What forms are held against, by whether the form has a turn."""
    turn = find_turn(facts, find_aims(shift_poles(assignment), assignment), documents, index, assignment.language)
    camps = find_camps(facts, dispute_poles(assignment), documents, index)
    return {
        turns: Ground(
            facts=facts,
            documents=documents,
            eras=eras(facts, turn if turns else None, documents),
            camp_of=lambda f: camps.of(f, documents[f.doc_id]),
            fit={},
            language=assignment.language,
        )
        for turns in (True, False)
    }


def _rank(
    schema: NarrativeSchema, wording: float, assignment: Assignment, grounds: Mapping[bool, Ground], index: HybridIndex
) -> SchemaRank:
    ground = grounds[any(slot.era == "turn" for slot in schema.slots)]
    asked = schema
    if len(listed_questions(assignment)) >= LISTED:
        asked = with_questions(schema, assignment)
        fit = question_fit(ground.facts, asked.slots, assignment, ground.documents, index)
        ground = ground._replace(fit=fit)
    covered = coverage(asked, ground)
    fits = covered.share * (1.0 if schema.general or wording else _UNASKED)
    return SchemaRank(
        code=schema.code,
        title=schema.title,
        score=round(fits + WORDING * wording, 4),
        coverage=round(min(1.0, covered.share), 4),
        wording=round(wording, 4),
        gaps=covered.gaps,
    )


def _with_opinion(
    ranked: Sequence[SchemaRank], schemas: Mapping[str, NarrativeSchema], assignment: Assignment, model: ChatModel
) -> list[SchemaRank]:
    """The ranking after the model has named the one it would choose among the first."""
    first = ranked[:_N_ASKED]
    request = opinion_request([schemas[r.code] for r in first], assignment)
    number = parsed(model.complete(request)).get("number")
    if not isinstance(number, int) or not 1 <= number <= len(first):
        return list(ranked)
    chosen = first[number - 1]
    told = chosen.model_copy(update={"score": round(chosen.score + OPINION, 4), "chosen_by_model": True})
    return sorted((told if r is chosen else r for r in ranked), key=lambda r: -r.score)


def opinion_request(schemas: Sequence[NarrativeSchema], assignment: Assignment) -> ChatRequest:
    """The question which of `schemas` fits the assignment best."""
    number: dict[str, JsonValue] = {"type": "integer", "minimum": 1, "maximum": len(schemas)}
    language = assignment.language
    return ChatRequest(
        messages=render("schema", language, forms=schemas, topic=assignment.topic[:600], angle=assignment.angle[:300]),
        stage="plan",
        prompt_id=prompt_id("schema", language),
        json_schema={"type": "object", "properties": {"number": number}, "required": ["number"]},
        max_tokens=16,
        temperature=0.0,
        repeat_penalty=1.0,
        seed=assignment.seed,
    )
