"""Narrative schemas: the form of a kind of story, as versioned YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from pydantic import Field, model_validator

from deepnews.schemas.base import Language, Record
from deepnews.schemas.plan import PacingMode

Era = Literal["any", "early", "middle", "turn", "late"]
FactKind = Literal["figure", "date", "name", "quotation", "forecast", "target", "opinion", "allegation"]

Claimed = Literal[
    "support",
    "objection",
    "warning",
    "doubt",
    "cost",
    "gain",
    "change",
    "admission",
    "ground",
    "exception",
    "hurdle",
    "standing",
]
"""What a heading can assert of the Facts below it."""


class SchemaError(ValueError):
    """What is wrong with a schema as a whole, and at which key: ``("slots", 3, "after")``."""

    def __init__(self, message: str, *place: str | int) -> None:
        super().__init__(message)
        self.place = place


class Slot(Record):
    """A place in the story and the question it asks of the sources."""

    role: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    heading: str = ""
    """Sub-heading shown above the block; empty for none."""
    asserts: tuple[Claimed, ...] = ()
    """What the heading says of every Fact below it, in one of these ways; a Fact that does not say so in words may not
    stand there. Empty for a heading that claims nothing."""
    plain_heading: str = ""
    """The heading in its place where too few Facts bear it out; it claims nothing."""
    question: str = Field(min_length=1)
    cues: tuple[str, ...] = ()
    """Words that mark a fact as fit for this slot (used for scoring, both stems and phrases); the first six also
    go into the search, so they are words of the sources."""
    needs: tuple[FactKind, ...] = ()
    """Kinds of Facts without which the slot cannot do its job."""
    era: Era = "any"
    """Which part of the time line the slot draws on."""
    camp: Literal["", "a", "b"] = ""
    """For disputes: whose case the slot states."""
    length_share: float = Field(gt=0.0, le=1.0)
    evidence_quota: int = Field(default=2, ge=1)
    """Facts the slot needs before it may be written."""
    required: bool = True
    after: tuple[str, ...] = ()
    """Roles of slots that must stand before this one."""
    withholds: tuple[str, ...] = ()
    """Roles of later slots whose Facts this one must not tell."""
    pacing: PacingMode = "steady"
    answers_assignment: bool = False
    """The slot that must hold the answer to the assignment's own question."""
    per_question: bool = False
    """True for a slot that stands once for each question the assignment lists, under the question's own words."""
    example: str = ""
    """Its line in the example outline, which is fiction."""

    @property
    def claiming_nothing(self) -> Slot:
        """The slot under a heading that asserts nothing of its Facts."""
        return self.model_copy(update={"asserts": (), "heading": self.plain_heading})


class NarrativeSchema(Record):
    """A form of story."""

    code: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    version: int = Field(ge=1)
    language: Language
    title: str
    fits: str
    """When the schema fits, in a sentence."""
    cues: tuple[str, ...] = ()
    """Words in an assignment that speak for this schema."""
    general: bool = False
    """True for a form that fits most stories of its kind; it wins where a narrower one has no more cues."""
    order: Literal["chronological", "by-camp", "by-topic"]
    tension: str = ""
    """The open question that draws the reader through."""
    opening: str = ""
    """How the first paragraph begins."""
    ending: str = ""
    """How the last one ends."""
    slots: tuple[Slot, ...] = Field(min_length=3)
    forbidden: tuple[str, ...] = ()
    """Moves the form does not allow, for the editor."""
    example_title: str = ""
    """Headline of the example outline, which is fiction."""

    @property
    def pacing_curve(self) -> tuple[PacingMode, ...]:
        """Pacing mode of each slot, in order."""
        return tuple(s.pacing for s in self.slots)

    @property
    def is_led_by_questions(self) -> bool:
        """True when the assignment's own questions make its sections."""
        return any(s.per_question for s in self.slots)

    def asking(self, questions: Sequence[str]) -> NarrativeSchema:
        """This schema with each per-question slot set once for each of `questions`, which share its length."""
        if not questions:
            return self
        sets = {s.role: _asked(s, questions) if s.per_question else [s] for s in self.slots}
        roles = {role: tuple(s.role for s in slots) for role, slots in sets.items()}
        slots = (_renamed(slot, roles) for slots in sets.values() for slot in slots)
        return self.model_copy(update={"slots": tuple(slots)})

    @model_validator(mode="after")
    def _holds_together(self) -> NarrativeSchema:
        for fault in self._faults():
            raise fault
        return self

    def _faults(self) -> Iterator[SchemaError]:
        roles = [s.role for s in self.slots]
        for i, role in enumerate(roles):
            if role in roles[:i]:
                yield SchemaError(f"the role '{role}' repeats", "slots", i, "role")
        total = sum(s.length_share for s in self.slots)
        if abs(total - 1.0) > 0.02:
            yield SchemaError(f"the length shares add up to {total:.2f}, not 1", "slots")
        if not any(s.answers_assignment for s in self.slots):
            yield SchemaError("no slot answers the assignment (answers_assignment: true)", "slots")
        for i, slot in enumerate(self.slots):
            if slot.asserts and slot.heading and not slot.plain_heading:
                yield SchemaError(
                    f"'{slot.role}' asserts something; give the heading that stands where nothing bears it out",
                    "slots",
                    i,
                    "asserts",
                )
        yield from self._missing_slots(roles)
        yield from self._order_faults(roles)

    def _missing_slots(self, roles: list[str]) -> Iterator[SchemaError]:
        for i, slot in enumerate(self.slots):
            for key, named in (("after", slot.after), ("withholds", slot.withholds)):
                for role in named:
                    if role not in roles:
                        yield SchemaError(f"there is no slot '{role}'", "slots", i, key)

    def _order_faults(self, roles: list[str]) -> Iterator[SchemaError]:
        cycle = _cycle(self.slots)
        if cycle:
            yield SchemaError(
                f"the order runs in a circle: {' after '.join(cycle)}", "slots", roles.index(cycle[0]), "after"
            )
        for i, slot in enumerate(self.slots):
            for role in slot.after:
                if role not in roles[:i]:
                    yield SchemaError(f"'{slot.role}' must stand after '{role}'", "slots", i, "after")
            for role in slot.withholds:
                if role in roles[: i + 1]:
                    yield SchemaError(
                        f"'{slot.role}' cannot withhold '{role}', which is not told later", "slots", i, "withholds"
                    )


def _asked(slot: Slot, questions: Sequence[str]) -> list[Slot]:
    share = slot.length_share / len(questions)
    return [
        slot.model_copy(
            update={"role": f"{slot.role}-{n}", "heading": q, "question": q, "length_share": share},
        )
        for n, q in enumerate(questions, 1)
    ]


def _renamed(slot: Slot, roles: Mapping[str, tuple[str, ...]]) -> Slot:
    """The slot with the roles it names put in the words of `roles`."""
    named = {key: tuple(new for old in getattr(slot, key) for new in roles[old]) for key in ("after", "withholds")}
    return slot.model_copy(update=named)


def _cycle(slots: tuple[Slot, ...]) -> list[str]:
    """Roles of slots each of which must stand after the next, the first one again at the end; empty without."""
    try:
        TopologicalSorter({s.role: s.after for s in slots}).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []
