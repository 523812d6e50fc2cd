"""What a candidate copied word for word is put in quotation marks: a partial quotation instead of a paste."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from deepnews.schemas.base import Language
from deepnews.text import RunIndex, TextRange, outside_quotes, units

_LEFT_OUT = {"en": range(1, 8), "zh": range(3, 14)}
"""How many units of a copied run may stay outside the marks; fewer than make a run."""
_IS = "is|are|was|were|be|been"
_AUXILIARY = "has|have|had|will|would|may|might|could|can|should|must|do|does|did"
_IS_BE = re.compile(rf"^(?:{_IS})$")
_IS_AUXILIARY = re.compile(rf"^(?:{_AUXILIARY})$")
_ARTICLE = re.compile(r"^(?:an?|the|no|some|several|many|few|two|three)$")
_IS_VERB = re.compile(rf"^(?:is|are|was|were|{_AUXILIARY})$")
_LEADS_IN = re.compile(
    r"^(?:that|said|says|say|felt|feel|"
    r"expects?|reports?|indicates?|suggests?|notes?|remains?|continues?|appears?|shows?|sees?|saw|found|finds|"
    r"led|left|put|kept|became|become|made|makes|[a-z]{3,}ed)$",
)
_DESCRIBES = re.compile(
    r"^(?:the|an?|its|their|our|his|her|my|some|most|all|many|few|several|any|no|each|every|even|both|either|of|in|on|"
    r"for|with|by|to|and|or|more|less|very|newly|other|as|from|at)$",
    re.I,
)
"""Words after which one in -ed says what a noun is like ("the trimmed mean")."""
_NO_COMPLEMENT = re.compile(
    r"^(?:to|in|on|at|by|with|for|from|of|as|into|through|over|under|during|until|before|after|since|because|when|while|"
    r"if|within|without|about|against|between|than|and|or|but|that|which|who|both|not|off|up|down|out|away|back|[a-z]{3,}ly)$",
    re.I,
)
"""What adds to a verb and is not its object: marks before it would begin in the middle of a clause."""
_OPENING_WORD = (
    "in|on|at|by|as|for|after|before|since|during|with|under|until|despite|according|within|without|among|from|of|to|"
    "through|over|between|beyond|besides|beside|against|because|although|though|while|whereas|when|if|unless|given|"
    "unlike|like|compared|based|following"
)
_OPENS = re.compile(rf"(?:{_OPENING_WORD})\b[^,]*,", re.I)
"""An opening before the subject; another comma may stand in a row of things."""
_IN_OPENING = re.compile(
    rf"\W*(?:(?:even|only|just|not|as|both) )?(?:{_OPENING_WORD}|\w{{3,}}ing (?:to|at|from|on|back|ahead))\b[^,]*$",
    re.I,
)
"""An opening that is not over yet."""
_IN_RELATIVE = re.compile(
    r"(?P<before>.*)\b(?:who|which|that(?! (?:day|week|month|quarter|year)\b)|whose|where)\b[^,]*$", re.I | re.S
)
_TELLS = (
    "sa(?:id|ys?)|reports?|indicates?|suggests?|notes?|mentions?|argues?|believes?|warns?|adds?|states?|shows?|finds?|"
    "found|knows?|knew|thinks?|thought|feels?|felt|expects?|means?|hopes?"
)
_HAS_VERB = re.compile(
    rf"\b(?:{_IS}|{_AUXILIARY}|[a-z]{{3,}}ed (?:that|an?|the|its|their|to)|wrote|led|made|{_TELLS})\b|[a-z]{{3,}}ed $"
)
_ENDS_IN_VERB = re.compile(rf"\b(?:{_TELLS}) $")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June|July|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_IN_DATE = re.compile(rf"\d{{1,2}}$|{_MONTH}$")
_DATE = re.compile(rf"(?:\d{{1,2}} )?{_MONTH},? \d")
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
_GOES_ON = re.compile(
    r"\W*$|[,;:.)]| (?:and|but|or|which|who|while|whereas|although|because|if|when|"
    r"that (?:year|month|week|day|quarter)\W*$|the (?:year|month|week|day|quarter) (?:before|after)\W*$)\b"
)
"""How a sentence may go on after a quotation: not at all, in a new clause, or with a word for its time."""
_VERB_THAT = re.compile(r"\b(\w+) that(?:\s+[^.;:]{0,60})?$", re.I)
_SAID_THAT = re.compile(r"\b(?:said|says) that $")
"""What a clause may follow that is quoted whole."""
_WHOLE = re.compile(r"(?P<who>[^“”]+ (?:said|added|noted|wrote)) that “\[(?P<first>[a-z])\](?P<rest>[^“”]+)”\.")
_MARKS = re.compile('["“”「」『』]')
_UNIT = {"en": re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*"), "zh": re.compile(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+")}


def quote_copied(text: str, source: str, runs: RunIndex, language: Language, lead_in: str = "") -> str | None:
    """`text`, which begins with `lead_in`, with its copied runs quoted as `source` has them; None when a run cannot be
    found there word for word, or marks around it would begin or end in the middle of a clause."""
    spans = runs.copied_spans(outside_quotes(text))
    if not spans or "“" in text or (language == "zh" and not _is_the_rest(spans, text)):
        return None
    for span in reversed(spans):
        piece = text[span.start : span.end]
        found = _found(piece, source, language)
        begin = _begin(found, language, text[len(lead_in) : span.start]) if found else None
        if begin is None and language == "en" and _SAID_THAT.search(text[: span.start]):
            begin = 0
        if found is None or begin is None or _MARKS.search(found) or found.count("(") != found.count(")"):
            return None
        if " … " in found:  # no source has both pieces in a row
            return None
        if language == "en" and _loses_verb(found, begin, source, text[: span.start] + piece):
            return None
        if language == "en" and _ends_open(found, source, text[span.end :]):
            return None
        head = piece[: _nth_unit(piece, begin, language)]
        quoted = found[_nth_unit(found, begin, language) :]
        quoted = quoted if begin else _as_within(quoted, piece)
        text = f"{text[: span.start]}{head}“{quoted}”{text[span.end :]}"
    return text


def said_whole(text: str) -> str:
    """`text` with a sentence that it quotes whole after a colon: said: “Three mills shut.” for said that “[t]hree mills
    shut”."""
    found = _WHOLE.fullmatch(text)
    return f"{found['who']}: “{found['first'].upper()}{found['rest'].rstrip('.')}.”" if found else text


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


def _ends_open(found: str, source: str, rest: str) -> bool:
    """True where the quoted words point on, or the sentence goes on after them within their clause."""
    if _ends_sentence(found, source):
        return False
    return _ENDS_OPEN.search(found) is not None or _GOES_ON.match(rest) is None


def _ends_sentence(found: str, source: str) -> bool:
    """True where the source's sentence ends with the words found."""
    return re.match(r"[.!?]|\s*$", source[source.find(found) + len(found) :]) is not None


def _begin(found: str, language: Language, before: str = "") -> int | None:
    """Index of the unit the quotation begins with, `before` being what the sentence tells before the words found; None
    where none may begin one.

    In Chinese it follows a comma. In English the best of the first places: a clause after "that", what somebody is or
    does something to, after an opening with its comma, a predicate, the "to" of an infinitive, and what an auxiliary
    has behind it. No place in an opening or in a clause on the subject is one: the marks would hold more than these.
    """
    places = list(_UNIT[language].finditer(found))
    open_to = [i for i in _LEFT_OUT[language] if i < len(places) - 2]
    if language == "zh":
        return next((i for i in open_to if found[places[i].start() - 1] in "，："), None)
    open_to = [i for i in open_to if not _is_within(before + found[: places[i].start()])]
    ranked = [(rank, -i) for i in open_to if (rank := _rank_of_begin(found, places[: i + 1], before))]
    return -max(ranked)[1] if ranked else None


def _is_within(head: str) -> bool:
    """True where the sentence so far has only begun an opening, or a clause that says which subject is meant."""
    if _IN_OPENING.match(head) and not _ENDS_IN_VERB.search(head):
        return True
    relative = _IN_RELATIVE.fullmatch(head)
    return relative is not None and not _HAS_VERB.search(relative["before"])


def _rank_of_begin(found: str, places: Sequence[re.Match[str]], head: str) -> int:
    """How well an English quotation begins with the last of the words at `places`, from 1 to 5; 0 where it may not.
    `head` stands before the words found."""
    *earlier, before, first = places
    last = earlier[-1].group() if earlier else next(iter(head.split()[-1:]), "")
    word, opening = before.group(), first.group()
    if not found[first.start() - 1].isspace() or opening.lower() == "that" or _IN_DATE.match(word):
        return 0
    if word.lower() == "to":
        return 3 if _TAKES_TO.fullmatch(last) else 0
    if opening.lower() == "to":
        return 2 if _WANTS_TO.fullmatch(word) and not _TAKES_TO.fullmatch(word) else 0
    if word.lower() == "that":
        return 5 if _LEADS_IN.match(last) else 0 if _IS_VERB.match(opening) else 3
    if _ARTICLE.match(opening) and (_IS_BE.match(word) or _IS_AUXILIARY.match(word)):
        return 4
    if _IS_BE.match(word):
        return 1 if _IS_AUXILIARY.match(last) else 4
    if _LEADS_IN.match(word):
        describes = word.endswith("ed") and (not last or _DESCRIBES.match(last))
        return 0 if describes or _NO_COMPLEMENT.match(opening) else 4
    if _IS_VERB.match(opening):
        return 3 if _ends_subject(found, places) else 0
    if _IS_AUXILIARY.match(word):
        return 1
    is_in_date = _DATE.match(found, first.start())  # "On Friday, 9 August 2024, two mills closed"
    return 2 if found[before.end()] == "," and _OPENS.match(found) and not is_in_date else 0


def _ends_subject(found: str, places: Sequence[re.Match[str]]) -> bool:
    """True where the verb at the last of `places` says something, and does not only lead to a clause ("is that")."""
    return re.match(r" (?:that|because|whether|how|why)\b", found[places[-1].end() :]) is None


def _nth_unit(text: str, n: int, language: Language) -> int:
    return [m.start() for m in _UNIT[language].finditer(text)][n]


def has_glued_words(text: str, source: str) -> bool:
    """True when a word of `text` is two neighbouring words of `source` run together."""
    words = units(source, "en")
    pairs = {a + b for a, b in pairwise(words)}
    return bool((set(units(text, "en")) - set(words)) & pairs)
