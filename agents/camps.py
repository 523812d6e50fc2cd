"""Who stands where in a dispute: speakers set against the two poles that the assignment names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from deepnews.agents.brief import Poles
from deepnews.agents.frames import short_name, speaker_of
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.base import Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

Camp = Literal["", "a", "b"]


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
    """Speakers named at a pole belong to it; the others lean to the pole their words are nearer to."""
    voices = sorted({voice_of(f, documents[f.doc_id]) for f in facts} - {""})
    placed: dict[str, Camp] = {v: _named_at(v, poles) for v in voices}
    if not poles:
        return Camps(by_speaker={})
    lean = _lean(facts, poles, documents, index)
    middle = sorted(lean.values())[len(lean) // 2] if lean else 0.0
    for voice in voices:
        if not placed[voice]:
            placed[voice] = "b" if lean[voice] > middle else "a" if lean[voice] < middle else ""
    return Camps(by_speaker=placed)


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
