"""Changes to a plan: each gives a whole plan, and what must not be is refused in a sentence."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from deepnews.agents.plan_edit import (
    check_plan,
    moved,
    with_facts,
    with_lock,
    with_locked,
    with_values,
    without_block,
)
from deepnews.errors import UsageError
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.plan import AtomicBlock, Beat, Plan


def fact(number: int) -> Fact:
    span = Span(doc_id="d", start=number * 10, end=number * 10 + 5, text="Words")
    return Fact(fact_id=f"F{number:03d}", spans=(span,))


FACTS = {f.fact_id: f for f in map(fact, range(1, 8))}


def block(number: int, *fact_numbers: int, role: str = "", locked: bool = False) -> AtomicBlock:
    name = f"B{number}"
    ids = [f"F{n:03d}" for n in fact_numbers]
    beats = tuple(Beat(beat_id=f"{name}.{n}", fact_ids=(i,)) for n, i in enumerate(ids, 1))
    return AtomicBlock(
        block_id=name,
        role=role or f"role-{number}",
        point="It closed.",
        fact_ids=tuple(ids),
        n_chars_target=100,
        beats=beats,
        locked=locked,
    )


def plan(*blocks: AtomicBlock) -> Plan:
    return Plan(schema_code="explainer", schema_version=1, blocks=blocks)


THREE = plan(block(1, 1, 2), block(2, 3), block(3, 4))


def ids(p: Plan) -> list[str]:
    return [b.block_id for b in p.blocks]


def told(p: Plan, block_id: str) -> list[str]:
    return [b.fact_ids[0] for k in p.blocks if k.block_id == block_id for b in k.beats]


@pytest.mark.parametrize(
    ("block_id", "by", "wanted"),
    [
        ("B1", 1, ["B2", "B1", "B3"]),
        ("B3", -2, ["B3", "B1", "B2"]),
        ("B1", -5, ["B1", "B2", "B3"]),
        ("B2", 9, ["B1", "B3", "B2"]),
    ],
)
def test_a_block_moves_as_far_as_there_are_places(block_id: str, by: int, wanted: list[str]) -> None:
    assert ids(moved(THREE, block_id, by)) == wanted


def test_facts_are_told_in_their_order_and_new_ones_get_beats_of_their_own() -> None:
    changed = with_facts(THREE, "B1", ["F005", "F002"], FACTS)
    assert told(changed, "B1") == ["F002", "F005"]
    beats = [b.beat_id for b in changed.blocks[0].beats]
    assert beats[0] == "B1.2" and len(set(beats)) == 2
    assert changed.blocks[0].fact_ids == ("F002", "F005")


@pytest.mark.parametrize(
    ("fact_ids", "words"),
    [(["F003"], "told in the block"), (["F999"], "is no Fact"), ([], "has no Fact")],
)
def test_facts_that_cannot_be_told_are_refused(fact_ids: list[str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        with_facts(THREE, "B1", fact_ids, FACTS)


def test_a_locked_block_takes_no_change_until_it_is_opened() -> None:
    locked = with_lock(THREE, "B1", locked=True)
    for change in (
        lambda: with_values(locked, "B1", {"point": "x"}),
        lambda: with_facts(locked, "B1", ["F001"], FACTS),
        lambda: without_block(locked, "B1"),
    ):
        with pytest.raises(UsageError, match="is locked"):
            change()
    opened = with_lock(locked, "B1", locked=False)
    assert with_values(opened, "B1", {"point": "x", "pacing": "quick"}).blocks[0].pacing == "quick"


def test_values_are_held_to_the_schema() -> None:
    with pytest.raises(UsageError, match="pacing"):
        with_values(THREE, "B1", {"pacing": "breathless"})
    with pytest.raises(UsageError, match="block_id cannot be set"):
        with_values(THREE, "B1", {"block_id": "B2"})


def test_the_last_block_stays_and_an_unknown_one_is_named() -> None:
    with pytest.raises(UsageError, match="at least one block"):
        without_block(plan(block(1, 1)), "B1")
    with pytest.raises(UsageError, match="no block B9"):
        moved(THREE, "B9", 1)


def test_a_plan_names_each_block_and_beat_once() -> None:
    with pytest.raises(ValidationError, match="B1 stands twice"):
        plan(block(1, 1), block(1, 2))


def test_a_plan_made_anew_keeps_locked_blocks_and_tells_nothing_twice() -> None:
    before = plan(block(1, 1), block(2, 2, 3, locked=True))
    anew = plan(block(1, 3, 4), block(2, 2), block(3, 5, role="role-2"))
    merged = with_locked(anew, before)
    assert merged.blocks[1] == before.blocks[1]
    assert [told(merged, b.block_id) for b in merged.blocks] == [["F004"], ["F002", "F003"]]
    assert len(set(ids(merged))) == len(ids(merged))
    assert check_plan(merged, FACTS) is merged
