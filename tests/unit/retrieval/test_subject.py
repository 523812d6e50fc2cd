"""What an assignment is about, and how near a sentence is to it in a document that speaks of many things."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deepnews.retrieval.index import HybridIndex
from deepnews.retrieval.subject import Subject
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


def test_years_and_what_most_titles_share_are_left_out(addresses: tuple[SourceDocument, ...]) -> None:
    asked = "Follow the ferries through the addresses on the state of the island, 1974 to 1975"
    bare = Subject(asked, addresses, "en").text.casefold()
    assert "ferries" in bare
    assert not any(word in bare for word in ("address", "state", "island", "1974", "1975"))


def test_the_title_itself_stays_where_nothing_else_was_asked(addresses: tuple[SourceDocument, ...]) -> None:
    assert Subject("The state of the island", addresses, "en").text == "The state of the island"


def test_a_single_document_shares_its_title_with_no_other(source: Source) -> None:
    document = source(FERRIES, title="The ferries")
    assert "ferries" in Subject("How the ferries were bought, and for whom", (document,), "en").text


def test_chinese_keeps_its_years(source: Source) -> None:
    asked = "从2016年的渡轮条例到今天：谁付钱？"
    assert Subject(asked, (source("渡轮。" * 9, language="zh"),), "zh").text == asked
    assert Subject(asked, (), "zh").clauses == ("从2016年的渡轮条例到今天",)


def test_clauses_that_say_nothing_are_no_clauses(addresses: tuple[SourceDocument, ...]) -> None:
    asked = "Who bought the ferries, and what did the fuel cost? The island."
    assert Subject(asked, addresses, "en").clauses == ("Who bought the ferries", "and what did the fuel cost")


def test_what_stands_around_a_sentence_tells_its_subject(indexed: Callable[..., HybridIndex], source: Source) -> None:
    ferries, schools = source(FERRIES * 6, "ferries.txt"), source(SCHOOLS * 6, "schools.txt")
    index = indexed(ferries, schools)
    subject = Subject("the ferries and their fuel", (ferries, schools), "en")
    ids = (ferries.doc_id, schools.doc_id, "none")
    on, off, nowhere = subject.around([Span(doc_id=i, start=0, end=9, text="Nobody.") for i in ids], index)
    assert on > off > nowhere == 0.0
