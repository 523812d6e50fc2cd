"""Paragraphs of extracted text as exact spans; hard-wrapped lines (PDF, old plain text) are joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple


class TextSpan(NamedTuple):
    """Characters `start` to `end` (exclusive) of a text."""

    start: int
    end: int


_LINE = re.compile(r"[^\n\f]*[\n\f]?")
_ENDS = re.compile(r"[.!?:;。！？：；…][\"'”’』」》）)\]】]*$")
_OPENS_PARAGRAPH = re.compile(
    r"(?:[-*•·▪◦‣–—]\s|#{1,6}\s|>|\||\d{1,3}[.)、]\s*\D|[（(][一二三四五六七八九十\da-z]{1,3}[）)]"
    r"|第[一二三四五六七八九十百千零〇\d]+[章节条编款]|[一二三四五六七八九十]+、|\*\*"
    r"|[A-Z][A-Z .'’-]{2,40}[.:]\s|Q[.:]|A[.:]\s)"
)
_DIGITS = re.compile(r"\d+")
_PAGE_MARK = re.compile(
    r"(?:page|p\.|第)\s*\d+\s*(?:页|頁)?\s*(?:(?:of|/|共)\s*\d+\s*(?:页|頁)?)?$|[-–—]?\s*\d{1,4}\s*[-–—]?$", re.I
)
_MAX_WRAP_CHARS = 130
_MIN_REPEATS = 3


def paragraph_spans(text: str) -> tuple[TextSpan, ...]:
    """Spans of the paragraphs of `text`, in order, without space at either end; they cover every visible character."""
    lines = list(_lines(text))
    width = _wrap_width([text[s.start : s.end] for s in lines if s])
    running = running_lines(text)
    spans: list[TextSpan] = []
    previous: TextSpan | None = None
    for line in lines:
        if line is None:
            previous = None
            continue
        if previous is not None and _continues(text, previous, line, width, running):
            spans[-1] = TextSpan(spans[-1].start, line.end)
        else:
            spans.append(line)
        previous = line
    return tuple(spans)


def running_lines(text: str) -> frozenset[str]:
    """Running heads and feet: unfinished short lines that return three times or more, digits masked."""
    shapes = Counter(
        masked(line) for line in map(str.strip, text.split("\n")) if 4 <= len(line) <= 120 and not _ENDS.search(line)
    )
    return frozenset(shape for shape, count in shapes.items() if count >= _MIN_REPEATS)


def masked(line: str) -> str:
    """`line` with every number replaced, so that page and date variants of a running head are equal."""
    return _DIGITS.sub("0", line.strip())


def is_page_mark(line: str) -> bool:
    """True for a line that only tells the page: ``Page 3 of 29``, ``第3页``, ``- 7 -``."""
    return bool(_PAGE_MARK.match(line.strip()))


def ends_sentence(text: str) -> bool:
    """True when `text` ends with closing punctuation, closing quotes allowed after it."""
    return bool(_ENDS.search(text[-8:].rstrip()))


def _lines(text: str) -> Iterator[TextSpan | None]:
    for match in _LINE.finditer(text):
        line = match.group()
        if not line:
            return
        stripped = line.strip()
        if stripped:
            start = match.start() + len(line) - len(line.lstrip())
            yield TextSpan(start, start + len(stripped))
        else:
            yield None
        if line.endswith("\f"):
            yield None


def _wrap_width(lines: list[str]) -> int | None:
    """Column at which the lines were broken by hand or by a PDF; None when a line is a paragraph."""
    lengths = sorted(len(line) for line in lines)
    if len(lengths) < 6:
        return None
    width = lengths[int(len(lengths) * 0.95)]
    n_full = sum(1 for n in lengths if n >= 0.7 * width)
    if width > _MAX_WRAP_CHARS or n_full < 0.5 * len(lengths):
        return None
    n_open = sum(1 for line in lines if len(line) >= 0.7 * width and not ends_sentence(line))
    return width if n_open >= 0.5 * n_full else None


def _continues(text: str, line: TextSpan, following: TextSpan, width: int | None, running: frozenset[str]) -> bool:
    if width is None or line.end - line.start < 0.6 * width:
        return False
    first, second = text[line.start : line.end], text[following.start : following.end]
    if _OPENS_PARAGRAPH.match(second) or any(masked(s) in running or is_page_mark(s) for s in (first, second)):
        return False
    return not (ends_sentence(first) and line.end - line.start < 0.85 * width)
