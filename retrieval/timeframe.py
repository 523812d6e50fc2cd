"""The years a topic speaks of."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

_YEAR = r"(?<![\d.,$£€])(1[89]\d\d|20\d\d)"
_RANGE = re.compile(
    _YEAR + r"\s*年?\s*(?:[-–—~～/至到]|to|until|through|and|与|和)\s*(\d{2}(?!\d)|1[89]\d\d|20\d\d)(?![\d.,]\d|\d)",
    re.I,
)
_SINGLE = re.compile(_YEAR + r"(?!\d|[.,]\d|\s*(?:字|characters|words|元|人|万))")
_LONGEST_YEARS = 60


class Timeframe(NamedTuple):
    """First and last year, both included."""

    first: int
    last: int

    def holds(self, date: dt.date, *, n_slack_years: int = 1) -> bool:
        """True when `date` lies within the years, give or take the slack."""
        return self.first - n_slack_years <= date.year <= self.last + n_slack_years


def named_timeframe(text: str) -> Timeframe | None:
    """Years from the earliest to the latest that `text` names; None when it names none, or an absurd span."""
    years = [int(m.group(1)) for m in _SINGLE.finditer(text)]
    for match in _RANGE.finditer(text):
        first, last = match.group(1), match.group(2)
        years += [int(first), int(last) if len(last) == 4 else int(first[:2] + last)]
    if not years or max(years) - min(years) > _LONGEST_YEARS:
        return None
    return Timeframe(min(years), max(years))
