"""Partial quotations: copied words in marks, cut where a reader can follow."""

from __future__ import annotations

import pytest

from deepnews.agents.partial_quotes import quote_copied
from deepnews.schemas.base import Language
from deepnews.text import RunIndex

RAISED = "Thorn Ferries raised £60 million on 14 May 2031 by selling new shares at 41 pence each."
FOUNDED = "Thorn Ferries plc was founded in the harbour town of Corran in 1909 and employs 80 people."
RULE = "船工夜间航行不点灯的，由渡口管理机构责令改正并且处五十元以下的罚款。"
LONG = "渡口认为船工在夜间航行时应当点灯停靠码头，船主则认为船工在夜间航行时不应当由船主负责。"


def quoted(text: str, source: str, language: Language = "en") -> str | None:
    return quote_copied(text, source, RunIndex([source], language), language)


def test_the_marks_begin_after_the_verb() -> None:
    text = "Ada Finch said that Corran had ordered ten of the new boats for its upper pier."
    source = "Corran has ordered ten of the new boats for its upper pier."
    assert quoted(text.replace("had", "has"), source) == (
        "Ada Finch said that Corran has “ordered ten of the new boats for its upper pier”."
    )


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "In March 2031, the whole capacity of Corran to test boats for leaks stood at ten a day.",
            "in March 2031, “the whole capacity of Corran to test boats for leaks stood at ten a day”.",
        ),
        (
            "A view that the boats were safe by any measure of the yard was held by few.",
            "a view that the boats were “safe by any measure of the yard was held by few”.",
        ),
        (
            "Fog in spring led to rising fares and the closing of both piers of the town for days.",
            "fog in spring led to “rising fares and the closing of both piers of the town for days”.",
        ),
        (
            "Fares, boats, and the safety of both piers dovetail in a single report.",
            "“[f]ares, boats, and the safety of both piers dovetail in a single report”.",
        ),
    ],
)
def test_the_marks_begin_where_a_reader_can_follow(source: str, told: str | None) -> None:
    text = f"Ada Finch said that {source[0].lower()}{source[1:]}"
    assert quoted(text, source) == (told and f"Ada Finch said that {told}")


def test_without_somebody_who_says_it_no_clause_is_quoted_whole() -> None:
    source = "Fares, boats, and the safety of both piers dovetail in a single report."
    assert quoted(source, source) is None


def test_no_bracket_is_cut_in_two() -> None:
    source = "The piers were run for years by a council of the old ferrymen (the Six) until the fog of 1909 came."
    text = "The log said that the piers were run for years by a council of the old ferrymen (the Six)."
    assert quoted(text, source) is None


def test_no_sum_is_cut_from_its_currency() -> None:
    found = quoted("Thorn Ferries raised £60 million on 14 May 2031 by selling new shares.", RAISED)
    assert found is None or "£“" not in found


def test_no_quotation_ends_on_a_word_that_leads_on() -> None:
    text = "Thorn Ferries plc was founded in the harbour town of Corran in the year 1909."
    assert quoted(text, FOUNDED) is None


def test_a_chinese_quotation_runs_to_the_end() -> None:
    assert quoted(f"渡口称，{RULE}", RULE, "zh") == (
        "渡口称，船工夜间航行不点灯的，“由渡口管理机构责令改正并且处五十元以下的罚款”。"
    )


@pytest.mark.parametrize(
    "text",
    [
        "渡口认为船工在夜间航行时应当点灯停靠码头，但船主则认为船工在夜间航行时不应当由船主负责。",
        "据悉，由渡口管理机构责令改正并且处五十元以下的罚款一次。",
    ],
)
def test_marks_never_cut_a_chinese_clause_in_two(text: str) -> None:
    assert quoted(text, f"{RULE}{LONG}", "zh") is None
