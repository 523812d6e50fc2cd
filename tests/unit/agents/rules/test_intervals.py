"""Times told by their distance from another: read, counted from the dates told before, held against the evidence."""

from __future__ import annotations

import datetime as dt

import pytest

from deepnews.agents.rules import check_sentence
from deepnews.agents.rules.grounds import Told
from deepnews.agents.rules.intervals import find_intervals, told_periods
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span

EVIDENCE: dict[Language, str] = {
    "en": "On 15 April 2024 the harbour board closed the northern quay.",
    "zh": "2024年4月15日，港务局关闭了北码头。",
}
TOLD: Told = ((dt.date(2024, 4, 11), dt.date(2024, 4, 11)),)
MONTH_TOLD: Told = ((dt.date(2024, 2, 1), dt.date(2024, 2, 29)),)


def codes(language: Language, claim: str, told: Told) -> set[str]:
    text = EVIDENCE[language]
    document = SourceDocument(
        doc_id="d1", path="d1", title="Quay", language=language, text=text, content_sha256="0" * 64
    )
    fact = Fact(fact_id="F001", spans=(Span(doc_id="d1", start=0, end=len(text), text=text),), doc_title="Quay")
    found = check_sentence(claim, [fact], {"d1": document}, language, told=told)
    return {f.code for f in found if f.verdict != "supported"}


@pytest.mark.parametrize(
    ("language", "text", "n_units", "unit"),
    [
        ("en", "It closed four days later.", 4, "day"),
        ("en", "Two days earlier it was open.", -2, "day"),
        ("en", "The next day it closed.", 1, "day"),
        ("en", "In the same month it closed.", 0, "month"),
        ("zh", "三天后，码头关闭。", 3, "day"),
        ("zh", "再过九天，码头关闭。", 9, "day"),
        ("zh", "次日码头关闭。", 1, "day"),
        ("zh", "两个月以后码头关闭。", 2, "month"),
    ],
)
def test_a_distance_is_read(language: Language, text: str, n_units: int, unit: str) -> None:
    assert [(i.n_units, i.unit) for i in find_intervals(text, language)] == [(n_units, unit)]


@pytest.mark.parametrize("text", ["2024年前四个月，收入下降。", "“次日关闭”是他说的。", "The board met for four days."])
def test_what_is_no_distance_is_left_alone(text: str) -> None:
    assert not find_intervals(text, "en" if text.isascii() else "zh")


@pytest.mark.parametrize(
    ("language", "claim", "told"),
    [
        ("en", "Four days later the harbour board closed the northern quay.", TOLD),
        ("en", "Two months later the harbour board closed the northern quay.", MONTH_TOLD),
        ("en", "In the same month the harbour board closed the northern quay.", TOLD),
        ("zh", "四天后，港务局关闭了北码头。", TOLD),
        ("zh", "两个月后，港务局关闭了北码头。", MONTH_TOLD),
    ],
)
def test_a_right_distance_is_no_fault(language: Language, claim: str, told: Told) -> None:
    assert not codes(language, claim, told)


@pytest.mark.parametrize(
    ("language", "claim", "told"),
    [
        ("en", "Two days later the harbour board closed the northern quay.", TOLD),
        ("en", "Five months later the harbour board closed the northern quay.", MONTH_TOLD),
        ("zh", "次日，港务局关闭了北码头。", TOLD),
    ],
)
def test_a_wrong_distance_is_refuted(language: Language, claim: str, told: Told) -> None:
    assert "date.interval" in codes(language, claim, told)


def test_without_a_date_before_it_a_distance_is_a_number_of_no_source() -> None:
    assert "number.new" in codes("en", "Four days later the harbour board closed the northern quay.", ())


def test_dates_without_a_year_have_that_of_the_date_before_and_distances_lead_on() -> None:
    sentences = ("On 12 March 2024 it left.", "It ran from 2 April.", "Three days later it stopped.")
    found = [p[0] for p in told_periods(sentences, "en", None)]
    assert found[:3] == [dt.date(2024, 3, 12), dt.date(2024, 4, 2), dt.date(2024, 4, 5)]
