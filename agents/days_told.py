"""The days that Facts tell of, and whether a heading that speaks of time holds for those below it.

A reader dates what a sentence tells by the period it names, else by the day of its document. A Fact therefore reaches
from the newest period it names, that had begun when its document was written, to the day of the document; a sentence
that opens on its period ("In March 2031, ...") tells of that alone. A heading holds where the reaches of all Facts of
its section lie to those of the sections beside it as it says. What bears no date bears out nothing.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from deepnews.agents.frames import date_text
from deepnews.packaged import Patterns, packaged_patterns
from deepnews.schemas.base import Language
from deepnews.schemas.draft import DraftBlock
from deepnews.schemas.facts import DateMention, Fact

_TELLS_OF = {
    "en": re.compile(
        r"(?P<opens>^)?(?:(?:back|early|late|only)\s+)?"
        r"\b(?:in|during|on|of|for|over|throughout|at the (?:end|start) of)\s+"
        r"(?:(?:the|early|late|mid|middle|whole|of|months?|end|start)\s+){0,3}$",
        re.I,
    ),
    "zh": re.compile("(?P<opens>^)?(?:早在|在|于)?(?<![自从至到比较由])$"),
}
"""What stands before a period of which something is told; not before one that it is counted from or held against."""
_NOT_OF = re.compile("(?:以来|以后|以前|之前|之后|前|后|起|至|到)")
"""What stands behind such a one in Chinese."""


_STORY = dt.timedelta(days=60)
"""Documents of fewer days (a hearing, one week's papers) tell the story over and over: their days do not order it."""


class Reach(NamedTuple):
    """Two days, both included."""

    first: dt.date
    last: dt.date


class Section(NamedTuple):
    """A heading and the Facts below it, up to the next heading."""

    heading: str
    facts: Sequence[Fact]


def reach(fact: Fact, language: Language) -> Reach | None:
    """The days that `fact` tells of; None for a document without a date."""
    day = fact.doc_date
    if day is None:
        return None
    told = [(d, found) for d in fact.dates if d.first <= day and (found := _told_of(d, fact.text, language))]
    newest = max((min(d.last, day) for d, _ in told), default=day)
    opens = any(found["opens"] is not None for _, found in told)
    return Reach(newest, newest if opens else day)


def _told_of(date: DateMention, text: str, language: Language) -> re.Match[str] | None:
    """What makes the date one of which `text` tells something; None for one that it counts from, or to."""
    return None if _NOT_OF.match(text[date.end :]) else _TELLS_OF[language].search(text[: date.start])


def days_of(facts: Iterable[Fact]) -> list[dt.date]:
    """The days of the documents that the Facts come from."""
    return [f.doc_date for f in facts if f.doc_date is not None]


def tells_in_time(facts: Iterable[Fact]) -> bool:
    """True where the documents of the Facts lie so far apart that what they tell follows in time as they do."""
    days = days_of(facts)
    return bool(days) and max(days) - min(days) >= _STORY


def true_headings(sections: Sequence[Section], language: Language) -> tuple[str, ...]:
    """The heading of each section; where one speaks of time and its Facts do not bear it out, their days instead, and
    none where they have none or these stand already. A section without a heading keeps none."""
    reaches = [_reach_of(s.facts, language) for s in sections]
    wrong = {i for i, s in enumerate(sections) if not holds(i, s.heading, reaches, language)}
    months = [_days_text(s.facts, language, by_day=False) for s in sections]
    made = [
        _days_text(s.facts, language, by_day=months.count(months[i]) > 1) if i in wrong else s.heading
        for i, s in enumerate(sections)
    ]
    return tuple("" if i in wrong and heading in made[:i] else heading for i, heading in enumerate(made))


def headed(blocks: Sequence[DraftBlock], facts: Mapping[str, Fact], language: Language) -> tuple[DraftBlock, ...]:
    """The blocks under headings that hold, the days in the place of one that only says between two others; what stands
    under none goes on under the heading before it."""
    told = [[facts[i] for p in b.paragraphs for s in p.sentences for i in s.fact_ids[:1] if i in facts] for b in blocks]
    given = [
        _days_text(of, language, by_day=False) if claim_of(b.heading, language) == "meantime" else b.heading
        for b, of in zip(blocks, told, strict=True)
    ]
    made = headings_of(given, told, language)
    return tuple(b.model_copy(update={"heading": h}) for b, h in zip(blocks, made, strict=True))


def headings_of(headings: Sequence[str], told: Sequence[Sequence[Fact]], language: Language) -> tuple[str, ...]:
    """The headings of blocks that tell those Facts, as they hold; a block without one belongs to the block before."""
    starts = [i for i, heading in enumerate(headings) if heading or i == 0]
    ends = [*starts, len(headings)][1:]
    sections = [
        Section(headings[a], [f for facts in told[a:b] for f in facts]) for a, b in zip(starts, ends, strict=True)
    ]
    made = dict(zip(starts, true_headings(sections, language), strict=True))
    return tuple(made.get(i, "") for i in range(len(headings)))


def holds(at: int, heading: str, reaches: Sequence[Reach | None], language: Language) -> bool:
    """True where the section at that place bears out what its heading says of time; always for one that says nothing.
    Days made a heading are made anew."""
    claim = claim_of(heading, language)
    if not claim:
        return True
    own = reaches[at]
    if own is None or claim == "days":
        return False
    earlier = [r for r in reaches[:at] if r]
    later = [r for r in reaches[at + 1 :] if r]
    next_first = later[0].first if later else dt.date.max
    match claim:
        case "before":
            return all(own.last < r.first for r in earlier[:1]) and own.last <= next_first
        case "older":
            return own.last < next_first
        case "start":
            return all(own.first <= r.first for r in (*earlier, *later))
        case "signs":
            return own.first <= next_first
        case "then":
            return any(own.first <= r.last and r.first <= own.last for r in earlier[-1:]) and own.last <= next_first
        case "meantime":
            return all(r.first <= own.first for r in earlier[-1:]) and all(own.last <= r.last for r in later[:1])
        case "after":
            return all(r.last < own.first for r in earlier[-1:])
        case _:
            return all(r.last < own.first for r in earlier)


def claim_of(heading: str, language: Language) -> str:
    """What the heading says of time; empty for one that says nothing."""
    return next((kind for kind, pattern in _patterns(language).items() if pattern.fullmatch(heading.strip())), "")


def _patterns(language: Language) -> Patterns:
    return packaged_patterns("deepnews.agents", "heading_times.yaml")[language]


def _reach_of(facts: Sequence[Fact], language: Language) -> Reach | None:
    """From the first to the last day that the Facts tell of; None where one has no date, or there is none."""
    found = [reach(f, language) for f in facts]
    known = [r for r in found if r]
    if not known or len(known) < len(found):
        return None
    return Reach(min(r.first for r in known), max(r.last for r in known))


def _days_text(facts: Sequence[Fact], language: Language, *, by_day: bool) -> str:
    """The days of the documents that the Facts come from, as a heading: by months, or by days."""
    days = days_of(facts)
    if not days:
        return ""
    first, last = min(days), max(days)
    same_month = (first.year, first.month) == (last.year, last.month)
    if by_day and same_month:
        return _within_month(first, last, language)
    return _month(first, language) if same_month else _months(first, last, language)


def _within_month(first: dt.date, last: dt.date, language: Language) -> str:
    if first == last:
        return date_text(first, language)
    if language == "zh":
        return f"{date_text(first, language)}至{last.day}日"
    return f"{calendar.month_name[first.month]} {first.day} to {last.day}, {first.year}"


def _months(first: dt.date, last: dt.date, language: Language) -> str:
    if first.year != last.year:
        return f"{_month(first, language)}{'至' if language == 'zh' else ' to '}{_month(last, language)}"
    if language == "zh":
        return f"{_month(first, language)}至{last.month}月"
    return f"{calendar.month_name[first.month]} to {_month(last, language)}"


def _month(day: dt.date, language: Language) -> str:
    return f"{day.year}年{day.month}月" if language == "zh" else f"{calendar.month_name[day.month]} {day.year}"
