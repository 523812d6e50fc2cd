"""A document and a Fact of it, and what the rules object to in a claim on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from deepnews.agents.rules import annotate, check_sentence
from deepnews.agents.speakers import who_speaks
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span

Read = tuple[Fact, dict[str, SourceDocument]]


@pytest.fixture(scope="session")
def read() -> Callable[..., Read]:
    """Maker of a Fact of `fact_text`, of all of the source by default, and its document."""
    return _read


@pytest.fixture(scope="session")
def codes() -> Callable[..., set[str]]:
    """Codes of what the rules object to in a claim; document and Fact as in `read`."""

    def found(
        source: str, claim: str, language: Language, fact_text: str = "", publisher: str = "", author: str = ""
    ) -> set[str]:
        fact, documents = _read(source, language, fact_text, publisher, author)
        return {f.code for f in check_sentence(claim, [fact], documents, language) if f.verdict != "supported"}

    return found


def _read(source: str, language: Language, fact_text: str = "", publisher: str = "", author: str = "") -> Read:
    document = SourceDocument(
        doc_id="d", path="d.txt", title="", publisher=publisher, author=author, language=language,
        date=dt.date(2031, 5, 20), text=source, content_sha256="0" * 64,
    )  # fmt: skip
    words = fact_text or source
    note = annotate(words, language, document.date)
    start = source.index(words)
    fact = Fact(
        fact_id="F001",
        spans=(Span(doc_id="d", start=start, end=start + len(words), text=words),),
        speaker=who_speaks(document, 0, words, language),
        doc_date=document.date,
        quantities=note.quantities,
        dates=note.dates,
        names=note.names,
        modality=note.modality,
    )
    return fact, {"d": document}
