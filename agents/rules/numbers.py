"""Quantities in a text: figures, number words, percentages, money, ranges, ordinals."""

from __future__ import annotations

from functools import lru_cache
from math import isfinite

from deepnews.agents.rules.dates import date_ranges
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Quantity


@lru_cache(maxsize=8192)
def find_quantities(text: str, language: Language) -> tuple[Quantity, ...]:
    """Quantities in order of the text, scale applied; years, dates and list numbers are not among them."""
    if language == "zh":
        from deepnews.agents.rules.numbers_zh import quantities
    else:
        from deepnews.agents.rules.numbers_en import quantities
    dates = list(date_ranges(text, language))
    found = [q for q in quantities(text) if not any(q.start < high and low < q.end for low, high in dates)]
    measured = (q for q in found if isfinite(q.value))  # not a row of four hundred digits
    return tuple(sorted(measured, key=lambda q: (q.start, q.end)))
