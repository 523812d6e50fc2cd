"""The choice among rewrites: step by step the one that brings the article nearest to its targets, as long as one does.

A rewrite is checked when it is the best on offer, not before: its claims against those of the drafted sentences, and
each of its sentences against the Facts by the rules of the ledger. One that fails is never offered again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from deepnews.agents.pace.gate import Gate
from deepnews.agents.pace.objective import SPREAD_WEIGHT, cost, spread_miss, units_of
from deepnews.agents.pace.places import Place, is_device, opens_paragraph, reads_well
from deepnews.agents.pace.rewrites import dated_together, joins, rewrites
from deepnews.agents.pace.units import NAMING, Ground, PacedBlock, RewriteKind, Unit, together, with_texts
from deepnews.agents.pace.wording import Texts
from deepnews.schemas.plan import PacingMode
from deepnews.text import is_near_repeat

_MAX_STEPS = 60
_Banned = RewriteKind | tuple[str, RewriteKind]
"""A kind of rewrite, or that of the unit which begins with a drafted sentence, by its id."""
_Key = tuple[tuple[str, ...], tuple[RewriteKind, ...], tuple[str, ...]]
"""Of a unit: its sentences, what was done to it, its Facts."""
_WITHOUT: tuple[RewriteKind, ...] = (
    "credit",
    "told",
    "scene",
    "day",
    "dateline",
    "elapsed",
    "turn",
    "drop-frame",
    "join",
)
"""Kinds that are left out in turn where the search is begun anew."""
_LAST_RESORT: frozenset[_Banned] = frozenset(("so-said",))
"""Kinds that are taken only where the lengths stay too even without them, and nothing is translated afterwards: a
translation names who speaks in forms of its own."""
_MAX_CLIMBED = 2400
"""Sentences of the article times the times that the search is begun anew; with the last resort a quarter of it."""
_MAX_KINDS = 2
"""Rewrites of one unit; a third would leave little of what was drafted."""
_JOINING: frozenset[RewriteKind] = frozenset(("join", "series", "pair"))
"""After these a sentence rests on the Facts of two, and is not split: each half would cite both."""
_MAX_PARAGRAPH = 6
_LEAST_GAIN = 1e-6


class Step(NamedTuple):
    """One change: block, paragraph, first unit, and how many units give way to what."""

    block: int
    paragraph: int
    unit: int
    n_units: int
    made: tuple[tuple[Unit, ...], ...]
    """Paragraphs of units that take their place; one, except where the paragraph is broken in two."""


class _End(NamedTuple):
    """Where climbing without some rewrites came to; the first of the best paced is the least."""

    cost: float
    number: int
    is_reached: bool
    without: frozenset[_Banned]
    blocks: list[PacedBlock]


class PaceSearch:
    """Rewrites an article's blocks by code; every step passed the gate."""

    def __init__(self, blocks: Sequence[PacedBlock], modes: Sequence[PacingMode], ground: Ground, gate: Gate) -> None:
        self.blocks = list(blocks)
        self.modes = modes
        self.ground = ground
        self.gate = gate
        self._known: dict[_Key, tuple[tuple[RewriteKind, Texts], ...]] = {}
        self.held: frozenset[int] = frozenset()
        """Numbers of blocks that are not touched."""
        self.printed_miss: Callable[[Sequence[PacedBlock]], float] | None = None
        """How far the lengths are from their target once the blocks are finished for print; as they are where None."""
        self.beyond = 1.0
        """How far beyond their target the lengths of the article are aimed at, as a factor."""
        self.only: tuple[int, int] | None = None
        """The one paragraph (block, paragraph) to rewrite, for the rhythm of its block; it is not broken or run on."""

    def run(self) -> None:
        """Take the best step again and again, until none brings the article nearer to its targets.

        The best step may stand in the way of better ones: where the lengths stay too even, it is climbed anew without
        each of some kinds, then, from the best paced end on, without each single rewrite of that end as well. The best
        end of all is kept; with as good an end, the first.
        """
        start = self.blocks
        most = _MAX_CLIMBED // max(1, sum(len(u.texts) for u in units_of(start)))
        ends = self._ends(start, most, _LAST_RESORT)
        if self.beyond <= 1.0 and not any(end.is_reached for end in ends):
            ends += self._ends(start, most // 4, frozenset())
        self.blocks = min(ends, key=lambda end: end.cost).blocks if ends else list(start)

    def _ends(self, start: Sequence[PacedBlock], most: int, never: frozenset[_Banned]) -> list[_End]:
        """Where at most so many climbs come to that take no step of `never`; the last is one that reaches its aim."""
        ends: list[_End] = []
        left = [never, *(never | {kind} for kind in _WITHOUT)]
        while left and len(ends) < most and not (ends and min(ends).is_reached):
            without = left.pop(0)
            blocks = self._climbed(start, without)
            miss = self._printed_miss(blocks)
            ends.append(_End(self._cost(blocks) + SPREAD_WEIGHT * (miss or 0.0), len(ends), miss == 0, without, blocks))
            if not left:
                left = self._to_try(ends)
        return ends

    def _to_try(self, ends: list[_End]) -> list[frozenset[_Banned]]:
        """What else to leave out on the way to the best end from which nothing was tried: each rewrite of it."""
        known = {end.without for end in ends}
        for end in sorted(ends):
            taken = dict.fromkeys((u.plain[0].sentence_id, k) for u in units_of(end.blocks) for k in u.kinds)
            found = [without for rewrite in taken if (without := end.without | {rewrite}) not in known]
            if found:
                return found
        return []

    def _printed_miss(self, blocks: Sequence[PacedBlock]) -> float | None:
        """How far the lengths of the measured blocks are from their target in print; None, unlooked at, where they are
        too even as they are."""
        if spread_miss([blocks[b] for b in self.measured()], self.ground.language, self.mode, self.beyond):
            return None
        return self.printed_miss(blocks) if self.printed_miss is not None and self.only is None else 0.0

    def _climbed(self, start: Sequence[PacedBlock], without: frozenset[_Banned]) -> list[PacedBlock]:
        """Where the best steps lead from `start` when none of `without` is taken."""
        self.blocks = list(start)
        for _ in range(_MAX_STEPS):
            step = self._best(without)
            if step is None:
                break
            self.blocks = self._after(step)
        return self.blocks

    def cost(self) -> float:
        """How far the blocks are from their targets now."""
        return self._cost(self.blocks)

    def measured(self) -> dict[int, PacedBlock]:
        """The blocks whose rhythm counts, by number: all, or the one that holds the only paragraph."""
        return {b: block for b, block in enumerate(self.blocks) if self.only is None or b == self.only[0]}

    @property
    def mode(self) -> PacingMode:
        """The mode whose targets the measured blocks are held to as one text."""
        return self.modes[self.only[0]] if self.only else "steady"

    def is_open(self, b: int, p: int) -> bool:
        """True when that paragraph may be rewritten."""
        return b not in self.held and self.only in (None, (b, p))

    def try_unit(self, b: int, p: int, i: int, texts: Sequence[str], kind: RewriteKind, dropped: Sequence[str]) -> bool:
        """Put `texts` in the place of a unit if they pass the gate and the article is paced better; True when taken."""
        unit = with_texts(self.blocks[b].paragraphs[p][i], texts, kind, dropped)
        blocks = self._after(Step(b, p, i, 1, ((unit,),)))
        better = bool(dropped) or self._cost(blocks) < self.cost() - _LEAST_GAIN
        if not self.gate.passes(unit) or not better:
            return False  # the gate first, so that what it refuses is counted
        self.blocks = blocks
        return True

    def _cost(self, blocks: Sequence[PacedBlock]) -> float:
        if self.only is None:
            return cost(blocks, self.modes, self.ground.language, beyond=self.beyond)
        return cost([blocks[self.only[0]]], [self.mode], self.ground.language, self.mode)

    def _best(self, without: frozenset[_Banned]) -> Step | None:
        now = self.cost()
        steps = (s for s in self._steps() if not any(_is_banned(u, without) for p in s.made for u in p))
        scored = ((self._cost(self._after(s)), s) for s in steps)
        ranked = sorted(((c, s) for c, s in scored if c < now - _LEAST_GAIN), key=lambda pair: pair[0])
        return next((s for _, s in ranked if self._may_stand(s)), None)

    def _may_stand(self, step: Step) -> bool:
        """True when the new units pass the gate and none of their sentences says what stands elsewhere."""
        made = [u for p in step.made for u in p if u.kinds]
        ids = {s.sentence_id for u in made for s in u.plain}
        others = [t for u in units_of(self.blocks) if u.plain[0].sentence_id not in ids for t in u.texts]
        told = [t for u in made for t in u.texts if not is_device(t, self.ground.language)]
        return not any(is_near_repeat(t, o) for t in told for o in others) and all(map(self.gate.passes, made))

    def _after(self, step: Step) -> list[PacedBlock]:
        blocks = list(self.blocks)
        block = blocks[step.block]
        paragraphs = list(block.paragraphs)
        if len(step.made) == 1 and step.n_units:
            old = paragraphs[step.paragraph]
            new = (*old[: step.unit], *step.made[0], *old[step.unit + step.n_units :])
            paragraphs[step.paragraph : step.paragraph + 1] = [new]
        else:
            n_gone = 2 if len(step.made) == 1 else 1
            paragraphs[step.paragraph : step.paragraph + n_gone] = list(step.made)
        blocks[step.block] = block.model_copy(update={"paragraphs": tuple(paragraphs)})
        return blocks

    def _steps(self) -> Iterator[Step]:
        for b, block in self.measured().items():
            if b in self.held:
                continue
            for p, paragraph in enumerate(block.paragraphs):
                if not self.is_open(b, p):
                    continue
                for i, unit in enumerate(paragraph):
                    yield from self._unit_steps(b, p, i, unit)
                    if i + 1 < len(paragraph):
                        yield from self._join_steps(b, p, i, unit, paragraph[i + 1])
                if self.only is None:
                    yield from self._paragraph_steps(b, p, block)

    def _unit_steps(self, b: int, p: int, i: int, unit: Unit) -> Iterator[Step]:
        if len(unit.kinds) >= _MAX_KINDS or not unit.fact_ids:
            return
        is_joined = not _JOINING.isdisjoint(unit.kinds)
        for kind, texts in self._rewrites(unit):
            if (self._opens_article(b, p, i) and kind in NAMING) or (is_joined and kind.startswith("split")):
                continue
            made = with_texts(unit, texts, kind)
            step = Step(b, p, i, 1, ((made,),))
            if reads_well(self._after(step), Place(b, p, i), kind, self.ground.language):
                yield step
            elif kind in NAMING and self.only is None:
                yield from self._broken_off(b, p, i, kind, made)

    def _rewrites(self, unit: Unit) -> tuple[tuple[RewriteKind, Texts], ...]:
        """All rewrites of the unit; worked out once, for climbing comes back to the same units."""
        key = (unit.texts, unit.kinds, unit.fact_ids)
        if key not in self._known:
            self._known[key] = tuple(rewrites(unit, self.ground))
        return self._known[key]

    def _broken_off(self, b: int, p: int, i: int, kind: RewriteKind, made: Unit) -> Iterator[Step]:
        """A paragraph of its own for what was made of a sentence within one, where the next names its source: what
        stood before it is another paragraph, and so is what comes after, as the case may be."""
        units = self.blocks[b].paragraphs[p]
        before, after = units[:i], units[i + 1 :]
        opens = [opens_paragraph(u.texts[0], self.ground.language) for u in (units[i], *after[:1])]
        ways = [(before, (made, *after)), (before, (made,), after), ((*before, made), after)]
        fitting = (ways[0] if opens[0] else (), ways[1] if all(opens) else (), ways[2] if opens[-1] else ())
        for way in fitting:
            if way and all(way):
                at = next(Place(b, p + n, part.index(made)) for n, part in enumerate(way) if made in part)
                step = Step(b, p, 0, 0, way)
                if reads_well(self._after(step), at, kind, self.ground.language):
                    yield step
                    return

    def _join_steps(self, b: int, p: int, i: int, one: Unit, other: Unit) -> Iterator[Step]:
        if not (one.fact_ids and other.fact_ids) or len(one.kinds) + len(other.kinds) >= _MAX_KINDS:
            return
        if self._opens_article(b, p, i):
            return
        told = joins(one, other, self.ground)
        joined = ((kind, with_texts(together(one, other), texts, kind)) for kind, texts in told)
        for kind, made in chain(joined, dated_together(one, other, self.ground)):
            step = Step(b, p, i, 2, ((made,),))
            if reads_well(self._after(step), Place(b, p, i), kind, self.ground.language):
                yield step

    def _opens_article(self, b: int, p: int, i: int) -> bool:
        """True for the first sentence of all: the lede is not run on, and says itself who says it."""
        return (b, p, i) == (0, 0, 0)

    def _paragraph_steps(self, b: int, p: int, block: PacedBlock) -> Iterator[Step]:
        """Break before a sentence that names its source, or run two short paragraphs together."""
        units = block.paragraphs[p]
        for i in range(1, len(units)):
            if opens_paragraph(units[i].texts[0], self.ground.language):
                yield Step(b, p, 0, 0, (units[:i], units[i:]))
        if p + 1 < len(block.paragraphs):
            both = (*units, *block.paragraphs[p + 1])
            if sum(len(u.sentences) for u in both) <= _MAX_PARAGRAPH:
                yield Step(b, p, 0, 0, (both,))
                yield from self._pairs_over_the_gap(b, p, units, block.paragraphs[p + 1])

    def _pairs_over_the_gap(self, b: int, p: int, units: Sequence[Unit], after: Sequence[Unit]) -> Iterator[Step]:
        """Two paragraphs in one, the sentences that met at the gap said side by side."""
        for step in self._join_steps(b, p, len(units) - 1, units[-1], after[0]):
            yield Step(b, p, 0, 0, ((*units[:-1], *step.made[0], *after[1:]),))


def _is_banned(unit: Unit, without: frozenset[_Banned]) -> bool:
    """True when the last rewrite of the unit is one of `without`."""
    last = unit.kinds[-1:]
    return bool(last) and (last[0] in without or (unit.plain[0].sentence_id, last[0]) in without)
