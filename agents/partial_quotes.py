"""What a candidate copied word for word is put in quotation marks: a partial quotation instead of a paste."""

from __future__ import annotations

import re

from deepnews.schemas.base import Language
from deepnews.text import RunIndex, outside_quotes, units

_LEFT_OUT = {"en": range(2, 7), "zh": range(3, 13)}
"""How many units of a copied run may stay outside the marks; fewer than make a run."""
_BEGINS_WELL = {
    "en": re.compile(r"^(?:a|an|the|no|little|much|more|less|very|to|at|in|as|too|some|many|any|than|by|for)$", re.I),
    "zh": re.compile(r"^[不应未已可将由在对按以必均]"),
}
_UNIT = {"en": re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*"), "zh": re.compile(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+")}


def quote_copied(text: str, source: str, runs: RunIndex, language: Language) -> str | None:
    """`text` with its copied runs quoted as `source` has them; None when a run cannot be found there word for word."""
    spans = runs.copied_spans(outside_quotes(text))
    if not spans or "“" in text:
        return None
    for span in reversed(spans):
        piece = text[span.start : span.end]
        found = _found(piece, source, language)
        begin = _begin(found, language) if found else None
        if found is None or begin is None:
            return None
        head = piece[: _nth_unit(piece, begin, language)]
        quoted = found[_nth_unit(found, begin, language) :]
        text = f"{text[: span.start]}{head}“{quoted}”{text[span.end :]}"
    return text


def _found(piece: str, source: str, language: Language) -> str | None:
    """The words of `piece` as the source writes them."""
    words = [re.escape(w) for w in _UNIT[language].findall(piece)]
    gap = r"[\W_]*" if language == "zh" else r"[\W_]+"
    match = re.search(gap.join(words), source, re.I) if words else None
    return match.group() if match else None


def _begin(found: str, language: Language) -> int | None:
    """Index of the unit the quotation begins with: the first that reads well, else the fourth."""
    words = _UNIT[language].findall(found)
    options = [i for i in _LEFT_OUT[language] if i < len(words) - 2]
    good = [i for i in options if _BEGINS_WELL[language].match(words[i])]
    return good[0] if good else options[len(options) // 2] if options else None


def _nth_unit(text: str, n: int, language: Language) -> int:
    return [m.start() for m in _UNIT[language].finditer(text)][n]


def has_glued_words(text: str, source: str) -> bool:
    """True when a word of `text` is two neighbouring words of `source` run together."""
    words = units(source, "en")
    pairs = {a + b for a, b in zip(words, words[1:], strict=False)}
    return bool((set(units(text, "en")) - set(words)) & pairs)
