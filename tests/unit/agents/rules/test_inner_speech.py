"""A statement within a statement keeps its first speaker."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deepnews.agents.rules import check_sentence
from deepnews.agents.rules.inner_speech import inner_speech, loses_speaker
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

Read = tuple[Fact, dict[str, SourceDocument]]

YARD = "Corran Yard said on 2 May 2030 at 07:02, two minutes after the notice, that it will recall all 20 ferries."
YARD_ZH = "禾渡船厂在回函中称，渡船误差不超过百分之三。"
AUTHOR, AUTHOR_ZH = "Yvonne Dale", "沈予凝"

SAID: list[tuple[Language, str, tuple[str, str]]] = [
    ("en", YARD, ("Corran Yard", "it will recall all 20 ferries.")),
    ("en", "Boston and Corrie indicate that shortages are abating.", ("Boston and Corrie", "shortages are abating.")),
    ("en", "Corran Yard told Port Harrow in May that the seals are sound.", ("Corran Yard", "the seals are sound.")),
    ("en", "Corrie says the volume of building is declining.", ("Corrie", " the volume of building is declining.")),
    ("en", "The lock is shut for good, said Captain Berg.", ("Captain Berg", "The lock is shut for good")),
    ("zh", YARD_ZH, ("禾渡船厂", "渡船误差不超过百分之三")),
    ("zh", "据禾渡船厂介绍，渡船将全部召回。", ("禾渡船厂", "渡船将全部召回")),
    ("zh", "禾渡船厂于6月8日表示，渡船将全部召回。", ("禾渡船厂", "渡船将全部召回")),
    ("zh", "船厂总监冯若兰在签约后的说明会上表示，船价是八万元。", ("船厂总监冯若兰", "船价是八万元")),
]
NOBODY: list[tuple[Language, str]] = [
    ("en", "I don't believe that the lock is shut."),
    ("en", "We’ve said that the lock is shut."),
    ("en", "The Corran Working Group report on the lock that came out in May names the yard."),
    ("en", "Several towns report continued shortages of steel."),
    ("en", "The lock broke on 2 May."),
    ("zh", "渡口应当停止开航，并按照规定向有关主管部门报告。"),
    ("zh", "按照2023年6月的说法，渡口每季度公布一次票价。"),
    ("zh", "两名船工对记者说，渡船误差不小。"),
]


@pytest.mark.parametrize(("language", "sentence", "expected"), SAID)
def test_who_says_what(language: Language, sentence: str, expected: tuple[str, str]) -> None:
    found = inner_speech(sentence, language)
    assert found is not None
    assert (found.who, found.said) == expected


@pytest.mark.parametrize(("language", "sentence"), NOBODY)
def test_a_sentence_that_speaks_for_itself(language: Language, sentence: str) -> None:
    assert inner_speech(sentence, language) is None


@pytest.mark.parametrize(
    ("language", "source", "body", "own", "lost"),
    [
        ("en", YARD, "Corran Yard will recall all 20 ferries.", AUTHOR, True),
        ("en", YARD, "it will recall all 20 ferries.", AUTHOR, True),
        ("en", YARD, "Corran Yard said that it will recall all 20 ferries.", AUTHOR, False),
        ("en", YARD, "the yard promised to recall all 20 ferries.", AUTHOR, False),
        ("en", YARD, "it will recall all 20 ferries.", "Corran Yard Ltd", False),
        ("en", SAID[1][1], "shortages were abating in Boston and Corrie.", "", True),
        ("en", SAID[1][1], "Boston and Corrie indicated that shortages were abating.", "", False),
        ("zh", YARD_ZH, "渡船误差不超过百分之三。", AUTHOR_ZH, True),
        ("zh", YARD_ZH, "禾渡船厂称，渡船误差不超过百分之三。", AUTHOR_ZH, False),
        ("zh", YARD_ZH, "渡船误差不超过百分之三。", "禾渡船厂", False),
    ],
)
def test_what_is_told_keeps_whose_word_it_is(language: Language, source: str, body: str, own: str, lost: bool) -> None:
    assert loses_speaker(body, source, (own,), language) is lost


@pytest.mark.parametrize(
    "claim",
    [
        "Corran Yard will recall all 20 ferries, Yvonne Dale said.",
        "Yvonne Dale said that Corran Yard will recall all 20 ferries.",
        "According to Yvonne Dale, Corran Yard will recall all 20 ferries.",
        "Dale wrote that Corran Yard would recall all 20 ferries.",
    ],
)
def test_another_s_word_is_not_the_author_s(codes: Callable[..., set[str]], claim: str) -> None:
    assert "speaker.inner" in codes(YARD, claim, "en", author=AUTHOR)


@pytest.mark.parametrize("claim", ["沈予凝说，渡船误差不超过百分之三。", "据沈予凝介绍，渡船误差不超过百分之三。"])
def test_another_s_word_is_not_the_author_s_in_chinese(codes: Callable[..., set[str]], claim: str) -> None:
    assert codes(YARD_ZH, claim, "zh", author=AUTHOR_ZH) == {"speaker.inner"}


@pytest.mark.parametrize(
    "claim",
    [
        "Corran Yard said that it will recall all 20 ferries.",
        "Corran Yard said that it will recall all 20 ferries, Dale wrote.",
        "Yvonne Dale said that Corran Yard said that it will recall all 20 ferries.",
        "According to Yvonne Dale, Corran Yard said that it will recall all 20 ferries.",
        "Corran Yard will recall all 20 ferries.",
    ],
)
def test_the_first_speaker_and_a_plain_telling_stay_green(codes: Callable[..., set[str]], claim: str) -> None:
    assert codes(YARD, claim, "en", author=AUTHOR) == set()


@pytest.mark.parametrize(
    "claim", ["禾渡船厂称，渡船误差不超过百分之三。", "沈予凝说，禾渡船厂称渡船误差不超过百分之三。"]
)
def test_the_first_speaker_stays_green_in_chinese(codes: Callable[..., set[str]], claim: str) -> None:
    assert codes(YARD_ZH, claim, "zh", author=AUTHOR_ZH) == set()


def test_what_the_author_also_says_in_their_own_voice_is_theirs(codes: Callable[..., set[str]]) -> None:
    both = f"{YARD} It will recall all 20 ferries, and Corran Yard has set a day for it."
    claim = "Corran Yard will recall all 20 ferries, Yvonne Dale said."
    assert "speaker.inner" not in codes(both, claim, "en", author=AUTHOR)


@pytest.mark.parametrize(
    ("verb", "verdict"), [("claimed", "refuted"), ("said", "refuted"), ("noted", "not_enough_info")]
)
def test_what_one_passes_on_as_true_is_not_refuted(read: Callable[..., Read], verb: str, verdict: str) -> None:
    fact, documents = read(f"Port Harrow {verb} that its lock is shut for repairs of the gate.", "en", "", "", AUTHOR)
    claim = "The lock of Port Harrow is shut for repairs of the gate, Yvonne Dale said."
    found = [f for f in check_sentence(claim, [fact], documents, "en") if f.code == "speaker.inner"]
    assert [(f.verdict, f.claim_text) for f in found] == [(verdict, AUTHOR)]
    assert "Port Harrow" in found[0].reason


def test_a_verb_of_saying_within_the_statement_hides_no_speaker() -> None:
    source = "The judgement stated that the lane breached the rules, although it also stated that the offers were good."
    assert not loses_speaker(source, source, (), "en")
