"""Figures that mislead without the one they belong to: that of a part ("core", "trimmed mean", "excluding energy"),
whose whole the sentence before tells, and the half of a comparison that a "However" opens."""

from __future__ import annotations

import re

from deepnews.agents.rules import annotate
from deepnews.schemas.base import Language
from deepnews.text import content_units

_PART = {
    "en": re.compile(
        r"\b(?:core|trimmed[- ]mean|underlying|adjusted|like-for-like|excluding|excludes?|ex-\w+|stripping out|net of|"
        r"before (?:exceptional|one-off)\w*)\b",
        re.I,
    ),
    "zh": re.compile("核心|扣非|扣除非经常|剔除|不含|不包括|调整后|可比口径|同店"),
}
_WHOLE = {
    "en": re.compile(
        r"\b(?:total|headline|overall|all-items|as a whole|reported|statutory|gross|core|12-month|annual)\b", re.I
    ),
    "zh": re.compile("总体|整体|全部|总额|合计|同比|总计"),
}
_TURN = re.compile(r"(?:However|But|Yet|By contrast|In contrast|Meanwhile),? ?$|(?:但是?|然而|不过|相比之下)[，,]?$")
_LEAST_SHARED = {"en": 2, "zh": 4}


def is_half(text: str, opening: str, before: str, language: Language) -> bool:
    """True for a sentence with figures that needs the one `before` it; `opening` are words of its own sentence that
    stand before `text`."""
    if not (_figures(text, language) and _figures(before, language)):
        return False
    shared = set(content_units(text, language)) & set(content_units(before, language))
    if len(shared) < _LEAST_SHARED[language]:
        return False
    is_part = _PART[language].search(text) and not _WHOLE[language].search(_PART[language].split(text)[0])
    return bool((is_part and _WHOLE[language].search(before)) or _TURN.search(opening))


def _figures(text: str, language: Language) -> bool:
    return any(q.unit for q in annotate(text, language, None).quantities)
