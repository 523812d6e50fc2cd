"""What the graph carries, what it is given, and what it tells while it runs."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypedDict

from deepnews.agents.note import NoteGroup
from deepnews.agents.pace.stage import PacedDraft
from deepnews.schemas.base import Record
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.draft import Draft, DraftBlock
from deepnews.schemas.evidence import Evidence, Mark
from deepnews.schemas.facts import Disagreement, Fact, Span
from deepnews.schemas.plan import AtomicBlock, Plan
from deepnews.schemas.verification import CheckedClaim, ClaimLedger, PacingReport
from deepnews.settings import Settings
from deepnews.telemetry import NO_TELEMETRY, Telemetry

Measure = Callable[[Draft, Sequence[CheckedClaim], Sequence[Fact], Corpus, str], ClaimLedger]
"""``eval.hfr.measure``: draft, checked claims, facts, corpus, checker -> ledger with HFR and companions."""

SATURATION = 10
"""Characters of evidence for each character of the article."""
DRAFTED = 0.96
"""Share of what the evidence bears that is drafted: naming who is who and pacing add a little."""


class ProgressEvent(Record):
    """One step forward."""

    stage: str
    done: int
    total: int
    detail: str = ""
    tokens_per_s: float | None = None


OnEvent = Callable[[ProgressEvent], None]


@dataclass(frozen=True)
class Toolbox:
    """What a run is given from outside; the pipeline opens its model from `settings` and closes it again."""

    settings: Settings
    measure: Measure
    telemetry: Telemetry = NO_TELEMETRY
    before_commit: Callable[[], None] = lambda: None
    """Makes the run's folder safe; called before a checkpoint is committed outside of it."""


class GroupPicks(Record):
    """What the model picked from one group of passages."""

    group_id: str
    spans: tuple[Span, ...]


class GroupTask(TypedDict):
    """What the graph hands to one reading."""

    group: NoteGroup


class BlockTask(TypedDict):
    """What the graph hands to the drafting of one block."""

    block: AtomicBlock
    facts: tuple[Fact, ...]
    answers: tuple[str, ...]
    n_chars_evidence: int


class RunState(TypedDict, total=False):
    """State of the graph; one key a stage's result. Lists with a reducer collect what `Send` fanned out."""

    schema_code: str
    schema_reason: str
    marks: tuple[Mark, ...]
    """What the model marked among the candidates of foraging; missing where it was not asked."""
    evidence: Evidence
    picks: Annotated[list[GroupPicks], operator.add]
    facts: tuple[Fact, ...]
    disagreements: tuple[Disagreement, ...]
    plan: Plan
    blocks: Annotated[list[DraftBlock], operator.add]
    draft: Draft
    """As it stands: drafted or repaired, then paced."""
    plain: Draft
    """As it was before pacing; repairs start from it."""
    paced: PacedDraft
    held: tuple[str, ...]
    """Blocks that pacing must leave alone."""
    n_rollbacks: int
    pacing: PacingReport
    checked: tuple[CheckedClaim, ...]
    checker: str
    n_repairs: int
    left_out: tuple[str, ...]
    """Sentences that could not be translated."""
