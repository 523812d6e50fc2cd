"""Passages of the sources in their context, the words a sentence rests on marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from deepnews.agents.footnotes import page_numbers, plain, plain_lines, safe_link
from deepnews.schemas.base import Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Span

N_CONTEXT_CHARS: Final = 300
_BREAKS: Final = frozenset(" \n\t，。；：、！？")


class Segment(Record):
    """A stretch of an excerpt."""

    text: str
    is_marked: bool


class Excerpt(Record):
    """A piece of one document around the spans it shows."""

    doc_id: str
    title: str = ""
    publisher: str = ""
    date: dt.date | None = None
    pages: tuple[int, ...] = ()
    link: str = ""
    path: str = ""
    segments: tuple[Segment, ...]
    is_clipped_left: bool = False
    is_clipped_right: bool = False
    fault: str = ""
    """``misplaced`` or ``no_document`` when the span does not stand where it says; empty when it does."""


def excerpts(spans: Iterable[Span], documents: Mapping[str, SourceDocument]) -> tuple[Excerpt, ...]:
    """One excerpt for each group of neighbouring spans, in the order the documents are first named."""
    by_document: dict[str, list[Span]] = {}
    faulty = []
    for span in spans:
        document = documents.get(span.doc_id)
        if document is not None and document.text[span.start : span.end] == span.text:
            by_document.setdefault(span.doc_id, []).append(span)
        else:
            faulty.append(_faulty(span, document))
    found = [_excerpt(group, documents[i]) for i, all_of_it in by_document.items() for group in _groups(all_of_it)]
    return (*found, *dict.fromkeys(faulty))


def _groups(spans: Sequence[Span]) -> list[list[Span]]:
    """Spans near enough to share one excerpt, in text order."""
    groups: list[list[Span]] = []
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if groups and span.start - max(s.end for s in groups[-1]) <= 2 * N_CONTEXT_CHARS:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _excerpt(spans: Sequence[Span], document: SourceDocument) -> Excerpt:
    text = document.text
    start = _widened_left(text, spans[0].start)
    end = _widened_right(text, max(s.end for s in spans))
    link = safe_link(document.address)
    return Excerpt(
        doc_id=document.doc_id,
        title=plain(document.title),
        publisher=plain(document.publisher),
        date=document.date,
        pages=page_numbers(spans, document),
        link=link,
        path=plain(document.path),
        segments=_segments(text, start, end, spans),
        is_clipped_left=start > 0,
        is_clipped_right=end < len(text),
    )


def _segments(text: str, start: int, end: int, spans: Sequence[Span]) -> tuple[Segment, ...]:
    pieces, position = [], start
    for span in spans:
        begin = max(span.start, position)
        pieces += [(position, begin, False), (begin, span.end, True)]
        position = max(position, span.end)
    pieces.append((position, end, False))
    return tuple(Segment(text=plain_lines(text[a:b]), is_marked=m) for a, b, m in pieces if a < b)


def _widened_left(text: str, start: int) -> int:
    """About 300 characters before `start`, at a break between words."""
    low = max(0, start - N_CONTEXT_CHARS)
    if low == 0:
        return 0
    return next((i + 1 for i in range(low, min(low + 30, start)) if text[i] in _BREAKS), low)


def _widened_right(text: str, end: int) -> int:
    high = min(len(text), end + N_CONTEXT_CHARS)
    if high == len(text):
        return high
    return next((i for i in range(high, max(high - 30, end), -1) if text[i] in _BREAKS), high)


def _faulty(span: Span, document: SourceDocument | None) -> Excerpt:
    return Excerpt(
        doc_id=span.doc_id,
        title=plain(document.title) if document else span.doc_id,
        segments=(Segment(text=plain_lines(span.text), is_marked=True),),
        fault="misplaced" if document else "no_document",
    )
