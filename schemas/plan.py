"""The plan: Atomic Blocks, each with one job and the Facts it may use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal, Self

from pydantic import Field, model_validator

from deepnews.schemas.base import Record

PacingMode = Literal["steady", "quick", "slow"]


class ReportingToDo(Record):
    """A slot no source fills: work for a reporter, never for the model's memory."""

    slot: str
    question: str
    reason: str


class Beat(Record):
    """One sentence to be written: the Facts it rests on and the frame that code sets."""

    beat_id: str
    fact_ids: tuple[str, ...] = Field(min_length=1, max_length=2)
    """The Fact it tells; with a second one, the older version of what the first now says."""
    lead_in: str = ""
    """Words the sentence starts with where it opens a paragraph (date, source, speaker), decided by code."""
    follow_in: str = ""
    """Words it starts with when the sentence before it comes from the same document; may be empty."""
    as_quotation: bool = False
    """True when the beat is to be a quotation cut from the source."""


class AtomicBlock(Record):
    """The smallest piece of the article with one job."""

    block_id: str
    role: str
    heading: str = ""
    point: str
    """What the block establishes, in verbatim words of its leading Fact."""
    fact_ids: tuple[str, ...]
    passage_ids: tuple[str, ...] = ()
    """Evidence pack: the passages its Facts come from and their neighbours."""
    n_chars_target: int = Field(ge=1)
    pacing: PacingMode = "steady"
    withholds: tuple[str, ...] = ()
    """fact_ids that must not be told before this block ends."""
    after: tuple[str, ...] = ()
    """Ids of blocks that must stand before this one."""
    beats: tuple[Beat, ...] = ()
    spare_beats: tuple[Beat, ...] = ()
    """Further sentences, best first, for when a beat fails or the block stays short."""
    locked: bool = False
    """True when an editor keeps it as it is, also where the plan is made anew."""


class SchemaRank(Record):
    """How well a form of story fits, and what speaks for it; shares are 0 to 1."""

    code: str
    title: str
    score: float
    """The voices together; higher is better."""
    coverage: float = Field(ge=0.0, le=1.0)
    """Share of the form that the Facts can fill, by length of its slots."""
    wording: float = Field(ge=0.0, le=1.0)
    """What the assignment's wording says for it, beside the form it speaks for most."""
    chosen_by_model: bool = False
    gaps: tuple[str, ...] = ()
    """Roles of the slots that the Facts do not fill."""


class Plan(Record):
    """Outline of the article."""

    schema_code: str
    schema_version: int
    schema_reason: str = ""
    schema_ranking: tuple[SchemaRank, ...] = ()
    """All forms of story, best first, where one was chosen among them."""
    n_chars_target: int = Field(default=0, ge=0)
    """Length of the article; 0 in plans that do not say it."""
    blocks: tuple[AtomicBlock, ...] = Field(min_length=1)
    answer_fact_ids: tuple[str, ...] = ()
    """Facts that answer the assignment's own question."""
    disputed_fact_ids: tuple[str, ...] = ()
    """Facts whose figure another source contradicts; each sentence on one names its source."""
    todos: tuple[ReportingToDo, ...] = ()

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        _demand_unique("block", (b.block_id for b in self.blocks))
        _demand_unique("beat", (beat.beat_id for b in self.blocks for beat in (*b.beats, *b.spare_beats)))
        return self


def _demand_unique(kind: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"the {kind} {name} stands twice")
        seen.add(name)


class PlanReview(Record):
    """Whether the run waits for an editor after its plan, and what the editor has said."""

    wanted: bool = False
    is_given: bool = False
    """True for a run that begins from a plan of its folder; nothing before the plan is made anew."""
    approved_by: str = ""
    approved_at: dt.datetime | None = None
    """None as long as nobody has approved the plan."""
    schema_code: str = ""
    """The form of story an editor wants instead; empty to keep the planner's choice."""
