"""Figures that a source only compares with, told as those that hold: the 60 of "50, down from 60", 由60元下调至50元."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from deepnews.agents.rules.derived import from_to
from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.numbers import find_quantities
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Quantity
from deepnews.schemas.verification import Finding
from deepnews.text import content_units

_BASE = {
    "en": re.compile(
        r"\b(?:(?:up|down)\s+from|compared\s+(?:with|to)|against|versus|instead\s+of|rather\s+than)"
        r"\s+(?:(?:the|an?|its|about|some|around|nearly|average|of)\s+)*[$£€]?$",
        re.I,
    ),
    "zh": re.compile(r"[由从](?:原来?的?|此前的?)?(?:每[年月日])?$"),
}
_CHANGED_ZH = re.compile(r"[^，。；]{0,8}?(?:调|提高|降|升|涨|增|减|改)")
_LOOKS_BACK = {
    "en": re.compile(
        r"\b(?:than|against|versus|compared|before|earlier|previous\w*|former\w*|original\w*|had been|used to|"
        r"instead|rather|until|other|rest)\b",
        re.I,
    ),
    "zh": re.compile(r"[由从原曾比较]|此前|之前|以前"),
}
"""Words by which the claim itself tells the figure as a past or another one."""
_FIXED_UNIT = re.compile(r"[A-Z]{3}$|percent|basis_point")
_FROM = re.compile(r"\bfrom\s+(?:\w+\s+){0,3}[$£€]?$", re.I)
_MIN_SHARED = 0.6


def compared_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A refuting finding for a figure that the evidence only compares with, and for a change told backwards."""
    claimed = [q for q in find_quantities(text, grounds.language) if q.unit != "ordinal"]
    for sentence in grounds.sentences:
        if turned := _turned(text, claimed, sentence, grounds.language):
            return [turned]
        for base, value in _bases(sentence, grounds.language):
            mine = next((q for q in claimed if _same(q, base)), None)
            if (
                mine
                and not _FROM.search(text[: mine.start])
                and not any(_same(q, value) for q in claimed)
                and _retells(text, sentence, base, grounds.language)
            ):
                reason = f"The evidence has {value.text} and only compares it with {base.text}."
                return [Finding(code="number.base", verdict="refuted", claim_text=mine.text, reason=reason)]
    return []


def _bases(sentence: str, language: Language) -> Iterator[tuple[Quantity, Quantity]]:
    """Each figure that is compared with, and the first other one of its unit."""
    found = [q for q in find_quantities(sentence, language) if q.unit != "ordinal"]
    for base in found:
        if not _BASE[language].search(sentence[max(0, base.start - 40) : base.start]):
            continue
        if language == "zh" and not _CHANGED_ZH.match(sentence[base.end :]):
            continue
        other = next((q for q in found if q is not base and _alike(q, base) and not _same(q, base)), None)
        if other:
            yield base, other


def _alike(one: Quantity, other: Quantity) -> bool:
    """True for figures of one unit, and for counts, whose nouns the sentence may change or leave out."""
    return one.unit == other.unit or not any(_FIXED_UNIT.match(q.unit) for q in (one, other))


def _same(one: Quantity, other: Quantity) -> bool:
    return math.isclose(one.value, other.value) and (one.unit == other.unit or not one.unit or not other.unit)


def _retells(text: str, sentence: str, base: Quantity, language: Language) -> bool:
    """True when the claim is about what the sentence says of its main figure, not of the one compared with."""
    if _LOOKS_BACK[language].search(text):
        return False
    told = set(content_units(text, language))
    head = set(content_units(sentence[: base.start], language))
    tail = set(content_units(re.split(r"[,;，；。]", sentence[base.end :])[0], language)) - head
    return not told & tail and len(told & head) >= _MIN_SHARED * (len(told) - 1)


def _turned(text: str, claimed: list[Quantity], sentence: str, language: Language) -> Finding | None:
    """A finding for "from A to B" where the sentence has it from B to A."""
    mine = from_to(text, claimed, language)
    its = from_to(sentence, find_quantities(sentence, language), language)
    if not mine or not its or not (_same(mine[0], its[1]) and _same(mine[1], its[0])):
        return None
    reason = f"The evidence has it from {its[0].text} to {its[1].text}."
    return Finding(code="number.turned", verdict="refuted", claim_text=mine[0].text, reason=reason)
