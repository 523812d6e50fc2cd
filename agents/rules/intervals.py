"""Times told by their distance from another: "four days later", "the next day", 再过九天, 次日, "the same month"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from deepnews.agents.rules.dates import HAS_YEAR, Period, find_dates, in_year, months_period
from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.numerals import NUMBER_WORDS, chinese_value
from deepnews.schemas.base import Language
from deepnews.schemas.facts import DateMention
from deepnews.schemas.verification import Finding
from deepnews.text import fold, outside_quotes

Unit = Literal["day", "week", "month", "year"]

_UNITS: dict[str, Unit] = {
    "day": "day", "week": "week", "fortnight": "week", "month": "month", "year": "year", "date": "day",
    "morning": "day", "evening": "day",
    "天": "day", "日": "day", "周": "week", "星期": "week", "月": "month", "年": "year",
}  # fmt: skip
_DAYS: dict[Unit, int] = {"day": 1, "week": 7, "month": 30, "year": 365}
_SLACK: dict[Unit, int] = {"day": 0, "week": 3, "month": 20, "year": 183}
"""Days by which a time counted in the unit may be off."""
_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_U = r"(?P<unit>day|week|month|year)s?"
_FORMS = {
    "en": re.compile(
        rf"\b(?:(?:just|only|some|about|barely|exactly)\s+)?(?P<n>an?|{_WORDS}|\d{{1,3}})\s+{_U}\s+"
        r"(?P<way>later|afterwards|after\s+that|earlier|before\s+that)\b"
        r"|\b[Tt]he\s+(?P<next>next|following)\s+(?P<unit2>day|morning|week|month|year)\b"
        r"|\b[Tt]he\s+(?P<after>day|week|month|year)\s+after\b(?!\s+\w)"
        r"|\b[Tt]h(?:e\s+same|at|at\s+same)\s+(?P<same>day|date|morning|evening|week|month|year)\b",
        re.I,
    ),
    "zh": re.compile(
        r"(?:又|再|仅|只|刚|才)?(?:隔|过)?了?(?<![\d.])(?P<n>[一二两三四五六七八九十]{1,3}|\d{1,3})"
        r"(?P<unit>天|日|周|个?星期|个月|年)(?P<way>(?:以|之)?后|过后)"
        r"|(?:又|再)(?:隔|过)了?(?P<past>[一二两三四五六七八九十]{1,3}|\d{1,3})(?P<unit3>天|日|周|个?星期|个月|年)"
        r"|(?P<next>次|翌|第二)(?P<unit2>日|天|周|个?月|年)"
        r"|(?<!合)同一?(?P<same>日|天|周|个?月|年)(?![期度比龄])"
    ),
}
_BACK = re.compile(r"earlier|before", re.I)
"""Back by months or years is what a figure is compared with, and no step of the tale."""
_LONGEST: dict[Unit, int] = {"day": 31, "week": 31, "month": 62, "year": 400}
"""Days of the longest period of the evidence that a distance in the unit may lead to."""
_MAX_TALE_DAYS = 300
_MAX_ANCHORS = 12


class Interval(NamedTuple):
    """A distance in time where it stands in a text."""

    start: int
    end: int
    text: str
    n_units: int
    """Signed: later is positive; 0 for "the same"."""
    unit: Unit


def find_intervals(text: str, language: Language) -> tuple[Interval, ...]:
    """The distances in time that a text tells outside quotation marks, in order."""
    return tuple(_intervals(outside_quotes(text), language))


def _intervals(text: str, language: Language) -> Iterator[Interval]:
    for m in _FORMS[language].finditer(text):
        part = {k: v for k, v in m.groupdict().items() if v}
        unit = _UNITS[_unit_word(part)]
        is_back = bool(_BACK.search(part.get("way", "")))
        n_units = 0 if "same" in part else _count(part.get("n") or part.get("past") or "1", language)
        if not (is_back and unit in ("month", "year")):
            yield Interval(m.start(), m.end(), m.group(), -n_units if is_back else n_units, unit)


def _unit_word(part: Mapping[str, str]) -> str:
    """The unit as it stands, in lower case and without the counting word before a month or week."""
    found = next(v for k, v in part.items() if k.startswith(("unit", "after", "same"))).lower()
    return found.removeprefix("个")


def _count(word: str, language: Language) -> int:
    if word.isdigit():
        return int(word)
    return int(chinese_value(word)) if language == "zh" else NUMBER_WORDS.get(word.lower(), 1)


def reached(interval: Interval, anchor: Period) -> Period:
    """First and last day that the distance leads to from a period; raises OverflowError out of the calendar."""
    first, last = anchor
    if interval.n_units == 0:
        return _whole(first, last, interval.unit)
    if interval.unit == "month" and first != last:
        return months_period(first.year, first.month + interval.n_units, 1)
    gap = dt.timedelta(days=round(interval.n_units * (30.44 if interval.unit == "month" else _DAYS[interval.unit])))
    slack = dt.timedelta(days=_SLACK[interval.unit])
    return first + gap - slack, last + gap + slack


def _whole(first: dt.date, last: dt.date, unit: Unit) -> Period:
    """The day, week, month or year that a period lies in."""
    if unit == "year":
        return dt.date(first.year, 1, 1), dt.date(last.year, 12, 31)
    if unit == "month":
        return months_period(first.year, first.month, 1)[0], months_period(last.year, last.month, 1)[1]
    slack = dt.timedelta(days=6 if unit == "week" else 0)
    return first - slack, last + slack


class Judged(NamedTuple):
    """A distance held against the dates of the evidence."""

    interval: Interval
    is_right: bool


def interval_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A refuting finding for a distance that leads from no date told before it to one of the evidence."""
    wrong = next((j.interval for j in judged(text, grounds) if not j.is_right), None)
    if wrong is None:
        return []
    reason = f"From the dates told before, “{wrong.text}” is no date of the evidence."
    return [Finding(code="date.interval", verdict="refuted", claim_text=wrong.text, reason=reason, is_frame=True)]


def judged(text: str, grounds: Grounds) -> list[Judged]:
    """The distances of a claim that can be reckoned: a date was told before, the evidence is dated, and does not tell
    the same distance itself. Of "the same month" only what is right: it may be said of what has no date.
    """
    if not grounds.told:
        return []
    evidence = fold(grounds.text).casefold()
    told = (i for i in find_intervals(text, grounds.language) if fold(i.text).casefold() not in evidence)
    found = [j for i in told if (j := _held_against(i, text, grounds)) is not None]
    return [j for j in found if j.is_right or j.interval.n_units]


def _held_against(interval: Interval, text: str, grounds: Grounds) -> Judged | None:
    known = [p for p in _evidence_periods(grounds) if (p[1] - p[0]).days <= _LONGEST[interval.unit]]
    leads = _reached_from(interval, [*_own(text, interval, grounds), *grounds.told])
    if not known or not leads:
        return None
    return Judged(interval, any(_meet(a, b) for a in leads for b in known))


def _own(text: str, interval: Interval, grounds: Grounds) -> list[Period]:
    """Dates of the claim itself before the distance."""
    anchor = grounds.told[-1][0]
    return [(d.first, d.last) for d in find_dates(text[: interval.start], grounds.language, anchor)]


def _evidence_periods(grounds: Grounds) -> list[Period]:
    """Dates of the evidence, of its paragraphs, and of its documents and their openings."""
    found = [
        d
        for t in (*grounds.sentences, grounds.window, *grounds.openings)
        for d in find_dates(t, grounds.language, grounds.anchor)
    ]
    return [(d.first, d.last) for d in found] + [(d, d) for d in grounds.doc_dates]


def _reached_from(interval: Interval, anchors: Iterable[Period]) -> list[Period]:
    """Where the distance leads; a distance of days counts from single days only."""
    found: list[Period] = []
    for anchor in anchors:
        is_long = (anchor[1] - anchor[0]).days > _DAYS[interval.unit]
        if not is_long or interval.n_units == 0:
            try:
                found.append(reached(interval, anchor))
            except (OverflowError, ValueError):
                continue
    return found


def _meet(one: Period, other: Period) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


@lru_cache(maxsize=4096)
def told_periods(sentences: tuple[str, ...], language: Language, start: dt.date | None) -> tuple[Period, ...]:
    """Dates that sentences tell one after the other, the last ones last; a distance adds the date it leads to.

    What lacks a year has that of the last date before it which has one, and of `start` where there is none.
    """
    told: list[Period] = []
    for sentence in sentences:
        new: list[Period] = []
        for mention in find_dates(sentence, language, start):
            new.append(_in_year_of(mention, start))
            start = new[-1][0] if _is_short(new[-1]) else start
        steps = [i for i in find_intervals(sentence, language) if i.n_units]
        if steps and not new and told:
            new = [_centre(p) for p in _reached_from(steps[0], told[-1:])]
        told += new
    return tuple(told[-_MAX_ANCHORS:])


def _is_short(period: Period) -> bool:
    """True for less than most of a year: "the models of 1975" say nothing of when the tale goes on."""
    return (period[1] - period[0]).days < _MAX_TALE_DAYS


def _in_year_of(mention: DateMention, anchor: dt.date | None) -> Period:
    """First and last day of a date, in the anchor's year where it names none itself."""
    if anchor is None or HAS_YEAR.search(mention.text) or not _is_short((mention.first, mention.last)):
        return mention.first, mention.last
    return in_year(mention.first, anchor.year), in_year(mention.last, anchor.year)


def _centre(period: Period) -> Period:
    """The middle day of a period that a slack made wide."""
    middle = period[0] + (period[1] - period[0]) / 2
    return middle, middle
