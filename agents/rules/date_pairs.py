"""Two days named together: "19 and 23", "19 or 23" and "19 to 23" are three different things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from deepnews.agents.rules.grounds import Grounds
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding

Joint = Literal["both", "either", "span"]

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_JOINT = r"\s*(?P<joint>and|or|to|until|through|till|–|—|-)\s*(?:on\s+)?"
_PAIR = {
    "en": re.compile(
        rf"(?P<open>\b[Bb]etween\s+)?\b(?P<a>\d{{1,2}})(?:\s+{_MONTH})?(?:\s+\d{{4}})?{_JOINT}(?P<b>\d{{1,2}})\s+{_MONTH}"
        rf"|(?P<open2>\b[Bb]etween\s+)?{_MONTH}\s+(?P<a2>\d{{1,2}})(?:,\s+\d{{4}})?"
        rf"\s*(?P<joint2>and|or|to|until|through|till|–|—|-)\s*(?:on\s+)?(?:{_MONTH}\s+)?(?P<b2>\d{{1,2}})\b(?!\d)"
    ),
    "zh": re.compile(
        r"(?P<a>\d{1,2})[日号]?(?P<joint>和|及|与|、|或者?|至|到|—|－|-|~)(?:\d{4}年)?(?:\d{1,2}月)?(?P<b>\d{1,2})[日号]"
    ),
}
_SPANS = frozenset(("to", "until", "through", "till", "–", "—", "-", "至", "到", "－", "~"))
_EITHER = frozenset(("or", "或", "或者"))


class DayPair(NamedTuple):
    """Two days of a text and how they are joined."""

    first: int
    last: int
    joint: Joint
    text: str


def day_pairs(text: str, language: Language) -> Iterator[DayPair]:
    """Pairs of days joined by "and", "or" or "to", in order."""
    for m in _PAIR[language].finditer(text):
        found = m.groupdict()
        word = (found["joint"] or found.get("joint2") or "").lower()
        opened = bool(found.get("open") or found.get("open2"))
        joint: Joint = "either" if word in _EITHER else "span" if word in _SPANS or opened else "both"
        yield DayPair(int(found["a"] or found["a2"]), int(found["b"] or found["b2"]), joint, m.group())


def day_pair_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A refuting finding for two days that the evidence joins otherwise."""
    known = [p for s in grounds.sentences for p in day_pairs(s, grounds.language)]
    for pair in day_pairs(text.removeprefix(grounds.lead_in), grounds.language):
        same = [k for k in known if (k.first, k.last) == (pair.first, pair.last)]
        if same and all(k.joint != pair.joint for k in same):
            reason = f"The claim says “{pair.text}”; the evidence says “{same[0].text}”."
            return [Finding(code="date.range", verdict="refuted", claim_text=pair.text, reason=reason, is_frame=True)]
    return []
