"""Word search over the single sentences of a corpus: a sentence with the claim's rare words is found wherever it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from deepnews.agents.rules.quotes import find_quotations, find_verbatim
from deepnews.retrieval.instructions import speaks_to_machine
from deepnews.retrieval.paragraphs import TextSpan
from deepnews.retrieval.search import WordSearch
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.text import content_units

_N_BEST = 4
_MIN_QUOTED_CHARS = {"en": 12, "zh": 5}
"""Shorter quotations may stand anywhere."""


class FoundSentence(NamedTuple):
    """A sentence of a document; the order of the fields makes ties independent of the order of the sources."""

    doc_id: str
    start: int
    text: str


class SentenceSearch:
    """Finds sentences by BM25 over content words, and those that hold the words a claim quotes."""

    def __init__(self, documents: Mapping[str, SourceDocument], language: Language) -> None:
        self._documents = tuple(sorted(documents.values(), key=lambda d: (d.path, d.doc_id)))
        self._language: Language = language

    def best(self, text: str) -> tuple[FoundSentence, ...]:
        """Up to four sentences that share the rarest words with `text`, best first; none that order the machine."""
        sentences, index = _indexed(self._documents, self._language)
        words = sorted(set(content_units(text, self._language)))
        scores = index.scores([words])[0]
        ranked = sorted((i for i in scores.argsort()[-2 * _N_BEST :] if scores[i] > 0), key=lambda i: -scores[i])
        found = (sentences[i] for i in ranked)
        return tuple(s for s in found if not speaks_to_machine(s.text))[:_N_BEST]

    def quoting(self, text: str) -> tuple[FoundSentence, ...]:
        """For each longer quotation of `text` the sentence of the first document that has it word for word."""
        long = [q.text for q in find_quotations(text, self._language) if self._is_long(q.text)]
        found = (self._holding(quotation) for quotation in long)
        return tuple(dict.fromkeys(s for s in found if s is not None and not speaks_to_machine(s.text)))

    def _is_long(self, quotation: str) -> bool:
        return len(quotation) >= _MIN_QUOTED_CHARS[self._language]

    def _holding(self, quotation: str) -> FoundSentence | None:
        """The sentence in which the quotation begins."""
        for document in self._documents:
            place = find_verbatim(quotation, document.text)
            spans = document_sentences(document.text, document.language) if place else ()
            for span in (s for s in spans if place and s.start <= place[0] < s.end):
                return FoundSentence(document.doc_id, span.start, document.text[span.start : span.end])
        return None


@lru_cache(maxsize=2)
def _indexed(documents: tuple[SourceDocument, ...], language: Language) -> tuple[tuple[FoundSentence, ...], WordSearch]:
    """The sentences of a corpus and the search over their words, made once for all checks of one corpus."""
    found = tuple(
        FoundSentence(d.doc_id, s.start, d.text[s.start : s.end])
        for d in documents
        for s in document_sentences(d.text, d.language)
    )
    return found, WordSearch([list(content_units(s.text, language)) for s in found])


@lru_cache(maxsize=256)
def document_sentences(text: str, language: str) -> tuple[TextSpan, ...]:
    """Sentences of a document, remembered."""
    return sentence_spans(text, language)
