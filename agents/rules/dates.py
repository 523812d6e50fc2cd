"""Dates and periods in a text, each as its first and last day."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from deepnews.schemas.base import Language
from deepnews.schemas.facts import DateMention

HAS_YEAR = re.compile(r"\d{4}|[一二][〇零○一二三四五六七八九]{3}年")
"""A year in the words of a date."""
Period = tuple[dt.date, dt.date]
Reading = Callable[[re.Match[str], "dt.date | None"], "Period | None"]


class Pattern(NamedTuple):
    """A form of date and how it is read; earlier patterns win."""

    regex: re.Pattern[str]
    read: Reading


def day(year: int, month: int, number: int) -> Period:
    """The day as a period; raises ValueError when the calendar has no such day."""
    found = dt.date(year, month, number)
    return found, found


def month_period(year: int, month: int, part: str = "") -> Period:
    """First and last day of a month, or of its early, middle or late part."""
    last = calendar.monthrange(year, month)[1]
    low, high = {"early": (1, 10), "mid": (11, 20), "late": (21, last)}.get(part, (1, last))
    return dt.date(year, month, low), dt.date(year, month, high)


def months_period(year: int, first: int, n_months: int) -> Period:
    """A run of months that begins in `year`; `first` may lie outside 1 to 12."""
    index = year * 12 + first - 1
    begin = month_period(index // 12, index % 12 + 1)[0]
    last = index + n_months - 1
    return begin, month_period(last // 12, last % 12 + 1)[1]


def year_period(year: int, part: str = "") -> Period:
    """First and last day of a year, or of its early, middle or late part (four months each)."""
    low = {"early": 1, "mid": 5, "late": 9}.get(part)
    return months_period(year, low, 4) if low else months_period(year, 1, 12)


def in_year(date: dt.date, year: int) -> dt.date:
    """The same day of another year; the 28th for the last days of February."""
    return date.replace(year=year, day=min(date.day, 28)) if date.month == 2 else date.replace(year=year)


def near_year(month: int, anchor: dt.date | None) -> int | None:
    """Year of a month named without one: the latest such month that lies at most four months ahead of `anchor`."""
    if anchor is None:
        return None
    return anchor.year - 1 if month > anchor.month + 4 else anchor.year


@lru_cache(maxsize=2)
def _patterns(language: Language) -> tuple[Pattern, ...]:
    if language == "zh":
        from deepnews.agents.rules.dates_zh import PATTERNS
    else:
        from deepnews.agents.rules.dates_en import PATTERNS
    return PATTERNS


@lru_cache(maxsize=8192)
def _matches(text: str, language: Language) -> tuple[tuple[re.Match[str], Reading], ...]:
    """Matches that do not overlap, in order of the text; the earlier pattern wins."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[re.Match[str], Reading]] = []
    for regex, read in _patterns(language):
        for m in regex.finditer(text):
            if m.end() > m.start() and all(m.end() <= low or m.start() >= high for low, high in taken):
                taken.append((m.start(), m.end()))
                found.append((m, read))
    return tuple(sorted(found, key=lambda pair: pair[0].start()))


def _period(m: re.Match[str], read: Reading, anchor: dt.date | None) -> Period | None:
    try:
        return read(m, anchor)
    except (ValueError, OverflowError):  # no such day in the calendar
        return None


def date_ranges(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Offsets of all that is written as a date, whether or not it can be placed in the calendar."""
    for m, _ in _matches(text, language):
        yield m.start(), m.end()


@lru_cache(maxsize=8192)
def find_dates(text: str, language: Language, anchor: dt.date | None = None) -> tuple[DateMention, ...]:
    """Dates in order of the text. What lacks a year, and words such as "last month", are placed by `anchor`;
    without one they are left out."""
    mentions = []
    for m, read in _matches(text, language):
        period = _period(m, read, anchor)
        if period is not None:
            mentions.append(DateMention(text=m.group(), start=m.start(), end=m.end(), first=period[0], last=period[1]))
    return tuple(mentions)
