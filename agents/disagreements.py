"""Sources that give different values for what seems the same quantity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from deepnews.agents.frames import disagreement_form
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import DateMention, Disagreement, Fact, Quantity
from deepnews.text import content_overlap

_LIKE: Final = 0.7
"""Likeness above which two statements may be about one thing,"""
_SAME_WORDS: Final = 0.6
"""where so much of the words of each, figures put aside, is in the other."""
_AROUND_CHARS: Final = 30
"""Characters before a figure that tell which of several it answers to."""


def find_disagreements(
    facts: Sequence[Fact], documents: Mapping[str, SourceDocument], index: HybridIndex, language: Language
) -> tuple[Disagreement, ...]:
    """Pairs of like statements of different documents, about no different times, that share no value and have a
    quantity of one unit each. Where one publisher (or an unknown one) dates both, the older value is superseded."""
    counted = [f for f in facts if _measured(f)]
    if len(counted) < 2:
        return ()
    likeness = index.likeness([f.text for f in counted], [f.text for f in counted])
    places = [(i, j) for i, j in combinations(range(len(counted)), 2) if likeness[i, j] >= _LIKE]
    pairs = ((counted[i], counted[j]) for i, j in places)
    return tuple(d for one, other in pairs for d in _differing(one, other, documents, language))


def at_other_times(one: Sequence[DateMention], other: Sequence[DateMention]) -> bool:
    """True when both name dates and none of one touches any of the other: two statements, not one told twice."""
    touching = (a.first <= b.last and b.first <= a.last for a in one for b in other)
    return bool(one and other) and not any(touching)


def _differing(
    one: Fact, other: Fact, documents: Mapping[str, SourceDocument], language: Language
) -> Iterator[Disagreement]:
    pair = _of_one_unit(one, other)
    if pair is None or one.doc_id == other.doc_id or at_other_times(one.dates, other.dates):
        return
    mine, theirs = _without_figures(one), _without_figures(other)
    if min(content_overlap(mine, theirs, language), content_overlap(theirs, mine, language)) < _SAME_WORDS:
        return
    older, newer = sorted((one, other), key=lambda f: str(f.doc_date))
    dated = None not in (older.doc_date, newer.doc_date) and older.doc_date != newer.doc_date
    is_revised = dated and _one_voice(documents[older.doc_id], documents[newer.doc_id])
    note = disagreement_form(language, "superseded" if is_revised else "later").format(title=newer.doc_title)
    yield Disagreement(
        about=one.text[:160],
        fact_ids=(one.fact_id, other.fact_id),
        values=(pair[0].text, pair[1].text),
        superseded=older.fact_id if is_revised else "",
        note=note if dated else "",
    )


def _one_voice(one: SourceDocument, other: SourceDocument) -> bool:
    """True unless the documents are known to have different publishers."""
    return one.publisher == other.publisher or not (one.publisher and other.publisher)


def _measured(fact: Fact) -> list[Quantity]:
    """Quantities with a unit: numbers in names and places in a row are none."""
    return [q for q in fact.quantities if q.unit and q.unit != "ordinal"]


def _without_figures(fact: Fact) -> str:
    text = fact.text
    for quantity in sorted(fact.quantities, key=lambda q: -q.start):
        text = f"{text[: quantity.start]} {text[quantity.end :]}"
    return text


def _of_one_unit(one: Fact, other: Fact) -> tuple[Quantity, Quantity] | None:
    """The quantities of one unit with the likest words before them, where the two Facts share no measured value."""
    first, second = _measured(one), _measured(other)
    if {(q.unit, q.value) for q in first} & {(q.unit, q.value) for q in second}:
        return None
    pairs = [(a, b) for a in first for b in second if a.unit == b.unit]
    return max(pairs, key=lambda pair: _alike_before(one, other, *pair), default=None)


def _alike_before(one: Fact, other: Fact, a: Quantity, b: Quantity) -> int:
    """How many of the words or characters before one figure stand before the other too."""
    before = (f.text[max(0, q.start - _AROUND_CHARS) : q.start] for f, q in ((one, a), (other, b)))
    pieces = [set(text.split() if " " in text else text) for text in before]
    return len(pieces[0] & pieces[1])
