"""A reply can only hold the figures, dates, names and quotations of its Facts."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.reply_grammar import locked_tokens, sentence_pattern
from deepnews.agents.rules import annotate
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Fact, Span

BLOCKS = "Harlow Mill expects to have delivered 30 steel looms to Ruth Vane by 31 December 2024, at £4.5 million."
RULE = "违反本条例第十条规定的，由A市网信部门处50万元以上500万元以下罚款，自2021年11月1日起施行。"


def fact(text: str, language: Language = "en") -> Fact:
    note = annotate(text, language, dt.date(2024, 1, 5))
    span = Span(doc_id="d", start=0, end=len(text), text=text)
    return Fact(fact_id="F001", spans=(span,), quantities=note.quantities, dates=note.dates)


def accepts(reply: str, text: str, language: Language = "en", lead_in: str = "") -> bool:
    return re.search(sentence_pattern(lead_in, [fact(text, language)], language), reply) is not None


@pytest.mark.parametrize(
    "reply",
    [
        "Harlow Mill planned 30 steel looms for Vane by December 31, 2024.",
        "By 31 December 2024 the mill was to deliver 30 steel looms (at £4.5 million).",
        "The mill promised Ruth Vane looms worth £4.5 million.",
    ],
)
def test_figures_dates_and_names_of_the_fact_may_be_used(reply: str) -> None:
    assert accepts(reply, BLOCKS)


@pytest.mark.parametrize(
    "reply",
    [
        "The mill was to deliver 31 steel looms.",
        "The mill was to deliver 2024 looms.",
        "The mill was to deliver 300 steel looms.",
        "The mill was to deliver 30steel looms.",
        "The mill was to deliver looms to Ruth Vain.",
        "The mill was to deliver looms to Ruth Van.",
        "The mill was to deliver looms to RuthVane.",
        "The mill was to pay £45 million.",
        "The mill said “looms” to Vane.",
        "The mill promised. It kept nothing.",
    ],
)
def test_no_other_figure_date_or_name_can_be_written(reply: str) -> None:
    assert not accepts(reply, BLOCKS)


def test_a_reply_begins_with_its_lead_in() -> None:
    assert accepts(
        "In May (so the minutes) the mill stood still.", "The mill stood still.", lead_in="In May (so the minutes)"
    )
    assert not accepts("In June the mill stood still.", "The mill stood still.", lead_in="In May")


def test_a_quotation_of_the_fact_may_stand_whole() -> None:
    said = 'The Mill called 1921 "a bad year, and not the last" for all.'
    assert accepts("The Mill had “a bad year, and not the last” then.", said)
    assert not accepts("The Mill had “a bad year” then.", said)


def test_words_that_only_begin_the_sentence_are_not_held() -> None:
    assert "The" not in locked_tokens([fact("The mill of Dr. Vane closed.")], "en")
    assert "Dr." in locked_tokens([fact("The mill of Dr. Vane closed.")], "en")


@pytest.mark.parametrize(
    "reply", ["A市网信部门处50万元以上500万元以下罚款。", "罚款为50万元以上500万元以下，2021年11月1日起施行。"]
)
def test_chinese_figures_may_be_used(reply: str) -> None:
    assert accepts(reply, RULE, "zh")


@pytest.mark.parametrize("reply", ["由B市处罚。", "处5000万元罚款。", "自2022年11月1日起施行。", "处罚。再处罚。"])
def test_no_other_chinese_figure_can_be_written(reply: str) -> None:
    assert not accepts(reply, RULE, "zh")


@given(st.text(alphabet="0123456789 looms.£million", min_size=1, max_size=30))
def test_every_figure_of_a_reply_stands_in_its_fact(tail: str) -> None:
    reply = f"The mill had {tail.strip(' .')}."
    if accepts(reply, BLOCKS):
        figures = re.findall(r"\d[\d.,]*\d|\d", reply)
        assert all(figure in BLOCKS or figure in "December 31, 2024" for figure in figures)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_long_reply_is_refused_at_once(language: Language) -> None:
    text, word = (BLOCKS, "loom ") if language == "en" else (RULE, "罚款")
    assert not accepts(f"A{word * 300}", text, language)
