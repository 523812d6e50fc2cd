"""Whether a Fact bears out the heading it would stand under."""

from __future__ import annotations

import pytest

from deepnews.agents.bearing import bears, is_beside, is_sworn, stance
from deepnews.schemas.base import Language
from deepnews.schemas.narrative import Claimed
from deepnews.text import content_units


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The tram is essential for the mill and would help the night shift.", 1),
        ("en", "The tram is a danger to children and a burden on the rates.", -1),
        ("en", "There was no favouritism in the choice of the line.", 1),
        ("en", "The line is not necessary.", -1),
        ("en", "We cannot assume that the town should build a second line.", -1),
        ("en", "I am not convinced that the tram would help the mill.", -1),
        ("en", "I doubt whether the tram is useful.", -1),
        ("en", "The council asked whether the line is necessary.", 0),
        ("en", "The tram runs from the quay to the mill.", 0),
        ("en", "The clerk wrote an email called 'Why do we have a tram'.", 0),
        ("zh", "电车有利于夜班工人，值得修建。", 1),
        ("zh", "电车对儿童是危险，对纳税人是负担。", -1),
        ("zh", "选线没有不公。", 1),
        ("zh", "这条线没有必要。", -1),
        ("zh", "市政会询问是否必要。", 0),
        ("zh", "电车从码头开到工厂。", 0),
    ],
)
def test_words_for_and_against(language: Language, text: str, expected: int) -> None:
    assert stance(text, language) == expected


@pytest.mark.parametrize(
    ("language", "kind", "text", "expected"),
    [
        ("en", "support", "The line grew from a purportedly useful and necessary need.", False),
        ("en", "objection", "There have been attempts to suggest that the line is a scandal.", False),
        ("en", "doubt", "The surveyor warned that the bridge would not bear a tram.", True),
        ("en", "doubt", "Fares were 2.6 per cent higher in October than in August.", False),
        ("en", "warning", "The guard reported cracks in both rails.", True),
        ("en", "warning", "The builder declined to show the drawings.", False),
        ("en", "warning", "The line carried 900 people in May.", False),
        ("en", "cost", "The strike cost the line £4,000 and 12 jobs.", True),
        ("en", "cost", "The order book holds 11 cars worth £129,000.", False),
        ("en", "cost", "The mayor rode on the first tram.", False),
        ("en", "change", "The council abandoned the second line.", True),
        ("en", "change", "Price stability is the bedrock of the town.", False),
        ("en", "admission", "The mayor conceded that the fares had been set too low.", True),
        ("en", "admission", "Shortages of rails have eased.", False),
        ("en", "exception", "Schoolchildren are exempt from the fare.", True),
        ("en", "exception", "A conductor must wear a cap.", False),
        ("zh", "doubt", "测量员警告桥承受不了电车。", True),
        ("zh", "doubt", "十月票价比八月高百分之二。", False),
        ("zh", "cost", "罢工造成损失四千元。", True),
        ("zh", "cost", "检查人员不得向店家收取费用。", False),
        ("zh", "cost", "初犯的，不予处罚。", False),
        ("zh", "change", "市政会决定不再修第二条线。", True),
        ("zh", "change", "售票员应当戴帽。", False),
        ("zh", "admission", "市长承认票价定得太低。", True),
        ("zh", "exception", "学生免除车费，但夜车除外。", True),
        ("zh", "exception", "售票员应当戴帽。", False),
    ],
)
def test_a_fact_bears_out_what_it_says(language: Language, kind: Claimed, text: str, expected: bool) -> None:
    assert bears(text, (kind,), language) is expected


def test_one_of_several_is_enough_and_none_bears_out_nothing() -> None:
    text = "The guard reported cracks in both rails."
    assert bears(text, ("cost", "warning"), "en")
    assert not bears(text, (), "en")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "I remain sceptical that the tram would pay.", True),
        ("en", "We do not support a second line.", True),
        ("en", "The tram would be a danger.", False),
        ("zh", "我们坚决反对第二条线。", True),
        ("zh", "电车有危险。", False),
    ],
)
def test_who_says_outright_to_be_against_it(language: Language, text: str, expected: bool) -> None:
    assert is_sworn(text, language) is expected


MATTER: dict[Language, frozenset[str]] = {
    "en": frozenset(content_units("the ferry to Corran, CTF", "en")),
    "zh": frozenset(content_units("往返科伦的渡轮", "zh")),
}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("I disagree with the notion that bridges can only be built by councils.", "en", True),
        ("We strongly oppose tolls on the bridge.", "en", True),
        ("I remain skeptical of a CTF.", "en", False),
        ("I disagree with the notion that the ferry pays.", "en", False),
        ("I oppose that.", "en", False),
        ("The ferry is costly.", "en", False),
        ("我们反对大桥收费。", "zh", True),
        ("我们反对渡轮收费。", "zh", False),
        ("我反对这一做法。", "zh", False),
    ],
)
def test_a_stand_on_something_else_is_beside_the_matter(text: str, language: Language, expected: bool) -> None:
    assert is_beside(text, MATTER[language], language) is expected
