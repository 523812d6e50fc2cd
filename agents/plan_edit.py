"""What an editor may do to a plan before it is written; every change gives a whole plan that holds together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from pydantic import ValidationError

from deepnews.agents.plan import telling_order
from deepnews.errors import UsageError
from deepnews.schemas.facts import Fact
from deepnews.schemas.plan import AtomicBlock, Beat, Plan

EDITABLE = frozenset({"heading", "point", "pacing", "n_chars_target"})
"""Fields of a block that can be set as they are."""


def check_plan(plan: Plan, facts: Collection[str]) -> Plan:
    """`plan` itself; raises UsageError when it names a Fact there is not, or a block has no sentence to write."""
    for block in plan.blocks:
        if not block.beats:
            raise UsageError(f"The block '{block.role}' has no Fact.", hint="Add one, or take the block out.")
        for fact_id in (i for beat in (*block.beats, *block.spare_beats) for i in beat.fact_ids):
            if fact_id not in facts:
                raise UsageError(f"The block '{block.role}' names {fact_id}, which is no Fact of this run.")
    return plan


def moved(plan: Plan, block_id: str, by: int) -> Plan:
    """The plan with a block `by` places further down (up when negative), as far as there are places."""
    blocks = list(plan.blocks)
    block = blocks.pop(_place(plan, block_id))
    blocks.insert(min(max(_place(plan, block_id) + by, 0), len(blocks)), block)
    return _whole(plan, blocks)


def without_block(plan: Plan, block_id: str) -> Plan:
    """The plan without a block; raises UsageError when it is locked or the last one."""
    _open_block(plan, block_id)
    return _whole(plan, [b for b in plan.blocks if b.block_id != block_id])


def with_lock(plan: Plan, block_id: str, *, locked: bool) -> Plan:
    """The plan with a block locked or opened."""
    return _with(plan, plan.blocks[_place(plan, block_id)].model_copy(update={"locked": locked}))


def with_values(plan: Plan, block_id: str, values: Mapping[str, Any]) -> Plan:
    """The plan with `values` (of `EDITABLE`) set in a block; raises UsageError for a locked one or a wrong value."""
    block = _open_block(plan, block_id)
    if odd := set(values) - EDITABLE:
        raise UsageError(f"{', '.join(sorted(odd))} cannot be set by hand.")
    changed = _checked(block.model_dump() | dict(values))
    longer = changed.n_chars_target - block.n_chars_target
    n_chars = max(0, plan.n_chars_target + longer) if plan.n_chars_target else 0
    return _with(plan.model_copy(update={"n_chars_target": n_chars}), changed)


def with_facts(plan: Plan, block_id: str, fact_ids: Sequence[str], facts: Mapping[str, Fact]) -> Plan:
    """The plan with exactly these Facts told in a block, in the order of telling.

    Raises UsageError when the block is locked, a Fact is none of this run's or told elsewhere, or none is left.
    """
    block = _open_block(plan, block_id)
    _demand_free(plan, block, fact_ids, facts)
    beats = {b.fact_ids[0]: b for b in (*block.spare_beats, *block.beats)}
    names = (f"{block_id}.{n}" for n in count(1) if f"{block_id}.{n}" not in {b.beat_id for b in beats.values()})
    ordered = sorted(dict.fromkeys(fact_ids), key=lambda i: telling_order(facts[i], plan.answer_fact_ids))
    told = tuple(beats[i] if i in beats else Beat(beat_id=next(names), fact_ids=(i,)) for i in ordered)
    dropped = {b.fact_ids[0] for b in block.beats} - set(ordered)
    spare = tuple(b for b in block.spare_beats if b.fact_ids[0] not in {*ordered, *dropped})
    update = {"beats": told, "spare_beats": spare, "fact_ids": _fact_ids(told, spare)}
    return check_plan(_with(plan, block.model_copy(update=update)), facts)


def with_locked(plan: Plan, before: Plan) -> Plan:
    """A plan made anew with the locked blocks of the one `before` it, whose Facts no other block tells again."""
    locked = [b for b in before.blocks if b.locked]
    told = {i for b in locked for beat in b.beats for i in beat.fact_ids}
    taken = {b.block_id for b in locked}
    names = (f"B{n}" for n in count(1) if f"B{n}" not in taken)
    others = [b for b in plan.blocks if b.role not in {k.role for k in locked}]
    kept = [b for b in (_without_facts(o, told) for o in others) if b.beats]
    ids = {b.block_id: next(names) for b in kept}
    blocks = [_renamed(b, ids) for b in kept]
    for block in locked:
        blocks.insert(min(_place(before, block.block_id), len(blocks)), block)
    return _whole(plan, blocks)


def _place(plan: Plan, block_id: str) -> int:
    for place, block in enumerate(plan.blocks):
        if block.block_id == block_id:
            return place
    raise UsageError(f"The plan has no block {block_id}.", hint="Somebody may have taken it out; load the page again.")


def _open_block(plan: Plan, block_id: str) -> AtomicBlock:
    block = plan.blocks[_place(plan, block_id)]
    if block.locked:
        raise UsageError(f"The block '{block.role}' is locked.", hint="Unlock it first.")
    return block


def _demand_free(plan: Plan, block: AtomicBlock, fact_ids: Sequence[str], facts: Mapping[str, Fact]) -> None:
    told = {b.fact_ids[0]: other.role for other in plan.blocks if other is not block for b in other.beats}
    for fact_id in fact_ids:
        if fact_id not in facts:
            raise UsageError(f"{fact_id} is no Fact of this run.")
        if fact_id in told:
            raise UsageError(f"{fact_id} is told in the block '{told[fact_id]}'.", hint="Drop it there first.")


def _with(plan: Plan, block: AtomicBlock) -> Plan:
    return _whole(plan, [block if b.block_id == block.block_id else b for b in plan.blocks])


def _whole(plan: Plan, blocks: Iterable[AtomicBlock]) -> Plan:
    """The plan with `blocks`, validated anew; what a block must stand after is dropped where it no longer does."""
    try:
        return Plan(**{**dict(plan), "blocks": tuple(_in_order(blocks))})
    except ValidationError as error:
        raise UsageError("A plan must have at least one block, and each once.") from error


def _in_order(blocks: Iterable[AtomicBlock]) -> Iterator[AtomicBlock]:
    before: set[str] = set()
    for block in blocks:
        yield block.model_copy(update={"after": tuple(i for i in block.after if i in before)})
        before.add(block.block_id)


def _checked(values: Mapping[str, Any]) -> AtomicBlock:
    try:
        return AtomicBlock(**values)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise UsageError(f"{'.'.join(str(p) for p in fault['loc'])}: {fault['msg']}.") from error


def _fact_ids(*beats: Sequence[Beat]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(b.fact_ids[0] for part in beats for b in part))


def _without_facts(block: AtomicBlock, told: Collection[str]) -> AtomicBlock:
    beats = tuple(b for b in block.beats if b.fact_ids[0] not in told)
    spare = tuple(b for b in block.spare_beats if b.fact_ids[0] not in told)
    return block.model_copy(update={"beats": beats, "spare_beats": spare, "fact_ids": _fact_ids(beats, spare)})


def _renamed(block: AtomicBlock, ids: Mapping[str, str]) -> AtomicBlock:
    """The block under its new name, its beats and what it stands after as well."""
    name = ids[block.block_id]
    beats = tuple(b.model_copy(update={"beat_id": f"{name}.{n}"}) for n, b in enumerate(block.beats, 1))
    first = len(beats) + 1
    spare = tuple(b.model_copy(update={"beat_id": f"{name}.{n}"}) for n, b in enumerate(block.spare_beats, first))
    after = tuple(ids[i] for i in block.after if i in ids)
    return block.model_copy(update={"block_id": name, "beats": beats, "spare_beats": spare, "after": after})
