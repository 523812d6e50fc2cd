"""The plan checked by code: faults that forbid it, each at its place, and notes for an editor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any, NamedTuple

from pydantic import ValidationError

from deepnews.agents.days_told import headings_of
from deepnews.agents.frames import date_text
from deepnews.agents.plan_file import PlanFile, Spot
from deepnews.agents.plan_text import note_forms
from deepnews.errors import UsageError
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import NarrativeSchema
from deepnews.schemas.plan import AtomicBlock, Plan

_TOLERANCE = 0.02
"""Share of the article by which the lengths of its blocks may miss it, beside rounding."""
_N_SHOWN = 8


class PlanFault(NamedTuple):
    """What forbids a plan, and where."""

    spot: Spot
    message: str


def checked_plan(file: PlanFile, facts: Mapping[str, Fact], schema: NarrativeSchema, n_chars_most: int) -> Plan:
    """The plan that a file holds; raises UsageError that names file and line of everything wrong with it.

    `facts` are those of the run, `n_chars_most` the longest article that its evidence bears.
    """
    found = [*_twice(file.values)]
    try:
        plan = Plan.model_validate(file.values)
    except ValidationError as error:
        found += _invalid(error, has_doubles=bool(found))
    else:
        found += plan_faults(plan, facts, schema, n_chars_most)
    faults = sorted((file.fault(*f) for f in found), key=lambda f: f.line)
    if faults:
        more = f" ... and {len(faults) - _N_SHOWN} more" if len(faults) > _N_SHOWN else ""
        raise UsageError("\n".join(map(str, faults[:_N_SHOWN])) + more, hint="Correct the plan and write again.")
    return plan


def plan_faults(
    plan: Plan, facts: Mapping[str, Fact], schema: NarrativeSchema, n_chars_most: int
) -> Iterator[PlanFault]:
    """What forbids a plan: Facts there are not, blocks without one, lengths that do not add up, an order that cannot
    be kept, an answer that nothing tells."""
    yield from _unknown_facts(plan, facts)
    for b, block in enumerate(plan.blocks):
        if not block.beats:
            yield PlanFault(("blocks", b), f"the block {block.block_id} has no Fact")
    yield from _length_faults(plan, schema, n_chars_most)
    yield from _order_faults(plan.blocks)
    yield from _told_too_soon(plan)
    told = {b.fact_ids[0] for block in plan.blocks for b in block.beats}
    if plan.answer_fact_ids and not told & set(plan.answer_fact_ids):
        yield PlanFault(("answer_fact_ids",), f"no block tells the answer, {', '.join(plan.answer_fact_ids)}")


def plan_notes(plan: Plan, facts: Mapping[str, Fact], schema: NarrativeSchema, language: Language) -> tuple[str, ...]:
    """Sentences on what an editor should look at: chronology, headings that speak of time, a side not heard, the
    strongest Fact wasted, the answer out of its place, slots left open."""
    forms = note_forms(language)
    return tuple(forms[code].format(**values) for code, values in _notes(plan, facts, schema, language))


# --- faults ----------------------------------------------------------------------------------------------------------


def _twice(values: Mapping[str, Any]) -> Iterator[PlanFault]:
    """Block ids, sentence ids and Facts that stand a second time; a Fact is news once."""
    seen: dict[tuple[str, str], str] = {}
    names: set[str] = set()
    for b, block in _dicts(values.get("blocks")):
        name = str(block.get("block_id"))
        if name in names:
            yield PlanFault(("blocks", b), f"the block {name} stands a second time")
        names.add(name)
        for kind in ("beats", "spare_beats"):
            for n, beat in _dicts(block.get(kind)):
                yield from _doubles(beat, kind, name, ("blocks", b, kind, n), seen)


def _doubles(
    beat: Mapping[str, Any], kind: str, block: str, spot: Spot, seen: dict[tuple[str, str], str]
) -> Iterator[PlanFault]:
    ids = beat.get("fact_ids")
    news = str(ids[0]) if isinstance(ids, list) and ids and kind == "beats" else ""
    for what, name in (("the sentence", str(beat.get("beat_id"))), ("the Fact", news)):
        if name and (what, name) in seen:
            yield PlanFault(spot, f"{what} {name} stands in {seen[what, name]} already")
        elif name:
            seen[what, name] = block


def _dicts(items: object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if isinstance(items, list):
        yield from ((i, item) for i, item in enumerate(items) if isinstance(item, dict))


def _invalid(error: ValidationError, *, has_doubles: bool) -> Iterator[PlanFault]:
    for detail in error.errors(include_url=False):
        if detail["type"] == "value_error" and not detail["loc"] and has_doubles:
            continue  # said already, with its line
        message = detail["msg"].removeprefix("Value error, ")
        key = str(detail["loc"][-1]) if detail["loc"] else ""
        yield PlanFault(detail["loc"], f"{key}: {message}" if key else message)


def _unknown_facts(plan: Plan, facts: Mapping[str, Fact]) -> Iterator[PlanFault]:
    for key in ("answer_fact_ids", "disputed_fact_ids"):
        yield from (_no_fact((key,), i) for i in getattr(plan, key) if i not in facts)
    for b, block in enumerate(plan.blocks):
        yield from (_no_fact(("blocks", b, "withholds"), i) for i in block.withholds if i not in facts)
        for kind in ("beats", "spare_beats"):
            for n, beat in enumerate(getattr(block, kind)):
                yield from (_no_fact(("blocks", b, kind, n), i) for i in beat.fact_ids if i not in facts)


def _no_fact(spot: Spot, fact_id: str) -> PlanFault:
    return PlanFault(spot, f"{fact_id} is no Fact of this run")


def _length_faults(plan: Plan, schema: NarrativeSchema, n_chars_most: int) -> Iterator[PlanFault]:
    """Blocks that are longer or shorter together than the article, less what slots without a block would have had."""
    total, n_chars = plan.n_chars_target, sum(b.n_chars_target for b in plan.blocks)
    roles = {b.role for b in plan.blocks}
    wanted = total * (1 - min(1.0, sum(s.length_share for s in schema.slots if s.role not in roles)))
    if total and abs(n_chars - wanted) > _TOLERANCE * total + len(plan.blocks):
        message = f"the blocks add up to {n_chars} characters, not to {round(wanted)} of the article's {total}"
        yield PlanFault(("n_chars_target",), message)
    if max(total, n_chars) > n_chars_most:
        yield PlanFault(("n_chars_target",), f"the evidence bears {n_chars_most} characters, not {max(total, n_chars)}")


def _order_faults(blocks: Sequence[AtomicBlock]) -> Iterator[PlanFault]:
    """An order that runs in a circle, or against the row of the blocks."""
    place = {block.block_id: b for b, block in enumerate(blocks)}
    try:
        TopologicalSorter({block.block_id: block.after for block in blocks}).prepare()
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        spot = ("blocks", place[circle[0]], "after")
        yield PlanFault(spot, f"the order runs in a circle: {' after '.join(circle)}")
        return
    for b, block in enumerate(blocks):
        for other in block.after:
            if other not in place:
                yield PlanFault(("blocks", b, "after"), f"there is no block {other}")
            elif place[other] > b:
                yield PlanFault(("blocks", b, "after"), f"{block.block_id} must stand after {other}")


def _told_too_soon(plan: Plan) -> Iterator[PlanFault]:
    """A block that tells what it holds back."""
    for b, block in enumerate(plan.blocks):
        for n, beat in enumerate(block.beats):
            if beat.fact_ids[0] in block.withholds:
                yield PlanFault(
                    ("blocks", b, "beats", n), f"{block.block_id} tells {beat.fact_ids[0]} and holds it back"
                )


# --- notes -----------------------------------------------------------------------------------------------------------

_Note = tuple[str, dict[str, object]]


def _notes(plan: Plan, facts: Mapping[str, Fact], schema: NarrativeSchema, language: Language) -> Iterator[_Note]:
    if not plan.answer_fact_ids:
        yield "no_answer", {}
    if schema.order == "chronological":
        yield from _chronology(plan, facts, schema, language)
    yield from _headings(plan, facts, language)
    counts = {b.role: len(b.beats) for b in plan.blocks}
    for slot in schema.slots:
        if slot.camp and not counts.get(slot.role):
            yield "one_side", {"role": slot.role}
        elif counts.get(slot.role, 0) < slot.evidence_quota:
            yield "open_slot", {"role": slot.role, "n": counts.get(slot.role, 0), "quota": slot.evidence_quota}
    yield from _strongest(plan, facts, schema)


def _chronology(plan: Plan, facts: Mapping[str, Fact], schema: NarrativeSchema, language: Language) -> Iterator[_Note]:
    """Blocks that begin before the one in front of them began; the lede may begin anywhere."""
    begins = [(b, _first_date(b, facts)) for b in plan.blocks if b.role != schema.slots[0].role]
    dated = [(b, d) for b, d in begins if d]
    for (before, earlier), (block, date) in pairwise(dated):
        if date < earlier:
            values = {"date": date_text(date, language), "later": date_text(earlier, language)}
            yield "chronology", {"block": block.block_id, "other": before.block_id, **values}


def _headings(plan: Plan, facts: Mapping[str, Fact], language: Language) -> Iterator[_Note]:
    """Headings that say of time what the days of their Facts do not bear out."""
    given = [b.heading for b in plan.blocks]
    told = [[facts[t.fact_ids[0]] for t in b.beats if t.fact_ids[0] in facts] for b in plan.blocks]
    for block, heading in zip(plan.blocks, headings_of(given, told, language), strict=True):
        if heading != block.heading:
            yield "heading_time", {"block": block.block_id, "heading": block.heading, "instead": heading or "-"}


def _first_date(block: AtomicBlock, facts: Mapping[str, Fact]) -> Any:
    dates = [facts[b.fact_ids[0]].doc_date for b in block.beats if b.fact_ids[0] in facts]
    return min((d for d in dates if d), default=None)


def _strongest(plan: Plan, facts: Mapping[str, Fact], schema: NarrativeSchema) -> Iterator[_Note]:
    """The answer outside its slot; without one, the most relevant Fact neither at the opening nor at the end."""
    where = {b.fact_ids[0]: block for block in plan.blocks for b in block.beats}
    answering = [s.role for s in schema.slots if s.answers_assignment]
    for fact_id in plan.answer_fact_ids:
        if fact_id in where and where[fact_id].role not in answering:
            yield "answer_elsewhere", {"fact": fact_id, "block": where[fact_id].block_id, "role": answering[0]}
    if not set(plan.answer_fact_ids) & set(where) and where:
        best = max(where, key=lambda i: (facts[i].relevance if i in facts else 0.0, i))
        if where[best] not in (plan.blocks[0], plan.blocks[-1]) and where[best].role not in answering:
            yield "strongest_wasted", {"fact": best, "block": where[best].block_id}
