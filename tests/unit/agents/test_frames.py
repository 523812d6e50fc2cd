"""How documents are named: without a date, and news reports, whose titles are no names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from deepnews.agents.frames import lead_for, quote_form
from deepnews.agents.labels import is_headline, label_of
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

Source = Callable[..., SourceDocument]


@pytest.mark.parametrize(
    ("language", "words", "label"),
    [("en", "The ferry left.", "ferry log"), ("zh", "渡轮离港了。", "《渡轮日志》")],
)
def test_a_quotation_that_opens_names_a_document_without_a_date(
    language: Language, words: str, label: str, source: Source, fact: Callable[..., Fact]
) -> None:
    document = source(words, language=language, title="ferry log" if language == "en" else "渡轮日志")
    for turn in range(6):
        assert label in quote_form(fact("F1", document), document, language=language, opens=True, turn=turn)


def test_minutes_note_nothing_on_the_day_of_their_meeting(source: Source, fact: Callable[..., Fact]) -> None:
    day = dt.date(2031, 5, 4)
    for title, is_told in (("Minutes of the Ferry Board", False), ("Summary of the Ferry Board", True)):
        document = source("The ferry left.", title=title, date=day)
        made = [
            *(quote_form(fact("F1", document), document, language="en", opens=True, turn=turn) for turn in range(6)),
            *(lead_for(fact("F1", document), document, language="en", seen=True, turn=t).opening for t in range(6)),
        ]
        assert any(form.startswith("On May 4, 2031, the ") for form in made) is is_told


def test_a_document_named_after_its_file_is_called_one(source: Source) -> None:
    assert label_of(source("x", "in/1974_olaf_berg.txt", title="1974 Olaf Berg"), "en") == "document 1974 Olaf Berg"
    assert label_of(source("x", "in/ferry-report_1974.txt", title="Ferry Report 1974"), "en") == "Ferry Report 1974"
    assert label_of(source("x", "in/1.txt", title="The Ferries"), "en") == "Ferries"
    part = source("x", "in/1.txt", title="Opening statement by Counsel to the Panel, Module 5")
    assert label_of(part, "en") == "opening statement by Counsel to the Panel"


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        ("Harbour board rejects pay offer", True),
        ("Engineers are confident of opening", True),
        ("Minister addresses parliament as strike begins", True),
        ("Norland launched boats across the northern sound", True),
        ("Thorn Ferries Limited annual accounts for the year", False),
        ("Speech by Governor Vane on money as payments go digital", False),
        ("Monthly shipments and refits of the Longnight 40", False),
        ("Depot log", False),
        ("Submissions of Bereaved Families for the Sound", False),
        ("Press release: harbour opens", False),
    ],
)
def test_a_headline_is_no_name_of_a_document(title: str, is_one: bool, source: Source) -> None:
    assert is_headline(source("x", title=title)) is is_one


def test_a_news_report_is_told_by_its_publisher(source: Source, fact: Callable[..., Fact]) -> None:
    named = source("The lock is open.", title="Harbour board rejects offer", publisher="The Courier", author="Jo Lane")
    assert label_of(named, "en") == "Courier report"
    undated = {lead_for(fact("F1", named), named, language="en", seen=True, turn=n).opening for n in range(6)}
    assert undated == {"The Courier reported that"}
    dated = named.model_copy(update={"date": dt.date(2031, 5, 4)})
    again = [lead_for(fact("F1", dated), dated, language="en", seen=s, turn=n) for s in (False, True) for n in range(6)]
    assert {lead.opening for lead in again} == {"On May 4, 2031, The Courier reported that"}
    assert {lead.following for lead in again} >= {"The Courier reported that", "According to The Courier,"}


def test_the_long_name_of_a_file_names_nothing(source: Source, fact: Callable[..., Fact]) -> None:
    long = source("The lock is open.", "in/most-of-the-northern-lock.txt", title="Most Of The Northern Lock")
    assert label_of(long, "en") == "document"
    assert lead_for(fact("F1", long), long, language="en", seen=False, turn=0).opening == "One document said that"


def test_an_article_that_nobody_publishes_is_called_by_its_title(source: Source, fact: Callable[..., Fact]) -> None:
    article = source("The lock is open.", title="Harbour board rejects offer")
    told = lead_for(fact("F1", article), article, language="en", seen=False, turn=0).opening
    assert told == "The article ‘Harbour board rejects offer’ said that"
    quotes = {quote_form(fact("F1", article), article, language="en", opens=True, turn=n) for n in range(4)}
    named = "the article ‘Harbour board rejects offer’"
    assert quotes == {f"T{named[1:]} said: {{quote}}", f"{{quote}}, {named} said.", f"T{named[1:]} noted: {{quote}}"}


def test_what_a_report_quotes_of_times_to_come_has_an_opening_at_every_mention(
    source: Source, fact: Callable[..., Fact]
) -> None:
    words = '"The lock will be open in the spring and we will be glad," Ansgar Vane said.'
    report = source(words, title="Harbour board rejects offer", date=dt.date(2031, 5, 4))
    quoting = fact("F1", report, speaker="Ansgar Vane")
    for turn in range(4):
        lead = lead_for(quoting, report, language="en", seen=True, turn=turn, is_only=False)
        assert lead.opening.endswith("article of May 4, 2031,")


def test_an_english_headline_among_chinese_sources_is_told_by_its_title(
    source: Source, fact: Callable[..., Fact]
) -> None:
    report = source("The lock is open.", title="Harbour board rejects offer")
    told = fact("F1", report)
    assert lead_for(told, report, language="zh", seen=False, turn=0).opening == (
        "题为《Harbour board rejects offer》的文章写道，"
    )
    assert "《Harbour" in quote_form(told, report, language="zh", opens=True, turn=0)


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("渡船票款突破三千万元！林若安：船太旧", "《渡船票款突破三千万元》"),
        ("渡船票款突破三千万元：船太旧", "《渡船票款突破三千万元》"),
        ("开船！林若安", "文章"),
        ("渡船票款突破三千万元！下半年还要再添三条新船", "《渡船票款突破三千万元》"),
    ],
)
def test_no_chinese_title_ends_in_the_name_of_who_speaks_in_it(title: str, label: str, source: Source) -> None:
    assert label_of(source("x", "in/1.txt", "zh", title=title), "zh") == label
