"""Numbers that no source writes and arithmetic gives: differences, sums, shares, multiples, spans of time."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, permutations

from deepnews.agents.rules.dates import find_dates
from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.numbers import find_quantities
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Quantity
from deepnews.schemas.verification import Finding
from deepnews.text import stem

_EXACT = 0.005
_LOOSE = 0.06
"""How far a number may lie from the reckoned one, relative to it: written plainly, and with "about"."""
_SHARE_SLACK = {False: 0.006, True: 0.03}
"""The same for shares, absolute: plain, and with "about"."""
_DIFFERENCE_BEFORE = re.compile(
    r"(?:\bby|\banother|\badditional|\bextra|\bfurther|[多少高低增减升降差出长落跌涨]了?|增加了?|减少了?|下降了?|上升了?|相差|差额为?)"
    r"\s*(?:about|around|nearly|almost|some|more than|over|约|近)?\s*[$£€¥]?$",
    re.I,
)
_DIFFERENCE_AFTER = re.compile(
    r"\s*(?:\w+\s+){0,2}(?:more|less|fewer|higher|lower|above|below|over|under|dearer|cheaper|apart|short|之差|的差额)\b",
    re.I,
)
_TOTAL = re.compile(
    r"\b(?:in all|together|altogether|in total|total\w*|combined|between them)\b|共|合计|总计|一共", re.I
)
_TIMES = re.compile(r"\s*-?(?:times|fold|倍)", re.I)
_MORE_THAN = re.compile(r"(?:more than|over|above|well over|超过?|逾|至少)\s*(?:a|an)?\s*$", re.I)
_LESS_THAN = re.compile(
    r"(?:less than|under|below|nearly|almost|不足|不到|近|将近|接近)(?:[\u4e00-\u9fff]{0,4}的)?\s*(?:a|an)?\s*$", re.I
)
_DAYS = {"day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.44, "year": 365.25, "天": 1.0, "日": 1.0, "周": 7.0,
         "星期": 7.0, "个月": 30.44, "年": 365.25}  # fmt: skip
_FROM_TO = {
    "en": re.compile(r"\bby\s*$"),
    "zh": re.compile(r"(?:增加|减少|上升|下降|上涨|下跌|提高|降低|增长|多|少)了?\s*$"),
}
_OF_WHOLE = re.compile(r"\s+(?:out\s+)?of\s+(?:the|its|their|all)\s+")
_MAX_TERMS = 4
_RATES = frozenset(("percent", "percentage_point", "basis_point"))


_AND = re.compile(r"(?:\s*,)?\s+and\s+(?:another\s+|an?\s+additional\s+)?[$£€]?$|[和加、]$")
"""What stands between two figures that are added up when both are told as one."""


def is_derived(quantity: Quantity, text: str, grounds: Grounds) -> bool:
    """True when arithmetic over one sentence of the evidence, or over the claim's other numbers, gives the quantity.

    Only where the claim's words ask for it: "more than", "by", "in all", "times", a share of a count, a span of time.
    """
    before, after = text[: quantity.start], text[quantity.end :]
    for terms in _terms(quantity, text, grounds):
        if _is_difference(quantity, before, after, terms) or _is_total(quantity, text, terms):
            return True
        if _is_multiple(quantity, before, after, terms) or _is_share(quantity, before, terms):
            return True
    return _is_sum_of_two(quantity, grounds) or _is_span(quantity, before, text, grounds)


def _is_sum_of_two(quantity: Quantity, grounds: Grounds) -> bool:
    """True for 15 where one sentence has "10 and 5" of the same unit."""
    for sentence in grounds.sentences:
        found = [q for q in find_quantities(sentence, grounds.language) if q.unit not in ("ordinal", *_RATES)]
        for one, other in pairwise(found):
            joined = _AND.fullmatch(sentence[one.end : other.start])
            alike = quantity.unit and _same_kind(quantity, one) and _same_kind(one, other) and one.unit and other.unit
            if (
                joined
                and alike
                and not quantity.approximate
                and _is_close(quantity.value, one.value + other.value, approximate=False)
            ):
                return True
    return False


def _terms(quantity: Quantity, text: str, grounds: Grounds) -> Iterator[list[Quantity]]:
    """Groups of numbers to reckon with: the claim's own other ones where the evidence has them, each with the
    evidence's where there is one only, and those of each evidence sentence where there is none.
    """
    language = grounds.language
    groups = [list(find_quantities(s, language)) for s in grounds.sentences]
    everything = [q for group in groups for q in group if q.unit != "ordinal"]
    others = (q for q in find_quantities(text, language) if (q.start, q.end) != (quantity.start, quantity.end))
    known = [q for q in others if any(_same_kind(q, e) and math.isclose(q.value, e.value) for e in everything)]
    if len(known) > 1:
        yield known[:_MAX_TERMS]
    elif known:
        yield from ([known[0], e] for e in everything if not math.isclose(e.value, known[0].value))
    else:
        yield from groups


def _same_kind(one: Quantity, other: Quantity) -> bool:
    if "ordinal" in (one.unit, other.unit):
        return False
    if {one.unit, other.unit} & _RATES:
        return one.unit == other.unit
    return one.unit == other.unit or stem(one.unit) == stem(other.unit) or not one.unit or not other.unit


def _is_close(claimed: float, reckoned: float, *, approximate: bool) -> bool:
    return math.isclose(claimed, reckoned, rel_tol=_LOOSE if approximate else _EXACT)


def _is_difference(quantity: Quantity, before: str, after: str, terms: Sequence[Quantity]) -> bool:
    if not (_DIFFERENCE_BEFORE.search(before[-24:]) or _DIFFERENCE_AFTER.match(after[:40])):
        return False
    for a, b in combinations(terms, 2):
        gap = abs(a.value - b.value)
        if not _same_kind(a, b) or not gap:
            continue
        if quantity.unit == "percent" and a.unit not in _RATES:
            changes = [gap / v * 100 for v in (a.value, b.value) if v]
            if any(abs(quantity.value - c) <= (2 if quantity.approximate else 0.6) for c in changes):
                return True
        elif _may_measure(quantity, a) and _is_close(quantity.value, gap, approximate=quantity.approximate):
            return True
    return False


def _may_measure(quantity: Quantity, term: Quantity) -> bool:
    """True when a difference of such terms is told in the quantity's unit: of percentages in points."""
    if term.unit == "percent" or quantity.unit in _RATES:
        return quantity.unit == "percentage_point" and term.unit == "percent"
    return _same_kind(quantity, term)


def _is_total(quantity: Quantity, text: str, terms: Sequence[Quantity]) -> bool:
    if not _TOTAL.search(text) or quantity.unit == "ordinal":
        return False
    same = [t for t in terms if t.unit != "ordinal" and _same_kind(quantity, t)][:6]
    sums = (sum(t.value for t in part) for n in range(2, _MAX_TERMS + 1) for part in combinations(same, n))
    return any(_is_close(quantity.value, total, approximate=quantity.approximate) for total in sums)


def _is_multiple(quantity: Quantity, before: str, after: str, terms: Sequence[Quantity]) -> bool:
    if not (stem(quantity.unit) in ("time", "倍", "fold") or _TIMES.match(after)):
        return False
    for a, b in permutations(terms, 2):
        if _same_kind(a, b) and b.value and a.unit != "ordinal":
            ratio = a.value / b.value
            if _bounded(quantity.value, ratio, before, 1.0):
                return True
            if _is_close(quantity.value, ratio, approximate=True):
                return True
    return False


def _bounded(claimed: float, reckoned: float, before: str, reach: float) -> bool:
    """True for "more than" and "nearly" within `reach` of the reckoned number, on the right side of it."""
    if _MORE_THAN.search(before[-24:]):
        return claimed <= reckoned < claimed + reach
    return bool(_LESS_THAN.search(before[-24:])) and claimed - reach < reckoned <= claimed


def _is_share(quantity: Quantity, before: str, terms: Sequence[Quantity]) -> bool:
    share = quantity.value / 100 if quantity.unit == "percent" else quantity.value
    if not (quantity.unit == "percent" or (0 < share < 1)):
        return False
    slack = _SHARE_SLACK[quantity.approximate or quantity.unit != "percent"]
    for a, b in permutations(terms, 2):
        if a.unit in _RATES or "ordinal" in (a.unit, b.unit) or not _same_kind(a, b) or not 0 < a.value < b.value:
            continue
        if abs(share - a.value / b.value) <= slack or _bounded(share, a.value / b.value, before, 0.06):
            return True
    return False


def _is_span(quantity: Quantity, before: str, text: str, grounds: Grounds) -> bool:
    """True when two days of the evidence or the claim lie so far apart."""
    days = _DAYS.get(stem(quantity.unit))
    if days is None:
        return False
    anchor = grounds.anchor
    told = [d for s in (text, *grounds.sentences) for d in find_dates(s, grounds.language, anchor)]
    single = sorted({d.first for d in told if d.first == d.last} | set(grounds.doc_dates))
    return any(_spans(quantity, before, days, one, other) for one, other in combinations(single[:12], 2))


def _spans(quantity: Quantity, before: str, days: float, one: dt.date, other: dt.date) -> bool:
    n_units = abs((other - one).days) / days
    if _bounded(quantity.value, n_units, before, 0.6 if days > 20 else 1.0):
        return True
    return abs(n_units - quantity.value) <= max(1 / days, 0.04 * quantity.value, 0.1 if quantity.approximate else 0.0)


def arithmetic_findings(text: str, language: Language) -> list[Finding]:
    """A finding for a claim whose own figures do not add up: by so much from here to there, six of the four."""
    found = [q for q in find_quantities(text, language) if q.unit != "ordinal"]
    for part, whole in pairwise(found):
        if part.value > whole.value and not part.unit and _OF_WHOLE.fullmatch(text[part.end : whole.start]):
            reason = f"{part.text} cannot be of {whole.text}."
            return [Finding(code="number.arithmetic", verdict="refuted", claim_text=whole.text, reason=reason)]
    by = [q for q in found if _FROM_TO[language].search(text[max(0, q.start - 8) : q.start])]
    ends = from_to(text, found, language)
    if len(by) != 1 or ends is None or by[0] in ends:
        return []
    low, high = ends
    gap = abs(high.value - low.value)
    if low.unit != high.unit or not _may_measure(by[0], low) or by[0].unit != low.unit:
        return []
    if by[0].value < 1 or _is_close(by[0].value, gap, approximate=by[0].approximate):
        return []
    reason = f"From {low.text} to {high.text} is not a change by {by[0].text}."
    return [Finding(code="number.arithmetic", verdict="refuted", claim_text=by[0].text, reason=reason)]


def from_to(text: str, found: Sequence[Quantity], language: Language) -> tuple[Quantity, Quantity] | None:
    """The two quantities of "from A to B"; None without them."""
    first = re.compile(r"\bfrom\s+(?:about\s+|some\s+)?$" if language == "en" else r"[由从](?:每[年月日天])?$")
    second = re.compile(r"\bto\s+(?:about\s+|some\s+)?$" if language == "en" else r"[至到为成]$")
    for one, other in pairwise(found):
        if first.search(text[max(0, one.start - 12) : one.start]) and second.search(text[one.end : other.start]):
            return one, other
    return None
