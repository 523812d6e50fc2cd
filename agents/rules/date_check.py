"""Whether the dates of a claim are those of its evidence or of the evidence's document."""

from __future__ import annotations

import datetime as dt
import re

from deepnews.agents.rules.dates import HAS_YEAR, find_dates, in_year
from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.lexicon import pattern
from deepnews.schemas.facts import DateMention
from deepnews.schemas.verification import Finding
from deepnews.text import fold

EVENT_DATE = "date.frame"
"""Reason code of a document's day in the place of an event's: no fault of a sentence that dates what was said."""
_NO_ANCHOR = dt.date(2000, 6, 15)
_SLACK = dt.timedelta(days=3)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:星期|周)[一二三四五六日天](?!期)")
_IGNORED = re.compile(r"^(?:today|今天|今日|当天|当日|当月|当年)$", re.I)
_COMPARED = re.compile(r"\b(?:from|against|compared (?:with|to)|than|versus)\b[^,;]*$|(?:较|比|而)[^，；]*$", re.I)
"""What a date behind it is only compared with: it does not date the event."""
_AS_OF = re.compile(r"\b(?:[Bb]y|[Aa]s of|[Uu]ntil|[Uu]p to)\s+(?:the\s+)?$|(?:截至|截止|到)$")
"""What stands so by the day of the document need not have happened on it."""
_AT_PRESENT = re.compile(r"\b(?:now|this time|at present|currently|today)\b|此次|目前|现在|如今|今天", re.I)
"""Words by which the evidence itself speaks of the document's day."""
_WEEKDAYS_ZH = "一二三四五六日"


def date_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for every date that is neither in the evidence nor its document's."""
    n_lead = grounds.n_lead(text)
    anchor = grounds.anchor or _NO_ANCHOR
    claimed = [
        d for d in find_dates(text, grounds.language, anchor) if d.start >= n_lead and not _IGNORED.match(d.text)
    ]
    dated = [(d, s) for s in grounds.sentences for d in find_dates(s, grounds.language, anchor)]
    own = [d for d, _ in dated]
    placing = [d for d, s in dated if not _COMPARED.search(s[max(0, d.start - 40) : d.start])]
    faults = [f for d in claimed if (f := _fault(d, claimed, own, placing, text, grounds)) is not None]
    return faults + _weekday_faults(text[n_lead:], grounds)


def _fault(
    mention: DateMention,
    claimed: list[DateMention],
    own: list[DateMention],
    placing: list[DateMention],
    text: str,
    grounds: Grounds,
) -> Finding | None:
    if any(_agrees(mention, d) for d in own):
        return None
    frame = [_day(d) for d in grounds.doc_dates] + list(
        find_dates(grounds.frame, grounds.language, grounds.anchor or _NO_ANCHOR)
    )
    if any(_agrees(mention, d) for d in frame):
        return _moved(mention, claimed, placing, text, grounds)
    around = find_dates(grounds.window, grounds.language, grounds.anchor or _NO_ANCHOR)
    if any(_agrees(mention, d) for d in around) and not (own and not _any_kept(claimed, own)):
        return None
    if not own and not around and any(_agrees(mention, d) for d in _opening_dates(grounds)):
        return None
    shown = ", ".join(dict.fromkeys([d.text for d in own] + [str(d) for d in grounds.doc_dates]))
    code, says = ("date.mismatch", f"has {shown}") if shown else ("date.new", "gives no date")
    return Finding(
        code=code,
        verdict="refuted",
        claim_text=mention.text,
        is_frame=True,
        reason=f"The claim says {mention.text}; the evidence {says}.",
    )


def _opening_dates(grounds: Grounds) -> list[DateMention]:
    """Dates of the openings of the documents: they date what stands below without a date of its own."""
    return [d for text in grounds.openings for d in find_dates(text, grounds.language, grounds.anchor or _NO_ANCHOR)]


def _any_kept(claimed: list[DateMention], own: list[DateMention]) -> bool:
    return any(_agrees(c, o) for c in claimed for o in own)


def _moved(
    mention: DateMention, claimed: list[DateMention], own: list[DateMention], text: str, grounds: Grounds
) -> Finding | None:
    """A finding when an event the evidence dates itself is given the document's date instead."""
    placed = [d for d in own if d.first <= d.last < mention.first or d.first > mention.last]
    if not placed or _any_kept(claimed, own) or len(placed) < len(own):
        return None
    if pattern("reporting_verbs", grounds.language).search(text) or grounds.lead_in:
        return None
    if _AS_OF.search(text[: mention.start]) or _AT_PRESENT.search(grounds.text):
        return None
    return Finding(
        code=EVENT_DATE,
        verdict="refuted",
        claim_text=mention.text,
        is_frame=True,
        reason=f"The document is of {mention.text}; it dates the event {placed[0].text}.",
    )


def _day(date: dt.date) -> DateMention:
    return DateMention(text=date.isoformat(), start=0, end=0, first=date, last=date)


def _agrees(claimed: DateMention, found: DateMention) -> bool:
    """True when the claimed period is the found one, or holds it."""
    if fold(claimed.text).casefold() == fold(found.text).casefold():
        return True
    is_part = 5 < (claimed.last - claimed.first).days < 12
    slack = _SLACK if is_part else dt.timedelta(0)
    low, high = claimed.first, claimed.last
    if not HAS_YEAR.search(claimed.text) and found.first.year == found.last.year and (high - low).days < 32:
        low, high = in_year(low, found.first.year), in_year(high, found.first.year)
    return low - slack <= found.first and found.last <= high + slack


def _weekday_faults(text: str, grounds: Grounds) -> list[Finding]:
    known = f"{grounds.window}\n{grounds.frame}".lower()
    names = {d.strftime("%A") for d in grounds.doc_dates} | {
        f"周{_WEEKDAYS_ZH[d.weekday()]}" for d in grounds.doc_dates
    }
    found = (m.group() for m in _WEEKDAY.finditer(text))
    return [
        Finding(
            code="date.weekday",
            verdict="refuted",
            claim_text=w,
            is_frame=True,
            reason=f"The evidence does not say that it was a {w}.",
        )
        for w in found
        if w.lower() not in known and w.replace("星期", "周").replace("天", "日") not in names
    ]
