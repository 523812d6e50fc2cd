"""Where and when a report was filed, and by whom: what wire copy opens with and no sentence of it is."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NamedTuple

_MONTH: Final = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY: Final = rf"(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:,? (?P<year>\d{{4}}))?"
_PLACE: Final = r"[A-Z][A-Z.'’-]{2,}(?:[ /][A-Z][A-Z.'’-]+){0,3}(?:, (?:[A-Z][\w.]+ ?){1,3})?"
_AGENCY: Final = (
    r"(?:\((?:[A-Z][A-Z ]{1,30}|Reuters|Bloomberg|PR ?Newswire|GlobeNewswire|Globe Newswire|Business Wire|Marketwired|"
    r"Kyodo|Xinhua)(?: via [^()]{2,40}| ?/[^()]{2,40})?\)|/[A-Z][\w -]{2,40}/)"
)
_DASH: Final = r"\s*(?:--|—|–|-|/)\s*"
_AGAIN: Final = _DAY.replace("?P<", "?P<b")
_ENGLISH: Final = re.compile(
    rf"{_PLACE}(?:,? {_DAY})?(?:(?:{_DASH}|,? ?){_AGENCY}(?:,? {_AGAIN})?{_DASH}|(?:--|\s[—–-])\s*)"
    r"(?=[A-Z“\"])"
)
_HOUSE: Final = (
    r"(?:[\u4e00-\u9fff]{1,6}[社网报台]|本[报刊台网]|[\u4e00-\u9fff]{2,8}(?:时报|日报|晚报|快报|早报|周刊)(?:e公司)?)"
)
_CHINESE: Final = re.compile(
    rf"[【\[（(]?{_HOUSE}[\u4e00-\u9fff]{{0,8}}?(?:(?:(?P<year>\d{{4}})年)?(?P<month>\d{{1,2}})月)?(?:(?P<day>\d{{1,2}})日)?"
    r"(?:专?电|讯|消息)[】\]）)]?\s*(?:[（(][^（）()]{0,12}(?:记者|通讯员|编辑)[^（）()]{1,30}[）)])?[\s,，:：]*"
    r"|[\u4e00-\u9fff]{2,6}(?<![通资音喜简快])讯[ \u3000]"
    r"|[（(](?:本报)?(?:记者|通讯员)[\s:：][^（）()]{1,30}[）)]\s*"
)
_N_PARAGRAPHS: Final = 6
"""Paragraphs at the beginning of a text, in one of which a dateline stands."""


class Filed(NamedTuple):
    """A text without its datelines, and the day they name (ISO), empty for none."""

    text: str
    day: str


def without_dateline(text: str) -> Filed:
    """The text without the dateline of one of its first paragraphs."""
    paragraphs = text.split("\n\n")
    for position, paragraph in enumerate(paragraphs[:_N_PARAGRAPHS]):
        found = _ENGLISH.match(paragraph) or _CHINESE.match(paragraph)
        if found is None or found.end() >= len(paragraph):
            continue
        if text.count(found.group().strip()) > 1:
            break  # what returns is the label of one who speaks
        paragraphs[position] = paragraph[found.end() :]
        return Filed("\n\n".join(paragraphs), _day(found))
    return Filed(text, "")


def _day(found: re.Match[str]) -> str:
    parts = {k.removeprefix("b"): v for k, v in found.groupdict().items() if v}
    if not {"year", "month", "day"} <= set(parts):
        return ""
    month = parts["month"].lower()[:3]
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
    try:
        return dt.date(int(parts["year"]), number, int(parts["day"])).isoformat()
    except ValueError:
        return ""  # the 30th of February
