"""Where quotation marks open and close in a text, English and Chinese."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
"""Ranges of Han characters, for use inside a character class."""
MASK = "\ufffc"
"""Stands for a character that was blanked out."""

_IS_HAN = re.compile(rf"[{HAN}]")


class TextRange(NamedTuple):
    """Characters ``text[start:end]``."""

    start: int
    end: int


_PAIRS = {"“": "”", "„": "“", "«": "»", "「": "」", "『": "』", "〝": "〞"}
_OPENING = re.compile("[\"'‘" + "".join(_PAIRS) + "]")
_MAX_QUOTED = 3000


@lru_cache(maxsize=8192)
def quoted_ranges(text: str) -> tuple[TextRange, ...]:
    """Outermost quotations, marks included, in order; a mark that never closes in its paragraph opens nothing."""
    ranges: list[TextRange] = []
    opening = _OPENING.search(text)
    while opening:
        end = _closing(text, opening.start())
        if end is not None:
            ranges.append(TextRange(opening.start(), end + 1))
        opening = _OPENING.search(text, opening.end() if end is None else end + 1)
    return tuple(ranges)


def _closing(text: str, i: int) -> int | None:
    """Offset of the mark that closes the quotation opened at `i`; None when none opens there."""
    mark = text[i]
    if mark in _PAIRS:
        return _closing_pair(text, i, mark, _PAIRS[mark])
    if mark == '"' and _may_open(text, i, strict=False):
        return _line_find(text, '"', i)
    if mark in "'‘" and _may_open(text, i, strict=True):
        return _closing_single(text, i, "’" if mark == "‘" else "'")
    return None


def _closing_pair(text: str, i: int, opening: str, closing: str) -> int | None:
    depth = 0
    for j in range(i, min(len(text), i + _MAX_QUOTED)):
        if text[j] == closing and j > i:
            depth -= 1
            if depth == 0:
                return j
        elif text[j] == opening:
            depth += 1
        elif text[j] == "\n":
            return None
    return None


def _line_find(text: str, mark: str, i: int) -> int | None:
    stop = text.find("\n", i)
    end = text.find(mark, i + 1, stop if stop >= 0 else len(text))
    return end if end > i + 1 and end - i < _MAX_QUOTED else None


def _may_open(text: str, i: int, *, strict: bool) -> bool:
    before = text[i - 1] if i else " "
    after = text[i + 1] if i + 1 < len(text) else " "
    if after.isspace() or (strict and not (after.isalpha() or after in "[…$£€")):
        return False
    return not before.isalnum() or (not strict and bool(_IS_HAN.match(before)))


def _closing_single(text: str, i: int, closing: str) -> int | None:
    """Closing single mark: not an apostrophe inside a word, nor a plural's when a better one follows in the line."""
    candidates: list[int] = []
    for j in range(i + 2, min(len(text), i + 600)):
        if text[j] == "\n" or (text[j] == "‘" and closing == "’" and candidates):
            break
        if text[j] == closing and not (j + 1 < len(text) and text[j + 1].isalnum()):
            candidates.append(j)
            if not (text[j - 1] == "s" and re.match(r" [a-z]", text[j + 1 : j + 3])):
                break
    return candidates[-1] if candidates else None


def with_capital(words: str) -> str:
    """English words as a quotation begins that is a sentence: a small first letter becomes a capital in brackets."""
    return f"[{words[0].upper()}]{words[1:]}" if words[0].islower() else words


def with_curly_quotes(text: str) -> str:
    """The text with the curly marks of an article around what stands between straight double ones."""
    return _marked(text, '"', "“", "”")


def with_inner_marks(text: str) -> str:
    """The text, which is to be quoted, with single marks around what it quotes itself."""
    return _marked(text, '"“「', "‘", "’")


def _marked(text: str, marks: str, opening: str, closing: str) -> str:
    """The text with other marks around what it quotes in `marks`."""
    for r in reversed([r for r in quoted_ranges(text) if text[r.start] in marks]):
        text = f"{text[: r.start]}{opening}{text[r.start + 1 : r.end - 1]}{closing}{text[r.end :]}"
    return text


@lru_cache(maxsize=8192)
def outside_quotes(text: str) -> str:
    """The text, as long as before, with all that stands in quotation marks blanked; no copied run crosses a blank."""
    pieces, position = [], 0
    for quoted in quoted_ranges(text):
        pieces += [text[position : quoted.start], MASK * (quoted.end - quoted.start)]
        position = quoted.end
    return "".join(pieces) + text[position:]


def are_closed(text: str) -> bool:
    """True where each quotation mark and bracket of `text` has the other of its pair; apostrophes are none."""
    pairs = ("“”", "「」", "『』", "()", "（）")
    return all(text.count(pair[0]) == text.count(pair[1]) for pair in pairs) and text.count('"') % 2 == 0
