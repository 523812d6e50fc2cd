"""Units of evidence: whole sentences of a passage, short neighbours together, and the passages they make again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.corpus import Passage, SourceDocument

UNIT_CHARS: Final = {"en": 150, "zh": 75}
"""Neighbouring sentences that fit in so many characters are one unit; a longer sentence is a unit of its own."""


class Unit(NamedTuple):
    """Neighbouring sentences of one passage."""

    position: int
    """Of the passage in the index."""
    doc_id: str
    start: int
    end: int
    """Offsets into the document."""
    text: str


def sentence_units(
    passages: Sequence[Passage], positions: Iterable[int], documents: Mapping[str, SourceDocument]
) -> tuple[Unit, ...]:
    """The units of the passages at `positions`, in that order."""
    return tuple(unit for p in positions for unit in _units(p, passages[p], documents[passages[p].doc_id]))


def whole_units(passages: Sequence[Passage], positions: Iterable[int]) -> tuple[Unit, ...]:
    """One unit for each passage."""
    return tuple(Unit(i, p.doc_id, p.start, p.end, p.text) for i in positions for p in [passages[i]])


def _units(position: int, passage: Passage, document: SourceDocument) -> Iterator[Unit]:
    most = UNIT_CHARS["zh" if document.language == "zh" else "en"]
    start = end = -1
    for span in sentence_spans(passage.text, document.language):
        if start >= 0 and span.end - start > most:
            yield _unit(position, passage, start, end)
            start = -1
        start = span.start if start < 0 else start
        end = span.end
    if start >= 0:
        yield _unit(position, passage, start, end)


def _unit(position: int, passage: Passage, start: int, end: int) -> Unit:
    return Unit(position, passage.doc_id, passage.start + start, passage.start + end, passage.text[start:end])


def joined_passages(
    units: Iterable[Unit], passages: Sequence[Passage], documents: Mapping[str, SourceDocument]
) -> Iterator[tuple[int, Passage]]:
    """Passages made of `units`, those that follow each other in one passage joined; each with the position of the
    passage that it lies in."""
    by_position: defaultdict[int, list[Unit]] = defaultdict(list)
    for unit in units:
        by_position[unit.position].append(unit)
    for position, own in by_position.items():
        whole = passages[position]
        for start, end in _runs(sorted(own, key=lambda u: u.start), whole):
            document = documents[whole.doc_id]
            yield position, _cut(whole, start, end, document)


def _runs(units: Sequence[Unit], whole: Passage) -> list[tuple[int, int]]:
    """Spans of units with nothing but white space between them."""
    runs: list[tuple[int, int]] = []
    for unit in units:
        if runs and not whole.text[runs[-1][1] - whole.start : unit.start - whole.start].strip():
            runs[-1] = (runs[-1][0], unit.end)
        else:
            runs.append((unit.start, unit.end))
    return runs


def _cut(whole: Passage, start: int, end: int, document: SourceDocument) -> Passage:
    if (start, end) == (whole.start, whole.end):
        return whole
    return Passage(
        passage_id=f"{whole.doc_id}:{start}-{end}",
        doc_id=whole.doc_id,
        start=start,
        end=end,
        text=whole.text[start - whole.start : end - whole.start],
        page=document.page_at(start),
    )
