"""Partial quotations: copied words in marks, cut where a reader can follow."""

from __future__ import annotations

import pytest

from deepnews.agents.partial_quotes import quote_copied, said_whole
from deepnews.schemas.base import Language
from deepnews.text import RunIndex

LEAD = "Ada Finch said that"
RAISED = "Thorn Ferries raised £60 million on 14 May 2031 by selling new shares at 41 pence each."
FOUNDED = "Thorn Ferries plc was founded in the harbour town of Corran in 1909 and employs 80 people."
RULE = "船工夜间航行不点灯的，由渡口管理机构责令改正并且处五十元以下的罚款。"
LONG = "渡口认为船工在夜间航行时应当点灯停靠码头，船主则认为船工在夜间航行时不应当由船主负责。"


def quoted(text: str, source: str, language: Language = "en") -> str | None:
    lead_in = LEAD if text.startswith(LEAD) else ""
    return quote_copied(text, source, RunIndex([source], language), language, lead_in)


def test_the_marks_hold_what_the_verb_acts_on() -> None:
    text = "Ada Finch said that Corran had ordered ten of the new boats for its upper pier."
    source = "Corran has ordered ten of the new boats for its upper pier."
    assert quoted(text.replace("had", "has"), source) == (
        "Ada Finch said that Corran has ordered “ten of the new boats for its upper pier”."
    )


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "In March 2031, the whole capacity of Corran to test boats for leaks stood at ten a day.",
            "in March 2031, “the whole capacity of Corran to test boats for leaks stood at ten a day”.",
        ),
        (
            "On Friday, 9 May 2031, at about noon, two boats of the yard sank within minutes of each other.",
            "on Friday, 9 May 2031, “at about noon, two boats of the yard sank within minutes of each other”.",
        ),
        (
            "A view that the boats were safe by any measure of the yard was held by few.",
            "“[a] view that the boats were safe by any measure of the yard was held by few”.",
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


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (  # not in a clause on the subject
            "Almost half of the boats referred through the upper lock of Corran were never once tested for leaks.",
            "“[a]lmost half of the boats referred through the upper lock of Corran were never once tested for leaks”.",
        ),
        (  # not in an opening
            "Within the yard that was responsible for the boats a second crew was set up, and it sailed at once.",
            "“[w]ithin the yard that was responsible for the boats a second crew was set up, and it sailed at once”.",
        ),
        (
            "In addition to the ten boats Mr Vane has sold, the yard has told the harbour of two on the slip.",
            "“[i]n addition to the ten boats Mr Vane has sold, the yard has told the harbour of two on the slip”.",
        ),
        (  # what is said, not that it is
            "The log received by the harbour is that the boats were built in haste for a wholly new line.",
            "“[t]he log received by the harbour is that the boats were built in haste for a wholly new line”.",
        ),
        (  # "trimmed" is what the sail is like
            "Even trimmed sails of the heavier kind, such as those of Corran, tear in a single winter of gales.",
            "“[e]ven trimmed sails of the heavier kind, such as those of Corran, tear in a single winter of gales”.",
        ),
        (  # the day is no object
            "Corran Ferries signed on 20 December 2031 for ten boats, which is the largest order of its history.",
            "“Corran Ferries signed on 20 December 2031 for ten boats, which is the largest order of its history”.",
        ),
        (
            "All of the boats will be built at the upper yard of Corran by men of the town.",
            "all of the boats “will be built at the upper yard of Corran by men of the town”.",
        ),
        (
            "The harbour has a long memory for masters who sail without a light in fog.",
            "the harbour has “a long memory for masters who sail without a light in fog”.",
        ),
    ],
)
def test_the_marks_hold_a_clause_an_object_or_a_predicate(source: str, told: str) -> None:
    small = source if source.startswith("Corran") else f"{source[0].lower()}{source[1:]}"
    assert quoted(f"Ada Finch said that {small}", source) == f"Ada Finch said that {told}"


def test_that_day_opens_no_clause() -> None:
    source = "Corran Ferries launched the Night Heron, a boat that carries eighty people and carts for ten hours."
    text = f"{LEAD} {source.replace('launched', 'that day launched')}"
    assert quoted(text, source) == (
        f"{LEAD} Corran Ferries that day launched “the Night Heron, a boat that carries eighty people and carts for "
        "ten hours”."
    )


def test_no_quotation_ends_in_the_middle_of_a_clause() -> None:
    source = "The middle forecast of the yard for new boats falls from ten this year to two boats next year."
    text = "Ada Finch said that the middle forecast of the yard for new boats falls from ten that year to two boats."
    assert quoted(text, source) is None


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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("On May 2, 2031, Vane said that “[t]he lock is shut”.", "On May 2, 2031, Vane said: “The lock is shut.”"),
        ("Vane wrote that the lock “is shut”.", "Vane wrote that the lock “is shut”."),
        (
            "Vane said that “[t]he lock is shut” and more.",
            "Vane said that “[t]he lock is shut” and more.",
        ),
    ],
)
def test_a_sentence_quoted_whole_stands_after_a_colon(text: str, told: str) -> None:
    assert said_whole(text) == told
