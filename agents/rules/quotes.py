"""Quotations in a text, and whether they stand word for word in a source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from deepnews.agents.rules.grounds import Grounds
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Span
from deepnews.schemas.verification import Finding
from deepnews.text import HAN, Folded, folded, quoted_ranges

_GAP = re.compile(r"\s*(?:\[(?:\.{3,}|…+)\]|\((?:\.{3,}|…+)\)|\.{3,}|(?:\. ){2,}\.|…+)\s*|\s*\[[^\]]*\]\s*")
_ONE_LETTER = re.compile(r"\[(\w)\](?=\w)")
_SPARE = re.compile(rf"\s+(?=-)|(?<=-)\s+|(?<=[{HAN}，。；：、])\s+|\s+(?=[{HAN}])")
"""White space that typesetting puts in or leaves out: around dashes, beside Chinese characters."""
_EDGE = " \t\n,.;:!?，。；：！？、'\"-"
_MAX_GAP = 600
_LEAST_OF_TITLE = 6
"""Letters in quotation marks that can be the title of a document."""


class Quotation(NamedTuple):
    """What stands between quotation marks: ``text == source[start:end]``, the marks not included."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def find_quotations(text: str, language: Language) -> tuple[Quotation, ...]:
    """Quotations in order, the outermost of nested ones; titles in book marks are not quotations."""
    inner = ((start + 1, end - 1) for start, end in quoted_ranges(text))
    return tuple(Quotation(text[a:b], a, b) for a, b in inner if text[a:b].strip(_EDGE))


@lru_cache(maxsize=256)
def _searchable(text: str) -> Folded:
    plain = folded(text)
    kept: list[str] = []
    offsets: list[int] = []
    position = 0
    for spare in _SPARE.finditer(plain.text):
        kept.append(plain.text[position : spare.start()])
        offsets += plain.offsets[position : spare.start()]
        position = spare.end()
    kept.append(plain.text[position:])
    return Folded(_lower("".join(kept)), [*offsets, *plain.offsets[position:]])


def _lower(text: str) -> str:
    """The folded text in lower case, as long as before; a quotation in a quotation has single marks or double ones."""
    text = text.replace('"', "'")
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=4096)
def _pieces(quotation: str) -> tuple[str, ...]:
    """Parts of the quotation between its elisions and brackets, folded, without punctuation at their edges."""
    plain = _SPARE.sub("", _lower(folded(_ONE_LETTER.sub(r"\1", quotation)).text))
    return tuple(p for part in _GAP.split(plain) if (p := part.strip(_EDGE)))


def find_verbatim(quotation: str, text: str) -> tuple[int, int] | None:
    """Offsets of the source words a quotation stands for; None when it was altered.

    Elisions and brackets are understood; punctuation at the edges does not count.
    """
    pieces = _pieces(quotation)
    if not pieces:
        return None
    source = _searchable(text)
    begin = _word_find(source.text, pieces[0], 0)
    while begin >= 0:
        end = _follow(source.text, pieces, begin)
        if end is not None and not (_halves(source, begin) or _halves(source, end)):
            return source.original(begin, end)
        begin = _word_find(source.text, pieces[0], begin + 1)
    return None


def _follow(text: str, pieces: Sequence[str], begin: int) -> int | None:
    end = begin + len(pieces[0])
    for piece in pieces[1:]:
        found = _word_find(text, piece, end)
        if found < 0 or found - end > _MAX_GAP:
            return None
        end = found + len(piece)
    return end


def _word_find(text: str, piece: str, begin: int) -> int:
    """Offset of the piece as whole words; -1 when it is not there."""
    found = text.find(piece, begin)
    while found >= 0 and (_cuts(text, found) or _cuts(text, found + len(piece))):
        found = text.find(piece, found + 1)
    return found


def _halves(text: Folded, i: int) -> bool:
    """True when offset `i` parts a letter of the original from its mark, or the letters of one sign."""
    return i > 0 and text.offsets[i] == text.offsets[i - 1]


def _cuts(text: str, i: int) -> bool:
    """True when offset `i` lies inside a Latin word or number."""
    return 0 < i < len(text) and all(c.isalnum() and ord(c) < 0x2E80 for c in (text[i - 1], text[i]))


def locate(quotation: str, documents: Sequence[SourceDocument]) -> Span | None:
    """Span of the first document that holds the quotation word for word."""
    for document in documents:
        found = find_verbatim(quotation, document.text)
        if found:
            return Span(doc_id=document.doc_id, start=found[0], end=found[1], text=document.text[found[0] : found[1]])
    return None


def is_title(quotation: str, documents: Iterable[SourceDocument]) -> bool:
    """True when the words between the marks are the title of one of the documents, or a part of it that names it."""
    words = _letters(quotation)
    return len(words) >= _LEAST_OF_TITLE and any(words in _letters(d.title) for d in documents)


@lru_cache(maxsize=4096)
def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def quotation_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for every quotation: verbatim, verbatim but elsewhere, or altered; titles of its sources are none."""
    found = find_quotations(text, grounds.language)
    return [_judged(q, grounds) for q in found if not is_title(q.text, grounds.sources)]


def _judged(quotation: Quotation, grounds: Grounds) -> Finding:
    shown = quotation.text.strip()
    if span := _in_facts(quotation.text, grounds) or locate(quotation.text, grounds.sources):
        return Finding(
            code="quote.verbatim",
            verdict="supported",
            reason=f"“{shown}” stands word for word in the source.",
            claim_text=shown,
            source=span,
        )
    if span := locate(quotation.text, _others(grounds.documents, grounds.sources)):
        return Finding(
            code="quote.other_document",
            verdict="not_enough_info",
            claim_text=shown,
            source=span,
            is_frame=True,
            reason=f"“{shown}” stands in another document than the sentence rests on.",
        )
    return Finding(
        code="quote.altered",
        verdict="refuted",
        claim_text=shown,
        reason=f"“{shown}” stands in no source word for word.",
    )


def _in_facts(quotation: str, grounds: Grounds) -> Span | None:
    for span in (s for f in grounds.facts for s in f.spans):
        found = find_verbatim(quotation, span.text)
        if found:
            start, end = found
            return Span(doc_id=span.doc_id, start=span.start + start, end=span.start + end, text=span.text[start:end])
    return None


def _others(documents: Mapping[str, SourceDocument], known: Sequence[SourceDocument]) -> list[SourceDocument]:
    ids = {d.doc_id for d in known}
    return [d for d in documents.values() if d.doc_id not in ids]
