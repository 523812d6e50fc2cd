"""Several sentences of the sources read together: each part of the claim must stand in one of them by itself.

A claim that is only true of two sentences crossed (the name of one, the figure of the other) is over-inferred.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from deepnews.agents.settle import Settled, settle
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.verification import Finding
from deepnews.text import outside_quotes

_PART_END = {
    "en": re.compile(r"[,;:](?!\d)\s+(?:and|but|while|which|who|where|with)?\s*|\s+(?:and|but|while|which)\s+", re.I),
    "zh": re.compile(r"[，；：。]"),
}
_MIN_PART_CHARS = {"en": 18, "zh": 6}
_MIN_SHARE = 0.5
"""Share of a part's content that its one sentence must have."""
_CROSSING = (
    "name.",
    "date.",
    "speaker.",
    "number.",
    "role.",
    "negation.",
    "polarity.",
    "quote.altered",
    "modality.result",
    "scope.",
)
"""Faults by which a sentence contradicts a part, rather than says less."""


def joined(
    text: str, settled: Settled, facts: Sequence[Fact], documents: Mapping[str, SourceDocument], language: Language
) -> Settled:
    """`settled`, or ``join.crossed`` when a part of `text` is borne out by no single Fact."""
    for part in parts(text, language):
        if not any(_rests(part, fact, facts, documents, language) for fact in facts):
            reason = f"No single sentence of the sources says “{part}”; it was put together from several."
            fault = Finding(
                code="join.crossed", verdict="not_enough_info", claim_text=part, reason=reason, is_frame=True
            )
            findings = (*settled.findings, fault)
            return Settled(verdict="not_enough_info", code="join.crossed", overlap=settled.overlap, findings=findings)
    return settled


def parts(text: str, language: Language) -> tuple[str, ...]:
    """The claim cut at commas and conjunctions outside quotation marks; short pieces stay with the one before."""
    pieces: list[str] = []
    position = 0
    for cut in [*(m.end() for m in _PART_END[language].finditer(outside_quotes(text))), len(text)]:
        piece = text[position:cut]
        if pieces and min(len(piece.strip()), len(pieces[-1].strip())) < _MIN_PART_CHARS[language]:
            pieces[-1] += piece
        else:
            pieces.append(piece)
        position = cut
    return tuple(p.strip() for p in pieces if p.strip())


def _rests(
    part: str,
    fact: Fact,
    facts: Sequence[Fact],
    documents: Mapping[str, SourceDocument],
    language: Language,
) -> bool:
    settled = settle(part, (fact,), documents, language)
    if settled.overlap < _MIN_SHARE:
        return False
    faults = [f for f in settled.findings if f.verdict != "supported"]
    return not any(f.code.startswith(_CROSSING) and not _is_reckoned(f, facts) for f in faults)


def _is_reckoned(fault: Finding, facts: Sequence[Fact]) -> bool:
    """True for a number that stands in none of the Facts: the rules found it by arithmetic over all of them."""
    return fault.code.startswith("number.") and not any(fault.claim_text in f.text for f in facts)
