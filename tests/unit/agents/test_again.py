"""A day and a full name are told once where they stand twice running."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from deepnews.agents.again import told_once
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact, Span


def told(language: Language, *sentences: tuple[str, str], author: str = "") -> list[str]:
    """The texts of one block after the pass, a paragraph for each of the sentences (document, text)."""
    documents = {
        doc_id: SourceDocument(
            doc_id=doc_id,
            path=f"{doc_id}.txt",
            title=f"Minutes {doc_id}",
            author=author,
            date=dt.date(2024, 5, 14),
            language=language,
            text="The works closed.",
            content_sha256="0" * 64,
        )
        for doc_id, _ in sentences
    }
    facts, drafted = {}, []
    for n, (doc_id, text) in enumerate(sentences):
        span = Span(doc_id=doc_id, start=0, end=17, text="The works closed.")
        facts[f"F{n}"] = Fact(fact_id=f"F{n}", spans=(span,), doc_title="Minutes", doc_date=dt.date(2024, 5, 14))
        drafted.append(Sentence(sentence_id=f"B1.{n}", text=text, fact_ids=(f"F{n}",), kind="written"))
    block = DraftBlock(block_id="B1", paragraphs=tuple(Paragraph(sentences=(s,)) for s in drafted))
    bench = SimpleNamespace(language=language, facts=facts, documents=documents)
    made = told_once([block], bench)  # type: ignore[arg-type]
    return [s.text for p in made[0].paragraphs for s in p.sentences]


FIRST = "The minutes of May 14, 2024 said that the works closed."


@pytest.mark.parametrize(
    ("second", "short"),
    [
        ("On May 14, 2024, the minutes said: “We sell.”", "The minutes said: “We sell.”"),
        ("According to the minutes of May 14, 2024, the looms went.", "According to the minutes, the looms went."),
        ("The minutes of May 15, 2024 said that the looms went.", ""),
        ("The minutes of May 14, 2024 said that the looms went that day.", ""),
        ("The looms went to Marle on May 14, 2024.", ""),
        ("May 14, 2024.", ""),
    ],
)
def test_the_day_of_a_document_is_told_once(second: str, short: str) -> None:
    assert told("en", ("a", FIRST), ("a", second)) == [FIRST, short or second]
    assert told("en", ("b", FIRST), ("a", second)) == [FIRST, second], "another document of that day"


def test_who_spoke_last_is_named_by_surname() -> None:
    first = "“We sell”, Dana Ruiz said on May 14, 2024."
    second = "Giving evidence on May 14, 2024, Dana Ruiz said: “We close.”"
    assert told("en", ("a", first), ("a", second), author="Dana Ruiz") == [first, "Ruiz said: “We close.”"]


def test_a_chinese_document_keeps_its_name() -> None:
    first, second = "2024年5月14日的《港口条例》写明，船坞关闭。", "2024年5月14日，《港口条例》写明：“机器出售。”"
    assert told("zh", ("a", first), ("a", second)) == [first, "《港口条例》写明：“机器出售。”"]
