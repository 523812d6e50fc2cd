"""Claims, verdicts, the ledger, HFR and its companions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from deepnews.schemas.base import Record
from deepnews.schemas.facts import Span

Verdict = Literal["supported", "refuted", "not_enough_info", "not_checkable", "unscored"]

CAUTION = "caution."
"""How the code of a caution begins; its verdict is `supported`."""


class Finding(Record):
    """What one check says of one claim."""

    code: str
    """Reason code, e.g. ``quote.altered``, ``number.mismatch``, ``date.frame``, ``speaker.wrong``."""
    verdict: Verdict
    reason: str
    """A sentence for the editor."""
    claim_text: str = ""
    """The part of the claim it is about."""
    source: Span | None = None
    is_frame: bool = False
    """True for errors of date, speaker, scope, target/result or cause."""

    @property
    def is_caution(self) -> bool:
        """True for what an editor should mind about a claim that is supported."""
        return self.code.startswith(CAUTION)


class Claim(Record):
    """An atomic statement of the article."""

    claim_id: str
    sentence_id: str
    text: str
    start: int = Field(ge=0)
    """Offset in the article body (`Draft.body`)."""
    end: int = Field(ge=0)
    fact_ids: tuple[str, ...] = ()
    """Facts its sentence cites."""


class CheckedClaim(Record):
    """A claim and its verdict."""

    claim: Claim
    verdict: Verdict
    support_prob: float = Field(ge=0.0, le=1.0)
    reason_code: str
    reason: str
    decided_by: str
    """``rules``, ``overlap``, ``model`` or ``none``."""
    evidence: tuple[Span, ...] = ()
    findings: tuple[Finding, ...] = ()


class Hfr(Record):
    """Hallucination-Free Rate with its interval and all counts."""

    value: float | None
    """supported / claims sent to the checker, unscored ones included below the line; None without a checkable claim."""
    low: float | None
    """Lower bound of the 95% Wilson interval."""
    high: float | None
    n_supported: int = Field(ge=0)
    n_refuted: int = Field(ge=0)
    n_not_enough_info: int = Field(ge=0)
    n_not_checkable: int = Field(ge=0)
    n_unscored: int = Field(ge=0)
    checker: str
    """Name and version of the checker."""


class Companions(Record):
    """Figures without which HFR must not be shown; shares are 0 to 1."""

    copied_share: float = Field(ge=0.0, le=1.0)
    """Characters outside quotation marks in runs of >= 8 words (>= 16 Chinese characters) of a source."""
    n_repeated_sentences: int = Field(ge=0)
    cited_share: float = Field(ge=0.0, le=1.0)
    """Body sentences that name at least one Fact."""
    specific_share: float = Field(ge=0.0, le=1.0)
    """Supported sentences with a name, figure, date or quotation, not copied, over all body sentences."""
    n_sources_used: int = Field(ge=0)
    n_frame_errors: int = Field(ge=0)
    n_quotations: int = Field(ge=0)
    n_altered_quotations: int = Field(ge=0)


class ClaimLedger(Record):
    """All claims of an article."""

    claims: tuple[CheckedClaim, ...]
    hfr: Hfr
    companions: Companions

    @property
    def red(self) -> tuple[CheckedClaim, ...]:
        """Claims that block publication: refuted, not in the sources, or not scored."""
        return tuple(c for c in self.claims if c.verdict in ("refuted", "not_enough_info", "unscored"))


class PacingReport(Record):
    """Rhythm Break and Logic Fog, measured; nothing is changed by it."""

    sentence_length_cv: float = Field(ge=0.0)
    """Standard deviation over mean of sentence length (words in English, characters in Chinese)."""
    n_flat_triples: int = Field(ge=0)
    """Places where three neighbouring sentences differ by under 20% in length."""
    connectives_per_1000_chars: float = Field(ge=0.0)
    n_formulas: int = Field(ge=0)
    """Stock phrases of machine prose found."""
    formulas: tuple[str, ...] = ()
    ends_with_summary: bool = False
    n_opening_repeats: int = Field(default=0, ge=0)
    """Neighbouring sentences that begin with the same two words (Chinese: the same two characters)."""
