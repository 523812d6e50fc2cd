"""Figures and dates of an English sentence as Chinese writes them, and whether two languages tell the same ones."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from deepnews.agents.frames import date_text
from deepnews.agents.rules.dates import find_dates
from deepnews.agents.rules.numbers import find_quantities
from deepnews.agents.rules.numerals import chinese_value
from deepnews.schemas.base import Language
from deepnews.schemas.facts import DateMention, Quantity

_MONTHS: Final = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_MONTH: Final = "|".join(_MONTHS)
_SCALES: Final = {
    **dict.fromkeys(("trillion", "tn"), 10**12),
    **dict.fromkeys(("billion", "bn"), 10**9),
    **dict.fromkeys(("million", "m", "mn"), 10**6),
    "thousand": 10**3,
}
_CURRENCIES: Final = {"$": "美元", "US$": "美元", "£": "英镑", "€": "欧元", "¥": "日元"}
_NUMBER: Final = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_SCALE: Final = r"(?:[ -]?(?P<scale>trillion|billion|million|thousand|tn|bn|mn?)\b)?"
_FIGURE: Final = re.compile(
    rf"(?<![\w.,])(?P<currency>US\$|[$£€¥])?{_NUMBER}{_SCALE}"
    r"(?:[ -]?(?P<unit>%|per ?cent(?:age)?(?![- ]points?\b)(?:s\b|\b)|percentage[- ]points?\b|basis[- ]points?\b))?"
)
_DAY: Final = re.compile(
    rf"\b(?:(?P<month>{_MONTH}) (?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}}) (?P<month2>{_MONTH}))\b(?!,? \d{{4}})"
)
_TOKEN: Final = re.compile(
    r"\d[\d.,]*(?:年代|年期|个月期|年(?:\d+月(?:\d+日|[上中下]旬)?)?|月(?:\d+日|[上中下]旬)?|(?:万亿|亿|万)?(?:美元|英镑|欧元|日元)|万亿|亿|万|%|个百分点|个基点)?"
)
_PART: Final = re.compile(rf"\b(?P<part>early|mid|late)[ -](?P<month>{_MONTH})(?: (?P<year>\d{{4}}))?\b")
_DECADE: Final = re.compile(r"\b(?:the )?(\d{3}0)s\b")
_EITHER: Final = re.compile(r"\b(?:either|both|couple|pair)\b", re.I)
"""Two, in words that are no figure."""
_PARTS: Final = {"early": "上旬", "mid": "中旬", "late": "下旬"}
_LARGE: Final = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))
_MOST_DECIMALS: Final = 4
_MONTH_ZH: Final = re.compile(r"(?<![个\d])(?P<number>\d{1,2}|十[一二]?|[一二三四五六七八九])月(?!度)")
_MONTH_EN: Final = re.compile(
    rf"\b(?:(?P<name>{_MONTH.replace('May|', '')})|(?:in|of|by|since|until|from|to|through|last|this|and|late|early) "
    r"(?P<may>May)\b|May(?= \d)|(?<=\d )May)\b"
)
_FROM_TO: Final = re.compile(r"\bfrom\b(?P<old>[^,;]{1,60}?)\bto\b(?P<new>[^,;]{1,60})")
_ABOUT: Final = re.compile(
    r"\b(?:about|around|approximately|roughly|some|nearly|almost|near|close to|an estimated|just over|just under|"
    r"more than|circa|in the region of|over|above|below|under|less than|up to) (?:an? |the )?[$£€¥]?(\d[\d.]*)",
    re.I,
)
_ABOUT_ZH: Final = re.compile(r"(?<![大节制公条])约(?:为)?(\d[\d.]*)|(\d[\d.]*)[^\d，。；、]{0,6}?(?:左右|上下)")
"""Figures that are told as not exact."""
_SPECIAL_UNITS: Final = frozenset(("percent", "percentage_point", "basis_point", "USD", "GBP", "EUR", "CNY", "JPY"))


def with_chinese_figures(text: str) -> str:
    """The English sentence with its dates and its figures in digits written as Chinese has them: 34亿美元, 2.6%."""
    dated = _months_told(_DAY.sub(_day, _PART.sub(_part, _whole_dates(text))))
    return _DECADE.sub(r"\1年代", _FIGURE.sub(_figure, dated))


def chinese_tokens(text: str) -> tuple[str, ...]:
    """Figures and dates that `with_chinese_figures` has written, or left in digits, longest first."""
    return tuple(sorted({t.rstrip(".,") for t in _TOKEN.findall(text)}, key=lambda t: (-len(t), t)))


def _months_told(text: str) -> str:
    """Months without a year, where no May of "may" is meant."""
    return _MONTH_EN.sub(lambda m: m.group().replace(m["name"] or "May", f"{_month(m)}月"), text)


def _month(found: re.Match[str]) -> int:
    return _MONTHS.index(found["name"] or "May") + 1


def _whole_dates(text: str) -> str:
    for found in sorted(find_dates(text, "en"), key=lambda d: -d.start):
        if (written := _date(found)) is not None:
            text = text[: found.start] + written + text[found.end :]
    return text


def _date(found: DateMention) -> str | None:
    """A day or a month with its year; None for what is left to the translator ("late 2021")."""
    if found.first == found.last and str(found.first.year) in found.text:
        return date_text(found.first, "zh")
    if re.fullmatch(rf"(?:{_MONTH}),? \d{{4}}", found.text):
        return f"{found.first.year}年{found.first.month}月"
    return None


def _day(found: re.Match[str]) -> str:
    month = _MONTHS.index(found["month"] or found["month2"]) + 1
    return f"{month}月{found['day'] or found['day2']}日"


def _part(found: re.Match[str]) -> str:
    """ "late September 2021": 2021年9月下旬."""
    year = f"{found['year']}年" if found["year"] else ""
    return f"{year}{_MONTHS.index(found['month']) + 1}月{_PARTS[found['part']]}"


def _figure(found: re.Match[str]) -> str:
    value = Decimal(found["number"].replace(",", ""))
    number = _scaled(value * _SCALES[found["scale"]]) if found["scale"] else str(value)
    unit = found["unit"] or ""
    if "point" in unit:
        unit = "个基点" if unit.startswith("basis") else "个百分点"
    elif unit:
        unit = "%"
    return f"{number}{unit}{_CURRENCIES.get(found['currency'] or '', '')}"


def _scaled(value: Decimal) -> str:
    for size, name in _LARGE:
        part = f"{(value / size).normalize():f}"
        if value >= size and len(part.partition(".")[2]) <= _MOST_DECIMALS:
            return f"{part}{name}"
    return f"{value.normalize():f}"


# --- the same in both ------------------------------------------------------------------------------------------------


def figures_differ(english: str, chinese: str) -> bool:
    """True when a figure, a date or a month of one of the two sentences is not in the other.

    "One" and ordinals in words may come and go; a part of a month or year may be told as the whole. A figure that is
    exact may not be told with an "about".
    """
    months = _months(english) != set(_months_zh(chinese))
    if _blurred(chinese) - {float(m[1].rstrip(".")) for m in _ABOUT.finditer(with_chinese_figures(english))}:
        return True
    return months or _quantities_differ(english, chinese) or _dates_differ(english, chinese)


def moved(english: str) -> str:
    """Which way a figure goes that is told "from ... to ...": rose or fell; empty where none is, or nobody can tell."""
    for found in _FROM_TO.finditer(english):
        old, new = (find_quantities(found[key], "en") for key in ("old", "new"))
        if len(old) == len(new) == 1 and _told(old[0])[1] == _told(new[0])[1] and old[0].value != new[0].value:
            return "rose" if new[0].value > old[0].value else "fell"
    return ""


def _blurred(chinese: str) -> set[float]:
    """Figures that the Chinese sentence tells as about so much."""
    return {float((m[1] or m[2]).rstrip(".")) for m in _ABOUT_ZH.finditer(chinese)}


def _quantities_differ(english: str, chinese: str) -> bool:
    ours, theirs = find_quantities(english, "en"), find_quantities(chinese, "zh")
    may_be_two = _EITHER.search(english) is not None
    return _lacks(theirs, ours) or _lacks(ours, [q for q in theirs if not (may_be_two and q.text.startswith("两"))])


def _lacks(told: Sequence[Quantity], wanted: Sequence[Quantity]) -> bool:
    """True when a quantity that may not go is not among those told."""
    return any(_told(q) not in {_told(t) for t in told} for q in wanted if _is_needed(q))


def _told(q: Quantity) -> tuple[float, str]:
    return round(q.value, 6), q.unit if q.unit in _SPECIAL_UNITS else ""


def _is_needed(q: Quantity) -> bool:
    return bool(re.search(r"\d", q.text)) or (q.value != 1 and q.unit != "ordinal")


def _dates_differ(english: str, chinese: str) -> bool:
    ours, theirs = _periods(english, "en"), _periods(chinese, "zh")
    unfound = any(not any(_covers(b, a) for b in theirs) for a in ours)
    return unfound or any(not any(_covers(b, a) for a in ours) for b in theirs)


_Period = tuple[dt.date, dt.date]


def _periods(text: str, language: Language) -> set[_Period]:
    return {(found.first, found.last) for found in find_dates(text, language)}


def _covers(told: _Period, meant: _Period) -> bool:
    """True when `told` is `meant`, or the month or year it lies in where `meant` is a part of one."""
    if told == meant:
        return True
    is_part = meant[0] != meant[1]
    return is_part and told[0] <= meant[0] and meant[1] <= told[1] and told[0].year == told[1].year


def _months(text: str) -> set[int]:
    return {_month(m) for m in _MONTH_EN.finditer(text)}


def _months_zh(text: str) -> Iterator[int]:
    for found in _MONTH_ZH.finditer(text):
        number = found["number"]
        yield int(number if number.isdigit() else chinese_value(number))
