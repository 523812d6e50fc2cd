"""Where a claim could stand in the sources: the Facts its sentence cites, then the whole corpus."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from deepnews.agents.rules import annotate
from deepnews.agents.sentence_search import FoundSentence, SentenceSearch, document_sentences
from deepnews.agents.setting import NOWHERE, Setting
from deepnews.agents.speakers import who_speaks
from deepnews.agents.word_counts import recounted
from deepnews.retrieval.index import HybridIndex
from deepnews.retrieval.instructions import speaks_to_machine
from deepnews.retrieval.paragraphs import TextSpan, paragraph_spans
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.verification import Claim
from deepnews.text import Folded, content_units, folded

N_PASSAGES = 5
N_SENTENCES = 4
_N_MEANT = 3
_MEANT_SHARE = 0.5
"""What a word of a name that a pronoun may stand for counts, beside a word of the claim itself."""
_N_COMPARED = 8
"""Sentences of the passages found that are compared by meaning; the rest share too few words."""
_MIN_EXACT_CHARS = {"en": 20, "zh": 8}
_EDGE = " .,;:!?。，；：！？、\"'"
_NOISE = re.compile(r"[*\\]+|(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])")


class ClaimEvidence:
    """What there is to check one claim by; the corpus is searched only when somebody looks at `found`."""

    def __init__(
        self, cited: Sequence[Fact], search: Callable[[], tuple[Fact, ...]], setting: Setting = NOWHERE
    ) -> None:
        self.cited = tuple(cited)
        self.setting = setting
        """What the article has told before the claim."""
        self._search = search

    @cached_property
    def found(self) -> tuple[Fact, ...]:
        """The best sentences of the corpus as Facts, best first."""
        return self._search()


class EvidenceSearch:
    """Finds sentences of a corpus that a claim could rest on; the order of the sources does not matter."""

    def __init__(self, corpus: Corpus, index: HybridIndex, language: Language) -> None:
        self.documents: Mapping[str, SourceDocument] = corpus.by_id
        self.index = index
        self.language = language
        self._by_sentence = SentenceSearch(self.documents, language)

    def evidence(self, claim: Claim, facts: Mapping[str, Fact], setting: Setting = NOWHERE) -> ClaimEvidence:
        """The evidence for `claim`: the Facts it cites, for one that counts words and cites none what is counted, and a
        search that has not been made yet."""
        cited = [facts[i] for i in claim.fact_ids if i in facts]
        cited = cited or list(recounted(claim.text, self.documents, self.language))
        return ClaimEvidence(cited, lambda: self.find(claim.text, setting.meant), setting)

    def find(self, text: str, meant: Sequence[str] = ()) -> tuple[Fact, ...]:
        """Facts made of the sentences nearest to `text`, best first; the sentence itself where a source has it.

        `meant` are names that its pronouns may stand for: they are searched for with it.
        """
        exact = self._exact(text)
        spans = [exact] if exact else self._nearest(text, meant)
        return tuple(self.fact(number, span) for number, span in enumerate(spans, 1))

    def _exact(self, text: str) -> Span | None:
        """The place that holds `text` word for word, its sentence completed; None when no source does.

        A sentence that orders the machine to say `text` is no evidence for it.
        """
        wanted = _plain(folded(text)).text.strip(_EDGE)
        if len(wanted) < _MIN_EXACT_CHARS[self.language]:
            return None
        for document in sorted(self.documents.values(), key=lambda d: (d.path, d.doc_id)):
            source = _searchable(document.text)
            begin = source.text.find(wanted)
            if begin >= 0:
                found = _completed(document, *source.original(begin, begin + len(wanted)))
                if speaks_to_machine(text) or not speaks_to_machine(found.text):
                    return found
        return None

    def _nearest(self, text: str, meant: Sequence[str]) -> list[Span]:
        """The best sentences of the best passages, and those found one by one, by shared content and by meaning.

        Sentences that hold what `text` quotes come first.
        """
        wanted, named = (set(content_units(t, self.language)) for t in (text, " ".join(meant[:_N_MEANT])))
        quoted = self._by_sentence.quoting(text)
        asked = " ".join([text, *meant[:_N_MEANT]])
        near = {
            s
            for p in self.index.search(asked, N_PASSAGES)
            for s in self._sentences(p.passage.doc_id, p.passage.start, p.passage.end)
        }
        near.update(s for t in dict.fromkeys((text, asked)) for s in self._by_sentence.best(t))
        units = {s: set(content_units(s.text, self.language)) for s in near}
        shared = {s: len(wanted & u) + _MEANT_SHARE * len((named - wanted) & u) for s, u in units.items()}
        ranked = sorted(near, key=lambda s: (-shared[s], s))[:_N_COMPARED]
        if not ranked or not wanted:
            return [_span(s) for s in quoted]
        cosines = self.index.similarity([text], [s.text for s in ranked])[0]
        scores = {s: shared[s] / len(wanted) + float(c) for s, c in zip(ranked, cosines, strict=True)}
        best = sorted(scores, key=lambda s: (-round(scores[s], 4), s.text, s))
        return [_span(s) for s in list(dict.fromkeys([*quoted, *best]))[:N_SENTENCES]]

    def _sentences(self, doc_id: str, start: int, end: int) -> Iterator[FoundSentence]:
        document = self.documents[doc_id]
        for span in document_sentences(document.text, document.language):
            text = document.text[span.start : span.end]
            if span.start < end and start < span.end and not speaks_to_machine(text):
                yield FoundSentence(doc_id, span.start, text)

    def fact(self, number: int, span: Span) -> Fact:
        """A Fact made of a sentence, with who says it."""
        document = self.documents[span.doc_id]
        note = annotate(span.text, self.language, document.date)
        return Fact(
            fact_id=f"E{number:03d}",
            spans=(span,),
            speaker=who_speaks(document, span.start, span.text, self.language),
            doc_title=document.title,
            doc_date=document.date,
            quantities=note.quantities,
            dates=note.dates,
            names=note.names,
            modality=note.modality,
        )

    def context(self, span: Span) -> Span:
        """The span with the sentence before it and the one after it, within its paragraph; orders are not taken in."""
        around = self.beside(span)
        document = self.documents.get(span.doc_id)
        if document is None:
            return span
        start, end = around[0].start, around[-1].end
        return Span(doc_id=span.doc_id, start=start, end=end, text=document.text[start:end])

    def beside(self, span: Span) -> tuple[Span, ...]:
        """The sentence before, the span, and the sentence after, in its paragraph; orders are not among them."""
        document = self.documents.get(span.doc_id)
        paragraphs = _paragraphs(document.text) if document else ()
        paragraph = next((p for p in paragraphs if p.start <= span.start < p.end), None)
        if document is None or paragraph is None:
            return (span,)
        sentences = document_sentences(document.text, document.language)
        inside = [s for s in sentences if paragraph.start <= s.start and s.end <= max(paragraph.end, span.end)]
        inside = [s for s in inside if not speaks_to_machine(document.text[s.start : s.end])]
        before = [s for s in inside if s.end <= span.start][-1:]
        after = [s for s in inside if s.start >= span.end][:1]
        cut = [(s.start, s.end) for s in before] + [(span.start, span.end)] + [(s.start, s.end) for s in after]
        return tuple(Span(doc_id=span.doc_id, start=a, end=b, text=document.text[a:b]) for a, b in cut)


def _span(found: FoundSentence) -> Span:
    return Span(doc_id=found.doc_id, start=found.start, end=found.start + len(found.text), text=found.text)


def _plain(text: Folded) -> Folded:
    """The folded text in lower case, without marks of emphasis and the spaces a line break left in Chinese."""
    position = 0
    pieces: list[str] = []
    offsets: list[int] = []
    for found in _NOISE.finditer(text.text):
        pieces.append(text.text[position : found.start()])
        offsets.extend(text.offsets[position : found.start()])
        position = found.end()
    pieces.append(text.text[position:])
    return Folded(_lower("".join(pieces)), [*offsets, *text.offsets[position:]])


def _lower(text: str) -> str:
    low = text.lower()
    return low if len(low) == len(text) else text


@lru_cache(maxsize=256)
def _searchable(text: str) -> Folded:
    return _plain(folded(text))


@lru_cache(maxsize=256)
def _paragraphs(text: str) -> tuple[TextSpan, ...]:
    return paragraph_spans(text)


def _completed(document: SourceDocument, start: int, end: int) -> Span:
    """The sentences that the range touches, whole."""
    touched = [s for s in document_sentences(document.text, document.language) if s.start < end and start < s.end]
    first = min([s.start for s in touched], default=start)
    last = max([s.end for s in touched], default=end)
    return Span(doc_id=document.doc_id, start=first, end=last, text=document.text[first:last])
