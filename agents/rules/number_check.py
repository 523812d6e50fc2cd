"""Whether the quantities of a claim are those of its evidence."""

from __future__ import annotations

import math
import re
from collections import Counter

from deepnews.agents.labels import label_of
from deepnews.agents.rules.derived import arithmetic_findings, is_derived
from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.intervals import judged
from deepnews.agents.rules.measures import measure
from deepnews.agents.rules.names import find_names
from deepnews.agents.rules.numbers import find_quantities
from deepnews.agents.rules.opening_months import is_opening_span
from deepnews.schemas.facts import Quantity
from deepnews.schemas.verification import Finding
from deepnews.text import stem

_CURRENCIES = frozenset(("USD", "GBP", "EUR", "CNY", "JPY", "HKD", "AUD", "CAD", "GBX", "USX"))
_KINDS = frozenset(("percent", "percentage_point", "basis_point", "ordinal"))
_VAGUE = re.compile(r"(?:dozens|hundreds|thousands|millions|billions|trillions)$", re.I)
_MORE = re.compile(
    r"(?:more than|over|above|at least|upwards of|in excess of|超过?|逾|至少|不少于|不低于)\s*(?:an?\s+)?[$£€¥]?$", re.I
)
_LESS = re.compile(
    r"(?:less than|fewer than|under|below|at most|up to|nearly|almost|不足|不到|近|将近|接近|至多|不超过)"
    r"(?:[\u4e00-\u9fff\d.]{0,16}的)?\s*(?:an?\s+)?[$£€¥]?$",
    re.I,
)
_DOUBLED = {
    "doubl": 2.0,
    "halv": 0.5,
    "tripl": 3.0,
    "翻番": 2.0,
    "翻倍": 2.0,
    "减半": 0.5,
    "quadrupl": 4.0,
    "half": 0.5,
    "twice": 2.0,
}
_LIST = re.compile(
    r"\b[\w'’ -]{2,30},\s(?:[\w'’ -]{2,30},\s)*(?:[\w'’ -]{2,30}\s)?and\s\w+"
    r"|[\u4e00-\u9fff]+(?:、[\u4e00-\u9fff]+)+(?:和[\u4e00-\u9fff]+)?"
)
_MAX_LISTED = 12
_TITLE = re.compile("《[^》]*》")
_LEAST_WORDS_OF_A_NAME = 2
"""A title of fewer words, such as that of a file called 2024, does not show that a figure belongs to it."""
_OF_THE = re.compile(r"\b(?:of|out of)\s+(?:the|its|his|her|their|all)\s+$", re.I)
"""What a whole is named after: "two of the four"; the whole may stand beside the evidence."""
_AMONG_ZH = re.compile(r"[\u4e00-\u9fff]{0,4}(?:里|之中|当中|中)[，、]?")
"""What follows a count of the things among which one is told of: 三个区里."""
_TIME = {
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "fortnight": 14.0,
    "month": 30.4,
    "year": 365.0,
    "小时": 1 / 24,
    "天": 1.0,
    "日": 1.0,
    "周": 7.0,
    "个月": 30.4,
    "月": 30.4,
    "年": 365.0,
}


def number_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for every quantity that differs from the evidence or is new; one positive when all are found."""
    text = re.sub("[“”]", "", text)  # a quotation may end between a figure and its unit
    titles = [m.span() for m in _TITLE.finditer(text)] + _named_sources(text, grounds)
    told = (q for q in find_quantities(text, grounds.language) if not any(a <= q.start < b for a, b in titles))
    reckoned = [(j.interval.start, j.interval.end) for j in judged(text, grounds)]
    told = (q for q in told if not any(a <= q.start < b for a, b in reckoned))
    claimed = [q for q in told if q.end > grounds.n_lead(text)]
    evidence = [q for s in grounds.sentences for q in find_quantities(s, grounds.language)]
    faults = [f for q in claimed if (f := _fault(q, text, evidence, grounds)) is not None]
    faults += [*arithmetic_findings(text, grounds.language), *_repeated(claimed, evidence)]
    if faults or not claimed:
        return faults
    return [
        Finding(
            code="number.found",
            verdict="supported",
            reason="Every quantity stands in the evidence.",
            claim_text="; ".join(q.text for q in claimed),
        )
    ]


def _named_sources(text: str, grounds: Grounds) -> list[tuple[int, int]]:
    """Where the text names one of the sources by its title, figures and all ("the opening statement, Module 5")."""
    names = {name for d in grounds.sources for name in (d.title, label_of(d, grounds.language))}
    titles = (n for n in names if len(re.findall(r"[^\W\d_]{2,}", n)) >= _LEAST_WORDS_OF_A_NAME)
    return [m.span() for t in titles for m in re.finditer(rf"{re.escape(t)}(?!\w)", text, re.I)]


def _repeated(claimed: list[Quantity], evidence: list[Quantity]) -> list[Finding]:
    """A finding for a figure that stands more often than in the evidence, where one of the evidence is left out: it
    took that one's place ("£60 million of shares at £60 million each")."""
    said, there = (Counter((q.value, q.unit) for q in found if q.unit) for found in (claimed, evidence))
    left_out = there.keys() - said.keys()
    return [
        Finding(
            code="number.repeated",
            verdict="refuted",
            claim_text=next(q.text for q in claimed if (q.value, q.unit) == figure),
            reason="The claim gives this figure more often than the evidence, which has another in its place.",
        )
        for figure, n in said.items()
        if left_out and n > max(1, there[figure])
    ]


def _fault(quantity: Quantity, text: str, evidence: list[Quantity], grounds: Grounds) -> Finding | None:
    matching = [e for e in evidence if matches(quantity, e, text[: quantity.start])]
    if matching and not _is_measured_otherwise(quantity, evidence):
        return _swapped(quantity, matching, evidence)
    is_reckoned = is_derived(quantity, text, grounds) or is_opening_span(quantity, text, grounds)
    if is_reckoned or _is_implied(quantity, evidence, grounds):
        return None
    around = find_quantities(grounds.window, grounds.language)
    stands_near = any(matches(quantity, e, text[: quantity.start]) for e in around)
    if stands_near and _OF_THE.search(text[: quantity.start]):
        return None
    if quantity.value <= _MAX_LISTED and quantity.unit not in _KINDS and _AMONG_ZH.match(text[quantity.end :]):
        return None
    rivals = [e for e in evidence if _comparable(quantity, e)]
    if rivals:
        shown = ", ".join(dict.fromkeys(e.text for e in rivals))
        return Finding(
            code="number.mismatch",
            verdict="refuted",
            claim_text=quantity.text,
            reason=f"The claim says {quantity.text}; the evidence says {shown}.",
        )
    if stands_near:
        return Finding(
            code="number.elsewhere",
            verdict="not_enough_info",
            claim_text=quantity.text,
            reason=f"{quantity.text} stands near the evidence, not in it.",
        )
    return Finding(
        code="number.new",
        verdict="refuted",
        claim_text=quantity.text,
        reason=f"{quantity.text} stands nowhere in the evidence.",
    )


def _is_measured_otherwise(quantity: Quantity, evidence: list[Quantity]) -> bool:
    """True when the evidence gives the number in units of measure, and in none of them that of the claim."""
    own = measure(quantity.unit)
    others = {measure(e.unit) for e in evidence if math.isclose(e.value, quantity.value, rel_tol=1e-6)} - {""}
    return bool(own and others) and own not in others


def _swapped(quantity: Quantity, matching: list[Quantity], evidence: list[Quantity]) -> Finding | None:
    """A finding when the number counts something else in the evidence, which counts the claim's thing otherwise."""
    if not _is_noun(quantity.unit) or any(not _is_noun(e.unit) or _same_noun(quantity.unit, e.unit) for e in matching):
        return None
    rival = next((e for e in evidence if _is_noun(e.unit) and _same_noun(e.unit, quantity.unit)), None)
    if rival is None:
        return None
    return Finding(
        code="number.unit",
        verdict="refuted",
        claim_text=quantity.text,
        reason=f"The evidence counts {matching[0].text} and {rival.text}, not {quantity.text}.",
    )


def _is_noun(unit: str) -> bool:
    return bool(unit) and unit not in _CURRENCIES and unit not in _KINDS


def _same_noun(one: str, other: str) -> bool:
    return stem(one) == stem(other)


def _comparable(claimed: Quantity, found: Quantity) -> bool:
    if claimed.unit == found.unit:
        return True
    if "ordinal" in (claimed.unit, found.unit):
        return False
    special = {u for u in (claimed.unit, found.unit) if u in _KINDS or u in _CURRENCIES}
    return not special or special <= {"percent", "percentage_point", "basis_point"} or special <= _CURRENCIES


def matches(claimed: Quantity, found: Quantity, before: str = "") -> bool:
    """True when the evidence quantity bears the claimed one out; `before` is the claim up to the quantity."""
    if not _units_agree(claimed, found):
        return False
    one, other = _common_value(claimed), _common_value(found)
    if stem(claimed.unit) in _TIME and stem(claimed.unit) != stem(found.unit):
        if stem(found.unit) not in _TIME:
            return False
        return math.isclose(one, other, rel_tol=0.03) or (claimed.approximate and _near(one, other, before))
    if math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-9):
        return True
    if _VAGUE.search(claimed.text) and _is_noun_or_none(claimed.unit):
        return claimed.value <= found.value < claimed.value * 100
    if _fraction_like(claimed, found):
        slack = 0.03 if claimed.approximate or "/" not in claimed.text else 0.01
        return abs(one - other) <= slack * max(one, other) or _beside(one, other, before)
    if claimed.approximate:
        return _near(one, other, before)
    return _rounded(claimed, one, other)


def _is_noun_or_none(unit: str) -> bool:
    return unit not in _KINDS


def _units_agree(claimed: Quantity, found: Quantity) -> bool:
    one, other = claimed.unit, found.unit
    if one == other or (one in _KINDS and {one, other} == {"percentage_point", "basis_point"}):
        return True
    if "ordinal" in (one, other):
        return False
    if one in _KINDS or other in _KINDS:
        return _fraction_like(claimed, found)
    if one in _CURRENCIES or other in _CURRENCIES:
        return not one or not other
    return not other or not one or (stem(one) in _TIME) == (stem(other) in _TIME)


def _fraction_like(claimed: Quantity, found: Quantity) -> bool:
    """True for a share told as a fraction on one side and in per cent on the other."""
    pair = ((claimed, found), (found, claimed))
    return any(a.unit == "percent" and b.unit not in _KINDS and 0 < b.value < 1 for a, b in pair)


def _common_value(quantity: Quantity) -> float:
    scale = {"percent": 0.01, "basis_point": 0.01}.get(quantity.unit, 1.0)
    return quantity.value * scale * _TIME.get(stem(quantity.unit), 1.0)


def _near(claimed: float, found: float, before: str) -> bool:
    if found == 0 or abs(claimed - found) > 0.1 * abs(found):
        return False
    tail = before[-24:]
    if _MORE.search(tail):
        return found >= claimed
    return found <= claimed if _LESS.search(tail) else abs(claimed - found) <= 0.06 * abs(found)


def _beside(claimed: float, found: float, before: str) -> bool:
    """True for a share a little over "more than" or a little under "less than" a fraction."""
    tail = before[-24:]
    if _MORE.search(tail):
        return claimed <= found <= 1.2 * claimed
    return bool(_LESS.search(tail)) and 0.8 * claimed <= found <= claimed


def _rounded(quantity: Quantity, claimed: float, found: float) -> bool:
    """True when a large number was rounded to at least two significant figures."""
    if quantity.unit in _KINDS or found < 1000 or claimed == 0:
        return False
    digits = len(f"{claimed:.0f}".rstrip("0"))
    return digits >= 2 and math.isclose(float(f"{found:.{digits - 1}e}"), claimed, rel_tol=1e-9)


def _n_items(text: str) -> int:
    return len(re.split(r",\s+(?:and\s+)?|\s+and\s+|、|和", text))


def _is_implied(quantity: Quantity, evidence: list[Quantity], grounds: Grounds) -> bool:
    """True when the evidence holds the number otherwise: as a count of listed names, or in a verb such as doubled."""
    if quantity.unit == "ordinal":
        return quantity.value == 2 and bool(
            re.search(r"\b(?:another|again|two|twice|both|further)\b|再次|又", grounds.text)
        )
    if any(_is_noun(e.unit) and _same_noun(e.unit, quantity.unit) for e in evidence):
        return False
    counts = {len(find_names(grounds.text, grounds.language))} | {
        _n_items(m.group()) for m in _LIST.finditer(grounds.text)
    }
    if quantity.value == 1 or (quantity.value <= _MAX_LISTED and quantity.value in counts):
        return quantity.unit not in _KINDS and quantity.unit not in _CURRENCIES
    factors = [v for k, v in _DOUBLED.items() if k in grounds.text.lower()]
    if quantity.unit == "percent":
        return any(math.isclose(quantity.value, abs(f - 1) * 100) for f in factors)
    return any(math.isclose(quantity.value, f) for f in factors)
