"""The article as pacing sees it: sentences with their lengths, openings, and the writer's own words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from deepnews.agents.read_article import read_article
from deepnews.quote_marks import MASK
from deepnews.schemas.base import Language, Record
from deepnews.schemas.draft import Draft, Sentence
from deepnews.schemas.plan import Plan
from deepnews.text import Folded, folded, outside_quotes, units

_N_OPENING_UNITS = 2


class Place(Record):
    """Characters of one sentence."""

    sentence: int
    """Its number in the article, from 0."""
    start: int
    """Offset in the sentence."""
    end: int
    text: str


class PacedSentence(NamedTuple):
    """A sentence and what is measured of it."""

    number: int
    text: str
    paragraph: int
    n_units: int
    """Words in English, characters in Chinese; quotations included."""
    opening: tuple[str, ...]
    unquoted: str
    """The text with its quotations blanked, as long as before."""
    own: Folded
    """The unquoted text, folded and in lower case, with the way back."""
    tells: frozenset[str] = frozenset()
    """Ids of the Facts it rests on."""
    withholds: frozenset[str] = frozenset()
    """Ids of Facts that its block must not tell yet."""

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """Characters `start` to `end` of the sentence, the whole by default."""
        end = len(self.text) if end is None else end
        return Place(sentence=self.number, start=start, end=end, text=self.text[start:end])


@dataclass(frozen=True)
class Prose:
    """Paragraphs of sentences, read once for all constraints."""

    language: Language
    sentences: tuple[PacedSentence, ...]
    lengths: tuple[int, ...] = field(init=False)
    """Units of each sentence."""
    n_chars: int = field(init=False)
    own_text: str = field(init=False)
    """The writer's own words of all sentences, one a line."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lengths", tuple(s.n_units for s in self.sentences))
        object.__setattr__(self, "n_chars", sum(len(s.text) for s in self.sentences))
        object.__setattr__(self, "own_text", "\n".join(s.own.text for s in self.sentences))

    @cached_property
    def _begins(self) -> list[int]:
        """Offset in `own_text` of each sentence."""
        return list(accumulate((len(s.own.text) + 1 for s in self.sentences[:-1]), initial=0))

    def own_place(self, start: int, end: int) -> Place | None:
        """Characters `start` to `end` of `own_text` as a place; None when they run over the end of a sentence."""
        number = bisect_right(self._begins, start) - 1
        sentence, begin = self.sentences[number], self._begins[number]
        inside = end - begin <= len(sentence.own.text)
        return sentence.place(*sentence.own.original(start - begin, end - begin)) if inside else None

    @property
    def paragraphs(self) -> tuple[tuple[PacedSentence, ...], ...]:
        """The sentences by paragraph."""
        numbers = dict.fromkeys(s.paragraph for s in self.sentences)
        by_number: dict[int, list[PacedSentence]] = {n: [] for n in numbers}
        for sentence in self.sentences:
            by_number[sentence.paragraph].append(sentence)
        return tuple(tuple(group) for group in by_number.values())


def prose_of(paragraphs: Sequence[Sequence[str]], language: Language) -> Prose:
    """Prose of paragraphs given as lists of sentences; sentences without a word or figure are left out."""
    return _prose([[Sentence(sentence_id="", text=text) for text in texts] for texts in paragraphs], language)


def prose_of_draft(draft: Draft, plan: Plan | None = None) -> Prose:
    """Prose of a draft; with its plan, each sentence knows what its block must hold back."""
    paragraphs = [(block.block_id, p.sentences) for block in draft.blocks for p in block.paragraphs]
    prose = _prose([sentences for _, sentences in paragraphs], draft.language)
    withheld = {b.block_id: frozenset(b.withholds) for b in plan.blocks} if plan else {}
    if not any(withheld.values()):
        return prose
    blocks = [block_id for block_id, _ in paragraphs]
    marked = (s._replace(withholds=withheld.get(blocks[s.paragraph], frozenset())) for s in prose.sentences)
    return Prose(language=draft.language, sentences=tuple(marked))


def prose_of_text(text: str, language: Language) -> Prose:
    """Prose of a plain text or Markdown article."""
    return prose_of_draft(read_article(text, language).draft)


def _prose(paragraphs: Sequence[Sequence[Sentence]], language: Language) -> Prose:
    found: list[PacedSentence] = []
    for number, sentences in enumerate(paragraphs):
        found.extend(_paced(sentences, number, len(found), language))
    return Prose(language=language, sentences=tuple(found))


def _paced(sentences: Sequence[Sentence], paragraph: int, first: int, language: Language) -> Iterator[PacedSentence]:
    """The sentences of one paragraph; quotation marks are matched over the whole of it."""
    masked, start, number = outside_quotes(" ".join(s.text for s in sentences)), 0, first
    for sentence in sentences:
        unquoted = masked[start : start + len(sentence.text)].replace(MASK, " ")
        start += len(sentence.text) + 1
        words = units(sentence.text, language)
        if words:
            yield PacedSentence(
                number=number,
                text=sentence.text,
                paragraph=paragraph,
                n_units=len(words),
                opening=tuple(words[:_N_OPENING_UNITS]),
                unquoted=unquoted,
                own=_lower(folded(unquoted)),
                tells=frozenset(sentence.fact_ids),
            )
            number += 1


def _lower(text: Folded) -> Folded:
    """The folded text in lower case, letter for letter."""
    lower = text.text.lower()
    if len(lower) != len(text.text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text.text)
    return Folded(lower, text.offsets)
