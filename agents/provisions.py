"""Chinese rules in grades: a penalty, the heavier one for grave cases and the proviso (但书) are one rule, told whole.

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


def is_graded(text: str) -> bool:
    """True for a rule that holds more than one grade, or its proviso."""
    return any(_GRADE.match(part) or _PROVISO.match(part) for part in _parts(text)[1:])


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
    binds = bool(_BINDS.search(text[sentences[0].start : sentences[0].end]))
    for n, (before, after) in enumerate(pairwise(sentences), 2):
        words = text[after.start : after.end]
        if not binds or "\n" in text[before.end : after.start]:
            break
        if _GRADE.match(words) or _PROVISO.match(words):
            n_parts = n
        elif not _BETWEEN.match(words):
            break
    return n_parts
