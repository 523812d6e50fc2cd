"""The plan: slots of a narrative schema filled with Facts and cut into Atomic Blocks.

Code owns outline, order, dates, length and attribution; the model is asked one thing only, which of a few
candidate sentences answers the assignment's question (``answer.py``), and its word is one voice among scores.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from deepnews.agents.bylines import is_outlet
from deepnews.agents.claimed import Filled, fill_slot
from deepnews.agents.days_told import headings_of, tells_in_time
from deepnews.agents.fill import NO_BOUNDS, Between, Material, SlotFiller
from deepnews.agents.frames import Lead, lead_for, speaker_of
from deepnews.agents.in_order import days_open_to, kept_to_headings, put_in_order
from deepnews.agents.labels import label_of
from deepnews.agents.note import is_first_person
from deepnews.agents.short_quotes import FACTS_A_QUOTATION
from deepnews.agents.word_counts import is_counted
from deepnews.errors import ScarcityError
from deepnews.prompts.render import as_source
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import NarrativeSchema, Slot
from deepnews.schemas.plan import AtomicBlock, Beat, Plan, ReportingToDo

BEAT_CHARS = {"en": 135, "zh": 52}
N_SPARE = 6
N_REVISIONS = 2
"""Changes between two versions of a document that open an article led by questions."""
_QUOTE_LENGTH = {"en": (50, 210), "zh": (15, 80)}
_INNER_QUOTES = re.compile(r"[\"“”「」]")


def _fill_order(slots: Sequence[Slot]) -> list[Slot]:
    """The answer's slot first, then the opening and the end, then the others by length: the strongest Facts go where
    they count."""
    ends = {slots[0].role, slots[-1].role}
    return sorted(slots, key=lambda s: (not s.answers_assignment, s.role not in ends, -s.length_share))


def _n_facts(slot: Slot, n_chars_target: int, language: Language) -> int:
    return max(1, round(slot.length_share * n_chars_target / BEAT_CHARS[language]))


def make_plan(
    schema: NarrativeSchema,
    reason: str,
    material: Material,
    assignment: Assignment,
    n_chars_target: int,
    documents: Mapping[str, SourceDocument],
    index: HybridIndex,
) -> Plan:
    """The article's outline: blocks in schema order, each with beats, spare beats, and to-dos for what is missing.

    Raises ScarcityError when no Fact fits any slot.
    """
    filler = SlotFiller(material, documents, index, assignment.language)
    taken = {role: filler.take(fact_ids) for role, fact_ids in _seeds(schema, material).items()}
    main: dict[str, list[Fact]] = {}
    stands: dict[str, Filled] = {}
    for slot in _fill_order(schema.slots):
        n_facts = _n_facts(slot, n_chars_target, assignment.language)
        between = _between(slot, schema.slots, {**taken, **main}, material)
        stands[slot.role] = fill_slot(filler, slot, n_facts, taken.get(slot.role, ()), between)
        main[slot.role] = stands[slot.role].facts
    planned = schema.model_copy(update={"slots": tuple(stands[s.role].slot for s in schema.slots)})
    _add_short_quotations(planned, main, filler)
    in_time = tells_in_time(material.facts)
    if in_time:
        main = put_in_order(planned, main, filler, material.answer_fact_ids)
        main = kept_to_headings(planned, main, filler, material.answer_fact_ids)
    order = _fill_order(planned.slots)
    open_days = {s.role: days_open_to(s, planned, main) if in_time else NO_BOUNDS for s in order}
    spare = {slot.role: filler.spare(slot, N_SPARE, open_days[slot.role]) for slot in order}
    if schema.is_led_by_questions and taken[schema.slots[0].role]:
        main[schema.slots[0].role], spare[schema.slots[0].role] = taken[schema.slots[0].role], []
    answers, short = material.answer_fact_ids, frozenset(filler.short)
    builder = _BlockBuilder(documents, assignment.language, filler.older, answers, material.disputed, short)
    filled = {slot.role: number for number, slot in enumerate(schema.slots, 1) if main[slot.role]}
    told = [main[s.role] for s in planned.slots]
    headings = headings_of([s.heading if main[s.role] else "" for s in planned.slots], told, assignment.language)
    slots = [s.model_copy(update={"heading": h}) for s, h in zip(planned.slots, headings, strict=True)]
    blocks = [
        builder.build(
            number,
            slot,
            main[slot.role],
            spare[slot.role],
            n_chars_target=round(slot.length_share * n_chars_target),
            after=[filled[role] for role in slot.after if role in filled],
        )
        for number, slot in enumerate(slots, 1)
        if main[slot.role]
    ]
    if not blocks:
        raise ScarcityError(
            "No sentence of the sources can stand as a fact for this assignment.",
            hint="Give sources that speak of its topic, in whole sentences.",
        )
    n_told = {role: f.n_borne_out if f.is_plain else len(main[role]) for role, f in stands.items()}
    return Plan(
        schema_code=schema.code,
        schema_version=schema.version,
        schema_reason=reason,
        blocks=tuple(blocks),
        answer_fact_ids=material.answer_fact_ids,
        disputed_fact_ids=tuple(sorted(material.disputed)),
        todos=tuple(todos_of(schema, n_told, bool(material.answer_fact_ids), assignment)),
        n_chars_target=n_chars_target,
    )


def _between(slot: Slot, slots: Sequence[Slot], told: Mapping[str, Sequence[Fact]], material: Material) -> Between:
    """The days between what slots of the same era tell before and after `slot`, for the last of several the newest day
    of the era; no bounds where time does not order."""
    if slot.era == "any":
        return NO_BOUNDS
    at = slots.index(slot)
    before, after = ([s for s in part if s.era == slot.era] for part in (slots[:at], slots[at + 1 :]))
    if before and not after:
        return Between(
            first=max(_days(f for f in material.facts if material.eras.get(f.doc_id) == slot.era), default=None)
        )
    first, last = (_days(f for s in part for f in told.get(s.role, ())) for part in (before, after))
    return Between(first=max(first, default=None), last=min(last, default=None))


def _days(facts: Iterable[Fact]) -> list[dt.date]:
    return [f.doc_date for f in facts if f.doc_date is not None]


def _add_short_quotations(schema: NarrativeSchema, main: dict[str, list[Fact]], filler: SlotFiller) -> None:
    """Give the longest slots a short sentence of a source that they tell of, one each, few in all."""
    left = sum(map(len, main.values())) // FACTS_A_QUOTATION
    for slot in sorted(schema.slots, key=lambda s: -s.length_share):
        short = filler.short_quotation(slot, main[slot.role]) if left and len(main[slot.role]) > 1 else None
        if short is not None:
            main[slot.role].append(short)
            left -= 1


def _seeds(schema: NarrativeSchema, material: Material) -> dict[str, tuple[str, ...]]:
    """Facts that have their place before any other: what changed in the lede of an article led by questions, and the
    answers in their slots."""
    then_and_now = tuple(r.newer.fact_id for r in material.revisions[:N_REVISIONS])
    lede = {schema.slots[0].role: then_and_now} if schema.is_led_by_questions else {}
    return {**lede, **material.answers}


def todos_of(
    schema: NarrativeSchema, n_told: Mapping[str, int], has_answer: bool, assignment: Assignment
) -> Iterable[ReportingToDo]:
    """What a reporter must find: the answer where there is none, first, and what slots lack of their quota."""
    if not has_answer:
        yield ReportingToDo(
            slot="answer", question=assignment.topic, reason="No source sentence answers the assignment."
        )
    for slot in schema.slots:
        n_facts = n_told.get(slot.role, 0)
        if n_facts < slot.evidence_quota:
            reason = f"{n_facts} of {slot.evidence_quota} facts found in the sources."
            yield ReportingToDo(slot=slot.role, question=slot.question, reason=reason)


def with_leads(
    plan: Plan, facts: Mapping[str, Fact], documents: Mapping[str, SourceDocument], language: Language
) -> Plan:
    """The plan with the openings of its sentences as its order asks for them, also after an editor has changed it."""
    builder = _BlockBuilder(documents, language, {}, plan.answer_fact_ids, frozenset(plan.disputed_fact_ids))
    blocks = tuple(builder.with_leads(block, facts) for block in plan.blocks)
    return plan.model_copy(update={"blocks": blocks})


def telling_order(fact: Fact, answers: Collection[str]) -> tuple[str, str, str, bool, bool, int]:
    """Sort key of Facts in a block: date, document (those of a day, and those without one, by their titles: these may
    name a year), answers first, what was counted last, place in the document."""
    day = str(fact.doc_date or "9999")
    return (day, fact.doc_title, fact.doc_id, is_counted(fact), fact.fact_id not in answers, fact.spans[0].start)


class _BlockBuilder:
    """Orders a block's Facts and gives each its beat; remembers which documents the article has named."""

    def __init__(
        self,
        documents: Mapping[str, SourceDocument],
        language: Language,
        older: Mapping[str, str],
        answers: Sequence[str],
        disputed: frozenset[str],
        short: frozenset[str] = frozenset(),
    ) -> None:
        self.documents = documents
        self.language = language
        self.older = older
        self.answers = answers
        self.disputed = disputed
        self.short = short
        self.n_of_label = Counter(label_of(d, language) for d in documents.values())
        self.seen: set[str] = set()
        self.turn = 0

    def build(
        self,
        number: int,
        slot: Slot,
        facts: Sequence[Fact],
        spare: Sequence[Fact],
        *,
        n_chars_target: int,
        after: Sequence[int],
    ) -> AtomicBlock:
        """The Atomic Block of `slot`, to stand after the blocks with the numbers `after`."""
        ordered = self._ordered(facts)
        quoted = self._quoted(ordered)
        beats = tuple(self._beat(number, n, f, f.fact_id in quoted) for n, f in enumerate(ordered, 1))
        spares = tuple(self._beat(number, n, f, False) for n, f in enumerate(spare, len(beats) + 1))
        return AtomicBlock(
            block_id=f"B{number}",
            role=slot.role,
            heading=slot.heading,
            point=max(ordered, key=lambda f: (f.fact_id in self.answers, f.relevance)).text,
            fact_ids=tuple(f.fact_id for f in (*ordered, *spare)),
            n_chars_target=max(1, n_chars_target),
            pacing=slot.pacing,
            withholds=() if slot.answers_assignment else tuple(self.answers),
            after=tuple(f"B{n}" for n in after),
            beats=beats,
            spare_beats=spares,
        )

    def _ordered(self, facts: Sequence[Fact]) -> list[Fact]:
        """By date, then document, then place in it; what answers the assignment opens its document's part."""
        return sorted(facts, key=lambda f: telling_order(f, self.answers))

    def _quoted(self, facts: Sequence[Fact]) -> set[str]:
        """First-person Facts, those taken as short quotations, and otherwise the most quotable one of a block of three
        or more."""
        own = {f.fact_id for f in facts if is_first_person(f.text, self.language)}
        rest = [f for f in facts if self._quotable(f) and f.fact_id not in own | self.short]
        if not own and len(facts) >= 3 and rest:
            own.add(max(rest, key=lambda f: (f.relevance - 0.001 * len(f.text), f.fact_id)).fact_id)
        return own | (self.short & {f.fact_id for f in facts})

    def _quotable(self, fact: Fact) -> bool:
        """True for what a person said, in a length that can stand as a quotation."""
        document = self.documents[fact.doc_id]
        if not speaker_of(fact, document) or is_outlet(document):
            return False
        low, high = _QUOTE_LENGTH[self.language]
        return low <= len(fact.text) <= high and not _INNER_QUOTES.search(fact.text)

    def _beat(self, number: int, n: int, fact: Fact, as_quotation: bool) -> Beat:
        lead = self._lead(fact)
        return Beat(
            beat_id=f"B{number}.{n}",
            fact_ids=(fact.fact_id, *([self.older[fact.fact_id]] if fact.fact_id in self.older else [])),
            lead_in=as_source(lead.opening),
            follow_in=as_source(lead.following),
            as_quotation=as_quotation,
        )

    def with_leads(self, block: AtomicBlock, facts: Mapping[str, Fact]) -> AtomicBlock:
        """The block with its beats framed by what the article has named before."""
        beats = tuple(self._framed(b, facts[b.fact_ids[0]]) for b in block.beats)
        spare = tuple(self._framed(b, facts[b.fact_ids[0]]) for b in block.spare_beats)
        return block.model_copy(update={"beats": beats, "spare_beats": spare})

    def _framed(self, beat: Beat, fact: Fact) -> Beat:
        lead = self._lead(fact)
        leads = {"lead_in": as_source(lead.opening), "follow_in": as_source(lead.following)}
        return beat.model_copy(update=leads)

    def _lead(self, fact: Fact) -> Lead:
        """The openings of a sentence on `fact`; what another source contradicts names its source in any place."""
        if is_counted(fact):
            return Lead(opening="", following="")
        document = self.documents[fact.doc_id]
        is_only = self.n_of_label[label_of(document, self.language)] == 1
        seen = document.doc_id in self.seen
        lead = lead_for(fact, document, language=self.language, seen=seen, turn=self.turn, is_only=is_only)
        self.seen.add(document.doc_id)
        self.turn += 1
        return Lead(opening=lead.opening, following=lead.opening) if fact.fact_id in self.disputed else lead
