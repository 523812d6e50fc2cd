"""The counted Fact put into a plan: with what the later of its two documents says, best where the answer stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deepnews.agents.word_counts import is_counted
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import NarrativeSchema
from deepnews.schemas.plan import AtomicBlock, Beat, Plan


def with_counts(plan: Plan, facts: Sequence[Fact], schema: NarrativeSchema) -> Plan:
    """The plan with a sentence for each counted Fact, last of those on its later document."""
    by_id = {f.fact_id: f for f in facts}
    for fact in (f for f in facts if is_counted(f)):
        chosen = _block_for(fact, plan, by_id, schema)
        blocks = tuple(_with_beat(b, fact, by_id) if b is chosen else b for b in plan.blocks)
        plan = plan.model_copy(update={"blocks": blocks})
    return plan


def _block_for(fact: Fact, plan: Plan, facts: Mapping[str, Fact], schema: NarrativeSchema) -> AtomicBlock:
    """A block that tells the later document: the one with the answer, else the last; without one the block with the
    answer, else the last."""
    answering = {s.role for s in schema.slots if s.answers_assignment}
    telling = [b for b in plan.blocks if any(facts[t.fact_ids[0]].doc_id == fact.doc_id for t in b.beats)]
    options = telling or list(plan.blocks)
    return next((b for b in options if b.role in answering), options[-1])


def _with_beat(block: AtomicBlock, fact: Fact, facts: Mapping[str, Fact]) -> AtomicBlock:
    """The block with the Fact's sentence behind the last one on its document; without one at its end."""
    beat = Beat(beat_id=f"{block.block_id}.{len(block.beats) + len(block.spare_beats) + 1}", fact_ids=(fact.fact_id,))
    same = [n for n, b in enumerate(block.beats, 1) if facts[b.fact_ids[0]].doc_id == fact.doc_id]
    at = same[-1] if same else len(block.beats)
    return block.model_copy(
        update={
            "beats": (*block.beats[:at], beat, *block.beats[at:]),
            "fact_ids": (*block.fact_ids, fact.fact_id),
        }
    )
