"""The choice among rewrites: step by step the one that brings the article nearest to its targets, as long as one does.

A rewrite is checked when it is the best on offer, not before: its claims against those of the drafted sentences, and
each of its sentences against the Facts by the rules of the ledger. One that fails is never offered again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from deepnews.agents.pace.attribution import framed, same_source, source_key
from deepnews.agents.pace.gate import Gate
from deepnews.agents.pace.objective import cost, spread_miss, units_of
from deepnews.agents.pace.rewrites import joins, rewrites
from deepnews.agents.pace.units import Ground, PacedBlock, RewriteKind, Unit, together, with_texts
from deepnews.schemas.plan import PacingMode
from deepnews.text import is_near_repeat

_MAX_STEPS = 60
_WITHOUT: tuple[RewriteKind | None, ...] = (None, "credit", "told", "dateline", "turn", "drop-frame")
"""Kinds that are left out in turn where the search is begun anew."""
_MAX_KINDS = 2
"""Rewrites of one unit; a third would leave little of what was drafted."""
_MAX_OF_KIND: dict[RewriteKind, int] = {"dateline": 3, "credit": 1, "told": 1, "fragment": 1, "split-duty": 2}
"""Devices of an article: sentences that only name a source or a date, and turns that catch the eye; more read as a
habit."""
_JOINING: frozenset[RewriteKind] = frozenset(("join", "series", "pair"))
"""After these a sentence rests on the Facts of two, and is not split: each half would cite both."""
_OPENING: tuple[RewriteKind, ...] = ("dateline", "credit", "told")
"""Rewrites that are no way to begin an article."""
_SENTENCES_OF_ARTICLE = 25
"""An article of more has room for as many again."""
_SENTENCES_A_DEVICE = 5
"""Sentences of an article for each that only names a source or a date."""
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


class PaceSearch:
    """Rewrites an article's blocks by code; every step passed the gate."""

    def __init__(self, blocks: Sequence[PacedBlock], modes: Sequence[PacingMode], ground: Ground, gate: Gate) -> None:
        self.blocks = list(blocks)
        self.modes = modes
        self.ground = ground
        self.gate = gate
        self.held: frozenset[int] = frozenset()
        """Numbers of blocks that are not touched."""
        self.only: tuple[int, int] | None = None
        """The one paragraph (block, paragraph) to rewrite, for the rhythm of its block; it is not broken or run on."""

    def run(self) -> None:
        """Take the best step again and again, until none brings the article nearer to its targets.

        The best step may stand in the way of better ones: where the lengths stay too even, it is climbed anew without
        each of some kinds, and the best paced end is kept; with as good an end, the one with all kinds.
        """
        start, ends = self.blocks, []
        for without in _WITHOUT:
            ends.append(self._climbed(start, without))
            if not spread_miss([ends[-1][b] for b in self.measured()], self.ground.language, self.mode):
                break
        self.blocks = min(ends, key=self._cost)

    def _climbed(self, start: Sequence[PacedBlock], without: RewriteKind | None) -> list[PacedBlock]:
        """Where the best steps lead from `start` when none of the kind `without` is taken."""
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
            return cost(blocks, self.modes, self.ground.language)
        return cost([blocks[self.only[0]]], [self.mode], self.ground.language, self.mode)

    def _best(self, without: RewriteKind | None) -> Step | None:
        now = self.cost()
        steps = (s for s in self._steps() if not any(without in u.kinds[-1:] for p in s.made for u in p))
        scored = ((self._cost(self._after(s)), s) for s in steps)
        ranked = sorted(((c, s) for c, s in scored if c < now - _LEAST_GAIN), key=lambda pair: pair[0])
        return next((s for _, s in ranked if self._may_stand(s)), None)

    def _may_stand(self, step: Step) -> bool:
        """True when the new units pass the gate and none of their sentences says what stands elsewhere."""
        made = [u for p in step.made for u in p if u.kinds]
        ids = {s.sentence_id for u in made for s in u.plain}
        others = [t for u in units_of(self.blocks) if u.plain[0].sentence_id not in ids for t in u.texts]
        told = [t for u in made for t in u.texts if not self._is_device(t)]
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
        for kind, texts in rewrites(unit, self.ground):
            if (self._opens_article(b, p, i) and kind in _OPENING) or (is_joined and kind.startswith("split")):
                continue
            if kind not in _MAX_OF_KIND or self._device_fits(b, p, i, kind, texts):
                yield Step(b, p, i, 1, ((with_texts(unit, texts, kind),),))

    def _join_steps(self, b: int, p: int, i: int, one: Unit, other: Unit) -> Iterator[Step]:
        if not (one.fact_ids and other.fact_ids) or len(one.kinds) + len(other.kinds) >= _MAX_KINDS:
            return
        for kind, texts in () if self._opens_article(b, p, i) else joins(one, other, self.ground):
            yield Step(b, p, i, 2, ((with_texts(together(one, other), texts, kind),),))

    def _opens_article(self, b: int, p: int, i: int) -> bool:
        """True for the first sentence of all: the lede is not run on, and says itself who says it."""
        return (b, p, i) == (0, 0, 0)

    def _paragraph_steps(self, b: int, p: int, block: PacedBlock) -> Iterator[Step]:
        """Break before a sentence that names its source, or run two short paragraphs together."""
        units = block.paragraphs[p]
        for i in range(1, len(units)):
            if framed(units[i].texts[0], self.ground.language).source:
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

    def _is_device(self, text: str) -> bool:
        return framed(text, self.ground.language).is_frame_only

    def _device_fits(self, b: int, p: int, i: int, kind: RewriteKind, texts: Sequence[str]) -> bool:
        """True for a device that stands alone: few of its kind, none near it, and in a place where it reads well."""
        units = units_of(self.blocks)
        n_sentences = sum(len(u.texts) for u in units)
        most = _MAX_OF_KIND[kind] * max(1, n_sentences // _SENTENCES_OF_ARTICLE)
        if sum(kind in u.kinds for u in units) >= most:
            return False
        if kind in ("fragment", "split-duty"):
            return True
        room = (self._n_devices(units) + 1) * _SENTENCES_A_DEVICE <= max(_SENTENCES_A_DEVICE, n_sentences)
        return room and not self._device_near(b, p) and self._stands_well(b, p, i, kind, texts)

    def _n_devices(self, units: Sequence[Unit]) -> int:
        return sum(self._is_device(t) for u in units for t in u.texts)

    def _device_near(self, b: int, p: int) -> bool:
        """True when this paragraph or one beside it holds a device."""
        places = [(n, q) for n, block in enumerate(self.blocks) for q in range(len(block.paragraphs))]
        at = places.index((b, p))
        near = (self.blocks[n].paragraphs[q] for n, q in places[max(0, at - 1) : at + 2])
        return any(self._is_device(t) for paragraph in near for u in paragraph for t in u.texts)

    def _stands_well(self, b: int, p: int, i: int, kind: RewriteKind, texts: Sequence[str]) -> bool:
        """A device stands where a paragraph opens, so that nobody else has spoken in it; a name, which comes after what
        was said, not in the article's last paragraph, nor where the next sentence names it again."""
        is_last = b == len(self.blocks) - 1 and p == len(self.blocks[b].paragraphs) - 1
        if kind != "dateline":
            return i == 0 and not is_last and not self._named_next(b, p, i, texts[-1])
        date = framed(texts[0], self.ground.language).dates[0]
        return i == 0 and not self._told_before(date, b, p) and not self._told_after(date, b, p)

    def _named_next(self, b: int, p: int, i: int, credit: str) -> bool:
        """True when the sentence after the unit names the source of `credit` itself."""
        language = self.ground.language
        after = self.blocks[b].paragraphs[p][i + 1 : i + 2]
        keys = [source_key(framed(t, language).source, language) for t in (credit, *(u.texts[0] for u in after))]
        return len(keys) == 2 and same_source(keys[0], keys[1])

    def _told_before(self, date: str, b: int, p: int) -> bool:
        """True when a sentence before this paragraph has named the date."""
        before = [*(para for block in self.blocks[:b] for para in block.paragraphs), *self.blocks[b].paragraphs[:p]]
        return any(date in text for paragraph in before for unit in paragraph for text in unit.texts)

    def _told_after(self, date: str, b: int, p: int) -> bool:
        """True when the block names the date again after the first sentence of this paragraph."""
        first, *later = self.blocks[b].paragraphs[p:]
        return any(date in text for unit in (*first[1:], *(u for para in later for u in para)) for text in unit.texts)
