"""Whether a claim puts before or after a day what its evidence puts on that day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from deepnews.agents.rules.dates import find_dates
from deepnews.agents.rules.grounds import Grounds
from deepnews.schemas.base import Language
from deepnews.schemas.facts import DateMention
from deepnews.schemas.verification import Finding


class _Side(NamedTuple):
    before: re.Pattern[str]
    """Stands in front of a date that bounds."""
    behind: re.Pattern[str]
    """Stands after a date that bounds."""
    near: re.Pattern[str]
    """What the evidence may have close to its date."""
    anywhere: re.Pattern[str]
    """What its sentence may have anywhere."""


_NONE: Final = re.compile(r"(?!)")
_NEAR: Final[Mapping[Language, tuple[int, int]]] = {"en": (30, 12), "zh": (6, 4)}
"""Characters before and after a date that are close to it."""
_SIDES: Final[Mapping[Language, tuple[_Side, ...]]] = {
    "en": (
        _Side(
            re.compile(r"\b(?:before|prior to|ahead of)\s+$", re.I),
            _NONE,
            re.compile(r"\b(?:before|prior|ahead|by|until|till|to|within|than)\b", re.I),
            re.compile(r"\b(?:due|deadline|earlier|preced\w+|already|had)\b", re.I),
        ),
        _Side(
            re.compile(r"\b(?:after|since)\s+$", re.I),
            _NONE,
            re.compile(r"\b(?:after|since|from|follow\w*|past|once|onwards?|until|till)\b", re.I),
            re.compile(r"\b(?:later|next|then|beg[aiu]n\w*|start\w*|has|have)\b", re.I),
        ),
    ),
    "zh": (
        _Side(
            _NONE,
            re.compile(r"\s*(?:之前|以前|前(?![往后来去述期者夕]))"),
            re.compile("前|截至|截止|到|至|止|不迟于|早于|内"),
            re.compile("期限|逾期|不迟于|截止"),
        ),
        _Side(
            _NONE,
            re.compile(r"\s*(?:之后|以后|后(?![来续期者]))"),
            re.compile("后|起|以来|从|自|次日"),
            re.compile("至今|随后|此后"),
        ),
    ),
}


def bound_findings(text: str, grounds: Grounds) -> Iterator[Finding]:
    """A finding for each day of the claim, behind its lead-in, with a "before" or "after" that no sentence of the
    evidence with that day has."""
    n_lead = grounds.n_lead(text)
    for claimed in find_dates(text, grounds.language, grounds.anchor):
        sides = [s for s in _SIDES[grounds.language] if _stands(s, text, claimed.start, claimed.end)]
        if claimed.start < n_lead or claimed.first != claimed.last or not sides:
            continue
        said = [
            _says(sides[0], s, d, grounds.language)
            for s in grounds.sentences
            for d in find_dates(s, grounds.language, grounds.anchor)
            if d.first == claimed.first == d.last
        ]
        if said and not any(said):
            yield Finding(
                code="date.bound",
                verdict="refuted",
                claim_text=claimed.text,
                is_frame=True,
                reason=f"The claim bounds a time by {claimed.text}; the evidence speaks of that day itself.",
            )


def _says(side: _Side, sentence: str, date: DateMention, language: Language) -> bool:
    n_before, n_behind = _NEAR[language]
    close = f"{sentence[max(0, date.start - n_before) : date.start]} {sentence[date.end : date.end + n_behind]}"
    return side.near.search(close) is not None or side.anywhere.search(sentence) is not None


def _stands(side: _Side, text: str, start: int, end: int) -> bool:
    return side.before.search(text[:start]) is not None or side.behind.match(text, end) is not None
