"""What a candidate copied word for word is put in quotation marks: a partial quotation instead of a paste."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from deepnews.schemas.base import Language
from deepnews.text import RunIndex, TextRange, outside_quotes, units

_LEFT_OUT = {"en": range(1, 8), "zh": range(3, 14)}
"""How many units of a copied run may stay outside the marks; fewer than make a run."""
_LEADS_IN = {
    "en": re.compile(
        r"^(?:that|is|are|was|were|be|been|has|have|had|will|would|may|might|could|can|should|must|said|says|say|felt|feel|"
        r"expects?|reports?|indicates?|suggests?|notes?|remains?|continues?|appears?|shows?|sees?|saw|found|finds|"
        r"led|left|put|kept|became|become|made|makes|[a-z]{3,}ed)$",
        re.I,
    ),
    "zh": re.compile(r"^[，：]$"),
}
_ENDS_OPEN = re.compile(
    r"\b(?:a|an|the|of|in|on|at|to|for|by|with|from|and|or|but|as|than|that|its|their|his|her|\d[\d.,]*)\W*$", re.I
)
"""Words on which no quotation ends; nor does it on a figure, whose unit would stand outside."""
_VERB_THAT = re.compile(r"\b(\w+) that(?:\s+[^.;:]{0,60})?$", re.I)
_MARKS = re.compile('["“”「」『』]')
_UNIT = {"en": re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*"), "zh": re.compile(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+")}


def quote_copied(text: str, source: str, runs: RunIndex, language: Language) -> str | None:
    """`text` with its copied runs quoted as `source` has them; None when a run cannot be found there word for word."""
    spans = runs.copied_spans(outside_quotes(text))
    if not spans or "“" in text or (language == "zh" and not _is_the_rest(spans, text)):
        return None
    for span in reversed(spans):
        piece = text[span.start : span.end]
        found = _found(piece, source, language)
        begin = _begin(found, language) if found else None
        if found is None or begin is None or _MARKS.search(found):
            return None
        if language == "en" and _loses_verb(found, begin, source, text[: span.start] + piece):
            return None
        if language == "en" and _ENDS_OPEN.search(found):
            return None
        head = piece[: _nth_unit(piece, begin, language)]
        quoted = found[_nth_unit(found, begin, language) :]
        text = f"{text[: span.start]}{head}“{quoted}”{text[span.end :]}"
    return text


def _is_the_rest(spans: Sequence[TextRange], text: str) -> bool:
    """True for one run up to the end: Chinese words run on, and marks within a clause would cut one in two."""
    return len(spans) == 1 and not text[spans[0].end :].strip("。；，")


def _found(piece: str, source: str, language: Language) -> str | None:
    """The words of `piece` as the source writes them."""
    words = [re.escape(w) for w in _UNIT[language].findall(piece)]
    gap = r"[\W_]*" if language == "zh" else r"[\W_]+"
    match = re.search(gap.join(words), source, re.I) if words else None
    return match.group() if match else None


def _loses_verb(found: str, begin: int, source: str, told: str) -> bool:
    """True when the quoted words hang in the source on a verb and "that" ("the board decided that") which the sentence
    does not tell: whose act it was would be lost."""
    at = source.find(found) + _nth_unit(found, begin, "en")
    verb = _VERB_THAT.search(source[:at])
    return verb is not None and verb.group(1).lower()[:4] not in told.lower()


def _begin(found: str, language: Language) -> int | None:
    """Index of the unit the quotation begins with: one after a verb (in Chinese after a comma); None when none is."""
    places = list(_UNIT[language].finditer(found))
    for i in _LEFT_OUT[language]:
        if i >= len(places) - 2:
            return None
        before = places[i - 1].group() if language == "en" else found[places[i].start() - 1]
        if not _LEADS_IN[language].match(before) or places[i].group().lower() == "that":
            continue
        if language == "zh" or found[places[i].start() - 1].isspace():
            return i
    return None


def _nth_unit(text: str, n: int, language: Language) -> int:
    return [m.start() for m in _UNIT[language].finditer(text)][n]


def has_glued_words(text: str, source: str) -> bool:
    """True when a word of `text` is two neighbouring words of `source` run together."""
    words = units(source, "en")
    pairs = {a + b for a, b in pairwise(words)}
    return bool((set(units(text, "en")) - set(words)) & pairs)
