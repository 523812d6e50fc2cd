"""Independent statements of one fact: the same told by documents of different publishers, in words of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from deepnews.agents.disagreements import at_other_times
from deepnews.agents.rules.annotate import Annotation, annotate
from deepnews.agents.rules.negation import polar_clauses
from deepnews.retrieval.duplicates import MAX_CONTAINED, grams
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span
from deepnews.text import content_overlap

_LIKE: Final = {True: 0.65, False: 0.75}
"""Likeness from which two statements may tell one fact, with a figure or a date in common and without any;"""
_SHARED_WORDS: Final = {True: (0.45, 0.6), False: (0.45, 0.7)}
"""so much of the words of each must be in the other: the lesser share, the greater share."""


def with_corroboration(
    facts: Sequence[Fact],
    told: Sequence[tuple[Span, str]],
    documents: Mapping[str, SourceDocument],
    index: HybridIndex,
    language: Language,
) -> tuple[Fact, ...]:
    """The Facts, each with the likest statement that bears it out from each other voice; `told` are all statements at
    hand, with their speakers.

    A near copy bears nothing out, nor does another document of the publisher, unless both name speakers that differ;
    nor a statement about another time, of another kind (forecast, fact), with another figure, or one that denies what
    the other affirms.
    """
    if not facts or not told:
        return tuple(facts)
    likeness = index.likeness([f.text for f in facts], [span.text for span, _ in told])
    bench = _Bench(documents, language)
    found = []
    for row, fact in zip(likeness, facts, strict=True):
        voices: dict[str, Span] = {}
        for i in sorted((i for i in range(len(told)) if row[i] >= _LIKE[True]), key=lambda i: (-row[i], i)):
            span, speaker = told[i]
            voice = speaker or documents[span.doc_id].publisher or span.doc_id
            if voice not in voices and bench.bears_out(span, speaker, fact, float(row[i])):
                voices[voice] = span
        found.append(fact.model_copy(update={"corroboration": tuple(voices.values())}))
    return tuple(found)


class _Bench:
    """Compares statements; each is annotated once."""

    def __init__(self, documents: Mapping[str, SourceDocument], language: Language) -> None:
        self._documents, self._language = documents, language
        self._notes: dict[Span, Annotation] = {}

    def bears_out(self, span: Span, speaker: str, fact: Fact, likeness: float) -> bool:
        """True when the span, like the Fact by `likeness`, tells it independently."""
        if not self._are_independent(span, speaker, fact):
            return False
        note = self._note(span)
        if note.modality != fact.modality or at_other_times(note.dates, fact.dates):
            return False
        figures = [{q.value for q in found if q.unit != "ordinal"} for found in (note.quantities, fact.quantities)]
        if any(figures) and not (figures[0] & figures[1] and (figures[0] <= figures[1] or figures[1] <= figures[0])):
            return False
        is_precise = bool(any(figures) or (note.dates and fact.dates))
        return likeness >= _LIKE[is_precise] and self._in_other_words(span.text, fact.text, is_precise)

    def _are_independent(self, span: Span, speaker: str, fact: Fact) -> bool:
        one, other = self._documents[fact.doc_id], self._documents[span.doc_id]
        is_one_publisher = bool(one.publisher) and one.publisher == other.publisher
        are_two_speakers = bool(speaker and fact.speaker) and speaker != fact.speaker
        return one.doc_id != other.doc_id and (not is_one_publisher or are_two_speakers)

    def _note(self, span: Span) -> Annotation:
        if span not in self._notes:
            self._notes[span] = annotate(span.text, self._language, self._documents[span.doc_id].date)
        return self._notes[span]

    def _in_other_words(self, one: str, other: str, is_precise: bool) -> bool:
        """True when both say the same and neither is a copy of the other."""
        shares = sorted((content_overlap(one, other, self._language), content_overlap(other, one, self._language)))
        if any(share < least for share, least in zip(shares, _SHARED_WORDS[is_precise], strict=True)):
            return False
        runs = grams(one), grams(other)
        is_copy = len(runs[0] & runs[1]) > MAX_CONTAINED * min(map(len, runs))
        return not is_copy and not self._deny(one, other)

    def _deny(self, one: str, other: str) -> bool:
        """True when one text denies a word that the other only affirms."""
        clauses = [polar_clauses(text, self._language) for text in (one, other)]
        held = [{(w.stem, w.negated) for clause in found for w in clause} for found in clauses]
        return any((stem, not negated) in held[1] and (stem, negated) not in held[1] for stem, negated in held[0])
