"""Who stands where in a dispute: speakers set against the two poles that the assignment names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from deepnews.agents.bearing import stance
from deepnews.agents.brief import Poles
from deepnews.agents.frames import short_name, speaker_of
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

Camp = Literal["", "a", "b"]
_OTHER: Mapping[Camp, Camp] = {"a": "b", "b": "a", "": ""}
_AGAINST: Mapping[Camp, float] = {"a": -1.0, "b": 1.0, "": 0.0}
"""What turns a stance into one against the camp."""
_CLEARLY = 0.2
"""Difference of mean stance (-1 to 1) from which words place somebody."""


class Camps(Record):
    """Camp of each speaker that could be placed."""

    by_speaker: dict[str, Camp]

    def of(self, fact: Fact, document: SourceDocument) -> Camp:
        """Camp of the person or body whose words the Fact holds; empty when unknown."""
        return self.by_speaker.get(voice_of(fact, document), "")


def voice_of(fact: Fact, document: SourceDocument) -> str:
    """Who stands behind a Fact: its speaker, its author, else its publisher."""
    return speaker_of(fact, document) or fact.speaker or document.publisher


def find_camps(
    facts: Sequence[Fact], poles: Poles, documents: Mapping[str, SourceDocument], index: HybridIndex
) -> Camps:
    """Speakers named at a pole belong to it; the others lean to the pole their words are nearer to, and to none where
    these speak for the other side. Camp ``a`` is the one that is for what the dispute is about."""
    voices = sorted({voice_of(f, documents[f.doc_id]) for f in facts} - {""})
    placed: dict[str, Camp] = {v: _named_at(v, poles) for v in voices}
    if not poles:
        return Camps(by_speaker={})
    named = {v for v, camp in placed.items() if camp}
    lean = _lean(facts, poles, documents, index)
    middle = sorted(lean.values())[len(lean) // 2] if lean else 0.0
    for voice in voices:
        if not placed[voice]:
            placed[voice] = "b" if lean[voice] > middle else "a" if lean[voice] < middle else ""
    return Camps(by_speaker=_oriented(placed, named, facts, documents))


def _oriented(
    placed: Mapping[str, Camp], named: Collection[str], facts: Sequence[Fact], documents: Mapping[str, SourceDocument]
) -> dict[str, Camp]:
    """The camps with those who are for it as ``a``; who was placed by likeness alone and speaks for the other side has
    none."""
    stands = _stands(facts, documents)
    tells = {c: [stands[v] for v in placed if placed[v] == c and (v in named or not named)] for c in ("a", "b")}
    is_turned = _mean(tells["b"]) - _mean(tells["a"]) > _CLEARLY
    found = {v: _OTHER[c] if is_turned else c for v, c in placed.items()}
    return {v: "" if v not in named and stands[v] * _AGAINST[c] > _CLEARLY else c for v, c in found.items()}


def _stands(facts: Sequence[Fact], documents: Mapping[str, SourceDocument]) -> dict[str, float]:
    """Of each voice the mean stance of its Facts, -1 (all against) to 1 (all for)."""
    found: dict[str, list[float]] = {}
    for fact in facts:
        document = documents[fact.doc_id]
        language: Language = "zh" if document.language == "zh" else "en"
        found.setdefault(voice_of(fact, document), []).append(stance(fact.text, language))
    return {voice: _mean(values) for voice, values in found.items()}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _named_at(voice: str, poles: Poles) -> Camp:
    name = re.escape(short_name(voice))
    at_a, at_b = (re.search(rf"(?<!\w){name}", pole) is not None for pole in (poles.a, poles.b))
    return "a" if at_a and not at_b else "b" if at_b and not at_a else ""


def _lean(
    facts: Sequence[Fact], poles: Poles, documents: Mapping[str, SourceDocument], index: HybridIndex
) -> dict[str, float]:
    matrix = index.similarity([f.text for f in facts], [poles.a, poles.b])
    sums: dict[str, list[float]] = {}
    for row, fact in enumerate(facts):
        voice = voice_of(fact, documents[fact.doc_id])
        sums.setdefault(voice, []).append(float(matrix[row, 1] - matrix[row, 0]))
    return {voice: sum(values) / len(values) for voice, values in sums.items()}
