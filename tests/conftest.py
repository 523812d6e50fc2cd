"""For all tests: makers of documents, Facts, assignments, indexes and schemas, and a database server.

No deadline a single example, since these may share their cores with a model; fifty examples a law.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings

from deepnews.agents.rules import annotate
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.index import HybridIndex, build_index
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.narrative import NarrativeSchema, Slot

settings.register_profile("patient", deadline=None, max_examples=50)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def ask() -> Callable[..., Assignment]:
    """Maker of assignments: topic, angle, language."""

    def make(topic: str, angle: str = "", language: Language = "en", **fields: Any) -> Assignment:
        return Assignment(topic=topic, angle=angle, language=language, **fields)

    return make


@pytest.fixture(scope="session")
def source() -> Callable[..., SourceDocument]:
    """Maker of documents; title, date and the like by keyword."""

    def make(text: str, path: str = "a.txt", language: Language = "en", **fields: Any) -> SourceDocument:
        doc_id = hashlib.sha256(f"{path}{text}".encode()).hexdigest()[:12]
        values = {"title": path, "content_sha256": "0" * 64, **fields}
        return SourceDocument(doc_id=doc_id, path=path, language=language, text=text, **values)

    return make


@pytest.fixture(scope="session")
def fact() -> Callable[..., Fact]:
    """Maker of Facts cut from a document: id, document, the words (all of it by default), fields by keyword."""

    def make(fact_id: str, document: SourceDocument, words: str = "", **fields: Any) -> Fact:
        text = words or document.text
        start = document.text.index(text)
        note = annotate(text, "zh" if document.language == "zh" else "en", document.date)
        return Fact(
            fact_id=fact_id,
            spans=(Span(doc_id=document.doc_id, start=start, end=start + len(text), text=text),),
            doc_title=document.title,
            doc_date=document.date,
            quantities=note.quantities,
            names=note.names,
            **fields,
        )

    return make


@pytest.fixture(scope="session")
def indexed() -> Callable[..., HybridIndex]:
    """Maker of indexes over documents; likeness is that of words."""

    def make(*documents: SourceDocument) -> HybridIndex:
        return build_index(Corpus(documents=documents), HashingEmbedder(), cache_dir=None)

    return make


@pytest.fixture(scope="session")
def narrative() -> Callable[..., NarrativeSchema]:
    """Maker of a schema of slots; by default a lede, the answer and a kicker."""

    def make(*slots: Slot, language: Language = "en", **fields: Any) -> NarrativeSchema:
        plain = (
            Slot(role="lede", question="How did it begin?", length_share=0.3),
            Slot(role="answer", question="What was decided?", length_share=0.5, answers_assignment=True),
            Slot(role="kicker", question="What stays open?", length_share=0.2),
        )
        values = {"code": "own", "version": 3, "title": "Own", "fits": "Tests.", "order": "by-topic", **fields}
        return NarrativeSchema(language=language, slots=slots or plain, **values)

    return make


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a PostgreSQL server with pgvector that runs for this session, without any data."""
    pgserver = pytest.importorskip("pgserver", reason="needs the package pgserver, which carries PostgreSQL")
    server = _started(pgserver)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _started(pgserver: Any) -> Any:
    """A new server; on a busy machine its ten seconds for starting may not suffice the first time.

    Its folder is not one of pytest's, which other sessions close to the server's own user.
    """
    for _ in range(3):
        try:
            return pgserver.get_server(tempfile.mkdtemp(prefix="deepnews-postgres-"), cleanup_mode="delete")
        except subprocess.SubprocessError as error:
            last = error
    raise last
