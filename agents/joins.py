"""Several sentences of the sources read together: each part of the claim must stand in one of them by itself.

A claim that is only true of two sentences crossed (the name of one, the figure of the other) is over-inferred.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from deepnews.agents.rules import find_speaker
from deepnews.agents.rules.grounds import Told
from deepnews.agents.rules.lexicon import stem_set, word_set
from deepnews.agents.settle import Settled, settle, supported_share
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.verification import Finding
from deepnews.text import content_units, outside_quotes

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


_LACKING = frozenset(("name.new", "name.elsewhere", "name.unknown", "number.new", "number.elsewhere", "date.new"))
"""Faults by which a sentence only lacks a name or figure of the part: another may tell it of the same thing."""
Resting = Literal["rests", "crosses", "unlike"]
_REFERS_BACK = {
    "en": re.compile(
        r"\b(?:this|that|these|those|it|its|he|she|his|her|they|their|such|both|the (?:sum|figure|same))\b", re.I
    ),
    "zh": re.compile(r"[其该这此他她它]|上述|前述|同时|双方"),
}
_OPENS_QUOTED = re.compile(r"\s*[\"“「『]")
_OPENING_CHARS = 300
_POINTING_CHARS = 60
_BEFORE_CHARS = 500
"""Characters before a sentence that "he" or "it" at its opening may stand for."""
_MAX_GAP_CHARS = 4
"""Characters between two sentences that follow each other."""


def joined(
    text: str,
    settled: Settled,
    facts: Sequence[Fact],
    documents: Mapping[str, SourceDocument],
    language: Language,
    told: Told = (),
) -> Settled:
    """`settled`, or ``join.crossed`` when the Facts that are about a part of `text` contradict it.

    Where no single Fact is about a part, several say it between them: that is left `open`, to be weighed.
    """
    is_open = False
    for part in parts(text, language):
        found = {_resting(part, fact, facts, documents, language, told) for fact in facts}
        if "rests" in found:
            continue
        if "crosses" in found:
            return _crossed(part, settled)
        is_open = True
    return settled.model_copy(update={"verdict": "open", "code": "open"}) if is_open else settled


def _is_small(piece: str, language: Language) -> bool:
    """True for a piece too short to be a statement, or one that only says who says so."""
    if len(piece.strip()) < _MIN_PART_CHARS[language]:
        return True
    who = find_speaker(piece, language)
    rest = set(content_units(piece.replace(who, " ", 1), language)) if who else set()
    verbs = stem_set("reporting_verbs", "en") if language == "en" else word_set("reporting_verbs", "zh")
    return bool(who) and len(rest - verbs) <= 1


def _crossed(part: str, settled: Settled) -> Settled:
    reason = f"No single sentence of the sources says “{part}”; it was put together from several."
    fault = Finding(code="join.crossed", verdict="not_enough_info", claim_text=part, reason=reason, is_frame=True)
    findings = (*settled.findings, fault)
    return Settled(verdict="not_enough_info", code="join.crossed", overlap=settled.overlap, findings=findings)


def parts(text: str, language: Language) -> tuple[str, ...]:
    """The claim cut at commas and conjunctions outside quotation marks; short pieces stay with the one before."""
    pieces: list[str] = []
    position = 0
    for cut in [*(m.end() for m in _PART_END[language].finditer(outside_quotes(text))), len(text)]:
        piece = text[position:cut]
        if pieces and (_is_small(piece, language) or _is_small(pieces[-1], language)):
            pieces[-1] += piece
        else:
            pieces.append(piece)
        position = cut
    return tuple(p.strip() for p in pieces if p.strip())


def _resting(
    part: str,
    fact: Fact,
    facts: Sequence[Fact],
    documents: Mapping[str, SourceDocument],
    language: Language,
    told: Told,
) -> Resting:
    """Whether one Fact, with the one it goes on from, bears the part out."""
    settled = settle(part, (fact,), documents, language, told=told)
    before = _before(fact, facts, language)
    held = supported_share(part, (*before, fact), documents, language) if before else settled.overlap
    if held < _MIN_SHARE and not _is_quoted(settled, fact):
        return "unlike"
    faults = [f for f in settled.findings if f.verdict != "supported" and f.code.startswith(_CROSSING)]
    around = [b.text for b in before]
    setting = [t for s in fact.spans if s.doc_id in documents for t in _setting(documents[s.doc_id], s, language)]
    faults = [f for f in faults if not (_is_reckoned(f, facts) or _is_carried(f, around, setting))]
    if not faults:
        return "rests"
    return "unlike" if all(f.code in _LACKING for f in faults) else "crosses"


def _setting(document: SourceDocument, span: Span, language: Language) -> list[str]:
    """What a span is told of: the words before it where it opens by pointing back, then the document's topic."""
    points_back = _REFERS_BACK[language].search(span.text[:_POINTING_CHARS])
    before = document.text[max(0, span.start - _BEFORE_CHARS) : span.start] if points_back else ""
    return [before, f"{document.title}\n{document.text[:_OPENING_CHARS]}"]


def _is_carried(fault: Finding, around: Sequence[str], setting: Sequence[str]) -> bool:
    """True when the matter stands in what the Fact goes on from; a name also when the Fact is told of it."""
    texts = [*around, *setting] if fault.code.startswith("name.") else around
    return bool(fault.claim_text) and any(fault.claim_text in text for text in texts)


def _is_quoted(settled: Settled, fact: Fact) -> bool:
    """True when the part quotes the Fact word for word."""
    places = [f.source for f in settled.findings if f.code == "quote.verbatim" and f.source]
    return any(q.doc_id == s.doc_id and s.start <= q.start and q.end <= s.end for q in places for s in fact.spans)


def _before(fact: Fact, facts: Sequence[Fact], language: Language) -> tuple[Fact, ...]:
    """The Fact that ends where this one begins, if this one goes on from it: it points back ("this sum"), quotes on, or
    is a Chinese sentence without a name of its own."""
    goes_on = _REFERS_BACK[language].search(fact.text) or _OPENS_QUOTED.match(fact.text)
    if not goes_on and (language == "en" or fact.names):
        return ()
    mine = fact.spans[0]
    gaps = ((f, mine.start - s.end) for f in facts for s in f.spans if s.doc_id == mine.doc_id)
    return tuple(f for f, gap in gaps if 0 <= gap <= _MAX_GAP_CHARS)


def _is_reckoned(fault: Finding, facts: Sequence[Fact]) -> bool:
    """True for a number that stands in none of the Facts: the rules found it by arithmetic over all of them."""
    return fault.code.startswith("number.") and not any(fault.claim_text in f.text for f in facts)
