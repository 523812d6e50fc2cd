"""The first months of a year: the same as "January to April" where a claim says "the first four months"."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from deepnews.agents.rules.dates import find_dates
from deepnews.agents.rules.grounds import Grounds
from deepnews.schemas.facts import Quantity

_FIRST: Final = re.compile(r"(?:\bfirst|[前头])\s*$", re.I)
_MONTHS: Final = frozenset(("months", "month", "个月"))
_ANY_YEAR: Final = dt.date(2000, 6, 15)


def is_opening_span(quantity: Quantity, text: str, grounds: Grounds) -> bool:
    """True for "the first N months" where the evidence names January and the month N, counted from it."""
    if quantity.unit not in _MONTHS or not _FIRST.search(text[: quantity.start]):
        return False
    anchor = grounds.anchor or _ANY_YEAR
    months = {d.first.month for s in grounds.sentences for d in find_dates(s, grounds.language, anchor)}
    return {1, int(quantity.value)} <= months
