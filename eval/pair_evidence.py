"""One document as the whole corpus of a claim: its sentences, and those that bear on the claim. No index is built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from deepnews.agents.rules import annotate, find_speaker
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span
from deepnews.text import content_units, is_stop_word, stem, units

DOC_ID: Final = "document"
N_SENTENCES: Final = 3
_PAIR_WEIGHT: Final = 0.5
_N_DOCUMENTS_KEPT: Final = 64


@dataclass(frozen=True)
class Marks:
    """What a text can be compared by: content words (Han characters in Chinese), and neighbouring pairs of them."""

    single: frozenset[str]
    pairs: frozenset[str]

    def shared(self, other: Marks) -> float:
        """How much the two texts have in common, a pair counting half."""
        return len(self.single & other.single) + _PAIR_WEIGHT * len(self.pairs & other.pairs)


@lru_cache(maxsize=8192)
def marks(text: str, language: Language) -> Marks:
    """The marks of a text."""
    words = [u for u in units(text, language) if not is_stop_word(u)]
    if language == "en":
        stems = [stem(w) for w in words]
        return Marks(frozenset(stems), frozenset(f"{a} {b}" for a, b in pairwise(stems)))
    return Marks(frozenset(words), frozenset(content_units(text, language)))


@dataclass(frozen=True)
class EvidenceSentence:
    """A sentence of the document with its marks."""

    span: Span
    marks: Marks = field(repr=False)


@dataclass(frozen=True)
class DocumentView:
    """A document read once for all claims about it."""

    source: SourceDocument
    language: Language
    sentences: tuple[EvidenceSentence, ...] = field(repr=False)
    marks: Marks = field(repr=False)

    def nearest(self, claim: str, n: int = N_SENTENCES) -> tuple[EvidenceSentence, ...]:
        """Up to `n` sentences: the nearest to the claim, then those that hold most of what is still missing."""
        missing, left, chosen = marks(claim, self.language), list(self.sentences), list[EvidenceSentence]()
        while left and len(chosen) < n:
            best = max(left, key=lambda s: missing.shared(s.marks))
            if chosen and not missing.shared(best.marks):
                break
            chosen.append(best)
            left.remove(best)
            missing = Marks(missing.single - best.marks.single, missing.pairs - best.marks.pairs)
        return tuple(chosen)


@lru_cache(maxsize=_N_DOCUMENTS_KEPT)
def view(document: str, language: Language) -> DocumentView:
    """The document cut into sentences."""
    spans = sentence_spans(document, language)
    pieces = [Span(doc_id=DOC_ID, start=s.start, end=s.end, text=document[s.start : s.end]) for s in spans]
    source = SourceDocument(doc_id=DOC_ID, path=DOC_ID, title="", language=language, text=document, content_sha256="")
    sentences = tuple(EvidenceSentence(p, marks(p.text, language)) for p in pieces)
    return DocumentView(source, language, sentences, _union([s.marks for s in sentences]))


def _union(parts: Sequence[Marks]) -> Marks:
    return Marks(frozenset().union(*(p.single for p in parts)), frozenset().union(*(p.pairs for p in parts)))


def as_fact(number: int, sentence: EvidenceSentence, language: Language) -> Fact:
    """The sentence as a Fact that rules can be run on."""
    text = sentence.span.text
    note = annotate(text, language, None)
    return Fact(
        fact_id=f"E{number:03d}",
        spans=(sentence.span,),
        speaker=find_speaker(text, language),
        quantities=note.quantities,
        dates=note.dates,
        names=note.names,
        modality=note.modality,
    )
