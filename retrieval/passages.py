"""Passages: paragraph- and sentence-aligned spans of a document, with exact offsets and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deepnews.retrieval.furniture import furniture_flags, is_surely_furniture
from deepnews.retrieval.paragraphs import TextSpan, paragraph_spans, running_lines
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.corpus import Passage, SourceDocument

_TABULAR = re.compile(r"csv|sheet|excel|json", re.I)
_QUESTION = re.compile(r"[?？][\"'”’）)]*$|^(?:Q|问)[.:：]")
_CUT = re.compile(r"[\s,;:，；：、。)）]")
_MIN_KEPT_SHARE = 0.3
_MIN_CHARS = 25
_MIN_CHARS_ZH = 10


def split_passages(document: SourceDocument, *, n_chars: int = 900) -> tuple[Passage, ...]:
    """Passages of about `n_chars` characters in document order; furniture lies in the gaps between them.

    Short neighbours are merged, long paragraphs are cut between sentences, and a question stays with its answer
    where both fit. ``document.text[start:end] == text`` holds for every passage.
    """
    if n_chars < 1:
        raise ValueError("n_chars must be positive")
    spans = [span for run in _body_runs(document) for span in _grouped(document, run, n_chars)]
    floor = _MIN_CHARS_ZH if document.language == "zh" else _MIN_CHARS
    return tuple(_passage(document, s) for s in spans if s.end - s.start >= min(floor, n_chars))


def _passage(document: SourceDocument, span: TextSpan) -> Passage:
    return Passage(
        passage_id=f"{document.doc_id}:{span.start}-{span.end}",
        doc_id=document.doc_id,
        start=span.start,
        end=span.end,
        text=document.text[span.start : span.end],
        page=document.page_at(span.start),
    )


def _body_runs(document: SourceDocument) -> list[list[TextSpan]]:
    """Runs of neighbouring paragraphs that no furniture interrupts."""
    spans = paragraph_spans(document.text)
    texts = [document.text[s.start : s.end] for s in spans]
    running = running_lines(document.text)
    flags = furniture_flags(texts, running, tabular=bool(_TABULAR.search(document.media_type)))
    n_kept = sum(len(t) for t, flag in zip(texts, flags, strict=True) if not flag)
    if n_kept < _MIN_KEPT_SHARE * sum(map(len, texts)):  # a text of nothing but short lines: keep what may be matter
        flags = tuple(is_surely_furniture(t, frozenset()) for t in texts)
    runs: list[list[TextSpan]] = [[]]
    for span, flag in zip(spans, flags, strict=True):
        if flag:
            runs.append([])
        else:
            runs[-1].append(span)
    return [run for run in runs if run]


def _grouped(document: SourceDocument, run: Sequence[TextSpan], n_chars: int) -> Iterator[TextSpan]:
    """Spans of about `n_chars` made of the pieces of a run."""
    pieces = [piece for paragraph in run for piece in _pieces(document, paragraph, n_chars)]
    group: list[TextSpan] = []
    for piece in pieces:
        if group and not _fits(group, piece, n_chars):
            held = _held_question(document, group, piece, n_chars)
            yield _joined(group[:-1] if held else group)
            group = group[-1:] if held else []
        group.append(piece)
    if group:
        yield _joined(group)


def _fits(group: Sequence[TextSpan], piece: TextSpan, n_chars: int) -> bool:
    n_now = group[-1].end - group[0].start
    n_then = piece.end - group[0].start
    return n_then <= n_chars * 1.15 or (n_now < n_chars * 0.4 and n_then <= n_chars * 1.5)


def _held_question(document: SourceDocument, group: Sequence[TextSpan], piece: TextSpan, n_chars: int) -> bool:
    """True when the group ends with a question that fits beside the start of its answer."""
    question = document.text[group[-1].start : group[-1].end]
    fits = piece.end - group[-1].start <= n_chars * 1.5
    return len(group) > 1 and fits and bool(_QUESTION.search(question))


def _joined(group: Sequence[TextSpan]) -> TextSpan:
    return TextSpan(group[0].start, group[-1].end)


def _pieces(document: SourceDocument, paragraph: TextSpan, n_chars: int) -> list[TextSpan]:
    """The paragraph itself, or even parts of it cut between sentences when it is long."""
    length = paragraph.end - paragraph.start
    if length <= n_chars * 1.3:
        return [paragraph]
    text = document.text[paragraph.start : paragraph.end]
    sentences = [
        part
        for s in sentence_spans(text, document.language)
        for part in _hard_cut(document.text, TextSpan(paragraph.start + s.start, paragraph.start + s.end), 2 * n_chars)
    ]
    goal = length / max(1, round(length / n_chars))
    return _evenly(sentences, goal)


def _evenly(sentences: Sequence[TextSpan], goal: float) -> list[TextSpan]:
    """Neighbouring sentences joined into parts of about `goal` characters."""
    parts: list[TextSpan] = []
    for sentence in sentences:
        if parts and sentence.end - parts[-1].start <= goal * 1.15 and parts[-1].end - parts[-1].start < goal * 0.9:
            parts[-1] = TextSpan(parts[-1].start, sentence.end)
        else:
            parts.append(sentence)
    return parts


def _after_space(text: str, start: int, end: int) -> int:
    """The first place from `start` that holds no space; nothing is copied: lines may have millions."""
    while start < end and text[start].isspace():
        start += 1
    return start


def _hard_cut(text: str, span: TextSpan, n_chars_max: int) -> Iterator[TextSpan]:
    """The span in parts of at most `n_chars_max`, cut after a space or comma where there is one."""
    start = span.start
    while span.end - start > n_chars_max:
        cuts = [m.end() for m in _CUT.finditer(text, start + n_chars_max // 2, start + n_chars_max)]
        stop = cuts[-1] if cuts else start + n_chars_max
        piece = text[start:stop].rstrip()
        yield TextSpan(start, start + len(piece))
        start = _after_space(text, stop, span.end)
    yield TextSpan(start, span.end)
