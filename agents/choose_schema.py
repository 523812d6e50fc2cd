"""Which narrative schema an assignment calls for."""

from __future__ import annotations

import re
from pathlib import Path

from deepnews.agents.brief import dispute_poles, listed_questions, shift_poles
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Record
from deepnews.schemas.library import load_schema, load_schemas
from deepnews.schemas.narrative import NarrativeSchema

_NARROW_CUE = 2.0
"""Weight of a cue of a narrow form: "takeover" says more about a story than "how" and "when", the general cues."""

_CAMPS_UNNAMED = 0.5
"""Weight of a cue of the form with two sides where the assignment does not say who they are."""
LISTED = 4
"""Questions in an assignment from which it has drawn up its own sections."""


class SchemaChoice(Record):
    """The chosen schema and why."""

    narrative: NarrativeSchema
    reason: str


def choose_schema(assignment: Assignment, schemas_dir: Path | None = None) -> SchemaChoice:
    """The schema named by the assignment, or for ``auto`` the one whose cues its wording holds most of.

    Where several hold as many, a general form goes before a narrow one. `schemas_dir` holds schemas of the user's own.
    Raises UsageError for a code that does not exist.
    """
    if assignment.schema_code != "auto":
        named = load_schema(assignment.schema_code, assignment.language, schemas_dir)
        return SchemaChoice(narrative=named, reason="named in the assignment")
    scored = [(wording_points(s, assignment), s) for s in load_schemas(assignment.language, schemas_dir)]
    score, best = max(scored, key=lambda pair: (pair[0], pair[1].general))
    ranking = ", ".join(f"{s.code} {value:g}" for value, s in sorted(scored, key=lambda pair: -pair[0]))
    return SchemaChoice(narrative=best, reason=f"{score:g} points by cues in the assignment's wording ({ranking})")


def wording_points(schema: NarrativeSchema, assignment: Assignment) -> float:
    """What the assignment's wording says for `schema`: its cues, named poles, listed questions; 0 for nothing."""
    text = f"{assignment.topic} {assignment.angle}".lower()
    edge = r"\b" if assignment.language == "en" else ""
    cues = sum(re.search(f"{edge}{re.escape(cue.lower())}", text) is not None for cue in schema.cues)
    disputed, shifted = bool(dispute_poles(assignment)), bool(shift_poles(assignment))
    weight = 1.0 if schema.general else _NARROW_CUE
    if schema.order == "by-camp" and not disputed:
        weight *= _CAMPS_UNNAMED
    return (
        weight * cues
        + 2.0 * (disputed and schema.order == "by-camp")
        + 1.5 * (shifted and schema.order == "chronological")
        + 6.0 * (schema.is_led_by_questions and len(listed_questions(assignment)) >= LISTED)
    )
