"""Sentences that a capable model marks as needed, before the evidence is chosen; foraging counts the marks.

What a sentence is worth to a story is a judgement that words, figures and vectors make only in part. A model that is
trusted with it (``ModelProfile.n_chars_marked``) reads the candidates, and what it marked once more where that is more
than there is room for. It answers with numbers alone: nothing is retyped, and what it marks is only more likely to be
gathered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from pydantic import JsonValue

from deepnews.agents.verify import side_by_side
from deepnews.errors import ModelReplyError
from deepnews.llm import ChatModel, ChatRequest, numbers_in, parsed
from deepnews.prompts.render import prompt_id, render
from deepnews.retrieval.instructions import speaks_to_machine
from deepnews.retrieval.units import Unit
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.evidence import Mark

_GRADES: Final = {"key": 2, "strong": 1}
_ZH_SHARE: Final = 0.5
"""A Chinese text says as much in half the characters."""
_AGAIN: Final = 3
"""The second reading takes so many times the characters of the first in a call: it compares."""
_MAX_SHARE: Final = 0.5
"""Of a group of which more is marked, nothing was told apart; in the second reading so much above the room."""
_N_QUESTIONS: Final = 12


class MarkGroup(Record):
    """Units read together in one call, numbered from 1."""

    group_id: str
    units: tuple[Unit, ...]
    n_room: int = 0
    """In the second reading, about how many of the units there is room for; 0 in the first."""


@dataclass(frozen=True)
class Marker:
    """Asks a model which sentences an assignment needs."""

    assignment: Assignment
    questions: Sequence[str]
    """What the article has to tell: the questions of its schema."""
    documents: Mapping[str, SourceDocument]
    model: ChatModel
    expect: Callable[[int], None]
    """Told how many calls a reading will take."""
    step: Callable[[str], AbstractContextManager[None]]
    """What each call is made inside of; given the name of its group."""

    def marks(self, units: Sequence[Unit], n_chars_required: int) -> tuple[Mark, ...]:
        """The marks among `units`, the candidates of foraging; none where the model is not asked to, and where all
        that there is will be taken.

        Grades are 2 and 1 after one reading; where more was marked than is required, a second reading gives 3 and 2 to
        what it chooses, and 1 is left for the rest; one that gives nothing leaves the grades as they were.
        """
        if not self.model.profile.n_chars_marked or _n_chars(units) <= n_chars_required:
            return ()
        found = self._read(mark_groups(units, self._n_chars_a_call()))
        share = n_chars_required / max(1, _n_chars(found))
        again = self._read(mark_groups(tuple(found), _AGAIN * self._n_chars_a_call(), share)) if share < 1 else {}
        chosen = {u: 1 + again.get(u, 0) for u in found} if again else found
        return tuple(_mark(u, grade) for u, grade in chosen.items())

    def _n_chars_a_call(self) -> int:
        n_chars = self.model.profile.n_chars_marked
        return int(_ZH_SHARE * n_chars) if self.assignment.language == "zh" else n_chars

    def _read(self, groups: Sequence[MarkGroup]) -> dict[Unit, int]:
        """The units that were marked, in their order, with 2 or 1."""
        self.expect(len(groups))
        found = side_by_side(self._marked, groups, self.model.profile.n_at_once)
        return {unit: grade for marked in found for unit, grade in marked.items()}

    def _marked(self, group: MarkGroup) -> dict[Unit, int]:
        """What the model marks in `group`; nothing where its reply cannot be used or tells too little apart."""
        reply: dict[str, object] = {}
        with self.step(group.group_id), suppress(ModelReplyError):
            reply = parsed(self.model.complete(self.request(group)))
        grade_of: dict[int, int] = {}
        for name, grade in _GRADES.items():
            for number in numbers_in(reply.get(name), len(group.units)):
                grade_of.setdefault(number, grade)
        most = (1 + _MAX_SHARE) * group.n_room if group.n_room else _MAX_SHARE * len(group.units)
        return {group.units[n - 1]: g for n, g in sorted(grade_of.items())} if len(grade_of) <= max(1, most) else {}

    def request(self, group: MarkGroup) -> ChatRequest:
        """The request that asks which numbered units of `group` the story must have, and which it could well tell."""
        language, n_units = self.assignment.language, len(group.units)
        number: dict[str, JsonValue] = {"type": "integer", "minimum": 1, "maximum": n_units}
        numbers: dict[str, JsonValue] = {"type": "array", "items": number, "maxItems": n_units}
        messages = render(
            "mark",
            language,
            topic=self.assignment.topic[:1200],
            angle=self.assignment.angle[:600],
            questions=self.questions[:_N_QUESTIONS],
            documents=tuple(_numbered(group, self.documents)),
            n_room=group.n_room,
            n_lines=n_units,
        )
        return ChatRequest(
            messages=messages,
            stage="mark",
            prompt_id=prompt_id("mark", language),
            json_schema={"type": "object", "properties": dict.fromkeys(_GRADES, numbers), "required": list(_GRADES)},
            max_tokens=40 + 8 * n_units,
            temperature=0.0,
            repeat_penalty=1.0,
            seed=self.assignment.seed,
        )


def mark_groups(units: Sequence[Unit], n_chars: int, share_of_room: float = 0.0) -> tuple[MarkGroup, ...]:
    """`units` packed, in their order, into calls of at most `n_chars` characters; one that gives orders to the machine
    is left out. `share_of_room`: of a second reading, 0 to 1; 0 in the first."""
    packs: list[list[Unit]] = []
    n_packed = 0
    for unit in units:
        if speaks_to_machine(unit.text):
            continue
        if not packs or n_packed + len(unit.text) > n_chars:
            packs.append([])
            n_packed = 0
        packs[-1].append(unit)
        n_packed += len(unit.text)
    return tuple(
        MarkGroup(
            group_id=f"{'R' if share_of_room else 'K'}{i:03d}",
            units=tuple(pack),
            n_room=max(1, round(share_of_room * len(pack))) if share_of_room else 0,
        )
        for i, pack in enumerate(packs, 1)
    )


def _n_chars(units: Iterable[Unit]) -> int:
    return sum(len(u.text) for u in units)


def _mark(unit: Unit, grade: int) -> Mark:
    return Mark(doc_id=unit.doc_id, start=unit.start, end=unit.end, grade=grade)


def _numbered(group: MarkGroup, documents: Mapping[str, SourceDocument]) -> Iterator[dict[str, object]]:
    """The head of each document, and its passages as numbered lines."""
    for doc_id, own in groupby(enumerate(group.units, 1), key=lambda line: line[1].doc_id):
        passages = groupby(own, key=lambda line: line[1].position)
        lines = [[{"number": n, "text": u.text} for n, u in passage] for _, passage in passages]
        yield {"head": _head(documents[doc_id]), "passages": lines}


def _head(document: SourceDocument) -> str:
    """Title, publisher and date; what gives orders to the machine is left out."""
    about = (document.title, document.publisher, document.date.isoformat() if document.date else "")
    return ", ".join(part for part in about if part and not speaks_to_machine(part))
