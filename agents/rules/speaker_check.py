"""Whether the claim lets the right person or body speak."""

from __future__ import annotations

import re

from deepnews.agents.rules.grounds import Grounds, best_sentence, stems_of
from deepnews.agents.rules.lexicon import is_held, stem_set, word_set
from deepnews.agents.rules.name_check import name_parts
from deepnews.agents.rules.names import find_names
from deepnews.agents.rules.speakers import find_speaker
from deepnews.agents.rules.told_by import tellers
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding
from deepnews.text import fold, is_stop_word, quoted_ranges, stem

_PERSONAL = re.compile(r"\b(?:he|she|they|we|i|my|our)\b", re.I)


def speaker_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding when the claim attributes to somebody who does not speak in the evidence."""
    claimed = find_speaker(text, grounds.language)
    if not claimed or claimed.startswith(("I'", "I’")) or (grounds.lead_in and claimed in grounds.lead_in):
        return []
    if grounds.language == "zh":
        return _chinese(claimed, grounds) or _chinese_teller(text, claimed, grounds)
    parts = _own_parts(claimed)
    if not parts:
        return []
    if parts <= stems_of(grounds.speakers, "en") and not _another_speaks(text, parts, grounds):
        return _english_teller(text, claimed, parts, grounds)
    return _english(claimed, parts, grounds) or _english_teller(text, claimed, parts, grounds)


def _english_teller(text: str, claimed: str, parts: frozenset[str], grounds: Grounds) -> list[Finding]:
    """A finding for a named speaker other than those of the Facts that the claim retells."""
    if not find_names(f"x {claimed}", "en") or _is_described(parts, grounds):
        return []
    others = tellers(text, claimed, grounds)
    is_told_otherwise = others and all(_own_parts(o) and not parts & stems_of(o, "en") for o in others)
    return [_wrong(claimed, others, "refuted")] if is_told_otherwise else []


def _chinese_teller(text: str, claimed: str, grounds: Grounds) -> list[Finding]:
    """The same in Chinese."""
    generic = word_set("generic_speakers", "zh")
    others = [] if claimed in generic else tellers(text, claimed, grounds)
    is_told_otherwise = others and not any(o in generic or _same_zh(claimed, o) or _same_zh(o, claimed) for o in others)
    return [_wrong(claimed, others, "refuted")] if is_told_otherwise else []


def _another_speaks(text: str, parts: frozenset[str], grounds: Grounds) -> bool:
    """True when the sentence retold names its speaker, whom the claim leaves out for the publisher of the document."""
    if parts & stems_of("\n".join(f.speaker for f in grounds.facts), "en"):
        return False
    sentence = best_sentence(text, grounds)
    speaker = find_speaker(sentence, "en")
    is_own = find_names(f"x {speaker}", "en") or _is_quoted_in(sentence, text)
    own = _own_parts(speaker) if is_own else frozenset()
    return bool(own) and not own & (parts | stems_of(text, "en"))


def _is_quoted_in(sentence: str, text: str) -> bool:
    """True when what `text` quotes stands between the sentence's own quotation marks: the document quotes it, too."""
    there = [fold(sentence[q.start : q.end]) for q in quoted_ranges(sentence)]
    told = filter(None, (fold(text[q.start : q.end]).strip(' .,"') for q in quoted_ranges(text)))
    return any(words in quoted for words in told for quoted in there)


def _own_parts(speaker: str) -> frozenset[str]:
    """Stems of the proper names in a speaker's designation; of its nouns when it has none."""
    names = find_names(f"x {speaker}", "en")
    if names:
        return frozenset(stem(p) for n in names for p in name_parts(n)) - {"district"}
    skip = stem_set("generic_speakers", "en") | stem_set("light_words", "en")
    roots = frozenset(stem(w) for w in re.findall(r"[^\W\d_]+", speaker) if not is_stop_word(w))
    return frozenset() if roots & skip else roots


def _english(claimed: str, parts: frozenset[str], grounds: Grounds) -> list[Finding]:
    said_by = [w for s in grounds.sentences if (w := find_speaker(s, "en"))] + [
        f.speaker for f in grounds.facts if f.speaker
    ]
    speaking = frozenset().union(*(stems_of(w, "en") for w in said_by)) if said_by else frozenset()
    if (
        parts & speaking
        or _is_named_otherwise(claimed, parts, said_by, speaking)
        or (speaking and parts <= stems_of(grounds.lead_in, "en"))
    ):
        return []
    has_name = bool(find_names(f"x {claimed}", "en"))
    in_evidence = bool(parts & stems_of(grounds.text, "en"))
    others = [w for w in said_by if _own_parts(w)]
    if in_evidence and not (others and has_name):
        return []
    if not has_name:
        return [] if in_evidence or not others else [_wrong(claimed, others, "not_enough_info")]
    if not in_evidence and _is_described(parts, grounds):
        return []
    if not in_evidence and parts & stems_of(grounds.window, "en") and not others and _PERSONAL.search(grounds.text):
        return []
    return [_wrong(claimed, others, "refuted")]


def _is_named_otherwise(claimed: str, parts: frozenset[str], said_by: list[str], speaking: frozenset[str]) -> bool:
    """True for a nameless designation of who speaks: the court for its judgment, the health department for DHSC."""
    if find_names(f"x {claimed}", "en"):
        return False
    initials = [p[0].upper() for p in parts]
    acronyms = [w for name in said_by for w in re.findall(r"\b[A-Z]{3,7}\b", name)]
    spelt = len(initials) > 1 and any(all(i in a for i in initials) for a in acronyms)
    return spelt or any(is_held(p, speaking, "en") for p in parts)


def _is_described(parts: frozenset[str], grounds: Grounds) -> bool:
    """True for a body that the documents name and the evidence calls "the union", "the company"."""
    return any(parts <= stems_of(name, "en") for name in grounds.described)


def _wrong(claimed: str, others: list[str], verdict: str) -> Finding:
    shown = (
        f"the evidence lets {', '.join(dict.fromkeys(others))} speak"
        if others
        else "the evidence does not let it speak"
    )
    reason = f"The claim has it from {claimed}; {shown}."
    code = "speaker.wrong" if verdict == "refuted" else "speaker.new"
    return Finding(
        code=code,
        verdict="refuted" if verdict == "refuted" else "not_enough_info",
        reason=reason,
        claim_text=claimed,
        is_frame=True,
    )


def _chinese(claimed: str, grounds: Grounds) -> list[Finding]:
    if claimed in word_set("generic_speakers", "zh") or _same_zh(claimed, grounds.speakers):
        return []
    said_by = [w for s in grounds.sentences if (w := find_speaker(s, "zh"))] + [
        f.speaker for f in grounds.facts if f.speaker
    ]
    if any(_same_zh(claimed, w) for w in said_by):
        return []
    named = find_names(claimed, "zh")
    in_evidence = any(n in grounds.text for n in named) if named else claimed in grounds.text
    others = [w for w in said_by if w not in word_set("generic_speakers", "zh")]
    if in_evidence and not others:
        return []
    if not named and not others:
        return []
    return [_wrong(claimed, others, "refuted" if named or others else "not_enough_info")]


def _same_zh(one: str, other: str) -> bool:
    """True when one designation holds the other, or they name the same body or person."""
    if not one or not other:
        return False
    language: Language = "zh"
    names = find_names(one, language)
    return one in other or other in one or any(n in other for n in names)
