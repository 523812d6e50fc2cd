"""Who somebody is, and what letters stand for, is told where an article first has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from deepnews.agents.first_mention import explained
from deepnews.agents.offices import Introduction
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact

Told = Callable[..., list[str]]
WORDS = "The lock gates were shut for nine days."
QUOTED = "“The lock gates were shut for nine days”"


@pytest.fixture
def told(source: Callable[..., SourceDocument], fact: Callable[..., Fact]) -> Told:
    """The sentences of an article on one document, explained; `others` are the texts of further sources."""

    def make(
        sentences: list[str],
        *others: str,
        text: str = WORDS,
        title: str = "Letter",
        author: str = "",
        year: int = 2031,
        language: Language = "en",
    ) -> list[str]:
        first = source(text, "0.txt", title=title, date=dt.date(2031, 5, 4), author=author, language=language)
        documents = [
            first,
            *(source(t, f"{n}.txt", date=dt.date(year, 6, 1), language=language) for n, t in enumerate(others, 1)),
        ]
        said = [Sentence(sentence_id=f"B1.{n}", text=s, fact_ids=("F1",)) for n, s in enumerate(sentences, 1)]
        draft = Draft(
            language=language,
            headline=Sentence(sentence_id="headline", text="Gates shut", fact_ids=("F1",), kind="furniture"),
            blocks=(DraftBlock(block_id="B1", paragraphs=(Paragraph(sentences=tuple(said)),)),),
        )
        by_id = {d.doc_id: d for d in documents}
        facts = [fact(f"F{n}", d) for n, d in enumerate(documents, 1)]
        return [s.text for s in explained(draft, facts, by_id).sentences]

    return make


@pytest.mark.parametrize(
    ("sentence", "other", "wanted"),
    [
        (
            f"{QUOTED}, Ansgar Velde said on May 4, 2031.",
            "Ansgar Velde, the harbour engineer, shut them.",
            f"{QUOTED}, Ansgar Velde, harbour engineer, said on May 4, 2031.",
        ),
        (
            f"On May 4, 2031, Ansgar Velde said: {QUOTED[:-1]}.”",
            "They were shut by the harbour engineer Ansgar Velde.",
            f"On May 4, 2031, Ansgar Velde, harbour engineer, said: {QUOTED[:-1]}.”",
        ),
        (
            f"{QUOTED}, Ansgar Velde said on May 4, 2031.",
            "Ansgar Velde, chief harbour works director at the Northern Lock Company, shut them.",
            f"{QUOTED}, Ansgar Velde, chief harbour works director, said on May 4, 2031.",
        ),
    ],
)
def test_who_speaks_is_introduced_by_his_office(told: Told, sentence: str, other: str, wanted: str) -> None:
    assert told([sentence, sentence], other, author="Ansgar Velde") == [wanted, sentence]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Calder Lock Company met.", "storage works director"),
        ("Calder Lock Company met. The lock is Calder’s own.", "storage works director at Calder"),
        ("Calder pays.", "storage works director"),
    ],
)
def test_a_long_body_is_named_in_short_where_its_document_does(text: str, wanted: str) -> None:
    office = Introduction("storage works director at Calder Lock Company")
    assert office.within(f"A director at {text}") == Introduction(wanted)


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        (f"{QUOTED}, said the harbour engineer Ansgar Velde.", "Ansgar Velde, harbour engineer, shut them."),
        (f"{QUOTED}, Ansgar Velde’s letter said.", "Ansgar Velde, harbour engineer, shut them."),
        (f"{QUOTED}, Ansgar Velde said.", "Ansgar Velde, a former mayor, is 80. Mayor Ansgar Velde retired."),
        (f"{QUOTED}, Ansgar Velde said.", "Ansgar Velde, chief engineer, left. Ansgar Velde, town clerk, came."),
        (f"{QUOTED}, Ansgar Velde said.", "A minister, Ansgar Velde, was there."),
        (f"{QUOTED}, Corran Harbour Board said.", "Corran Harbour Board, chair, met."),
    ],
)
def test_what_is_told_or_uncertain_is_left_alone(told: Told, sentence: str, other: str) -> None:
    assert told([sentence], other, author="Ansgar Velde") == [sentence]


def test_an_office_of_another_time_is_not_told(told: Told) -> None:
    sentence = f"{QUOTED}, Ansgar Velde said on May 4, 2031."
    other = "Ansgar Velde, the harbour engineer, shut them."
    assert told([sentence], other, author="Ansgar Velde", year=2035) == [sentence]


def test_the_title_of_a_source_tells_whom_a_witness_is_of(told: Told) -> None:
    text = f"Ansgar Velde: {WORDS}"
    scene = "Ansgar Velde gave evidence on May 4, 2031."
    found = told([scene], text=text, title="Evidence of Ansgar Velde, keeper of the lock gates, May 4, 2031")
    assert found == ["Ansgar Velde, the keeper of the lock gates, gave evidence on May 4, 2031."]


DEFINED = "The river lock board (RLB) met. Several coastal trade zones (CTZs) were named."


def test_letters_are_explained_once_within_a_quotation_in_square_brackets(told: Told) -> None:
    text = f"The RLB shut the gates for nine days. {DEFINED}"
    sentence = "On May 4, 2031, the letter said: “The RLB shut the gates for nine days.”"
    wanted = sentence.replace("RLB", "RLB [river lock board]")
    assert told([sentence, sentence], text=text) == [wanted, sentence]


def test_one_of_several_is_explained_as_one(told: Told) -> None:
    text = f"A CTZ was shut for nine days by order. {DEFINED}"
    sentence = "On May 4, 2031, the letter said: “A CTZ was shut for nine days by order.”"
    assert told([sentence], text=text) == [sentence.replace("CTZ", "CTZ [coastal trade zone]")]


def test_letters_whose_meaning_was_told_before_stand_alone(told: Told) -> None:
    text = f"The river lock board shut the gates for nine days. The RLB shut the gates for nine days. {DEFINED}"
    before, after = (
        f"On May 4, 2031, the letter said: “The {who} shut the gates for nine days.”"
        for who in ("river lock board", "RLB")
    )
    assert told([before, after], text=text) == [before, after]


def test_letters_that_two_other_sources_define_differently_stand_alone(told: Told) -> None:
    text = "The RLB shut the gates for nine days."
    sentence = f"On May 4, 2031, the letter said: “{text}”"
    assert told([sentence], DEFINED, "The rural land bank (RLB) met.", text=text) == [sentence]


def test_a_chinese_speaker_is_introduced_by_his_office(told: Told) -> None:
    text = "闸门关闭了九天。港务局副局长韦长庚表示，闸门关闭了九天。韦长庚说，水位过高。韦长庚认为，应当加固。"
    sentence = "韦长庚说：“闸门关闭了九天。”"
    found = told([sentence, sentence], text=text, author="韦长庚", language="zh")
    assert found == ["港务局副局长" + sentence, sentence]


def test_a_chinese_head_alone_does_not_say_of_what(told: Told) -> None:
    text = "闸门关闭了九天。副局长韦长庚表示，闸门关闭了九天。韦长庚说，水位过高。韦长庚认为，应当加固。"
    sentence = "韦长庚说：“闸门关闭了九天。”"
    assert told([sentence], text=text, author="韦长庚", language="zh") == [sentence]
