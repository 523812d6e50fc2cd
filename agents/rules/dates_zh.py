"""Chinese forms of dates."""

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
from deepnews.agents.rules.numerals import chinese_value

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_Y = r"(?P<year>(?:1[6-9]|20)\d\d|[一二][〇零○一二三四五六七八九]{3})\s*年"
_REL = r"(?P<rel>今年|去年|前年|明年|后年|本年度?|当年|上年|次年|翌年)"
_PART_OF_MONTH = {
    "初": "early",
    "上旬": "early",
    "中旬": "mid",
    "中": "mid",
    "底": "late",
    "末": "late",
    "下旬": "late",
}
_PART_OF_YEAR = {
    "初": "early",
    "年初": "early",
    "年中": "mid",
    "年底": "late",
    "年末": "late",
    "底": "late",
    "末": "late",
    "中": "mid",
}
_YEAR_SHIFT = {
    "今年": 0,
    "本年": 0,
    "本年度": 0,
    "当年": 0,
    "去年": -1,
    "上年": -1,
    "前年": -2,
    "明年": 1,
    "次年": 1,
    "翌年": 1,
    "后年": 2,
}
_RUN_START = re.compile(rf"(?:(?P<year>(?:1[6-9]|20)\d\d)年)?(?P<month>{_N})月{_N}[日号][至到和、—－-]$")
_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12}


def _number(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese_value(text))


def _year_of(m: re.Match[str], anchor: dt.date | None) -> int | None:
    groups = m.groupdict()
    if groups.get("year"):
        return _year_number(m["year"])
    if anchor is None:
        return None
    return anchor.year + _YEAR_SHIFT[groups["rel"]] if groups.get("rel") else anchor.year


def _year_number(text: str) -> int:
    digits = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
    return int("".join(digits.get(c, c) for c in text))


def _has_year(m: re.Match[str]) -> bool:
    groups = m.groupdict()
    return bool(groups.get("year") or groups.get("rel"))


def _full_day(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    month = _number(m["month"])
    year = _year_of(m, anchor) if _has_year(m) else near_year(month, anchor)
    return day(year, month, _number(m["day"])) if year else None


def _same_month(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    """A day after "28日至": its month and year are those of the day before it."""
    first = _RUN_START.search(m.string, max(0, m.start() - 24), m.start())
    if first is None:
        return None
    year = int(first["year"]) if first["year"] else near_year(_number(first["month"]), anchor)
    return day(year, _number(first["month"]), _number(m["day"])) if year else None


def _month(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    month = _number(m["month"])
    year = _year_of(m, anchor) if _has_year(m) else near_year(month, anchor)
    return month_period(year, month, _PART_OF_MONTH.get(m["part"] or "", "")) if year else None


def _quarter(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    year = _year_of(m, anchor)
    return months_period(year, 3 * _number(m["n"]) - 2, 3) if year else None


def _half(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    year = _year_of(m, anchor)
    return months_period(year, 1 if m["half"] == "上" else 7, 6) if year else None


def _season(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    year = _year_of(m, anchor)
    return months_period(year, _SEASONS[m["season"]], 3) if year else None


def _year(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    year = _year_of(m, anchor)
    return year_period(year, _PART_OF_YEAR.get(m["part"] or "", "")) if year else None


def _two_years(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    first, second = int(m["year"]), int(m["second"])
    return (dt.date(first, 1, 1), dt.date(second, 12, 31)) if first < second else None


def _decade(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    return months_period((_number(m["century"]) - 1) * 100 + _number(m["n"]), 1, 120)


def _decade_of_year(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    return months_period(int(m["year"]), 1, 120)


def _near_month(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    shift = {"上": -1, "本": 0, "这": 0, "当": 0, "下": 1, "次": 1}[m.group()[0]]
    return months_period(anchor.year, anchor.month + shift, 1) if anchor else None


def _near_quarter(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    shift = {"上": -1, "本": 0, "下": 1}[m.group()[0]]
    return months_period(anchor.year, (anchor.month - 1) // 3 * 3 + 1 + 3 * shift, 3) if anchor else None


def _near_day(m: re.Match[str], anchor: dt.date | None) -> Period | None:
    if anchor is None:
        return None
    shift = {"前": -2, "昨": -1, "今": 0, "当": 0, "明": 1}[m.group()[0]]
    found = anchor + dt.timedelta(days=shift)
    return found, found


_FORMS: tuple[tuple[str, Reading], ...] = (
    (r"(?<![\d/.-])(?P<year>(?:1[6-9]|20)\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d/-])", _full_day),
    (rf"{_Y}\s*(?P<month>{_N})\s*月\s*(?P<day>{_N})\s*[日号]", _full_day),
    (rf"{_REL}\s*(?P<month>{_N})\s*月\s*(?P<day>{_N})\s*[日号]", _full_day),
    (rf"(?P<month>{_N})\s*月\s*(?P<day>{_N})\s*[日号]", _full_day),
    (rf"(?<=[日号][至到和、—－-])(?P<day>{_N})[日号]", _same_month),
    (rf"(?:{_Y}|{_REL})\s*(?P<month>{_N})\s*月份?(?P<part>初|上旬|中旬|下旬|底|末)?", _month),
    (rf"(?:{_Y}|{_REL})?的?第?(?P<n>[一二三四1-4])季度?(?!报)", _quarter),
    (rf"(?:{_Y}|{_REL})?(?P<half>[上下])半年", _half),
    (rf"(?:{_Y}|{_REL})(?P<season>[春夏秋冬])(?:季|天|)", _season),
    (rf"(?<![\d个])(?P<month>{_N})\s*月份?(?!\s*\d)(?P<part>初|上旬|中旬|下旬|底|末)?", _month),
    (r"(?P<year>(?:1[6-9]|20)\d\d)\s*(?:[-—–~～至到]|年至|年到)\s*(?P<second>(?:1[6-9]|20)\d\d)\s*年", _two_years),
    (rf"(?P<century>{_N})世纪(?P<n>[1-9]0|[一二三四五六七八九]十)年代", _decade),
    (r"(?P<year>(?:1[6-9]|20)\d0)年代", _decade_of_year),
    (rf"{_Y}(?P<part>初|底|末|年初|年底|中)?(?!以[上下]|内|期)", _year),
    (rf"{_REL}(?P<part>初|底|末|年初|年底|年中)?", _year),
    (r"(?:上个?|本|这个|当|下个?|次)月(?!份?度)", _near_month),
    (r"[上本下]个?季度", _near_quarter),
    (r"[前昨今当明][日天](?!津)", _near_day),
)
PATTERNS: tuple[Pattern, ...] = tuple(Pattern(re.compile(regex), read) for regex, read in _FORMS)
