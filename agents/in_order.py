"""The Facts of a plan brought into the order of their days, block by block, where the form tells things in time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from deepnews.agents.days_told import days_of, headings_of
from deepnews.agents.fill import NO_BOUNDS, Between, SlotFiller
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import NarrativeSchema, Slot


def in_time(schema: NarrativeSchema) -> list[Slot]:
    """The slots that tell one after the other in time: all but the first of a chronicle, which may begin anywhere, and
    of any other form those that draw on a part of the time line."""
    return [s for s in schema.slots[1:] if s.era != "any" or schema.order == "chronological"]


def put_in_order(
    schema: NarrativeSchema, main: Mapping[str, Sequence[Fact]], filler: SlotFiller, fixed: Collection[str]
) -> dict[str, list[Fact]]:
    """The Facts by role, those of slots that follow in time exchanged until none is newer than one of a later slot that
    could stand in its place, or handed on to that slot where theirs has its quota without; what is still too old for
    its slot is offered again where that has its quota of others. Those with the ids `fixed` keep their places."""
    dealt = {role: list(facts) for role, facts in main.items()}
    for earlier, later in combinations(in_time(schema), 2):
        while pair := _out_of_order(earlier, later, dealt, filler, fixed):
            newer, older = pair
            dealt[earlier.role][dealt[earlier.role].index(newer)] = older
            dealt[later.role][dealt[later.role].index(older)] = newer
    for earlier, later in combinations(in_time(schema), 2):
        _hand_on(earlier, later, dealt, filler, fixed)
    for earlier, later in combinations(in_time(schema), 2):
        _let_go(earlier, later, dealt, filler, fixed)
    return dealt


def _hand_on(
    earlier: Slot, later: Slot, dealt: dict[str, list[Fact]], filler: SlotFiller, fixed: Collection[str]
) -> None:
    """Give the later slot what the earlier one tells of days after the first that the later one tells of, where all of
    it may go and enough stays."""
    first = min(days_of(dealt[later.role]), default=None)
    newer = [f for f in _dated(dealt[earlier.role]) if first and f.doc_date and f.doc_date > first]
    stays = [f for f in dealt[earlier.role] if f not in newer]
    may_go = all(f.fact_id not in fixed and filler.may_stand(f, later) for f in newer)
    if may_go and len(stays) >= earlier.evidence_quota:
        dealt[earlier.role] = stays
        dealt[later.role] += newer


def _let_go(
    earlier: Slot, later: Slot, dealt: dict[str, list[Fact]], filler: SlotFiller, fixed: Collection[str]
) -> None:
    """Offer again what the later slot tells of days before the last of the earlier one, where enough stays."""
    last = max(days_of(dealt[earlier.role]), default=None)
    older = [f for f in _dated(dealt[later.role]) if last and f.fact_id not in fixed and str(f.doc_date) < str(last)]
    stays = [f for f in dealt[later.role] if f not in older]
    if older and stays and len(stays) >= later.evidence_quota:
        dealt[later.role] = stays
        for fact in older:
            filler.release(fact)


def _out_of_order(
    earlier: Slot, later: Slot, dealt: Mapping[str, Sequence[Fact]], filler: SlotFiller, fixed: Collection[str]
) -> tuple[Fact, Fact] | None:
    """The newest Fact of the earlier slot and the oldest of the later one that may change places and should."""
    newest = sorted(_dated(dealt[earlier.role]), key=lambda f: (str(f.doc_date), f.fact_id), reverse=True)
    oldest = sorted(_dated(dealt[later.role]), key=lambda f: (str(f.doc_date), f.fact_id))
    for newer in (f for f in newest if f.fact_id not in fixed and filler.may_stand(f, later)):
        for older in (f for f in oldest if f.fact_id not in fixed and filler.may_stand(f, earlier)):
            if str(older.doc_date) < str(newer.doc_date):
                return newer, older
    return None


def kept_to_headings(
    schema: NarrativeSchema,
    main: Mapping[str, Sequence[Fact]],
    filler: SlotFiller,
    fixed: Collection[str],
) -> dict[str, list[Fact]]:
    """The Facts by role, without those that alone belie what a heading says of time, where the slot has its quota of
    others; what is left out is offered again."""
    kept = {role: list(facts) for role, facts in main.items()}
    for at, slot in enumerate(schema.slots):
        if _holds(at, schema, kept):
            continue
        true = [f for f in kept[slot.role] if f.fact_id in fixed or _is_true_of(f, at, schema, kept)]
        if slot.evidence_quota <= len(true) < len(kept[slot.role]) and _holds(at, schema, {**kept, slot.role: true}):
            for fact in kept[slot.role]:
                if fact not in true:
                    filler.release(fact)
            kept[slot.role] = true
    return kept


def _is_true_of(fact: Fact, at: int, schema: NarrativeSchema, main: Mapping[str, Sequence[Fact]]) -> bool:
    return _holds(at, schema, {**main, schema.slots[at].role: [fact]})


def _holds(at: int, schema: NarrativeSchema, main: Mapping[str, Sequence[Fact]]) -> bool:
    """True where the heading of the slot at that place holds for the Facts of the slots."""
    headings = [s.heading if main[s.role] else "" for s in schema.slots]
    told = [main[s.role] for s in schema.slots]
    return headings_of(headings, told, schema.language)[at] == headings[at]


def days_open_to(slot: Slot, schema: NarrativeSchema, main: Mapping[str, Sequence[Fact]]) -> Between:
    """The days between the last told before `slot` and the first told after it; no bounds where time does not order."""
    slots = in_time(schema)
    if slot not in slots:
        return NO_BOUNDS
    at = slots.index(slot)
    before, after = (days_of(f for s in part for f in main[s.role]) for part in (slots[:at], slots[at + 1 :]))
    return Between(first=max(before, default=None), last=min(after, default=None))


def _dated(facts: Iterable[Fact]) -> list[Fact]:
    return [f for f in facts if f.doc_date is not None]
