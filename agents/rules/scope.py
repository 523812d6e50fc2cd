"""How far a claim reaches: quantity words, whole countries, habits, superlatives."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.lexicon import common_stems, pattern, ranks, word_groups, word_set
from deepnews.agents.rules.name_check import name_parts
from deepnews.agents.rules.names import find_names
from deepnews.agents.rules.tokens import tokens
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding
from deepnews.text import HAN, stem

_ALL = 6
_MOST = 5
_FLOATING = re.compile(
    r"(?:all|each|both)\s+(?!of\s+(?:them|which|whom)\b)"
    r"(?:report|say|said|note|expect|indicate|have|has|had|are|were|is|was|of)\w*\b",
    re.I,
)
_NEGATED_ALL = re.compile(r"\b(?:not|nearly|almost|once and for|first of)\s+$", re.I)
_SUM = re.compile(r"\b(?:at|after|in|above)\s+$", re.I)
_IDIOM = re.compile(
    r"^(?:all\s+(?:but|in\s+all|along|too|right|the\s+(?:more|same|while))|majority\s+(?:party|leader|owner|shareholder|stake)|most\s+(?:recent|likely)\w*|much\s+(?:of|the|more|less|as)|each\s+other|certain\s+(?:of|that)|every\s+(?:day|week|month|year|other)|some\s+\d"
    r"|most\s+since|many\s+as|(?:whole|entire)\s+(?:\d+|[a-z]+)[\s-](?:hour|day|week|month|quarter|year)s?\b)",
    re.I,
)
_SPAN = re.compile(r"the\s+(?:whole|entire)\s+(?:\d+|[a-z]+)[\s-](?:hour|day|week|month|quarter|year)s?\b", re.I)
"""A span of time, whose length is for other rules to judge."""
_PER_ONE = re.compile(r"\d\S*(?:\s\w+)?\s(?:an?|per)\s\w+|\b(?:each|every|apiece)\b", re.I)
_WHOLE = re.compile(
    r"\b(?:all|every one)\s+(?:of\s+)?(?:the\s+)?(?P<en>\d[\d,.]*|[a-z]+)\b|(?:全部|所有)(?P<zh>\d+)", re.I
)
_PART_OF = re.compile(
    r"\b(?P<part>\d[\d,.]*|[a-z]+)\s+(?:out\s+)?of\s+(?:the|its|their|all)\s+(?P<whole>\d[\d,.]*|[a-z]+)\b"
    r"|(?P<all>\d+)[^，。；]{0,6}中[，有的]{0,2}(?P<some>\d+)",
    re.I,
)
_NOUN_REACH = 4
_LIMIT_REACH = 4
_MIN_LIMITED = 2


class Reach(NamedTuple):
    """A quantity word and the nouns after it."""

    word: str
    rank: int
    stems: frozenset[str]


@lru_cache(maxsize=8192)
def reaches(text: str, language: Language) -> tuple[Reach, ...]:
    """Quantity words of a text with what they may count, in order."""
    found = []
    table = ranks(language)
    for m in _rank_pattern(language).finditer(text):
        rest = text[m.start() :]
        before = text[max(0, m.start() - 14) : m.start()]
        if _SUM.search(before) and re.match(r"all\s*(?:[.,;]|$)", rest):
            continue
        if language == "en" and (_FLOATING.match(rest) or _IDIOM.match(rest) or _NEGATED_ALL.search(before)):
            continue
        following = [t.stem for t in tokens(text, language) if t.start >= m.end() and t.has_content][:_NOUN_REACH]
        preceding = [t.stem for t in tokens(text, language) if t.end <= m.start() and t.has_content][-_NOUN_REACH:]
        stems = following if language == "en" else [*following, *preceding]
        if following and following[0] in ("year", "month", "week", "day"):
            continue
        found.append(Reach(m.group(), table[re.sub(r"\s+", " ", m.group().lower())], frozenset(stems)))
    return tuple(found)


@lru_cache(maxsize=2)
def _rank_pattern(language: Language) -> re.Pattern[str]:
    words = sorted(ranks(language), key=lambda w: (-len(w), w))
    body = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words)
    return re.compile(rf"\b(?:{body})\b", re.I) if language == "en" else re.compile(body)


def scope_findings(text: str, grounds: Grounds) -> list[Finding]:
    """Findings for claims that reach further than their evidence."""
    body = text.removeprefix(grounds.lead_in)
    found = [
        *_widened(body, grounds),
        _new_cue("wide_scope", "scope.wide", body, grounds, "speaks for more than the evidence does"),
        _new_cue("habit", "scope.habit", body, grounds, "makes a habit of what the evidence tells"),
        _generalised(text, grounds),
        _limit_dropped(body, grounds),
        _superlative(body, grounds),
        _part_as_whole(body, grounds),
    ]
    return [f for f in found if f is not None]


def _widened(text: str, grounds: Grounds) -> list[Finding]:
    known = [r for s in grounds.sentences for r in reaches(s, grounds.language)]
    findings = []
    for reach in reaches(text, grounds.language):
        if reach.word.lower() in ("each", "every") and _PER_ONE.search(grounds.text):
            continue
        rivals = [k for k in known if k.stems & reach.stems]
        if any(k.rank == reach.rank for k in rivals) or reach.rank == 0:
            continue
        if rivals and (reach.rank > max(k.rank for k in rivals) or _belittles(reach, rivals)):
            shown = f"the evidence says “{rivals[0].word}”"
        elif not rivals and reach.rank >= _MOST and not any(k.rank >= _MOST for k in known):
            shown = "the evidence does not"
        else:
            continue
        findings.append(_finding("scope.quantity", reach.word, f"The claim says “{reach.word}”; {shown}."))
    return findings


def _belittles(reach: Reach, rivals: list[Reach]) -> bool:
    return reach.rank == 1 and min(k.rank for k in rivals) >= 3


def _finding(code: str, words: str, reason: str) -> Finding:
    return Finding(code=code, verdict="not_enough_info", claim_text=words, reason=reason, is_frame=True)


def _new_cue(key: str, code: str, text: str, grounds: Grounds, says: str) -> Finding | None:
    found = pattern(key, grounds.language).search(text)
    if (
        not found
        or _SPAN.match(text, found.start())
        or any(
            _level(k.group()) >= _level(found.group()) for k in pattern(key, grounds.language).finditer(grounds.text)
        )
    ):
        return None
    words = {w for w in re.findall(r"\w+", found.group().lower()) if len(w) > 3}
    if words and words <= set(re.findall(r"\w+", grounds.text.lower())):
        return None
    return _finding(code, found.group(), f"“{found.group()}” {says}.")


def _level(words: str) -> int:
    """How wide a scope word reaches: a city, a province, a country, the world."""
    if re.search(r"world|global|全球|世界", words):
        return 4
    return 1 if "市" in words else 2 if "省" in words and "各" not in words else 3


def _generalised(text: str, grounds: Grounds) -> Finding | None:
    """A finding when the one place or body the evidence speaks of is dropped and the claim speaks in general."""
    own = find_names(grounds.text, grounds.language)
    found = pattern("general_subjects", grounds.language).search(text)
    if not found or not own or len(own) > 2:
        return None
    if grounds.language == "zh":
        kept = any(n in text for n in own)
    else:
        stems = {stem(t.text) for t in tokens(text, "en")}
        kept = any(
            stem(p) in stems for n in own for p in name_parts(n) if stem(p) not in ("district", "state", "region")
        )
    if kept or found.group().lower() in grounds.text.lower() or all(stem(n) in common_stems() for n in own):
        return None
    return _finding("scope.place_dropped", found.group(), f"The evidence speaks of {', '.join(own)} only.")


def _limit_dropped(text: str, grounds: Grounds) -> Finding | None:
    """A finding when what the evidence limits ("in some cases, lower prices") is said without limit."""
    language = grounds.language
    if pattern("keeps_limit", language).search(text):
        return None
    told = {t.stem for t in tokens(text, language) if t.has_content}
    for sentence in grounds.sentences:
        for limit in pattern("limits", language).finditer(sentence):
            limited = [t.stem for t in tokens(sentence, language) if t.start >= limit.end() and t.has_content]
            if len(told & set(limited[:_LIMIT_REACH])) >= _MIN_LIMITED:
                return _finding("scope.limit", limit.group(), f"The evidence says it of “{limit.group()}” only.")
    return None


def _part_as_whole(text: str, grounds: Grounds) -> Finding | None:
    """A finding for "all 20" where the evidence says "16 of the 20"."""
    for whole in _WHOLE.finditer(text):
        number = (whole["en"] or whole["zh"]).lower()
        for part in _PART_OF.finditer(grounds.text):
            if (part["whole"] or part["all"]).lower() == number and (
                part["part"] or part["some"]
            ).lower() not in text.lower():
                return _finding("scope.part", whole.group(), f"The evidence says “{part.group()}”.")
    return None


def _superlative(text: str, grounds: Grounds) -> Finding | None:
    language = grounds.language
    spared = [m.span() for m in pattern("not_superlative", language).finditer(text)]
    for found in pattern("superlatives", language).finditer(text):
        if any(low <= found.start() < high for low, high in spared):
            continue
        if not _has_superlative(found.group(), grounds):
            return _finding("superlative.added", found.group(), f"The evidence does not say “{found.group()}”.")
    return None


def _has_superlative(word: str, grounds: Grounds) -> bool:
    plain = word.lower()
    if plain == "only" and re.search(r"\b(?:until|before|just|merely|no more|no other|few)\b", grounds.text, re.I):
        return True
    everything = f"{grounds.text}\n{grounds.frame}".lower()
    if _stands(plain, everything, grounds.language):
        return True
    families = [g for g in word_groups("superlative_kin", grounds.language) if stem(plain) in g or plain in g]
    return any(_stands(other, everything, grounds.language) for g in families for other in g)


def _stands(word: str, text: str, language: Language) -> bool:
    return (
        word in text
        if language == "zh" or re.search(rf"[{HAN}]", word)
        else bool(re.search(rf"\b{re.escape(word)}", text))
    )


def listed_quantity_words(language: Language) -> frozenset[str]:
    """All quantity words, for rules that leave them to this one."""
    return frozenset(ranks(language)) | word_set("habit", language)
