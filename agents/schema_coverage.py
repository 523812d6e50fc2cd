"""How well the Facts can fill each form of story: its slots' needs, cues, eras and camps, a Fact in one slot only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from deepnews.agents.bearing import bears
from deepnews.agents.cues import n_said
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import Era, FactKind, NarrativeSchema, Slot


class Ground(NamedTuple):
    """What the forms are held against."""

    facts: Sequence[Fact]
    documents: Mapping[str, SourceDocument]
    eras: Mapping[str, Era]
    """Era of each dated document."""
    camp_of: Callable[[Fact], str]
    """``a`` or ``b`` where the assignment names two camps; empty for neither."""
    fit: Mapping[str, Mapping[str, float]]
    """For a slot that stands for a listed question, by its role: the Facts that speak to it."""
    language: Language


class Coverage(NamedTuple):
    """How much of a form can be filled."""

    share: float
    """0 to 1: each slot weighs as its length, and counts as far as its quota and its needs are met."""
    gaps: tuple[str, ...]
    """Roles of the slots whose quota or needs are not met."""


def coverage(schema: NarrativeSchema, ground: Ground) -> Coverage:
    """How much of `schema` the Facts can fill; a Fact is given to one slot, the one with the fewest choices first."""
    fitting = {s.role: [f for f in ground.facts if _fits(f, s, ground)] for s in schema.slots}
    taken: set[str] = set()
    filled: dict[str, float] = {}
    for slot in sorted(schema.slots, key=lambda s: (len(fitting[s.role]) - s.evidence_quota, s.role)):
        chosen = _chosen(slot, [f for f in fitting[slot.role] if f.fact_id not in taken], ground)
        taken |= {f.fact_id for f in chosen}
        filled[slot.role] = _filled(slot, chosen, ground)
    weights = {s.role: s.length_share for s in schema.slots}
    share = sum(weights[role] * value for role, value in filled.items()) / sum(weights.values())
    return Coverage(share, tuple(s.role for s in schema.slots if filled[s.role] < 1.0))


def kinds_of(fact: Fact, document: SourceDocument) -> frozenset[FactKind]:
    """What a Fact can serve as."""
    kinds: set[FactKind] = set()
    kinds |= {"figure"} if fact.quantities else set()
    kinds |= {"date"} if fact.dates or document.date else set()
    kinds |= {"name"} if fact.names or fact.speaker else set()
    kinds |= {"quotation"} if fact.speaker or document.author else set()
    kinds |= {fact.modality} if fact.modality != "fact" else set()
    return frozenset(kinds)


def _fits(fact: Fact, slot: Slot, ground: Ground) -> bool:
    """True for a Fact of the slot's era and camp that serves a need, says a cue and bears out the heading, or one that
    speaks to its question."""
    if slot.per_question:
        return fact.fact_id in ground.fit.get(slot.role, {})
    era = ground.eras.get(fact.doc_id, "any")
    if "any" not in (slot.era, era) and slot.era != era:
        return False
    if slot.camp and ground.camp_of(fact) != slot.camp:
        return False
    if slot.asserts and not bears(fact.text, slot.asserts, ground.language):
        return False
    serves = not slot.needs or bool(kinds_of(fact, ground.documents[fact.doc_id]) & set(slot.needs))
    return serves and (not slot.cues or _n_cues(fact, slot, ground) > 0)


def _chosen(slot: Slot, facts: Sequence[Fact], ground: Ground) -> list[Fact]:
    """Up to the quota: those first that serve a need nothing chosen serves yet, then by cues and relevance."""
    chosen: list[Fact] = []
    while len(chosen) < slot.evidence_quota:
        rest = [f for f in facts if f not in chosen]
        if not rest:
            break
        missing = set(slot.needs) - _served(chosen, ground)
        chosen.append(max(rest, key=lambda f: (*_rank(f, missing, slot, ground), f.fact_id)))
    return chosen


def _rank(fact: Fact, missing: Collection[FactKind], slot: Slot, ground: Ground) -> tuple[int, int, float]:
    serves = kinds_of(fact, ground.documents[fact.doc_id]) & set(missing)
    return len(serves), _n_cues(fact, slot, ground), fact.relevance


def _filled(slot: Slot, chosen: Sequence[Fact], ground: Ground) -> float:
    quota = min(1.0, len(chosen) / slot.evidence_quota)
    needs = len(set(slot.needs) & _served(chosen, ground)) / len(slot.needs) if slot.needs else 1.0
    return quota * needs


def _served(facts: Sequence[Fact], ground: Ground) -> set[FactKind]:
    return {k for f in facts for k in kinds_of(f, ground.documents[f.doc_id])}


def _n_cues(fact: Fact, slot: Slot, ground: Ground) -> int:
    return n_said(slot.cues, fact.text, ground.language)
