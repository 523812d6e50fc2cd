"""Whether a claim gives to who tells a statement what that teller has from somebody else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.inner_speech import (
    Inner,
    inner_speech,
    is_endorsed,
    keeps_speaker,
    retells,
    same_speaker,
    without_frame,
)
from deepnews.agents.rules.lexicon import stem_set, word_set
from deepnews.agents.rules.names import find_names
from deepnews.agents.rules.speakers import find_speaker
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding, Verdict
from deepnews.text import content_units, stem

_DOCUMENT = re.compile(
    r"\s*(?:[a-z]+\s+){0,2}(?:notes?|reports?|summary|minutes|letters?|memos?|memorandum|statements?|records?|filings?|"
    r"articles?|papers?|releases?|announcements?|transcripts?|evidence|submissions?)\b"
)
"""What follows a name that belongs to a document: "the Halloran Pike note said"."""
_NEARLY = 0.8


def inner_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding when the claim has the author or speaker of the source assert what the source has somebody else say.

    It refutes where that is somebody with a name, and the statement is not passed on as true. What is told without one,
    or of the document alone, is left: no wrong person vouches for it.
    """
    language = grounds.language
    claimed = _first_named(text, language)
    if not claimed or not _is_teller(text, claimed, grounds):
        return []
    told = without_frame(text, claimed, language)
    found = _retold(told, grounds)
    if found is None:
        return []
    sentence, inner = found
    is_kept = same_speaker(claimed, inner.who, language) or keeps_speaker(told, inner, language)
    if is_kept or _is_own(inner.who, grounds) or _is_data(inner.who, language):
        return []
    reason = f"The claim has {claimed} say it; the evidence has it from {inner.who}: “{sentence}”"
    is_named = language == "zh" or bool(find_names(f"x {inner.who}", "en"))
    verdict: Verdict = "refuted" if is_named and not is_endorsed(inner, language) else "not_enough_info"
    return [Finding(code="speaker.inner", verdict=verdict, claim_text=claimed, reason=reason, is_frame=True)]


def _first_named(text: str, language: Language) -> str:
    """Who the claim lets speak; after "According to Vane, the Corran yard ..." only Vane."""
    claimed = find_speaker(text, language)
    return claimed.split(", ")[0] if re.match("according to ", text, re.I) else claimed


def _tellers(grounds: Grounds) -> list[str]:
    """Who writes or speaks the sources; whom a sentence names as speaking is not among them."""
    spoken = [f.speaker for f in grounds.facts if f.speaker and f.speaker not in f.text]
    return [name for name in (*(d.author for d in grounds.sources), *spoken, *grounds.senders) if name]


def _is_own(who: str, grounds: Grounds) -> bool:
    """True for the author's own body: what a firm's press release has the firm say is the release's own word."""
    names = (*_tellers(grounds), *(d.publisher for d in grounds.sources))
    return any(same_speaker(who, name, grounds.language) for name in names if name)


def _is_teller(text: str, claimed: str, grounds: Grounds) -> bool:
    behind = text[text.find(claimed) + len(claimed) :]
    is_document = grounds.language == "en" and _DOCUMENT.match(behind) is not None
    return not is_document and any(same_speaker(claimed, name, grounds.language) for name in _tellers(grounds))


def _is_data(who: str, language: Language) -> bool:
    """True for what is no person: a survey that says something is evidence, and its teller vouches for it."""
    if language == "zh":
        return who in word_set("generic_speakers", "zh")
    return stem(who.split()[-1].lower()) in stem_set("generic_speakers", "en") | stem_set("said_nouns", "en")


def _retold(told: str, grounds: Grounds) -> tuple[str, Inner] | None:
    """The sentence that the claim retells and what it has somebody say; None where another sentence, in which it is
    nobody else's word, has nearly as much of the claim."""
    language = grounds.language
    wanted = set(content_units(told, language))
    shares = {s: len(wanted & set(content_units(s, language))) for s in grounds.sentences}
    most = max(shares.values(), default=0)
    near = sorted((s for s, n in shares.items() if n and n >= _NEARLY * most), key=lambda s: -shares[s])
    found: Sequence[tuple[str, Inner | None]] = [(s, inner_speech(s, language)) for s in near]
    if not found or any(i is None or not retells(told, i, s, language) for s, i in found):
        return None
    sentence, inner = found[0]
    return (sentence, inner) if inner else None
