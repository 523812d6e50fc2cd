"""Facts of one day that tell the same in other words, and such as only share words."""

from __future__ import annotations

import datetime as dt

import pytest

from deepnews.agents.rules import find_quantities
from deepnews.agents.rules.names import find_names
from deepnews.agents.same_news import tells_no_more, tells_the_same
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Fact, Span

DAY = dt.date(2031, 5, 14)


def told(text: str, language: Language, day: dt.date | None = DAY) -> Fact:
    span = Span(doc_id="D1", start=0, end=len(text), text=text)
    return Fact(
        fact_id="F1",
        spans=(span,),
        doc_date=day,
        quantities=tuple(find_quantities(text, language)),
        names=tuple(find_names(text, language)),
    )


SAME: list[tuple[Language, str, str]] = [
    (
        "en",
        "Mill closures and dismissals are reported more often now.",
        "Mills closed, dismissals and strikes have resulted.",
    ),
    (
        "en",
        "Coal shortages have apparently eased.",
        "Linton, Marle and Corran all say that shortages of coal are abating.",
    ),
    (
        "en",
        "The tram company is seeking a new loan.",
        "The tram company is seeking a new loan, its third in two winters.",
    ),
    ("zh", "各地报告，纱厂关闭和裁员日益增多。", "纱厂关闭、裁员，有的还倒了闸。"),
    ("zh", "电车公司正在寻求新的贷款。", "电车公司正在寻求新的贷款，这是两年里的第三笔。"),
]


@pytest.mark.parametrize(("language", "short", "long"), SAME)
def test_what_the_longer_one_tells_is_told_once(language: Language, short: str, long: str) -> None:
    one, other = told(short, language), told(long, language)
    assert tells_no_more(one, other, language)
    assert tells_the_same(other, one, language)


@pytest.mark.parametrize(("language", "short", "long"), SAME)
def test_of_another_day_it_is_news(language: Language, short: str, long: str) -> None:
    later = told(short, language, DAY + dt.timedelta(days=30))
    assert not tells_the_same(later, told(long, language), language)
    assert not tells_the_same(told(short, language, None), told(long, language, None), language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        # the other way round, denied, of another figure, of another thing
        ("en", "Coal shortages have eased.", "Coal shortages are a major problem at Linton."),
        ("en", "The tram company is seeking a new loan.", "The tram company is not seeking a new loan."),
        ("en", "The tram company lost 40 drivers.", "The tram company lost 90 drivers."),
        ("en", "The tram company lost drivers.", "The tram company lost its depot."),
        (
            "en",
            "The ferry could pose considerable risks.",
            "The bank should build a ferry against threats that rail would pose to it and to every port.",
        ),
        ("zh", "煤炭短缺已经缓解。", "煤炭短缺是林屯的一大难题。"),
        ("zh", "电车公司正在寻求新的贷款。", "电车公司没有寻求新的贷款。"),
        ("zh", "电车公司裁减司机40人。", "电车公司裁减司机90人。"),
        # rules share most of their words
        ("zh", "经营者违反规定的，可以处五万元以下的罚款。", "经营者违反规定的，可以处五万元以下的罚款，并责令停业。"),
    ],
)
def test_what_differs_is_news(language: Language, one: str, other: str) -> None:
    assert not tells_the_same(told(one, language), told(other, language), language)
