"""Which narrative schema an assignment calls for."""

from __future__ import annotations

import re

from deepnews.agents.brief import dispute_poles, shift_poles
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Record
from deepnews.schemas.library import load_schema, load_schemas
from deepnews.schemas.narrative import NarrativeSchema


class SchemaChoice(Record):
    """The chosen schema and why."""

    narrative: NarrativeSchema
    reason: str


def choose_schema(assignment: Assignment) -> SchemaChoice:
    """The schema named by the assignment, or for ``auto`` the one whose cues its wording holds most of.

    Raises UsageError for a code that does not exist.
    """
    if assignment.schema_code != "auto":
        return SchemaChoice(
            narrative=load_schema(assignment.schema_code, assignment.language), reason="named in the assignment"
        )
    scored = [(_score(s, assignment), s) for s in load_schemas(assignment.language)]
    score, best = max(scored, key=lambda pair: pair[0])
    ranking = ", ".join(f"{s.code} {value:g}" for value, s in sorted(scored, key=lambda pair: -pair[0]))
    return SchemaChoice(narrative=best, reason=f"{score:g} cues in the assignment's wording ({ranking})")


def _score(schema: NarrativeSchema, assignment: Assignment) -> float:
    text = f"{assignment.topic} {assignment.angle}".lower()
    edge = r"\b" if assignment.language == "en" else ""
    cues = sum(re.search(f"{edge}{re.escape(cue.lower())}", text) is not None for cue in schema.cues)
    disputed, shifted = bool(dispute_poles(assignment)), bool(shift_poles(assignment))
    return cues + 2.0 * (disputed and schema.order == "by-camp") + 1.5 * (shifted and schema.order == "chronological")
