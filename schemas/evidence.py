"""What foraging kept, and the saturation account."""

from __future__ import annotations

from pydantic import Field

from deepnews.schemas.assignment import OnScarcity
from deepnews.schemas.base import Record
from deepnews.schemas.corpus import Passage


class InformationNeed(Record):
    """A question the article must be able to answer."""

    need_id: str
    question: str
    slot: str = ""
    """Schema slot that asks; empty for the assignment's own questions."""


class Mark(Record):
    """A span of a document that a careful reader found the article needs."""

    doc_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    grade: int = Field(ge=1, le=3)
    """The higher, the more an editor would miss it."""


class Patch(Record):
    """A document as foraging sees it (coarse stage)."""

    doc_id: str
    scent: float = Field(ge=0.0)
    """Fused reciprocal-rank score over all needs; higher is better."""
    n_chars_taken: int = Field(ge=0)
    is_on_topic: bool = True
    """False for a document that was only taken because the others did not suffice."""


class ScoredPassage(Record):
    """A passage foraging kept (fine stage)."""

    passage: Passage
    scent: float = Field(ge=0.0)
    need_ids: tuple[str, ...] = ()
    """Needs for which it ranked."""


class SaturationAccount(Record):
    """The 10:1 account of an article."""

    n_chars_requested: int = Field(ge=0)
    """Article length asked for."""
    n_chars_target: int = Field(ge=0)
    """Article length after the gate (shorter when sources are scarce)."""
    n_chars_required: int = Field(ge=0)
    """max(10 x target, 30,000)."""
    n_chars_available: int = Field(ge=0)
    """Characters in the corpus, exact copies not counted."""
    n_chars_evidence: int = Field(ge=0)
    """Characters foraging placed before the model."""
    policy: OnScarcity
    notice: str = ""
    """What the gate decided, in a sentence; empty when nothing was scarce."""


class GainPoint(Record):
    """How much information was there when so many characters were gathered."""

    n_chars: int = Field(ge=0)
    n_bits: float = Field(ge=0.0)
    """Sum over the different terms told so far of -log2 of the share of units that hold each."""


class ForagingAccount(Record):
    """How varied the evidence is, and how it was gathered."""

    term_entropy_bits: float = Field(ge=0.0)
    """Shannon entropy of the terms of the evidence."""
    source_entropy_bits: float = Field(ge=0.0)
    """Shannon entropy of its characters over documents; log2 of the number of documents when all give alike."""
    n_copies_folded: int = Field(ge=0)
    """Near copies of sentences already taken, which do not count."""
    n_chars_marked: int = Field(default=0, ge=0)
    """Characters of the evidence that the model had marked; 0 where it was not asked to."""
    grown_terms: tuple[str, ...] = ()
    """Stems of the names and terms found in the first round and asked for in the second."""
    gain_curve: tuple[GainPoint, ...] = ()
    """In the order of taking, thinned out."""


class Evidence(Record):
    """Result of foraging."""

    needs: tuple[InformationNeed, ...]
    patches: tuple[Patch, ...]
    passages: tuple[ScoredPassage, ...]
    saturation: SaturationAccount
    foraging: ForagingAccount | None = None
    """None for evidence that was not foraged."""
