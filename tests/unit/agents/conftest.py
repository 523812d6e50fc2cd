"""Prose that several tests pace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from deepnews.agents.pace.units import Ground, Unit
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import Sentence
from deepnews.schemas.facts import Fact, Span


@pytest.fixture
def flat() -> tuple[str, ...]:
    """Six sentences of one length, without a turn."""
    return (
        "The minutes of May 14, 2024 said that the board closed the dye works at Corran and moved the vats to Marle.",
        "The works had lost £3.1 million in the year, and the mill had borrowed £2 million from the parish bank.",
        "The parish bank held a charge on the looms, and the town held a charge on the yard of the dye works.",
        "The minutes recorded that the looms went to Marle on carts and the vats were sold to a brewer at Linton.",
        "The brewer paid £900 for the vats, and the carter took £40 of it for six journeys over the moor road.",
        "The board heard the weavers at noon, and the clerk wrote down the names of the forty who had come in.",
    )


DAY = dt.date(2024, 5, 14)


@pytest.fixture(scope="session")
def grounded() -> Callable[..., tuple[list[Unit], Ground]]:
    """Maker of a unit for each text, resting on a Fact that is the text itself; fields of the Facts by keyword."""
    return _grounded


def _grounded(
    texts: tuple[str, ...], language: Language, *, one_document: bool = True, **fields: Any
) -> tuple[list[Unit], Ground]:
    """A unit for each text, resting on a Fact that is the text itself."""
    doc_of = [0 if one_document else i for i in range(len(texts))]
    bodies = {n: "\n".join(t for t, d in zip(texts, doc_of, strict=True) if d == n) for n in doc_of}
    documents = {
        f"D{n}": SourceDocument(
            doc_id=f"D{n}",
            path=f"{n}.txt",
            language=language,
            text=b,
            title="Minutes",
            date=DAY,
            content_sha256="0" * 64,
        )
        for n, b in bodies.items()
    }
    facts, units = {}, []
    for i, (text, n) in enumerate(zip(texts, doc_of, strict=True)):
        start = bodies[n].index(text)
        span = Span(doc_id=f"D{n}", start=start, end=start + len(text), text=text)
        facts[f"F{i}"] = Fact(fact_id=f"F{i}", spans=(span,), doc_title="Minutes", doc_date=DAY, **fields)
        sentence = Sentence(sentence_id=f"B1.{i}", text=text, fact_ids=(f"F{i}",))
        units.append(Unit(plain=(sentence,), sentences=(sentence,)))
    return units, Ground(facts, documents, language)
