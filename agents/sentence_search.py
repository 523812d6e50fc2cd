"""Word search over the single sentences of a corpus: a sentence with the claim's rare words is found wherever it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
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
        self._documents = sorted(documents.values(), key=lambda d: (d.path, d.doc_id))
        self._language: Language = language

    def best(self, text: str) -> tuple[FoundSentence, ...]:
        """Up to four sentences that share the rarest words with `text`, best first; none that order the machine."""
        words = sorted(set(content_units(text, self._language)))
        scores = self._index.scores([words])[0]
        ranked = sorted((i for i in scores.argsort()[-2 * _N_BEST :] if scores[i] > 0), key=lambda i: -scores[i])
        found = (self._sentences[i] for i in ranked)
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

    @cached_property
    def _sentences(self) -> tuple[FoundSentence, ...]:
        return tuple(
            FoundSentence(d.doc_id, s.start, d.text[s.start : s.end])
            for d in self._documents
            for s in document_sentences(d.text, d.language)
        )

    @cached_property
    def _index(self) -> WordSearch:
        return WordSearch([list(content_units(s.text, self._language)) for s in self._sentences])


@lru_cache(maxsize=256)
def document_sentences(text: str, language: str) -> tuple[TextSpan, ...]:
    """Sentences of a document, remembered."""
    return sentence_spans(text, language)
