"""A document is named in full once, where the article first speaks of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from deepnews.agents.candidates import Bench
from deepnews.agents.introduce import introduced
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.index import build_index
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.draft import DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact
from deepnews.scripted_model import ScriptedModel
from deepnews.text import RunIndex

WORDS = "The ferry was sold."
NAME = "Corran harbour annual report"
FIRST, SECOND = dt.date(2031, 5, 4), dt.date(2032, 5, 4)


@pytest.fixture
def told(source: Callable[..., SourceDocument], fact: Callable[..., Fact]) -> Callable[..., list[str]]:
    """What becomes of sentences on two documents, told by their numbers; date of the second and what both share by
    keyword."""

    def make(sentences: Sequence[tuple[int, str]], second: dt.date = SECOND, **shared: str) -> list[str]:
        titles = ((f"{NAME}, 4 May 2031", FIRST), (f"{NAME}, 4 May 2032", second))
        documents = [source(WORDS, f"{n}.txt", **{"title": t, **shared}, date=d) for n, (t, d) in enumerate(titles)]
        corpus = Corpus(documents=tuple(documents))
        facts = {f"F{n}": fact(f"F{n}", d) for n, d in enumerate(documents)}
        bench = Bench(
            model=ScriptedModel(),
            index=build_index(corpus, HashingEmbedder(), cache_dir=None),
            runs=RunIndex([WORDS], "en"),
            documents=corpus.by_id,
            facts=facts,
            language="en",
            seed=7,
        )
        blocks = [
            DraftBlock(
                block_id=f"B{i}",
                paragraphs=(Paragraph(sentences=(Sentence(sentence_id=f"B{i}.1", text=text, fact_ids=(f"F{n}",)),)),),
            )
            for i, (n, text) in enumerate(sentences)
        ]
        return [s.text for b in introduced(blocks, bench) for p in b.paragraphs for s in p.sentences]

    return make


def test_the_first_sentence_names_it_in_full_and_the_next_does_not(told: Callable[..., list[str]]) -> None:
    plain = [(0, "On May 4, 2031, the report noted: “The ferry was sold.”"), (0, "The report said: “It was sold.”")]
    assert told(plain) == [plain[0][1].replace("the report", f"the {NAME}"), plain[1][1]]


def test_what_is_named_already_is_left(told: Callable[..., list[str]]) -> None:
    plain = [(0, f"The {NAME} of May 4, 2031 said: “It was sold.”"), (1, "The report of May 4, 2032 said: “It sank.”")]
    assert told(plain) == [text for _, text in plain]


def test_a_person_who_speaks_is_not_a_document(told: Callable[..., list[str]]) -> None:
    plain = [(0, "On May 4, 2031, Ada Finch said that the report was late.")]
    assert told(plain, author="Ada Finch") == [plain[0][1]]


def test_one_of_two_of_a_kind_and_a_day_is_named_each_time(told: Callable[..., list[str]]) -> None:
    plain = [(0, "On May 4, 2031, the report noted: “The ferry was sold.”"), (0, "The report said: “It was sold.”")]
    assert told(plain, second=FIRST) == [t.replace("e report", f"e {NAME}") for _, t in plain]


def test_who_speaks_is_named_in_full_once(told: Callable[..., list[str]]) -> None:
    plain = [
        (0, "“Powell waits”, Powell said on May 4, 2031."),
        (0, "On May 4, 2032, Powell said that the ferry sank."),
    ]
    assert told(plain, author="Chair Powell") == [
        "“Powell waits”, Chair Powell said on May 4, 2031.",
        plain[1][1],
    ]


@pytest.mark.parametrize("name", ["Chair Pro Tempore Powell", "Chair Powell"])
def test_another_form_of_the_whole_name_is_left(told: Callable[..., list[str]], name: str) -> None:
    plain = [(0, f"On May 4, 2031, {name} said that the ferry sank."), (0, "Powell said: “It sank.”")]
    assert told(plain, author="Chair Powell") == [text for _, text in plain]


def test_a_name_within_another_is_no_surname(told: Callable[..., list[str]]) -> None:
    plain = [(0, "The Powell-Berg plan failed."), (0, "According to Powell, the ferry sank.")]
    assert told(plain, author="Chair Powell") == [plain[0][1], "According to Chair Powell, the ferry sank."]


def test_the_report_of_an_outlet_is_named_where_the_outlet_has_not_been(told: Callable[..., list[str]]) -> None:
    said = "“The ferry was sold”, the report said."
    shared = {"title": "Harbour board rejects offer", "publisher": "The Courier", "second": FIRST.replace(month=6)}
    assert told([(0, said)], **shared) == ["“The ferry was sold”, the Courier report said."]
    met = "The Courier reported that the board met."
    assert told([(0, met), (0, said)], **shared) == [met, said]
