"""A slot filled as its heading allows: every Fact below it bears out what it asserts, or another heading stands there.

Where too few Facts bear a heading out, the slot keeps its place, its question becomes a to-do, and the heading above it
claims nothing. Where enough do, these stand alone; what the article then lacks in length its spare Facts give.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from deepnews.agents.fill import NO_BOUNDS, Between, SlotFiller
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import Slot


class Filled(NamedTuple):
    """A slot with its Facts."""

    slot: Slot
    """As it stands in the plan: without its claim where too few Facts bear it out."""
    facts: list[Fact]
    n_borne_out: int
    """Facts that bear out what the schema's heading asserts; all of them where it asserts nothing."""
    is_plain: bool = False
    """True where the heading has given way to one that claims nothing."""


def fill_slot(
    filler: SlotFiller, slot: Slot, n_facts: int, taken: Sequence[Fact] = (), between: Between = NO_BOUNDS
) -> Filled:
    """`slot` with `taken` and further Facts up to `n_facts`, under its own heading where each bears it out and they
    meet its quota."""
    n_found = sum(filler.bears_out(f, slot) for f in taken) + filler.n_open(slot, taken)
    if slot.asserts and (n_found < _quota(slot, n_facts) or not all(filler.bears_out(f, slot) for f in taken)):
        plain = slot.claiming_nothing
        return Filled(plain, filler.fill(plain, n_facts, taken, between), n_found, is_plain=True)
    chosen = filler.fill(slot, n_facts, taken, between)
    if slot.asserts and len(chosen) < _quota(slot, n_facts):
        plain = slot.claiming_nothing
        return Filled(plain, filler.fill(plain, n_facts, chosen, between), len(chosen), is_plain=True)
    return Filled(slot, chosen, len(chosen))


def _quota(slot: Slot, n_facts: int) -> int:
    return min(slot.evidence_quota, n_facts)
