"""The brief: poles of a shift and of a dispute, own questions, quoted phrases, and the needs of a schema."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.agents.brief import (
    Poles,
    dispute_poles,
    information_needs,
    listed_questions,
    own_questions,
    quoted_phrases,
    shift_poles,
)
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.narrative import NarrativeSchema, Slot

Ask = Callable[..., Assignment]
NONE = ("", "")


@pytest.mark.parametrize(
    ("language", "topic", "poles"),
    [
        ("en", "Why did it go from boasting to counting breakdowns in 2031?", ("boasting", "counting breakdowns")),
        ("en", "The talk moved from praise of dams to fear of leaks, by degrees.", ("praise of dams", "fear of leaks")),
        ("en", "From January 2030 to May 2031, the talk went from praise to fear.", ("praise", "fear")),
        (
            "en",
            "How did it go from calling leaks “minor” in spring 2030 to two closures in a row by May 2031?",
            ("calling leaks “minor”", "two closures"),
        ),
        ("en", "The letters from March 2030 to May 2031.", NONE),
        ("en", "A well and who closed it.", NONE),
        ("zh", "镇志从称赞渡轮转向担心停航。", ("称赞渡轮", "担心停航")),
        ("zh", "从2030年变成2031年，码头从缺船改为缺客。", ("缺船", "缺客")),
        ("zh", "水井为何关闭？", NONE),
    ],
)
def test_the_poles_of_a_shift(ask: Ask, language: Language, topic: str, poles: tuple[str, str]) -> None:
    found = shift_poles(ask(topic, language=language))
    assert (found.a, found.b) == poles
    assert bool(found) == (poles != NONE)


@pytest.mark.parametrize(
    ("language", "topic", "questions"),
    [
        ("en", "The ferry: who set it up, and what it cost.", ("Who set it up", "What it cost")),
        (
            "en",
            "Write of how it sank: who built it, what did it cost, and when did it sail?",
            ("Who built it?", "What did it cost?", "When did it sail?"),
        ),
        ("en", "Who built it? It cost ten pounds.", ("Who built it?",)),
        ("zh", "渡轮：谁造了它，花了多少钱？", ("谁造了它？", "花了多少钱？")),
        ("zh", "渡轮的历史。", ()),
    ],
)
def test_questions_become_headings(ask: Ask, language: Language, topic: str, questions: tuple[str, ...]) -> None:
    assert listed_questions(ask(topic, language=language)) == questions


def test_the_angle_may_name_the_shift(ask: Ask) -> None:
    found = shift_poles(ask("The ferry office.", "It goes from boasts to excuses."))
    assert found == Poles(a="boasts", b="excuses")


@pytest.mark.parametrize(
    ("language", "topic", "angle", "poles"),
    [
        ("en", "The bell dispute: shopkeepers against nurses.", "", ("shopkeepers", "nurses")),
        ("en", "The anglers vs. the millers.", "", ("The anglers", "the millers")),
        ("en", "The bell.", "Ask whether it should strike or stay silent.", ("it should strike", "stay silent")),
        ("en", "Millers against anglers.", "Clerks against carters.", ("Clerks", "carters")),
        ("en", "The figures of 2030 against those of 2031.", "", NONE),
        ("en", "A well and who closed it.", "", NONE),
        ("en", "The well.", "Follow the water against the money.", NONE),
        ("en", "The well.", "One summer at the mill, held against the drought and the ferrymen.", NONE),
        ("zh", "大钟之争：商户对阵夜班护士。", "", ("商户", "夜班护士")),
        ("zh", "磨坊主反对钓鱼人。", "", ("磨坊主", "钓鱼人")),
        ("zh", "水井为何关闭？", "", NONE),
    ],
)
def test_the_poles_of_a_dispute(ask: Ask, language: Language, topic: str, angle: str, poles: tuple[str, str]) -> None:
    found = dispute_poles(ask(topic, angle, language))
    assert (found.a, found.b) == poles


def test_one_pole_alone_is_none() -> None:
    assert not Poles(a="only")
    assert not Poles(b="only")
    assert Poles(a="one", b="other")


def test_questions_come_first_and_once(ask: Ask) -> None:
    topic = "The parish well was closed. Who closed it, and when? Ok. The parish well was closed."
    assert own_questions(ask(topic, "Follow the clerk's letters; what do they leave out?")) == (
        "Who closed it, and when?",
        "what do they leave out?",
        "The parish well was closed.",
        "Follow the clerk's letters;",
    )


def test_chinese_questions_need_no_spaces(ask: Ask) -> None:
    found = own_questions(ask("柯兰村封了水井。谁封的，何时封的？短句。", "以村文书的信为线索", "zh"))
    assert found == ("谁封的，何时封的？", "柯兰村封了水井。", "以村文书的信为线索")


@given(
    st.lists(
        st.sampled_from(["Who closed it?", "The well was closed.", "谁关了井？", "Ada Finch: a clerk"]), min_size=1
    )
)
@settings(deadline=None, max_examples=30)
def test_own_questions_are_words_of_the_assignment(parts: list[str]) -> None:
    topic = " ".join(parts)
    found = own_questions(Assignment(topic=topic))
    assert all(q in topic for q in found)
    assert len(set(found)) == len(found)


def test_only_whole_phrases_count_as_quoted(ask: Ask) -> None:
    topic = "She wrote “the water stood lower than ever”, rang the “bell”, and wrote “the water stood lower than ever”."
    assert quoted_phrases(ask(topic, 'Who "dried the well in May"?')) == (
        "the water stood lower than ever",
        "dried the well in May",
    )
    assert quoted_phrases(ask("文书写下“水位比去年春天还要低”，", "又称「水井」已封。", "zh")) == (
        "水位比去年春天还要低",
    )


def test_needs_are_own_questions_then_phrases_then_slots(ask: Ask, narrative: Callable[..., NarrativeSchema]) -> None:
    cues = ("pump", "rope", "bucket", "chain", "lid", "crank", "seventh")
    slots = (
        Slot(role="lede", question="How did it begin?", cues=cues, length_share=0.4),
        Slot(role="answer", question="Who closed it?", length_share=0.4, answers_assignment=True),
        Slot(role="kicker", question="What stays open?", length_share=0.2),
    )
    assignment = ask("Why was the well “closed for good in May”?", "The clerk's letters tell it.")
    needs = information_needs(assignment, narrative(*slots))
    assert [n.need_id for n in needs] == ["Q1", "Q2", "P1", "S-lede", "S-answer", "S-kicker"]
    assert [n.slot for n in needs] == ["", "", "", "lede", "answer", "kicker"]
    assert needs[2].question == "closed for good in May"
    assert "pump rope bucket chain lid crank" in needs[3].question and "seventh" not in needs[3].question
    assert all(assignment.topic in n.question for n in needs[3:])


def test_an_assignment_without_a_clause_asks_its_topic(ask: Ask, narrative: Callable[..., NarrativeSchema]) -> None:
    needs = information_needs(ask("水井案", language="zh"), narrative(language="zh"))
    assert needs[0].question == "水井案"
    assert [n.need_id for n in needs] == ["Q1", "S-lede", "S-answer", "S-kicker"]
    many = information_needs(ask(" ".join(f"Who closed the well number {n}?" for n in range(12))), narrative())
    assert sum(not n.slot for n in many) == 8
