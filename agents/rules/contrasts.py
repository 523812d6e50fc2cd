"""Sentences of two halves ("tight in Linton but loose in Halden"): one must not be told of the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.names import name_mentions
from deepnews.agents.rules.numbers import find_quantities
from deepnews.agents.rules.tokens import tokens
from deepnews.schemas.verification import Finding
from deepnews.text import fold

_TURN = re.compile(r",?\s+(?:but|while|whereas|whilst)\s+", re.I)
_MIN_HALF_CHARS = 12


class _Half(NamedTuple):
    """What one half of a sentence has."""

    stems: frozenset[str]
    """Of content words, without names and numbers."""
    names: frozenset[str]
    numbers: frozenset[float]


def contrast_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A refuting finding where the claim joins what the two halves of an evidence sentence hold apart. English only."""
    if grounds.language != "en" or _TURN.search(text):
        return []
    mine = _half(text)
    for first, second in (h for s in grounds.sentences for h in _halves(s)):
        for one, other in ((first, second), (second, first)):
            if crossed := _crossed(mine, one, other):
                reason = f"The evidence says it of one side and has “{crossed}” with the other."
                return [Finding(code="name.crossed", verdict="refuted", claim_text=crossed, reason=reason)]
    return []


def _crossed(mine: _Half, one: _Half, other: _Half) -> str:
    """What the claim takes from `other` for something that only `one` says; empty for nothing.

    Names: all of the claim's are the other half's, what only the other half says is left out, what only the first says
    of its own names is kept. Numbers: likewise, with at least two words of the first half.
    """
    said, unsaid = mine.stems & (one.stems - other.stems), mine.stems & (other.stems - one.stems)
    if not said or unsaid or not other.stems - one.stems:
        return ""
    foreign = mine.names & (other.names - one.names)
    if foreign and not mine.names & one.names and one.names - other.names:
        return sorted(foreign)[0]
    numbers = mine.numbers & (other.numbers - one.numbers)
    if numbers and not mine.numbers & one.numbers and one.numbers and len(said) > 1:
        return f"{sorted(numbers)[0]:g}"
    return ""


def _halves(sentence: str) -> Iterator[tuple[_Half, _Half]]:
    for turn in _TURN.finditer(sentence):
        first, second = sentence[: turn.start()], sentence[turn.end() :]
        if min(len(first), len(second)) >= _MIN_HALF_CHARS:
            yield _half(first), _half(second)


def _half(text: str) -> _Half:
    names = frozenset(m.text for m in name_mentions(text, "en") if not m.is_initial or " " in m.text)
    words = {w.casefold() for n in names for w in n.split()}
    counted = find_quantities(text, "en")
    taken = [(q.start, q.end) for q in counted]
    plain = (
        t.stem
        for t in tokens(text, "en")
        if t.has_content and fold(t.text).casefold() not in words and not any(a <= t.start < b for a, b in taken)
    )
    return _Half(frozenset(plain), names, frozenset(q.value for q in counted if q.unit != "ordinal"))
