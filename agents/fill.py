"""Slots filled with Facts: greedy, by relevance, fit to the slot, its era and camp, and what is told already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pydantic import Field

from deepnews.agents.bearing import bears, is_beside, is_sworn
from deepnews.agents.camps import Camp, Camps, voice_of
from deepnews.agents.cues import n_said
from deepnews.agents.note import is_first_person
from deepnews.agents.provisions import hangs_on_a_case
from deepnews.agents.revisions import Revision
from deepnews.agents.same_news import tells_the_same
from deepnews.agents.short_quotes import may_break_rhythm
from deepnews.agents.turned import is_regretted
from deepnews.retrieval.index import HybridIndex
from deepnews.retrieval.versions import superseded
from deepnews.retrieval.worth import tells_of_others
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.narrative import Claimed, Era, Slot
from deepnews.text import content_units, n_units

MAX_PER_DOCUMENT = 3
_OUT_OF_TIME = 0.3
"""What a Fact loses that is older than what stands before its slot, or newer than what stands after it."""
_OUTDATED = 0.15
"""What a Fact of an older version of a rule loses where the story does not begin with it."""
_SAID_ALREADY = {"en": 0.75, "zh": 0.9}
"""Share of a Fact's content from which it says what another has said."""
_PITHY_UNITS = {"en": (20, 32), "zh": (40, 70)}
"""Words, in Chinese characters: what can only be quoted is pithy up to the first, long-winded beyond the second."""
_UNEVEN = 0.10
"""What a Fact adds by a length unlike that of what is told already: lengths that vary where the Facts do need no device
afterwards."""
_ASKED, _MOST_ASKED = 0.10, 2
"""What each word of the assignment adds that nothing tells yet, and how many count."""
_RARE = 0.15
"""Share of the Facts up to which a word of the assignment is something particular that it asks for."""


class Material(Record):
    """What the planner works from."""

    facts: tuple[Fact, ...]
    eras: dict[str, Era]
    camps: Camps
    revisions: tuple[Revision, ...] = ()
    """Provisions of which the sources hold two versions."""
    fit: dict[str, dict[str, float]] = Field(default_factory=dict)
    """For a slot that stands for a question, by its role: how well each of its Facts (by id) speaks to it."""
    answers: dict[str, tuple[str, ...]]
    """Ids of the Facts that answer, by the role of the slot they belong to."""

    disputed: frozenset[str] = frozenset()
    """Ids of the Facts whose figure another source contradicts: each names its source wherever it is told."""
    asked: frozenset[str] = frozenset()
    """Content words of the assignment."""
    matter: frozenset[str] = frozenset()
    """Content words of what the dispute is about, with the acronyms that stand for it."""

    @property
    def answer_fact_ids(self) -> tuple[str, ...]:
        """All of them, in the order of the slots."""
        return tuple(i for ids in self.answers.values() for i in ids)


class Between(NamedTuple):
    """Two days, both included; None where there is no bound."""

    first: dt.date | None = None
    last: dt.date | None = None

    def holds(self, fact: Fact) -> bool:
        """True for a Fact of a document between the days, or of one without a date."""
        day = fact.doc_date
        return day is None or ((self.first is None or self.first <= day) and (self.last is None or day <= self.last))


NO_BOUNDS = Between()
_SIDES: frozenset[Claimed] = frozenset(("support", "objection"))
_HOPEFUL: frozenset[Claimed] = frozenset(("ground", "support", "gain"))
"""What a heading cannot assert of words that their speaker takes for a bad sign."""


class SlotFiller:
    """Greedy slot filling: relevance, fit to the slot, its era and camp, less likeness to what is told already."""

    def __init__(
        self,
        material: Material,
        documents: Mapping[str, SourceDocument],
        index: HybridIndex,
        language: Language,
    ) -> None:
        self.material = material
        self.documents = documents
        self.language = language
        self.rows = {f.fact_id: i for i, f in enumerate(material.facts)}
        self.similar = index.similarity([f.text for f in material.facts], [f.text for f in material.facts])
        self.told: list[str] = []
        self.likeness = [0.0] * len(material.facts)
        """Of each Fact, by its row: similarity to the nearest Fact told already."""
        self.pithiness = [_pithiness(f.text, language) for f in material.facts]
        self.n_units = {f.fact_id: n_units(f.text, language) for f in material.facts}
        """Words of each Fact, in Chinese characters."""
        self.used: set[str] = set()
        """Documents that the Facts told already come from."""
        self.content = {f.fact_id: frozenset(content_units(f.text, language)) for f in material.facts}
        self.asked = {u for u in material.asked if 0 < self._n_saying(u) <= max(1.0, _RARE * len(material.facts))}
        """Words of the assignment that few Facts say, and nothing told as yet."""
        self.said: set[str] = set()
        self.again: set[str] = set()
        """Facts that would tell again, of the same day, what one that is taken tells."""
        self.sides: dict[str, Camp] = {}
        """On which side those are heard already who belong to no camp."""
        self.short: set[str] = set()
        """Facts taken as short quotations."""
        self.outdated = superseded(documents.values())
        """Documents that are older versions of Chinese rules."""
        self.older = {r.newer.fact_id: r.older.fact_id for r in material.revisions}

    def _n_saying(self, unit: str) -> int:
        return sum(unit in content for content in self.content.values())

    def take(self, fact_ids: Sequence[str]) -> list[Fact]:
        """Those Facts, as far as nothing has taken them or tells the same; what is taken is not offered again."""
        chosen = []
        for fact in self.material.facts:
            if fact.fact_id in fact_ids and fact.fact_id not in self.told and fact.fact_id not in self.again:
                chosen.append(fact)
                self._tell(fact)
        return chosen

    def release(self, fact: Fact) -> None:
        """Offer the Fact again."""
        self.told.remove(fact.fact_id)

    def fill(self, slot: Slot, n_facts: int, taken: Sequence[Fact] = (), between: Between = NO_BOUNDS) -> list[Fact]:
        """`taken` and further Facts for `slot`, best first, up to `n_facts`; those dated `between` two days are
        preferred."""
        chosen = list(taken)
        while len(chosen) < n_facts:
            best = self._best(slot, chosen, between)
            if best is None:
                break
            chosen.append(best)
            self._tell(best)
            if slot.camp and (who := self._who(best)):
                self.sides.setdefault(who, slot.camp)
        return chosen

    def spare(self, slot: Slot, n_facts: int, between: Between) -> list[Fact]:
        """Up to `n_facts` further Facts for `slot`, best first, none of them dated outside of `between`."""
        chosen: list[Fact] = []
        while len(chosen) < n_facts and (best := self._best(slot, chosen, between, strictly=True)) is not None:
            chosen.append(best)
            self._tell(best)
        return chosen

    def n_open(self, slot: Slot, chosen: Sequence[Fact] = ()) -> int:
        """How many Facts that nothing has taken may stand in `slot` beside `chosen`."""
        return sum(f.fact_id not in self.told and self._allowed(f, slot, chosen) for f in self.material.facts)

    def short_quotation(self, slot: Slot, chosen: Sequence[Fact]) -> Fact | None:
        """A short sentence for `slot` from a document that the chosen speak of, taken; None where there is none."""
        named = {f.doc_id for f in chosen}
        fit = [f for f in self.material.facts if f.doc_id in named and may_break_rhythm(f, self.language)]
        fit = [f for f in fit if not hangs_on_a_case(self.documents[f.doc_id].text, f.spans[0].start)]
        fit = [f for f in fit if f.fact_id not in self.told and self._allowed(f, slot, chosen)]
        best = max(fit, key=lambda f: (self._score(f, slot, chosen), f.fact_id), default=None)
        if best is not None:
            self.short.add(best.fact_id)
            self._tell(best)
        return best

    def _best(self, slot: Slot, chosen: Sequence[Fact], between: Between, *, strictly: bool = False) -> Fact | None:
        open_facts = [f for f in self.material.facts if f.fact_id not in self.told and self._allowed(f, slot, chosen)]
        open_facts = [f for f in open_facts if not strictly or between.holds(f)]

        def rank(fact: Fact) -> tuple[float, str]:
            return self._score(fact, slot, chosen) - _OUT_OF_TIME * (not between.holds(fact)), fact.fact_id

        return max(open_facts, key=rank, default=None)

    def _allowed(self, fact: Fact, slot: Slot, chosen: Sequence[Fact]) -> bool:
        if sum(f.doc_id == fact.doc_id for f in chosen) >= MAX_PER_DOCUMENT + (slot.era == "turn") * 2:
            return False
        return fact.fact_id not in self.said | self.again and self.may_stand(fact, slot)

    def may_stand(self, fact: Fact, slot: Slot) -> bool:
        """True for a Fact of the slot's camp and era that bears out its heading and speaks to its question."""
        if slot.camp and not self._argues(fact, slot):
            return False
        if not self.bears_out(fact, slot):
            return False
        if slot.per_question and fact.fact_id not in self.material.fit.get(slot.role, {}):
            return False
        era = self.material.eras.get(fact.doc_id, "any")
        return "any" in (slot.era, era) or slot.era == era

    def bears_out(self, fact: Fact, slot: Slot) -> bool:
        """True for a Fact that says what the slot's heading asserts of it: in its words, or by its older version."""
        is_revised = "change" in slot.asserts and fact.fact_id in self.older
        if not slot.asserts or is_revised:
            return True
        if not bears(fact.text, slot.asserts, self.language):
            return False
        if _SIDES.issuperset(slot.asserts) and is_beside(fact.text, self.material.matter, self.language):
            return False
        is_hopeful = not set(slot.asserts) - _HOPEFUL
        return not (is_hopeful and is_regretted(fact.spans[-1], self.documents[fact.doc_id], self.language))

    def _who(self, fact: Fact) -> str:
        """The person or body that speaks; empty for a publisher, who may print both sides."""
        document = self.documents[fact.doc_id]
        voice = voice_of(fact, document)
        return "" if voice == document.publisher else voice

    def _argues(self, fact: Fact, slot: Slot) -> bool:
        """True for a Fact of the slot's camp, or of none and not heard on the other side, that is not a view told of
        others; also for one of the other camp that says outright to be against it."""
        camp = self.material.camps.of(fact, self.documents[fact.doc_id]) or self.sides.get(self._who(fact), "")
        crosses = slot.camp == "b" and "objection" in slot.asserts and is_sworn(fact.text, self.language)
        return (camp in ("", slot.camp) or crosses) and not tells_of_others(fact.text, self.language)

    def _tell(self, fact: Fact) -> None:
        """Mark the Fact as told, and those as said of which the shorter of the two says little that is new."""
        older = self.older.get(fact.fact_id)
        for fact_id in (fact.fact_id, older) if older else (fact.fact_id,):
            self.told.append(fact_id)
            row = self.rows[fact_id]
            self.used.add(self.material.facts[row].doc_id)
            self.likeness = list(map(max, self.likeness, self.similar[:, row].tolist()))
        self.again |= {f.fact_id for f in self.material.facts if tells_the_same(f, fact, self.language)}
        own = self.content[fact.fact_id]
        self.asked -= own
        for other, content in self.content.items():
            shorter = min(len(own), len(content)) or 1
            if len(own & content) >= _SAID_ALREADY[self.language] * shorter:
                self.said.add(other)

    def _score(self, fact: Fact, slot: Slot, chosen: Sequence[Fact]) -> float:
        rank = fact.slots.index(slot.role) if slot.role in fact.slots else len(fact.slots)
        cues = n_said(slot.cues, fact.text, self.language)
        camp = self.material.camps.of(fact, self.documents[fact.doc_id])
        return (
            fact.relevance
            + 0.05 * min(3, cues)
            - 0.02 * rank
            + 0.20 * (bool(slot.camp) and camp == slot.camp)
            + 0.10 * self._answers_back(camp, slot, chosen)
            + 0.16 * (fact.doc_id not in self.used)
            + _ASKED * min(_MOST_ASKED, len(self.asked & self.content[fact.fact_id]))
            + 0.10 * (sum(f.doc_id == fact.doc_id for f in chosen) == 1)
            + 0.20 * (fact.fact_id in self.older)
            + 0.10 * self._fit(fact, slot)
            - _OUTDATED * (slot.era != "early" and fact.doc_id in self.outdated)
            - 0.10 * fact.text[0].islower()
            + 0.05 * self.pithiness[self.rows[fact.fact_id]]
            + _UNEVEN * self._unevenness(fact)
            - 0.45 * max(0.0, self.likeness[self.rows[fact.fact_id]] - 0.35)
        )

    def _unevenness(self, fact: Fact) -> float:
        """How much shorter the Fact is than the mean of those told, as a share of it; half of how much longer, at most
        0.5; 0 before any is told."""
        if not self.told:
            return 0.0
        mean = max(1.0, sum(self.n_units[i] for i in self.told) / len(self.told))
        away = (mean - self.n_units[fact.fact_id]) / mean
        return away if away > 0 else min(0.5, -away / 2)

    def _fit(self, fact: Fact, slot: Slot) -> float:
        """How well the Fact speaks to the slot's question; in a slot without one, to that which it fits best."""
        if slot.per_question:
            return self.material.fit.get(slot.role, {}).get(fact.fact_id, 0.0)
        return max((fit[fact.fact_id] for fit in self.material.fit.values() if fact.fact_id in fit), default=0.0)

    def _answers_back(self, camp: str, slot: Slot, chosen: Sequence[Fact]) -> bool:
        """True when a slot that belongs to no camp has one side's word and this is the other's."""
        if slot.camp or not camp:
            return False
        heard = {self.material.camps.of(f, self.documents[f.doc_id]) for f in chosen} - {""}
        return len(heard) == 1 and camp not in heard


def _pithiness(text: str, language: Language) -> int:
    """For words that can only be quoted: 1 for few, -1 for many; 0 for all others."""
    if not is_first_person(text, language):
        return 0
    few, many = _PITHY_UNITS[language]
    n = n_units(text, language)
    return (n <= few) - (n > many)
