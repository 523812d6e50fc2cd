"""Names of a Chinese claim by their place: between words of the evidence where the evidence has another name, or in a
list of the evidence that has another member there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.names import name_mentions
from deepnews.agents.rules.persons_zh import persons_in
from deepnews.schemas.verification import Finding
from deepnews.text import HAN

_N_BESIDE = 4
"""Characters beside a name that must be the same in claim and evidence."""
_LIST = re.compile(rf"[{HAN}]{{2,8}}(?:、[{HAN}]{{2,8}})+")
_MIN_LISTED = 3
_N_EDGE = 2


def slot_findings(text: str, grounds: Grounds) -> list[Finding]:
    """Refuting findings for names that stand where the evidence has others."""
    return _misplaced(text, grounds) or _mislisted(text, grounds)


def _misplaced(text: str, grounds: Grounds) -> list[Finding]:
    for start, end in _mentions(text, grounds):
        rival = _rival(text, start, end, grounds)
        if rival:
            return [_swapped(text[start:end], rival)]
    return []


def _mentions(text: str, grounds: Grounds) -> list[tuple[int, int]]:
    known = persons_in(text, grounds.persons)
    tagged = [(m.start, m.end) for m in name_mentions(text, "zh")]
    return sorted({*known, *(t for t in tagged if all(t[1] <= a or t[0] >= b for a, b in known))})


def _rival(text: str, start: int, end: int, grounds: Grounds) -> str:
    """The name that the evidence has between the same words; empty when it has this one there, or none."""
    name = text[start:end]
    before, after = text[max(0, start - _N_BESIDE) : start], text[end : end + _N_BESIDE]
    before = before if _is_telling(before) else ""
    after = after if _is_telling(after) else ""
    known = f"{grounds.text}\n{grounds.retold}"
    if (before and f"{before}{name}" in known) or (after and f"{name}{after}" in known):
        return ""
    for sentence in grounds.sentences:
        for low, high in _mentions(sentence, grounds):
            other = sentence[low:high]
            same = (before and sentence[:low].endswith(before)) or (after and sentence[high:].startswith(after))
            if same and other not in text and other not in name and name not in other:
                return other
    return ""


def _is_telling(beside: str) -> bool:
    """True for enough words: digits alone, as of a year, say nothing of who is meant."""
    return len(beside) == _N_BESIDE and len(re.findall(f"[{HAN}]", beside)) >= _N_BESIDE - 1


def _mislisted(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for one member of a list that the evidence's list of the same length has not."""
    known = [items for s in grounds.sentences for items in _lists(s)]
    for items in _lists(text):
        for other in (k for k in known if len(k) == len(items) >= _MIN_LISTED):
            new, gone = [i for i in items if i not in other], [o for o in other if o not in items]
            if len(new) == len(gone) == 1:
                return [_swapped(new[0], gone[0])]
    return []


def _lists(text: str) -> Iterator[Sequence[str]]:
    """Members of the lists of a text, of the first and the last one the two characters next to the list: what else
    stands there may be no part of it."""
    for found in _LIST.finditer(text):
        first, *middle, last = found.group().split("、")
        yield [first[-_N_EDGE:], *middle, last[:_N_EDGE]]


def _swapped(name: str, other: str) -> Finding:
    reason = f"证据在这个位置说的是“{other}”，不是“{name}”。"
    return Finding(code="name.swapped", verdict="refuted", claim_text=name, reason=reason, is_frame=True)
