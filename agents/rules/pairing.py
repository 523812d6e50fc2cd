"""Which number belongs to which date: "so much in the one year, against so much in the other" must not be crossed."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from deepnews.agents.rules.dates import find_dates
from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.numbers import find_quantities
from deepnews.schemas.base import Language
from deepnews.schemas.facts import DateMention, Quantity
from deepnews.schemas.verification import Finding
from deepnews.text import content_units

_CUT = {
    "en": re.compile(
        r"[,;:](?!\d)|\b(?:against|compared (?:with|to)|up from|down from|after|versus|from|while|whereas|but|and)\b",
        re.I,
    ),
    "zh": re.compile(r"[，；。、]|而|较|比"),
}
_MIN_SHARED = 0.5


class Pair(NamedTuple):
    """A number and the date of its piece of the sentence."""

    quantity: Quantity
    date: DateMention


def pairing_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding when a number of the evidence is given a date for which the evidence has another of its kind."""
    language = grounds.language
    claimed = pairs(text, grounds)
    if len(claimed) != 1:
        return []
    mine = claimed[0]
    told = set(content_units(text, language))
    for sentence in grounds.sentences:
        known = pairs(sentence, grounds)
        if any(_same_number(p, mine) and _same_date(p, mine) for p in known):
            return []
        shares = len(told & set(content_units(sentence, language))) >= _MIN_SHARED * len(told)
        own = next((p for p in known if _same_number(p, mine)), None)
        rival = next((p for p in known if _same_date(p, mine) and p.quantity.unit == mine.quantity.unit), None)
        if shares and own and rival:
            return [_crossed(mine, own, rival)]
    return []


def _crossed(mine: Pair, own: Pair, rival: Pair) -> Finding:
    reason = (
        f"The evidence dates {own.quantity.text} {own.date.text}; for {mine.date.text} it has {rival.quantity.text}."
    )
    return Finding(
        code="date.crossed", verdict="refuted", claim_text=mine.quantity.text, reason=reason, is_frame=True
    )  # fmt: skip


def pairs(text: str, grounds: Grounds) -> list[Pair]:
    """Numbers and dates of the pieces of a text that hold one date and at least one number of each unit once."""
    found: list[Pair] = []
    dates = find_dates(text, grounds.language, grounds.anchor)
    quantities = [q for q in find_quantities(text, grounds.language) if q.unit != "ordinal"]
    for low, high in _pieces(text, grounds.language):
        inside = [d for d in dates if low <= d.start and d.end <= high]
        counted = [q for q in quantities if low <= q.start and q.end <= high]
        if len(inside) == 1:
            found += [Pair(q, inside[0]) for q in counted]
    return found


def _pieces(text: str, language: Language) -> list[tuple[int, int]]:
    dated = [(d.start, d.end) for d in find_dates(text, language, None)]
    cuts = [m for m in _CUT[language].finditer(text) if not any(a < m.end() and m.start() < b for a, b in dated)]
    starts = [0, *(m.end() for m in cuts)]
    ends = [*(m.start() for m in cuts), len(text)]
    return list(zip(starts, ends, strict=True))


def _same_number(one: Pair, other: Pair) -> bool:
    same_unit = one.quantity.unit == other.quantity.unit or not one.quantity.unit or not other.quantity.unit
    return same_unit and math.isclose(one.quantity.value, other.quantity.value, rel_tol=0.01)


def _same_date(one: Pair, other: Pair) -> bool:
    return one.date.first <= other.date.last and other.date.first <= one.date.last
