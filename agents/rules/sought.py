"""Amounts that are only asked for in the sources, by a plaintiff or a bidder, told as granted or paid."""

from __future__ import annotations

import math
import re

from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.numbers import find_quantities
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Quantity
from deepnews.schemas.verification import Finding

_ASKED_FOR = {
    "en": re.compile(r"\b(?:demand(?:ed|s|ing)|su(?:ed|ing|es)\s+(?:\S+\s+){0,4}?for|sought|seeks?|seeking)\b", re.I),
    "zh": re.compile(r"(?:诉请|诉讼请求|索赔|请求|要求|主张)[^。；]{0,24}(?:赔偿|支付|返还|退还|给付)"),
}
_MAY_BE_ASKED = {
    "en": re.compile(
        r"\b(?:demand\w*|su(?:e|es|ed|ing)|claim\w*|ask\w*|seek\w*|sought|want\w*|request\w*|lawsuit)\b", re.I
    ),
    "zh": re.compile(r"诉|索赔|请求|要求|主张|提出|想"),
}
"""What in a claim shows that the amount was asked for."""
_CLAUSE_END = re.compile(r"[,;](?!\d)|[，；。]")


def sought_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for an amount that the evidence has in requests only and the claim tells as more than a request."""
    language = grounds.language
    if _MAY_BE_ASKED[language].search(text):
        return []
    known = [(q, _is_asked_for(q, s, language)) for s in grounds.sentences for q in find_quantities(s, language)]
    for claimed in (q for q in find_quantities(text, language) if q.unit != "ordinal"):
        asked = [is_asked for q, is_asked in known if q.unit == claimed.unit and math.isclose(q.value, claimed.value)]
        if asked and all(asked):
            reason = f"The evidence has {claimed.text} as what was asked for only."
            return [
                Finding(
                    code="modality.sought",
                    verdict="not_enough_info",
                    claim_text=claimed.text,
                    is_frame=True,
                    reason=reason,
                )
            ]
    return []


def _is_asked_for(quantity: Quantity, sentence: str, language: Language) -> bool:
    """True when the clause of the quantity asks for it."""
    low = max((m.end() for m in _CLAUSE_END.finditer(sentence, 0, quantity.start)), default=0)
    return bool(_ASKED_FOR[language].search(sentence[low : quantity.start]))
