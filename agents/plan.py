"""The plan: slots of a narrative schema filled with Facts and cut into Atomic Blocks.

Code owns outline, order, dates, length and attribution; the model is asked one thing only, which of a few
candidate sentences answers the assignment's question (``answer.py``), and its word is one voice among scores.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from deepnews.agents.camps import Camps
from deepnews.agents.frames import Lead, lead_for
from deepnews.agents.note import is_first_person
from deepnews.errors import ScarcityError
from deepnews.prompts.render import as_source
from deepnews.retrieval.index import HybridIndex
from deepnews.retrieval.worth import tells_of_others
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import Era, NarrativeSchema, Slot
from deepnews.schemas.plan import AtomicBlock, Beat, Plan, ReportingToDo
from deepnews.text import content_units

BEAT_CHARS = {"en": 135, "zh": 52}
MAX_PER_DOCUMENT = 3
N_SPARE = 6
_SAID_ALREADY = {"en": 0.75, "zh": 0.9}
"""Share of a Fact's content from which it says what another has said."""
_ERA_ORDER: dict[Era, int] = {"early": 0, "middle": 1, "turn": 2, "late": 3, "any": 1}
_QUOTE_LENGTH = {"en": (50, 210), "zh": (15, 80)}
_INNER_QUOTES = re.compile(r"[\"“”「」]")


class Material(Record):
    """What the planner works from."""

    facts: tuple[Fact, ...]
    eras: dict[str, Era]
    camps: Camps
    answer_fact_ids: tuple[str, ...]


class _Filler:
    """Greedy slot filling: relevance, fit to the slot, its era and camp, less likeness to what is told already."""

    def __init__(
        self, material: Material, documents: Mapping[str, SourceDocument], index: HybridIndex, language: Language
    ) -> None:
        self.material = material
        self.documents = documents
        self.language = language
        self.rows = {f.fact_id: i for i, f in enumerate(material.facts)}
        self.similar = index.similarity([f.text for f in material.facts], [f.text for f in material.facts])
        self.told: list[str] = []
        self.content = {f.fact_id: frozenset(content_units(f.text, language)) for f in material.facts}
        self.said: set[str] = set()

    def fill(self, slot: Slot, n_facts: int, seeds: Sequence[str]) -> list[Fact]:
        """Up to `n_facts` Facts for `slot`, `seeds` first; what is taken is not offered again."""
        chosen = [f for f in self.material.facts if f.fact_id in seeds and f.fact_id not in self.told]
        for fact in chosen:
            self._tell(fact)
        while len(chosen) < n_facts:
            best = self._best(slot, chosen)
            if best is None:
                break
            chosen.append(best)
            self._tell(best)
        return chosen

    def _best(self, slot: Slot, chosen: Sequence[Fact]) -> Fact | None:
        open_facts = [f for f in self.material.facts if f.fact_id not in self.told and self._allowed(f, slot, chosen)]
        return max(open_facts, key=lambda f: (self._score(f, slot, chosen), f.fact_id), default=None)

    def _allowed(self, fact: Fact, slot: Slot, chosen: Sequence[Fact]) -> bool:
        if sum(f.doc_id == fact.doc_id for f in chosen) >= MAX_PER_DOCUMENT + (slot.era == "turn") * 2:
            return False
        if fact.fact_id in self.said:
            return False
        if slot.camp and not self._argues(fact, slot):
            return False
        era = self.material.eras.get(fact.doc_id, "any")
        return "any" in (slot.era, era) or abs(_ERA_ORDER[slot.era] - _ERA_ORDER[era]) == 0

    def _argues(self, fact: Fact, slot: Slot) -> bool:
        """True for a Fact of the slot's camp, or of none, that is not a view told of others."""
        camp = self.material.camps.of(fact, self.documents[fact.doc_id])
        return camp in ("", slot.camp) and not tells_of_others(fact.text, self.language)

    def _tell(self, fact: Fact) -> None:
        """Mark the Fact as told, and those as said of which the shorter of the two says little that is new."""
        self.told.append(fact.fact_id)
        own = self.content[fact.fact_id]
        for other, content in self.content.items():
            shorter = min(len(own), len(content)) or 1
            if len(own & content) >= _SAID_ALREADY[self.language] * shorter:
                self.said.add(other)

    def _likeness(self, fact: Fact) -> float:
        """Similarity to the nearest Fact told already."""
        return max((float(self.similar[self.rows[fact.fact_id], self.rows[i]]) for i in self.told), default=0.0)

    def _score(self, fact: Fact, slot: Slot, chosen: Sequence[Fact]) -> float:
        rank = fact.slots.index(slot.role) if slot.role in fact.slots else len(fact.slots)
        cues = sum(_says(cue, fact.text, self.language) for cue in slot.cues)
        camp = self.material.camps.of(fact, self.documents[fact.doc_id])
        used = {self._fact(i).doc_id for i in self.told}
        return (
            fact.relevance
            + 0.05 * min(3, cues)
            - 0.02 * rank
            + 0.20 * (bool(slot.camp) and camp == slot.camp)
            + 0.10 * self._answers_back(camp, slot, chosen)
            + 0.08 * (fact.doc_id not in used)
            + 0.10 * (sum(f.doc_id == fact.doc_id for f in chosen) == 1)
            - 0.45 * max(0.0, self._likeness(fact) - 0.35)
        )

    def _answers_back(self, camp: str, slot: Slot, chosen: Sequence[Fact]) -> bool:
        """True when a slot that belongs to no camp has one side's word and this is the other's."""
        heard = {self.material.camps.of(f, self.documents[f.doc_id]) for f in chosen} - {""}
        return not slot.camp and len(heard) == 1 and camp not in ("", *heard)

    def _fact(self, fact_id: str) -> Fact:
        return self.material.facts[self.rows[fact_id]]


def _says(cue: str, text: str, language: Language) -> bool:
    """True when the text holds the cue, in English at the beginning of a word."""
    return cue in text if language == "zh" else bool(re.search(rf"\b{re.escape(cue)}", text, re.I))


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
    filler = _Filler(material, documents, index, assignment.language)
    main: dict[str, list[Fact]] = {}
    for slot in _fill_order(schema.slots):
        seeds = material.answer_fact_ids if slot.answers_assignment else ()
        main[slot.role] = filler.fill(slot, _n_facts(slot, n_chars_target, assignment.language), seeds)
    spare = {slot.role: filler.fill(slot, N_SPARE, ()) for slot in _fill_order(schema.slots)}
    builder = _BlockBuilder(documents, assignment.language, schema.order, material.answer_fact_ids)
    blocks = [
        builder.build(number, slot, main[slot.role], spare[slot.role], round(slot.length_share * n_chars_target))
        for number, slot in enumerate(schema.slots, 1)
        if main[slot.role]
    ]
    if not blocks:
        raise ScarcityError(
            "No sentence of the sources can stand as a fact for this assignment.",
            hint="Give sources that speak of its topic, in whole sentences.",
        )
    return Plan(
        schema_code=schema.code,
        schema_version=schema.version,
        schema_reason=reason,
        blocks=tuple(blocks),
        answer_fact_ids=material.answer_fact_ids,
        todos=tuple(_todos(schema, main, material, assignment)),
    )


def _todos(
    schema: NarrativeSchema, main: Mapping[str, Sequence[Fact]], material: Material, assignment: Assignment
) -> Iterable[ReportingToDo]:
    if not material.answer_fact_ids:
        yield ReportingToDo(
            slot="answer", question=assignment.topic, reason="No source sentence answers the assignment."
        )
    for slot in schema.slots:
        if len(main[slot.role]) < slot.evidence_quota:
            reason = f"{len(main[slot.role])} of {slot.evidence_quota} facts found in the sources."
            yield ReportingToDo(slot=slot.role, question=slot.question, reason=reason)


def telling_order(fact: Fact, answers: Collection[str]) -> tuple[str, str, bool, int]:
    """Sort key of Facts in a block: date, document, answers first, place in the document."""
    return (str(fact.doc_date or "9999"), fact.doc_id, fact.fact_id not in answers, fact.spans[0].start)


class _BlockBuilder:
    """Orders a block's Facts and gives each its beat; remembers which documents the article has named."""

    def __init__(
        self, documents: Mapping[str, SourceDocument], language: Language, order: str, answers: Sequence[str]
    ) -> None:
        self.documents = documents
        self.language = language
        self.order = order
        self.answers = answers
        self.seen: set[str] = set()
        self.turn = 0

    def build(
        self, number: int, slot: Slot, facts: Sequence[Fact], spare: Sequence[Fact], n_chars_target: int
    ) -> AtomicBlock:
        """The Atomic Block of `slot`."""
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
            beats=beats,
            spare_beats=spares,
        )

    def _ordered(self, facts: Sequence[Fact]) -> list[Fact]:
        """By date, then document, then place in it; what answers the assignment opens its document's part."""
        return sorted(facts, key=lambda f: telling_order(f, self.answers))

    def _quoted(self, facts: Sequence[Fact]) -> set[str]:
        """First-person Facts, and otherwise the most quotable one of a block of three or more."""
        own = {f.fact_id for f in facts if is_first_person(f.text, self.language)}
        rest = [f for f in facts if self._quotable(f) and f.fact_id not in own]
        if not own and len(facts) >= 3 and rest:
            own.add(max(rest, key=lambda f: (f.relevance - 0.001 * len(f.text), f.fact_id)).fact_id)
        return own

    def _quotable(self, fact: Fact) -> bool:
        low, high = _QUOTE_LENGTH[self.language]
        return low <= len(fact.text) <= high and not _INNER_QUOTES.search(fact.text)

    def _beat(self, number: int, n: int, fact: Fact, as_quotation: bool) -> Beat:
        lead = self._lead(fact)
        return Beat(
            beat_id=f"B{number}.{n}",
            fact_ids=(fact.fact_id,),
            lead_in=as_source(lead.opening),
            follow_in=as_source(lead.following),
            as_quotation=as_quotation,
        )

    def _lead(self, fact: Fact) -> Lead:
        document = self.documents[fact.doc_id]
        lead = lead_for(fact, document, language=self.language, seen=document.doc_id in self.seen, turn=self.turn)
        self.seen.add(document.doc_id)
        self.turn += 1
        return lead
