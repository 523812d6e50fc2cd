"""Quotations cut out of the source by code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from deepnews.agents.quotation import MAX_CHARS, clause_quotation, quotation
from deepnews.agents.rules import annotate
from deepnews.agents.rules.quotes import find_quotations, find_verbatim
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

Source = Callable[..., SourceDocument]
MakeFact = Callable[..., Fact]


@pytest.fixture
def cut(source: Source, fact: MakeFact) -> Callable[..., str | None]:
    """The clause quotation of the words, after a lead-in."""

    def make(words: str, lead_in: str = "《渡船法》写明，") -> str | None:
        return clause_quotation(fact("F1", source(words, language="zh")), lead_in)

    return make


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "船工夜航不点灯的，由渡口责令改正，可以处五十元以下的罚款；",
            "《渡船法》写明，船工夜航不点灯的，“由渡口责令改正，可以处五十元以下的罚款”。",
        ),
        (
            "船工违反本法规定的，可以处五十元以下的罚款。",
            "《渡船法》写明，船工违反该法规定的，“可以处五十元以下的罚款”。",
        ),
    ],
)
def test_for_whom_it_holds_is_told_and_what_it_says_is_quoted(
    cut: Callable[..., str | None], words: str, told: str
) -> None:
    assert cut(words) == told


@pytest.mark.parametrize(
    "words",
    [
        "船工应当点灯。",  # one clause
        "船工，应当在夜间点灯并且停靠码头过夜。",  # too short to say for whom
        "在渡口夜间航行而没有按照规定点灯的船工和船主，应当停靠码头过夜并缴纳罚款。",  # would be a copied run
        "船工夜航不点灯的，处罚。",  # nothing to quote
        "我们去年夜航时，渡口没有点灯也没有派人在码头值守。",  # the writer would say "we"
        "“船工夜航不点灯的，由渡口责令改正。”",  # somebody else's words
        "船工“夜航不点灯的，由渡口责令改正”并处五十元罚款。",  # would be cut in its own quotation
        "船工夜航不点灯的，由渡口“责令改正并处五十元罚款。",  # a quotation of its own that does not end
        "船工夜航不点灯的，" + "罚" * MAX_CHARS["zh"] + "。",
    ],
)
def test_what_cannot_be_cut_is_left_to_the_whole_quotation(cut: Callable[..., str | None], words: str) -> None:
    assert cut(words) is None


@pytest.mark.parametrize("opens", [True, False])
def test_the_whole_quotation_holds_the_words_of_the_source(source: Source, fact: MakeFact, opens: bool) -> None:
    document = source("The ferry sails at noon.", author="Ada Finch", title="Letter", date=dt.date(2031, 5, 9))
    for turn in range(4):
        text = quotation(fact("F1", document), document, language="en", opens=opens, turn=turn)
        assert text is not None and "“The ferry sails at noon" in text
        assert ("May 9, 2031" in text) == opens


@pytest.mark.parametrize(
    ("words", "date", "quoted"),
    [
        ("On 9 May 2031 the ferry was sold.", dt.date(2031, 5, 9), "“[T]he ferry was sold"),
        ("On 8 May 2031 the ferry was sold.", dt.date(2031, 5, 9), "“On 8 May 2031 the ferry was sold"),
        ("By 9 May 2031 the ferry was sold.", dt.date(2031, 5, 9), "“By 9 May 2031 the ferry was sold"),
    ],
)
def test_a_day_is_not_named_twice(source: Source, fact: MakeFact, words: str, date: dt.date, quoted: str) -> None:
    document = source(words, author="Ada Finch", title="Letter", date=date)
    told = fact("F1", document, dates=annotate(words, "en", date).dates)
    text = quotation(told, document, language="en", opens=True, turn=0)
    assert text is not None and "May 9, 2031" in text and quoted in text
    undated = quotation(told, document, language="en", opens=False, turn=0)
    assert undated is not None and words[:12] in undated


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ('The north report is blunt: "Trade is dead."', "The north report is blunt: ‘Trade is dead.’"),
        ("The owners’ word is “safe” and “sound”.", "The owners’ word is ‘safe’ and ‘sound’."),
    ],
)
def test_a_quotation_in_a_quotation_has_single_marks_and_stays_verbatim(
    words: str, shown: str, source: Source, fact: MakeFact
) -> None:
    document = source(words)
    text = quotation(fact("F1", document), document, language="en", opens=True, turn=0)
    assert text is not None
    assert shown.rstrip(".") in text
    assert find_verbatim(find_quotations(text, "en")[0].text, words)


def test_a_quotation_with_a_mark_that_never_closes_is_not_quoted(source: Source, fact: MakeFact) -> None:
    document = source('The firms were waved through by their friends."')
    assert quotation(fact("F1", document), document, language="en", opens=True, turn=0) is None
