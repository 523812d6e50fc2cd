"""What a candidate copied word for word is put in quotation marks: a partial quotation instead of a paste."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from deepnews.schemas.base import Language
from deepnews.text import RunIndex, TextRange, outside_quotes, units

_LEFT_OUT = {"en": range(1, 8), "zh": range(3, 14)}
"""How many units of a copied run may stay outside the marks; fewer than make a run."""
_LEADS_IN = re.compile(
    r"^(?:that|is|are|was|were|be|been|has|have|had|will|would|may|might|could|can|should|must|said|says|say|felt|feel|"
    r"expects?|reports?|indicates?|suggests?|notes?|remains?|continues?|appears?|shows?|sees?|saw|found|finds|"
    r"led|left|put|kept|became|become|made|makes|[a-z]{3,}ed)$",
)
_IS_VERB = re.compile(r"^(?:is|are|was|were|has|have|had|will|would|may|might|could|can|should|must)$")
_IS_PARTICIPLE = re.compile(r"^(?:found|led|left|put|kept|made|[a-z]{3,}ed)$", re.I)
_OPENS = re.compile(
    r"(?:In|On|At|By|As|For|After|Before|Since|During|With|Under|Until|Despite|According to)\b[^,]*,", re.I
)
"""An opening before the subject; another comma may stand in a row of things."""
_IN_DATE = re.compile(r"\d{1,2}$|(?:Jan|Feb|Mar|Apr|May|June|July|Aug|Sep|Oct|Nov|Dec)[a-z]*$")
_GOVERNED = re.compile(r"^(?:to|in|on|at|by|with|for|from|of|as|into)$")
_TAKES_TO = re.compile(
    "according|amounted|attributed|close|compared|contributed|due|led|next|owing|pointed|prior|referred|relative|subject|"
    "thanks",
    re.I,
)
"""Words of which "to" is a part."""
_WANTS_TO = re.compile(
    r"[a-z]+ed|likely|unlikely|able|unable|ready|set|plans?|wants?|hopes?|intends?|expects?|needs?|tries|tried|began|begins?|"
    r"continues?|fails?|seems?|appears?|seeks?|sought|aims?|has|have|had|ought|attempts?|efforts?|decision|right|duty|power",
    re.I,
)
"""Words after which "to" opens an infinitive."""
_ENDS_OPEN = re.compile(
    r"\b(?:a|an|the|of|in|on|at|to|for|by|with|from|and|or|but|as|than|that|its|their|his|her|it|he|she|"
    r"they|we|I|which|who|is|are|was|were|be|has|have|had|will|would|\d[\d.,]*)\W*$",
    re.I,
)
"""Words on which no quotation ends; nor does it on a figure, whose unit would stand outside."""
_VERB_THAT = re.compile(r"\b(\w+) that(?:\s+[^.;:]{0,60})?$", re.I)
_SAID_THAT = re.compile(r"\b(?:said|says) that $")
"""What a clause may follow that is quoted whole."""
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
        if begin is None and language == "en" and _SAID_THAT.search(text[: span.start]):
            begin = 0
        if found is None or begin is None or _MARKS.search(found) or found.count("(") != found.count(")"):
            return None
        if language == "en" and _loses_verb(found, begin, source, text[: span.start] + piece):
            return None
        if language == "en" and _ENDS_OPEN.search(found) and not _ends_sentence(found, source):
            return None
        head = piece[: _nth_unit(piece, begin, language)]
        quoted = found[_nth_unit(found, begin, language) :]
        quoted = quoted if begin else _as_within(quoted, piece)
        text = f"{text[: span.start]}{head}“{quoted}”{text[span.end :]}"
    return text


def _as_within(quoted: str, piece: str) -> str:
    """The quoted words with a capital that the sentence has not in brackets: “[t]hree mills were closed”."""
    return f"[{piece[0]}]{quoted[1:]}" if quoted[0] != piece[0] else quoted


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


def _ends_sentence(found: str, source: str) -> bool:
    """True where the source's sentence ends with the words found."""
    return re.match(r"[.!?]|\s*$", source[source.find(found) + len(found) :]) is not None


def _begin(found: str, language: Language) -> int | None:
    """Index of the unit the quotation begins with; None where none may begin one.

    In Chinese it follows a comma. In English the best of the first places: after "that", after a verb, before one,
    after an opening with its comma or before the "to" of an
    infinitive, and last between a participle and what it governs.
    """
    places = list(_UNIT[language].finditer(found))
    open_to = [i for i in _LEFT_OUT[language] if i < len(places) - 2]
    if language == "zh":
        return next((i for i in open_to if found[places[i].start() - 1] in "，："), None)
    ranked = [(rank, -i) for i in open_to if (rank := _rank_of_begin(found, places[: i + 1]))]
    return -max(ranked)[1] if ranked else None


def _rank_of_begin(found: str, places: Sequence[re.Match[str]]) -> int:
    """How well an English quotation begins with the last of the words at `places`, from 1 to 5; 0 where it may not."""
    *_, before, first = places
    if not found[first.start() - 1].isspace() or first.group().lower() == "that" or _IN_DATE.match(before.group()):
        return 0
    if _TAKES_TO.fullmatch(before.group()) and first.group().lower() == "to":
        return 0
    if before.group().lower() == "to" and len(places) > 2 and _TAKES_TO.fullmatch(places[-3].group()):
        return 3
    if before.group().lower() == "that":
        return 5 if len(places) > 2 and _LEADS_IN.match(places[-3].group()) else 3
    if _LEADS_IN.match(before.group()):
        return 1 if _IS_PARTICIPLE.match(before.group()) and _GOVERNED.match(first.group()) else 4
    if _IS_VERB.match(first.group()):
        return 3
    ends_opening = found[before.end()] == "," and _OPENS.match(found)
    is_infinitive = first.group() == "to" and _WANTS_TO.fullmatch(before.group())
    return 2 if ends_opening or is_infinitive else 0


def _nth_unit(text: str, n: int, language: Language) -> int:
    return [m.start() for m in _UNIT[language].finditer(text)][n]


def has_glued_words(text: str, source: str) -> bool:
    """True when a word of `text` is two neighbouring words of `source` run together."""
    words = units(source, "en")
    pairs = {a + b for a, b in pairwise(words)}
    return bool((set(units(text, "en")) - set(words)) & pairs)
