"""What an assignment is about, and how near a sentence is to it in a document that speaks of many things."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deepnews.retrieval.index import HybridIndex
from deepnews.retrieval.subject import Subject, titles_of, without_common_words
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Span

Source = Callable[..., SourceDocument]
FERRIES = "The harbour bought two ferries. They carry sheep and wool to the island. Fuel for them costs nine crowns."
SCHOOLS = "The schools opened in the year after. Every child has a desk. The teachers came from the mainland."


@pytest.fixture
def addresses(source: Source) -> tuple[SourceDocument, ...]:
    return tuple(
        source(f"{FERRIES}\n\n{SCHOOLS}", f"{year}.txt", title=f"Address on the State of the Island, {year}")
        for year in (1974, 1975)
    )


def test_years_and_what_most_titles_share_are_left_out(
    addresses: tuple[SourceDocument, ...], indexed: Callable[..., HybridIndex]
) -> None:
    asked = "Follow the ferries through the addresses on the state of the island, 1974 to 1975"
    titles = titles_of(addresses)
    for bare in (
        without_common_words(asked, "en", titles),
        Subject(asked, addresses, indexed(*addresses), "en").text,
    ):
        assert "ferries" in bare
        assert not any(word in bare for word in ("address", "state", "island", "1974", "1975"))


def test_what_most_passages_say_is_left_out(indexed: Callable[..., HybridIndex], source: Source) -> None:
    texts = ("The district reports that wool is dear.", "The district reports fog.", "The district reports idle looms.")
    documents = tuple(source(t * 20, f"{n}.txt", title=f"Paper {n}") for n, t in enumerate(texts * 4))
    asked = "When did the district reports turn from wool to looms?"
    assert Subject(asked, documents, indexed(*documents), "en").text == "When did the turn from wool to looms?"


def test_the_title_itself_stays_where_nothing_else_was_asked(addresses: tuple[SourceDocument, ...]) -> None:
    asked = "The state of the island"
    assert without_common_words(asked, "en", titles_of(addresses)) == asked


def test_a_single_document_shares_its_title_with_no_other() -> None:
    assert "ferries" in without_common_words("How the ferries were bought, and for whom", "en", ["The ferries"])


def test_chinese_keeps_its_years(indexed: Callable[..., HybridIndex], source: Source) -> None:
    asked, document = "从2016年的渡轮条例到今天：谁付钱？", source("渡轮。" * 9, language="zh")
    subject = Subject(asked, (document,), indexed(document), "zh")
    assert subject.text == asked
    assert subject.clauses == ("从2016年的渡轮条例到今天",)


def test_clauses_that_say_nothing_are_no_clauses(
    addresses: tuple[SourceDocument, ...], indexed: Callable[..., HybridIndex]
) -> None:
    asked = "Who bought the boats, and what did they cost the parish? The island."
    clauses = Subject(asked, addresses, indexed(*addresses), "en").clauses
    assert clauses == ("Who bought the boats", "and what did they cost the parish")


def test_what_stands_around_a_sentence_tells_its_subject(indexed: Callable[..., HybridIndex], source: Source) -> None:
    ferries, schools = source(FERRIES * 6, "ferries.txt"), source(SCHOOLS * 6, "schools.txt")
    subject = Subject("the ferries and their fuel", (ferries, schools), indexed(ferries, schools), "en")
    ids = (ferries.doc_id, schools.doc_id, "none")
    on, off, nowhere = subject.around([Span(doc_id=i, start=0, end=9, text="Nobody.") for i in ids])
    assert on > off > nowhere == 0.0
