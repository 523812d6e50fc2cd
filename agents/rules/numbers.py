"""Quantities in a text: figures, number words, percentages, money, ranges, ordinals."""

from __future__ import annotations

from functools import lru_cache

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
    return tuple(sorted(found, key=lambda q: (q.start, q.end)))
