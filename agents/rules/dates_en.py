"""English forms of dates."""

from __future__ import annotations

import datetime as dt
import re

from deepnews.agents.rules.dates import (
    Pattern,
    Period,
    Reading,
    day,
    month_period,
    months_period,
    near_year,
    year_period,
)
from deepnews.text import MONTHS_EN

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"winter": 0, "spring": 3, "summer": 6, "autumn": 9, "fall": 9}
_PARTS = {"begin": "early", "start": "early", "early": "early", "mid": "mid", "end": "late", "late": "late"}
_NUMBERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "latter": 2}

_M = (
    rf"(?P<month>{MONTHS_EN}"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_YEAR = r"(?P<year>1[6-9]\d\d|20\d\d)"
_Y = rf"{_YEAR}(?![\d,]*\d|%)"
_D = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?!\d|[.,]\d|%|\s*(?:per\s?cent|percent|million|billion))"
_PART = r"(?P<part>[Ee]arly|[Mm]id|[Ll]ate|(?:[Tt]he\s+)?(?:beginning|start|middle|end)\s+of)"


def _month(m: re.Match[str]) -> int:
    return _MONTHS.index(m["month"][:3].lower()) + 1


def _part(m: re.Match[str]) -> str:
    words = m["part"].lower().split()
    return next((v for k, v in _PARTS.items() for w in words if w.startswith(k)), "")


def _optional_year(m: re.Match[str], month: int, anchor: dt.date | None) -> int | None:
    return int(m["year"]) if m["year"] else near_year(month, anchor)


def _full_day(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    year = _optional_year(m, _month(m), anchor)
    return day(year, _month(m), int(m["day"])) if year else None


def _whole_month(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    year = _optional_year(m, _month(m), anchor)
    return month_period(year, _month(m)) if year else None


def _part_month(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    year = _optional_year(m, _month(m), anchor)
    return month_period(year, _month(m), _part(m)) if year else None


def _iso(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    return day(int(m["year"]), int(m["m"]), int(m["day"]))


def _anchored_year(m: re.Match[str], anchor: dt.date | None) -> int | None:
    return int(m["year"]) if m["year"] else anchor.year if anchor else None


def _quarter(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    year, word = _anchored_year(m, anchor), m["n"].lower()
    number = _NUMBERS.get(word) or int(word[0])
    return months_period(year, 3 * number - 2, 3) if year and 1 <= number <= 4 else None


def _half(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    year, word = _anchored_year(m, anchor), m["n"].lower()
    number = _NUMBERS.get(word) or int(word[0])
    return months_period(year, 6 * number - 5, 6) if year else None


def _season(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    year = _anchored_year(m, anchor)
    if year is None:
        return None
    lead = (m["lead"] or "").lower()
    year += -1 if not m["year"] and lead.startswith("last") else 1 if not m["year"] and lead.startswith("next") else 0
    return months_period(year, _SEASONS[m["season"].lower()], 3)


def _part_year(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    return year_period(int(m["year"]), _part(m))


def _decade(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    year = int(m["year"])
    return months_period(year, 1, 120 if year % 100 or year >= 2000 else 1200)


def _two_years(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    first = int(m["year"])
    second = int(m["second"]) if len(m["second"]) == 4 else first // 100 * 100 + int(m["second"])
    return (dt.date(first, 1, 1), dt.date(second, 12, 31)) if first < second <= first + 60 else None


def _year(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    return year_period(int(m["year"]))


_SHIFT = {
    "last": -1,
    "previous": -1,
    "past": -1,
    "preceding": -1,
    "this": 0,
    "current": 0,
    "present": 0,
    "next": 1,
    "coming": 1,
    "following": 1,
}


def _relative(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    if anchor is None:
        return None
    shift, unit = _SHIFT[m["shift"].lower()], m["unit"].lower()
    if unit == "week":
        monday = anchor - dt.timedelta(days=anchor.weekday()) + dt.timedelta(weeks=shift)
        return monday, monday + dt.timedelta(days=6)
    if unit == "quarter":
        return months_period(anchor.year, (anchor.month - 1) // 3 * 3 + 1 + 3 * shift, 3)
    return months_period(anchor.year, anchor.month + shift, 1) if unit == "month" else year_period(anchor.year + shift)


def _year_ago(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    return year_period(anchor.year - 1) if anchor else None


def _near_day(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    if anchor is None:
        return None
    found = anchor + dt.timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[m.group().lower()])
    return found, found


_NO_YEAR = r"(?P<year>(?!))?"
_FREE = r"(?<![\d.,$£€¥])\b"
_MAY_AFTER_CUE = "(?:{})May".format(
    "|".join(
        rf"(?<=\b{cue}\s)"
        for cue in (
            "in",
            "In",
            "since",
            "Since",
            "by",
            "By",
            "until",
            "last",
            "Last",
            "this",
            "of",
            "during",
            "During",
            "from",
            "From",
            "before",
            "Before",
            "after",
            "After",
            "for",
            "and",
            "to",
        )
    )
)
_MAY_ALONE = r"May(?=[.,;:)]|\s*$|\s+(?:and|but|to|through|was|were|had|than|as|when|after|because|that|in)\b)"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"

_FORMS: tuple[tuple[str, bool, Reading], ...] = (
    (rf"(?<![\d/.-]){_YEAR}[-/](?P<m>\d{{1,2}})[-/](?P<day>\d{{1,2}})(?![\d/-])", False, _iso),
    (rf"(?<![\d/.-])(?P<m>\d{{1,2}})/(?P<day>\d{{1,2}})/{_YEAR}(?![\d/])", False, _iso),
    (rf"\b{_M}\s+{_D}\s*(?:[-–]\s*[0-3]?\d)?\s*,?\s+{_Y}", False, _full_day),
    (rf"{_FREE}{_D}\s+(?:of\s+)?{_M},?\s+{_Y}", False, _full_day),
    (rf"{_FREE}{_D}(?=\s+(?:and|or|to|until|through)\s+\d{{1,2}}\s+{_M},?\s+{_Y})", False, _full_day),
    (rf"{_FREE}{_D}(?=\s+(?:and|or|to|until|through)\s+\d{{1,2}}\s+{_M}){_NO_YEAR}", False, _full_day),
    (rf"\b{_PART}[-\s]+(?:the\s+)?{_M}\b(?:\s+of)?(?:,?\s+{_Y})?", False, _part_month),
    (rf"\b{_M},?\s+(?:of\s+)?{_Y}", False, _whole_month),
    (rf"\b{_M}\s+{_NO_YEAR}{_D}\b(?!\s+(?:percent|per))", False, _full_day),
    (rf"{_FREE}{_D}\s+(?:of\s+)?{_M}\b{_NO_YEAR}", False, _full_day),
    (
        rf"\b(?P<n>first|second|third|fourth|1st|2nd|3rd|4th)[-\s]quarter\b(?:\s+of)?(?:\s+(?:fiscal\s+)?{_Y})?",
        True,
        _quarter,
    ),
    (rf"\bQ(?P<n>[1-4])\b(?:\s*(?:of\s+)?{_Y})?", False, _quarter),
    (rf"\b{_YEAR}[-\s]?Q(?P<n>[1-4])\b", False, _quarter),
    (rf"\b(?P<n>first|second|latter|1st|2nd)[-\s]half(?:\s+of)?\s+(?:the\s+year|{_Y})(?!\w)", True, _half),
    (rf"\bH(?P<n>[12])\s+{_Y}", False, _half),
    (rf"\b(?P<lead>(?:(?:early|mid|late|in|the|this|last|next)[-\s]+)*){_SEASON}(?:\s+of)?,?\s+{_Y}", True, _season),
    (rf"\b(?P<lead>(?:this|last|next)\s+(?:past\s+)?){_SEASON}\b{_NO_YEAR}", True, _season),
    (rf"(?<=\b[Ii]n\s)(?P<lead>the\s+)?(?P<season>spring|summer|autumn|winter)\b{_NO_YEAR}", False, _season),
    (rf"\b{_PART}[-\s]+(?:of\s+)?{_Y}", True, _part_year),
    (rf"{_FREE}{_YEAR}[-–/](?P<second>\d{{4}}|\d\d)(?![\d%]|\s*per\s?cent)\b", False, _two_years),
    (r"\b(?P<year>(?:1[6-9]|20)\d0)['’]?s\b", False, _decade),
    (rf"\b{_M.replace('|May|', '|')}(?![\w'’]*[a-z]){_NO_YEAR}", False, _whole_month),
    (rf"(?P<month>{_MAY_AFTER_CUE})\b{_NO_YEAR}", False, _whole_month),
    (rf"(?<![.!?]\s)(?<!^)\b(?P<month>{_MAY_ALONE}){_NO_YEAR}", False, _whole_month),
    (
        r"\b(?P<shift>last|this|next|previous|preceding|current|present|coming|following)\s+"
        r"(?P<unit>week|month|quarter|year)\b(?!-old)",
        True,
        _relative,
    ),
    (r"\b(?:a|one)\s+year\s+(?:ago|earlier|before)\b", True, _year_ago),
    (r"\b(?:yesterday|today|tomorrow)\b", True, _near_day),
    (
        rf"(?:(?<![\w.,$£€¥#/-])|(?<=mid-)){_Y}(?![-\w])"
        r"(?!\s*(?:per\s?cent|million|billion|dollars|pounds|euros|yuan|points?)\b)(?!(?<=00)\s+[a-z]+s\b)",
        False,
        _year,
    ),
)
PATTERNS: tuple[Pattern, ...] = tuple(
    Pattern(re.compile(regex, re.I if ignore_case else 0), read) for regex, ignore_case, read in _FORMS
)
