"""Chinese rules in grades: a penalty, the heavier one for grave cases and the proviso (但书) are one rule, told whole;
so are the points of a ruling.

A lower grade told by itself would read as the most that can be imposed, a rule without its proviso as one without
exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from deepnews.retrieval.paragraphs import TextSpan

MAX_CHARS: Final = 240
"""Longest rule in grades that may be one Fact, and one quotation."""
_GRADE = re.compile(
    r"(?:情节(?:特别)?(?:严重|较重|恶劣)|(?:经责令)?(?:限期内?)?拒不|逾期|没有违法所得|"
    r"造成[^，。；]{0,12}(?:后果|损害|损失|泄露)[^，。；]{0,6}的，)"
)
"""How the next grade of a penalty begins."""
_PROVISO = re.compile(r"但(?:是)?|然而|不过")
_BINDS = re.compile(r"应当|不得|可以|必须|有权|予以|视为|推定|责令|罚款|处罚|除外")
"""A word of a rule; in a report a new sentence may turn without changing what the one before it says."""
_BETWEEN = re.compile(r"(?:并)?对(?:其|个人|单位|直接负责)|(?:并|可以)?处")
"""How a part of a grade goes on that names another addressee."""


_RULING = re.compile(r"(?:判决|裁定|裁决)(?:如下)?[：:]\s*(?:1[.、．]|一、|（一）)")
_POINT = re.compile(r"(?:\d{1,2}[.、．]|[二三四五六七八九]、|（[二三四五六七八九]）)\s*\D")
"""A ruling that begins to list its points, and one of the others."""
_SAME_CONDUCT = re.compile(r"有前款(?:规定|所列)?的?(?:违法)?行为(?:之一)?的?，(?=情节|造成|拒不)")
_CONDUCT = re.compile(
    r"(?:第[一二三四五六七八九十百零〇\d]+条(?:之[一二三])?[\s　]*)?"
    r"(?P<conduct>(?!.{0,60}(?:前款|下列))[^；。\n]{10,90}?的)，由"
)
"""A penal clause: for what conduct, and by whom it is punished."""
_IN_FORCE = re.compile(r"本(?:法|条例|办法|规定|规则|细则|解释|决定)自\d{4}年[^，。；]{2,10}起(?:施行|实施|生效)。")


def is_rule(text: str) -> bool:
    """True for a sentence with a Chinese word that binds; rules share most of their words and say different things."""
    return bool(_BINDS.search(text))


def is_in_force(text: str) -> bool:
    """True for the short sentence that tells from when a rule holds."""
    return _IN_FORCE.fullmatch(text) is not None


def whole_rules(text: str, sentences: Sequence[TextSpan]) -> Iterator[tuple[TextSpan, bool]]:
    """The sentences of `text`, those that are grades or the proviso of one rule joined, and whether each may be told:
    a rule in grades that is too long is told in no part, nor one of which `text` ends before it does."""
    at = 0
    while at < len(sentences):
        n_parts = _n_parts(text, sentences[at:])
        parts = sentences[at : at + n_parts]
        rule = TextSpan(parts[0].start, parts[-1].end)
        goes_on = text[rule.end - 1] in "；;" and not text[rule.end :].strip()
        if goes_on or (n_parts > 1 and rule.end - rule.start > MAX_CHARS):
            yield from ((part, False) for part in parts)
        else:
            yield rule, True
        at += n_parts


def grave_case(text: str, start: int) -> tuple[int, TextSpan] | None:
    """Where the penalty begins in a sentence at `start` that only points back to the conduct of the paragraph before
    (有前款规定的违法行为，情节严重的，……), and that conduct; None for any other, and where that paragraph
    does not name it in a clause."""
    found = _SAME_CONDUCT.match(text, start)
    conduct = conduct_of(text, found.end()) if found else None
    return (found.end(), conduct) if found and conduct else None


def conduct_of(text: str, at: int) -> TextSpan | None:
    """The conduct that the paragraph before names, where all that stands before `at` in its line points back to it."""
    line = text.rfind("\n", 0, at) + 1
    pointer = _SAME_CONDUCT.match(text, line)
    if pointer is None or pointer.end() != at:
        return None
    end = len(text[:line].rstrip())
    found = _CONDUCT.match(text, text.rfind("\n", 0, end) + 1, end)
    return TextSpan(*found.span("conduct")) if found else None


def is_graded(text: str) -> bool:
    """True for a rule that holds more than one grade, or its proviso, and for a ruling with its points."""
    is_ruling = _RULING.search(text) is not None
    return any(_begins_part(part, is_ruling=is_ruling) for part in _parts(text)[1:])


def _begins_part(words: str, *, is_ruling: bool) -> bool:
    return bool(_GRADE.match(words) or _PROVISO.match(words) or (is_ruling and _POINT.match(words)))


def drops_a_grade(told: str, source: str) -> bool:
    """True when `told` leaves out a grade or the proviso of a rule whose beginning it tells."""
    for part in _parts(source)[1:]:
        grade = _GRADE.match(part)
        if grade and grade.group()[:2] not in told:
            return True
        if _PROVISO.match(part) and not (_PROVISO.search(told) or "除外" in told):
            return True
    return False


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[；;。])", text) if part]


def _n_parts(text: str, sentences: Sequence[TextSpan]) -> int:
    """How many of the sentences are one rule, from the first on."""
    n_parts = 1
    first = text[sentences[0].start : sentences[0].end]
    is_ruling = _RULING.search(first) is not None
    binds = is_ruling or bool(_BINDS.search(first))
    for n, (before, after) in enumerate(pairwise(sentences), 2):
        words = text[after.start : after.end]
        if not binds or "\n" in text[before.end : after.start]:
            break
        if _begins_part(words, is_ruling=is_ruling):
            n_parts = n
        elif not _BETWEEN.match(words):
            break
    return n_parts
