"""One document as the whole corpus of a claim: its sentences, and those that bear on the claim. No index is built."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from deepnews.agents.marks import Marks, joined, marks
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Span

DOC_ID: Final = "document"
N_SENTENCES: Final = 3
_N_DOCUMENTS_KEPT: Final = 64


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
    return DocumentView(source, language, sentences, joined([s.marks for s in sentences]))
