"""The time line of the sources and its turn.

The turn is the dated document that says most clearly what the story turns to: the mean score of its two best
sentences, by likeness to the pole the assignment names (and to the terms documents use for it) and by words of change.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import Era

_CHANGE = {
    "en": re.compile(
        r"\b(?:now|no longer|given way|gave way|more frequent\w*|increasingly|turn(?:ed|ing)?|shift\w*|"
        r"chang(?:e|ed|ing)|"
        r"for the first time|instead|revers\w+|replac\w+|abandon\w*|halt\w*|stop(?:ped)?|spread\w*|swing|dramatic\w*|"
        r"withdr[ae]w\w*|cancel\w*|suspend\w*|decided|approved|revis\w+|deteriorat\w*|worsen\w*)\b",
        re.I,
    ),
    "zh": re.compile(
        r"不再|改为|转向|转为|首次|终止|暂停|取消|决定|变更|调整|提高到|下降|修订|废止|叫停|撤回|由.{1,12}(?:改|调|升|降)"
    ),
}


_NO_CHANGE = {
    "en": re.compile(
        r"(?:\b(?:not|no|little|hardly|barely|never)|n['’]t)\s+(?:\w+\s+)?(?:chang|shift|revers|turn)\w*|"
        r"(?:\bnow,? )?\b(?:let(?:['’]s| us| me)|I|we)(?:['’]ll| will)? (?:now )?turn\b|\bturning (?:now )?to\b",
        re.I,
    ),
    "zh": re.compile(r"(?:没有?|未|无|不)(?:明显|显著|太大|什么)?(?:变化|变更|改变|调整|转变)"),
}
_CHANGE_WEIGHT = 0.12
_AWAY_WEIGHT = 0.5
_LENGTH_SCALE = 2500.0
_NEWEST = 0.1
"""What the newest document must be ahead of all others."""


class Aims(Record):
    """What the answer is about."""

    towards: tuple[str, ...]
    """Texts that say what the story turns to, or the assignment's questions."""
    away: str = ""
    """What it turns from; empty when the assignment does not say."""


class Turn(Record):
    """Where the story turns."""

    doc_id: str
    strength: float
    """Mean score of its two best sentences."""


def change_cues(text: str, language: Language) -> int:
    """How many words of change stand in `text`."""
    return len(_CHANGE[language].findall(_NO_CHANGE[language].sub(" ", text)))


def dated(facts: Sequence[Fact], documents: Mapping[str, SourceDocument]) -> list[str]:
    """Ids of dated documents that Facts come from, oldest first."""
    ids = {f.doc_id for f in facts if documents[f.doc_id].date is not None}
    return sorted(ids, key=lambda i: (str(documents[i].date), documents[i].path))


def turn_scores(facts: Sequence[Fact], aims: Aims, index: HybridIndex, language: Language) -> list[float]:
    """For each Fact, how clearly it says that things turned: likeness to what they turned to, words of change, and
    together with those likeness to what they turned from."""
    if not facts:
        return []
    texts = [f.text for f in facts]
    towards = index.similarity(texts, list(aims.towards)).max(axis=1)
    away = index.similarity(texts, [aims.away])[:, 0] if aims.away else [0.0] * len(texts)
    return [
        float(towards[i]) + _change(text, float(away[i]), language) - len(text) / _LENGTH_SCALE
        for i, text in enumerate(texts)
    ]


def _change(text: str, away: float, language: Language) -> float:
    cues = min(2, change_cues(text, language))
    return _CHANGE_WEIGHT * cues + (_AWAY_WEIGHT * away if cues else 0.0)


def find_turn(
    facts: Sequence[Fact],
    aims: Aims,
    documents: Mapping[str, SourceDocument],
    index: HybridIndex,
    language: Language,
) -> Turn | None:
    """The document with which the story turns; None when fewer than three documents carry dates.

    The oldest document cannot be the turn: nothing is before it. The newest, after which nothing is left to tell, has
    to stand out.
    """
    order = dated(facts, documents)
    if len(order) < 3:
        return None
    scores = turn_scores(facts, aims, index, language)
    strength = {i: _best_two([s for s, f in zip(scores, facts, strict=True) if f.doc_id == i]) for i in order[1:]}
    best = max(order[1:], key=lambda i: strength[i] - _NEWEST * (i == order[-1]))
    return Turn(doc_id=best, strength=strength[best])


def _best_two(scores: Sequence[float]) -> float:
    best = sorted(scores)[-2:]
    return sum(best) / len(best)


def eras(facts: Sequence[Fact], turn: Turn | None, documents: Mapping[str, SourceDocument]) -> dict[str, Era]:
    """Era of each dated document: before the turn early then middle, the turn itself, after it late."""
    order = dated(facts, documents)
    if turn is None or turn.doc_id not in order:
        third = max(1, len(order) // 3)
        return {
            i: ("early" if n < third else "late" if n >= len(order) - third else "middle") for n, i in enumerate(order)
        }
    at = order.index(turn.doc_id)
    half = (at + 1) // 2
    found: dict[str, Era] = {}
    for n, i in enumerate(order):
        found[i] = "early" if n < half else "middle" if n < at else "turn" if n == at else "late"
    return found


def with_answers(
    eras_found: Mapping[str, Era], answers: Sequence[Fact], documents: Mapping[str, SourceDocument]
) -> dict[str, Era]:
    """The eras where `answers` are told with the turn: what is older than they are is not after it."""
    days = [day for f in answers if (day := documents[f.doc_id].date) is not None]
    last = max(days, default=None)
    if last is None:
        return dict(eras_found)
    return {
        i: "turn" if era == "late" and (day := documents[i].date) is not None and day < last else era
        for i, era in eras_found.items()
    }
