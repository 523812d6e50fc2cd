"""A heading whose claim the plan has dropped claims nothing in the other language either."""

from __future__ import annotations

from deepnews.agents.translation.stage import as_planned
from deepnews.schemas.library import load_schema
from deepnews.schemas.plan import AtomicBlock, Beat, Plan


def test_what_the_plan_has_dropped_is_not_claimed_in_the_translation() -> None:
    own, told = load_schema("two-camps", "en"), load_schema("two-camps", "zh")
    kept, dropped = (next(s for s in own.slots if s.role == role) for role in ("case-a", "case-b"))
    blocks = tuple(
        AtomicBlock(
            block_id=f"B{n}",
            role=slot.role,
            heading=heading,
            point="The lock was closed.",
            fact_ids=("F1",),
            n_chars_target=100,
            beats=(Beat(beat_id=f"B{n}.1", fact_ids=("F1",)),),
        )
        for n, (slot, heading) in enumerate(((kept, kept.heading), (dropped, dropped.plain_heading)))
    )
    planned = as_planned(told, own, Plan(schema_code="two-camps", schema_version=3, blocks=blocks))
    found = {s.role: s.heading for s in planned.slots}
    plain = {s.role: s.plain_heading for s in told.slots}
    assert found == {s.role: plain["case-b"] if s.role == "case-b" else s.heading for s in told.slots}
