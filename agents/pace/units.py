"""What pacing moves about: units of sentences, each with the plain sentences it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact

RewriteKind = Literal[
    "dateline",
    "credit",
    "told",
    "so-said",
    "scene",
    "day",
    "elapsed",
    "turn",
    "split",
    "split-quotation",
    "split-duty",
    "fragment",
    "drop-frame",
    "join",
    "series",
    "pair",
    "model",
    "merge",
    "break",
]


NAMING: frozenset[RewriteKind] = frozenset(("dateline", "elapsed", "scene", "day", "credit", "told", "so-said"))
"""Rewrites that leave a sentence which only names a source or a date; no way to begin an article."""


class Unit(Record):
    """Neighbouring sentences of one source as they stand now, and as they were drafted."""

    plain: tuple[Sentence, ...]
    sentences: tuple[Sentence, ...]
    kinds: tuple[RewriteKind, ...] = ()
    """What was done to it, in order."""
    dropped: tuple[str, ...] = ()
    """Stock phrases that were taken out of it."""

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Its sentences now."""
        return tuple(s.text for s in self.sentences)

    @property
    def plain_texts(self) -> tuple[str, ...]:
        """Its sentences as drafted."""
        return tuple(s.text for s in self.plain)

    @property
    def fact_ids(self) -> tuple[str, ...]:
        """Facts of all its sentences, each once."""
        return tuple(dict.fromkeys(i for s in self.plain for i in s.fact_ids))


class PacedBlock(Record):
    """A block as paragraphs of units."""

    block: DraftBlock
    paragraphs: tuple[tuple[Unit, ...], ...]

    def draft(self) -> DraftBlock:
        """The block as it stands."""
        made = (tuple(s for u in p for s in u.sentences) for p in self.paragraphs)
        return self.block.model_copy(update={"paragraphs": tuple(Paragraph(sentences=p) for p in made)})


class Ground(NamedTuple):
    """What rewrites are checked against."""

    facts: Mapping[str, Fact]
    documents: Mapping[str, SourceDocument]
    language: Language


def as_units(block: DraftBlock) -> PacedBlock:
    """The block with a unit for each sentence."""
    paragraphs = tuple(tuple(Unit(plain=(s,), sentences=(s,)) for s in p.sentences) for p in block.paragraphs)
    return PacedBlock(block=block, paragraphs=paragraphs)


def together(one: Unit, other: Unit) -> Unit:
    """Two neighbours as one unit."""
    return Unit(
        plain=(*one.plain, *other.plain),
        sentences=(*one.sentences, *other.sentences),
        kinds=(*one.kinds, *other.kinds),
        dropped=(*one.dropped, *other.dropped),
    )


def with_texts(unit: Unit, texts: Sequence[str], kind: RewriteKind, dropped: Sequence[str] = ()) -> Unit:
    """`unit` saying it in `texts`. A sentence that stays keeps its id and its Facts; of as many as before each
    takes the place of one; else what is new rests on the Facts of all that went."""
    if len(texts) == len(unit.sentences):
        pairs = zip(unit.sentences, texts, strict=True)
        sentences = tuple(s.model_copy(update={"text": text}) for s, text in pairs)
    else:
        sentences = _replaced(unit, texts)
    return Unit(plain=unit.plain, sentences=sentences, kinds=(*unit.kinds, kind), dropped=(*unit.dropped, *dropped))


def _replaced(unit: Unit, texts: Sequence[str]) -> tuple[Sentence, ...]:
    stay = {s.text: s for s in unit.sentences if s.text in texts}
    gone = [s for s in unit.sentences if s.text not in stay] or list(unit.sentences)
    fact_ids = tuple(dict.fromkeys(i for s in gone for i in s.fact_ids))
    sentence_kind = gone[0].kind if len({s.kind for s in gone}) == 1 else "written"
    ids = _free_ids(gone[0].sentence_id, {s.sentence_id for s in stay.values()})
    made = {
        text: Sentence(sentence_id=next(ids), text=text, fact_ids=fact_ids, kind=sentence_kind)
        for text in texts
        if text not in stay
    }
    return tuple(stay.get(text) or made[text] for text in texts)


def _free_ids(first: str, used: set[str]) -> Iterator[str]:
    """The id itself, then the id with numbers, without those in use."""
    return (i for i in (first, *(f"{first}/{n}" for n in range(2, 100))) if i not in used)
