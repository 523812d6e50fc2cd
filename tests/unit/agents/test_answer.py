"""The answer: Facts of the right time, ranked by code, with the model as one voice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from deepnews.agents.answer import N_ANSWERS, N_CANDIDATES, find_aims, find_answers
from deepnews.agents.brief import Poles
from deepnews.agents.timeline import Aims
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import Era, NarrativeSchema, Slot
from deepnews.scripted_model import ScriptedModel, ScriptLine

Source = Callable[..., SourceDocument]
MakeFact = Callable[..., Fact]
Ask = Callable[..., Assignment]
Answers = Callable[..., tuple[str, ...]]

QUESTION = "Why did the parish of Corran close its well?"
SENTENCES: dict[Language, tuple[str, ...]] = {
    "en": (
        "Three goats of Corran fell ill after a drink from the well.",
        "The parish of Corran closed its well on account of the goats.",
        "The clerk Ada Finch put a lid of oak on the well.",
        "The brewery of Corran lent its yard for the harvest fair.",
    ),
    "zh": (
        "三只山羊喝了井水后染病。",
        "柯兰村因山羊染病关闭水井。",
        "文书冯若兰给水井盖上橡木盖。",
        "柯兰酒坊借出院子办集市。",
    ),
}


def choosing(reply: object) -> ScriptedModel:
    return ScriptedModel(lines=(ScriptLine(stage="plan", reply=reply),))


NOBODY = {"number": 99}
"""A reply that names no sentence."""


@pytest.fixture
def facts(source: Source, fact: MakeFact) -> Callable[..., list[Fact]]:
    """Facts F1, F2 and so on of one document each, dated a month apart, with these relevances."""

    def make(*relevance: float, language: Language = "en", dated: bool = True) -> list[Fact]:
        texts = SENTENCES[language]
        found = []
        for n, value in enumerate(relevance, 1):
            date = dt.date(2031, n, 9) if dated else None
            document = source(texts[(n - 1) % len(texts)], f"{n}.txt", language, date=date)
            found.append(fact(f"F{n}", document, relevance=value))
        return found

    return make


@pytest.fixture
def answers(
    ask: Ask, narrative: Callable[..., NarrativeSchema], indexed: Callable[..., HybridIndex], source: Source
) -> Answers:
    """Ids of the answers; the slot of the answer draws on `era`, another one on `other`."""

    def find(
        facts: Sequence[Fact],
        eras: Sequence[Era] = (),
        model: ScriptedModel | None = None,
        *,
        era: Era = "any",
        other: Era = "any",
        aims: Aims | None = None,
        topic: str = QUESTION,
        language: Language = "en",
    ) -> tuple[str, ...]:
        slots = (
            Slot(role="lede", question="?", length_share=0.3, era=other),
            Slot(role="answer", question="?", length_share=0.4, era=era, answers_assignment=True),
            Slot(role="kicker", question="?", length_share=0.3),
        )
        assignment = ask(topic, language=language, seed=5)
        aims = aims or find_aims(Poles(), assignment)
        times = dict(zip((f.doc_id for f in facts), eras, strict=False))
        index = indexed(source("An index needs a document.", language=language))
        schema = narrative(*slots, language=language)
        found = find_answers(facts, times, schema, aims, {}, assignment, index, model or choosing(NOBODY))
        assert set(found) <= {"answer"}
        return found.get("answer", ())

    return find


# --- which may answer ------------------------------------------------------------------------------------------------


def test_only_the_era_of_the_answer_is_asked(facts: Callable[..., list[Fact]], answers: Answers) -> None:
    found = facts(0.9, 0.2, 0.1)
    assert answers(found, ["early", "late", "late"], era="late") == ("F2", "F3")
    assert answers(found, ["early", "late"], era="late") == ("F2", "F3")  # what has no era may be of any
    assert answers(found, ["early", "late", "late"]) == ("F1", "F2")


def test_an_empty_era_has_no_answer_and_costs_no_call(facts: Callable[..., list[Fact]], answers: Answers) -> None:
    model = choosing({"number": 1})
    assert answers(facts(0.9, 0.2), ["early", "middle"], model, era="late") == ()
    assert answers([], model=model) == ()
    assert model.requests == []


@pytest.mark.parametrize(
    ("language", "topic"),
    [
        ("en", "Where did the well of Corran stand in March 2031?"),
        ("en", "Where did the well of Corran stand on 9 March 2031?"),
        ("zh", "2031年3月柯兰村的水井怎样了？"),
    ],
)
def test_a_month_that_is_asked_for_goes_before_the_era(
    facts: Callable[..., list[Fact]], answers: Answers, language: Language, topic: str
) -> None:
    found = facts(0.9, 0.2, 0.1, language=language)
    eras: list[Era] = ["late", "late", "early"]
    assert answers(found, eras, era="late", topic=topic, language=language) == ("F3",)
    without = [f for f in found if f.fact_id != "F3"]
    assert answers(without, eras, era="late", topic=topic, language=language) == ("F1", "F2")


def test_a_story_that_moves_is_not_answered_by_the_month_it_ends_in(
    facts: Callable[..., list[Fact]], answers: Answers
) -> None:
    topic = "How did Corran go from a well full of water to a dry one by March 2031?"
    assert answers(facts(0.9, 0.2, 0.1), ["late", "late", "early"], era="late", topic=topic) == ("F1", "F2")


def test_a_year_is_no_month(facts: Callable[..., list[Fact]], answers: Answers) -> None:
    assert answers(facts(0.1, 0.9), topic="Why was the well closed in 2031?") == ("F2", "F1")


def test_talk_about_the_text_answers_nothing(source: Source, fact: MakeFact, answers: Answers) -> None:
    idle = fact("F1", source("Let me turn to these issues in this section of my speech."), relevance=0.9)
    plain = fact("F2", source(SENTENCES["en"][1]), relevance=0.1)
    assert answers([idle, plain]) == ("F2",)
    assert answers([idle]) == ("F1",)  # unless there is nothing else


# --- which does ------------------------------------------------------------------------------------------------------


def test_the_most_relevant_answer_best_first(facts: Callable[..., list[Fact]], answers: Answers) -> None:
    found = facts(0.2, 0.6, 0.4, 0.1)
    assert answers(found) == answers(found[::-1]) == ("F2", "F3")
    assert len(answers(facts(*[0.5] * 12))) == N_ANSWERS
    assert answers(facts(0.5, 0.5, 0.5)) == ("F1", "F2")


@pytest.mark.parametrize(("gap", "first"), [(0.03, "F2"), (0.3, "F1")])
def test_the_model_is_one_voice(facts: Callable[..., list[Fact]], answers: Answers, gap: float, first: str) -> None:
    """It decides between two that are close, and does not carry a far one past a better."""
    assert answers(facts(0.5 + gap, 0.5), model=choosing({"number": 2}))[0] == first


@pytest.mark.parametrize("reply", [NOBODY, {"number": 0}, {"number": "2"}, {}, {"number": None}, "no object"])
def test_a_reply_that_names_none_changes_nothing(
    facts: Callable[..., list[Fact]], answers: Answers, reply: object
) -> None:
    assert answers(facts(0.51, 0.5), model=choosing(reply)) == ("F1", "F2")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_there_is_a_turn_words_of_change_answer(
    source: Source, fact: MakeFact, answers: Answers, language: Language
) -> None:
    zh = language == "zh"
    texts = (
        ("村口水井水位如常。", "村里不再取水，决定停用水井。")
        if zh
        else ("The water of the well stood as ever.", "The parish no longer drew water and stopped the pump.")
    )
    found = [fact(f"F{n}", source(t, f"{n}.txt", language), relevance=0.3) for n, t in enumerate(texts, 1)]
    aims = Aims(towards=("停用水井" if zh else "stopped the pump",))
    assert answers(found, aims=aims, other="turn", language=language)[0] == "F2"
    assert answers(found, aims=aims, language=language)[0] == "F1"


# --- what the model is asked -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "date"), [("en", "(February 9, 2031) "), ("zh", "(2031年2月9日) ")])
def test_candidates_are_sent_with_their_dates_best_first(
    facts: Callable[..., list[Fact]], answers: Answers, language: Language, date: str
) -> None:
    model = choosing(NOBODY)
    topic = "三只山羊。水井为何关闭？" if language == "zh" else f"Three goats. {QUESTION}"
    answers(facts(0.1, 0.9, language=language), model=model, topic=topic, language=language)
    (request,) = model.requests
    user = request.messages[1].content
    assert user.splitlines()[1] == f"[1] {date}{SENTENCES[language][1]}"
    assert topic.split("。" if language == "zh" else ". ")[1] in user.splitlines()[-1]
    assert (request.stage, request.seed, request.temperature) == ("plan", 5, 0.0)
    assert request.json_schema is not None
    assert request.json_schema["properties"] == {"number": {"type": "integer", "minimum": 1, "maximum": 2}}


def test_only_the_best_are_sent(facts: Callable[..., list[Fact]], answers: Answers) -> None:
    model = choosing(NOBODY)
    answers(facts(*(n / 20 for n in range(12))), model=model)
    lines = model.requests[0].messages[1].content.splitlines()
    assert sum(line.startswith("[") for line in lines) == N_CANDIDATES
    assert lines[1].startswith("[1] (December 9, 2031)")


def test_an_undated_fact_is_sent_as_it_is(facts: Callable[..., list[Fact]], answers: Answers) -> None:
    model = choosing(NOBODY)
    answers(facts(0.5, dated=False), model=model)
    assert f"[1] {SENTENCES['en'][0]}" in model.requests[0].messages[1].content


# --- what it is about ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "a", "b", "aims"),
    [
        ("en", "worrying about goats", "boasting of a new pump", Aims(towards=("a new pump",), away="goats")),
        ("en", "dry wells", "full wells", Aims(towards=("full wells",), away="dry wells")),
        ("zh", "担心山羊", "承诺新水泵", Aims(towards=("新水泵",), away="山羊")),
        ("zh", "枯井", "满井", Aims(towards=("满井",), away="枯井")),
    ],
)
def test_the_poles_without_the_attitude(ask: Ask, language: Language, a: str, b: str, aims: Aims) -> None:
    assert find_aims(Poles(a=a, b=b), ask(QUESTION, language=language)) == aims


def test_without_poles_the_questions_are_the_aim(ask: Ask) -> None:
    topic = "The well of Corran. Who closed it, and when? Who opened it again? Who paid the pump?"
    found = find_aims(Poles(), ask(topic))
    assert found == Aims(towards=("Who closed it, and when?", "Who opened it again?", "Who paid the pump?"))


# --- one answer a question -------------------------------------------------------------------------------------------


def test_each_listed_question_has_its_own_answer(
    facts: Callable[..., list[Fact]],
    ask: Ask,
    narrative: Callable[..., NarrativeSchema],
    indexed: Callable[..., HybridIndex],
    source: Source,
) -> None:
    """Only Facts that fit a question answer it, and its own words are what the model is asked."""
    slots = [
        Slot(role=f"question-{n}", question=q, length_share=0.3, answers_assignment=True, per_question=True)
        for n, q in enumerate(("Who closed the well?", "Who fell ill?", "Who paid?"), 1)
    ]
    fit = {"question-1": {"F1": 0.1, "F2": 0.9}, "question-2": {"F3": 0.5}, "question-3": {}}
    assignment, index = ask(QUESTION, seed=5), indexed(source("An index needs a document."))
    model = choosing(NOBODY)
    schema = narrative(*slots, Slot(role="kicker", question="?", length_share=0.1))
    found = find_answers(
        facts(0.5, 0.5, 0.5), {}, schema, find_aims(Poles(), assignment), fit, assignment, index, model
    )
    assert found == {"question-1": ("F2", "F1"), "question-2": ("F3",)}
    asked = [r.messages[-1].content for r in model.requests]
    assert ["Who closed the well?" in asked[0], "Who fell ill?" in asked[1]] == [True, True]
