"""Narrative schemas: the form of a kind of story, as versioned YAML."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from deepnews.schemas.base import Language, Record

Era = Literal["any", "early", "middle", "turn", "late"]


class Slot(Record):
    """A place in the story and the question it asks of the sources."""

    role: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    heading: str = ""
    """Sub-heading shown above the block; empty for none."""
    question: str
    cues: tuple[str, ...] = ()
    """Words that mark a fact as fit for this slot (used for scoring, both stems and phrases)."""
    era: Era = "any"
    """Which part of the time line the slot draws on."""
    camp: Literal["", "a", "b"] = ""
    """For disputes: whose case the slot states."""
    length_share: float = Field(gt=0.0, le=1.0)
    evidence_quota: int = Field(default=2, ge=1)
    """Facts the slot needs before it may be written."""
    required: bool = True
    answers_assignment: bool = False
    """The slot that must hold the answer to the assignment's own question."""


class NarrativeSchema(Record):
    """A form of story."""

    code: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    version: int = Field(ge=1)
    language: Language
    title: str
    fits: str
    """When the schema fits, in a sentence."""
    cues: tuple[str, ...] = ()
    """Words in an assignment that speak for this schema."""
    order: Literal["chronological", "by-camp"]
    slots: tuple[Slot, ...] = Field(min_length=3)
    forbidden: tuple[str, ...] = ()
    """Moves the form does not allow, for the editor."""

    @model_validator(mode="after")
    def _slots_add_up(self) -> NarrativeSchema:
        roles = [s.role for s in self.slots]
        if len(set(roles)) != len(roles):
            raise ValueError(f"slot roles repeat in schema {self.code}")
        total = sum(s.length_share for s in self.slots)
        if abs(total - 1.0) > 0.02:
            raise ValueError(f"length shares of schema {self.code} add up to {total:.2f}, not 1")
        if not any(s.answers_assignment for s in self.slots):
            raise ValueError(f"no slot of schema {self.code} answers the assignment")
        return self
