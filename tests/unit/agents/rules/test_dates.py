"""Dates and periods: what they cover and where they stand."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.rules import find_dates
from deepnews.schemas.base import Language

ANCHOR = dt.date(1974, 9, 5)
CASES: list[tuple[Language, str, list[str]]] = [
    ("en", "On January 16, 1974 it rained.", ["1974-01-16 1974-01-16"]),
    ("en", "on 16 January", ["1974-01-16 1974-01-16"]),
    ("en", "mid-March 1974", ["1974-03-11 1974-03-20"]),
    ("en", "early September", ["1974-09-01 1974-09-10"]),
    ("en", "the third quarter of 1974", ["1974-07-01 1974-09-30"]),
    ("en", "Q3 2024", ["2024-07-01 2024-09-30"]),
    ("en", "in spring 2021", ["2021-03-01 2021-05-31"]),
    ("en", "in 1975", ["1975-01-01 1975-12-31"]),
    ("en", "last month", ["1974-08-01 1974-08-31"]),
    ("en", "this month and last year", ["1974-09-01 1974-09-30", "1973-01-01 1973-12-31"]),
    ("en", "In December prices rose.", ["1974-12-01 1974-12-31"]),
    ("en", "the first half of 1974", ["1974-01-01 1974-06-30"]),
    ("en", "the 1970s", ["1970-01-01 1979-12-31"]),
    ("en", "2021-08-20", ["2021-08-20 2021-08-20"]),
    ("en", "May I ask? It may fall. In May it fell.", ["1974-05-01 1974-05-31"]),
    ("en", "2000 jobs, $1974, 1,974 jobs", []),
    ("en", "February 31, 1974", []),
    ("zh", "2021年8月20日", ["2021-08-20 2021-08-20"]),
    ("zh", "今年、去年和上月", ["1974-01-01 1974-12-31", "1973-01-01 1973-12-31", "1974-08-01 1974-08-31"]),
    ("zh", "2021年第三季度", ["2021-07-01 2021-09-30"]),
    ("zh", "9月停产", ["1974-09-01 1974-09-30"]),
    ("zh", "二〇二一年十一月三日", ["2021-11-03 2021-11-03"]),
    ("zh", "20世纪70年代", ["1970-01-01 1979-12-31"]),
    ("zh", "1950年代初", ["1950-01-01 1959-12-31"]),
    ("zh", "三个月后，第三十一条，五年以下", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_dates(language: Language, text: str, expected: list[str]) -> None:
    assert [f"{d.first} {d.last}" for d in find_dates(text, language, ANCHOR)] == expected


def test_a_month_without_year_and_anchor_is_left_out() -> None:
    assert find_dates("In March sales fell.", "en", None) == ()


@given(st.dates(dt.date(1700, 1, 1), dt.date(2099, 12, 31)))
def test_written_days_are_read_back(day: dt.date) -> None:
    month = calendar.month_name[day.month]
    for language, text in (
        ("en", f"It was {month} {day.day}, {day.year}."),
        ("en", f"It was {day.day} {month} {day.year}."),
        ("zh", f"{day.year}年{day.month}月{day.day}日"),
    ):
        (found,) = find_dates(text, language, None)
        assert (found.first, found.last) == (day, day)
        assert text[found.start : found.end] == found.text


@given(st.text(alphabet=st.sampled_from("0123456789-/., 年月日上下半季度初今去MayJunQ'slatmidofhern第\n"), max_size=40))
def test_offsets_are_right_and_nothing_crashes(text: str) -> None:
    for language in ("en", "zh"):
        for found in find_dates(text, language, ANCHOR):
            assert text[found.start : found.end] == found.text
            assert found.first <= found.last
