"""What a sentence rests on: the words of its Facts, their surroundings, and the frame of their documents."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from deepnews.agents.bylines import teller_name
from deepnews.agents.deixis import without_deixis
from deepnews.agents.rules.described import described_names
from deepnews.agents.rules.letters import letter_date, letter_sender
from deepnews.agents.rules.persons_zh import persons
from deepnews.agents.rules.tokens import Token, sentences, tokens
from deepnews.retrieval.versions import OLD_VERSION, is_old_version, rule_title
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span

Told = tuple[tuple[dt.date, dt.date], ...]
"""First and last days of the dates that an article tells before a claim, the nearest last."""
_OPENING_CHARS = 500
_AROUND = 500
_LOWER_WORD = re.compile(r"(?<![^\W_])(?<!['’])[a-z][a-z'’]{2,}")


@dataclass(frozen=True)
class Grounds:
    """Facts with the text around them; built once for a sentence and read by all rules."""

    facts: tuple[Fact, ...]
    documents: Mapping[str, SourceDocument] = field(repr=False)
    language: Language
    lead_in: str = ""
    told: Told = ()

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Sentences of the Facts, verbatim but for line breaks."""
        return tuple(s for f in self.facts for span in f.spans for s in sentences(_flat(span.text), self.language))

    @cached_property
    def text(self) -> str:
        """The words of the Facts."""
        return "\n".join(self.sentences)

    @cached_property
    def retold(self) -> str:
        """The words of the Facts as they are told outside their document: 该法 where that says 本法."""
        return "\n".join(without_deixis(s, self.language) for s in self.sentences)

    @cached_property
    def window(self) -> str:
        """The Facts with the paragraphs they stand in."""
        return "\n".join(self.around(span) for f in self.facts for span in f.spans)

    @cached_property
    def near_stems(self) -> frozenset[str]:
        """Stems of the Facts' words, as they stand and as they are retold, and of the frame."""
        texts = (self.text, self.retold, self.frame)
        return frozenset().union(*(stems_of(text, self.language) for text in texts))

    @cached_property
    def known_stems(self) -> frozenset[str]:
        """Stems of all words of the Facts, their paragraphs, and the frame."""
        paragraphs = (stems_of(self.around(span), self.language) for f in self.facts for span in f.spans)
        return self.near_stems.union(*paragraphs)

    @cached_property
    def sources(self) -> tuple[SourceDocument, ...]:
        """Documents of the Facts, as far as they are known."""
        ids = dict.fromkeys(span.doc_id for f in self.facts for span in f.spans)
        return tuple(self.documents[i] for i in ids if i in self.documents)

    @cached_property
    def frame(self) -> str:
        """Titles, publishers and authors of the documents, speakers, senders, bodies that the Facts call by a noun, and
        what the code set before the sentence.
        """
        parts = [p for d in self.sources for p in (d.title, d.publisher, d.author)]
        parts += [p for f in self.facts for p in (f.doc_title, f.speaker)]
        parts += [*self.senders, *self.described]
        parts += [OLD_VERSION] if self.old_titles else []
        return "\n".join(dict.fromkeys(p for p in [*parts, self.lead_in] if p))

    @cached_property
    def old_titles(self) -> frozenset[str]:
        """Names of the sources that are older versions of Chinese rules."""
        old = (d for d in self.sources if self.language == "zh" and is_old_version(d, self.documents.values()))
        return frozenset(rule_title(d.title) for d in old)

    @cached_property
    def described(self) -> tuple[str, ...]:
        """Names of the bodies that the Facts call by a noun ("the union")."""
        return described_names(self.facts, self.documents, self.language)

    @property
    def openings(self) -> tuple[str, ...]:
        """How the documents begin: what dates a text for which nothing below gives a date."""
        return tuple(d.text[:_OPENING_CHARS] for d in self.sources)

    @cached_property
    def speakers(self) -> str:
        """Who may be named as speaking: speakers of the Facts, who wrote their letters, authors and publishers."""
        parts = [f.speaker for f in self.facts] + [
            p for d in self.sources for p in (d.author, d.publisher, teller_name(d))
        ]
        return "\n".join(dict.fromkeys(p for p in [*parts, *self.senders] if p))

    @cached_property
    def senders(self) -> tuple[str, ...]:
        """Who wrote the letters of a thread that the Facts stand in."""
        return tuple(
            letter_sender(self.documents[s.doc_id], s.start) for s in self._spans if s.doc_id in self.documents
        )

    @cached_property
    def doc_dates(self) -> tuple[dt.date, ...]:
        """Dates of the documents, and of the letters of a thread that the Facts stand in."""
        letters = [letter_date(self.documents[s.doc_id], s.start) for s in self._spans if s.doc_id in self.documents]
        dates = [*letters, *(f.doc_date for f in self.facts), *(d.date for d in self.sources)]
        return tuple(dict.fromkeys(d for d in dates if d is not None))

    @property
    def _spans(self) -> tuple[Span, ...]:
        return tuple(span for f in self.facts for span in f.spans)

    @cached_property
    def persons(self) -> frozenset[str]:
        """Persons whom the Chinese sources introduce; empty for other articles."""
        if self.language != "zh":
            return frozenset()
        return frozenset().union(*(persons(d.text) for d in self.documents.values()))

    @property
    def anchor(self) -> dt.date | None:
        """The date that relative dates of the Facts refer to."""
        return self.doc_dates[0] if self.doc_dates else None

    def n_lead(self, text: str) -> int:
        """Characters of `text` that the code set before it, and that are taken as true."""
        return len(self.lead_in) if text.startswith(self.lead_in) else 0

    def around(self, span: Span) -> str:
        """The span with the rest of its paragraph, or what stands near it in a text of short lines."""
        document = self.documents.get(span.doc_id)
        return _flat(_paragraph(document.text, span.start, span.end)) if document else span.text

    def occurs_lower(self, word: str) -> bool:
        """True when the word is written in lower case somewhere in the documents of the Facts."""
        return any(word.lower() in lower_vocabulary(d.text) for d in self.sources)


def _flat(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text)


def _paragraph(text: str, start: int, end: int) -> str:
    first = text.rfind("\n", max(0, start - _AROUND), start) + 1
    last = text.find("\n", end, end + _AROUND)
    first = first or max(0, start - _AROUND)
    last = last if last >= 0 else min(len(text), end + _AROUND)
    if last - first < (end - start) + _AROUND // 4:
        first, last = max(0, start - _AROUND // 2), min(len(text), end + _AROUND // 2)
    return text[first:last]


@lru_cache(maxsize=256)
def lower_vocabulary(text: str) -> frozenset[str]:
    """Words a text writes in lower case."""
    return frozenset(_LOWER_WORD.findall(text))


@lru_cache(maxsize=8192)
def stems_of(text: str, language: Language) -> frozenset[str]:
    """Stems of all words of a text, stop words included."""
    return frozenset(t.stem for t in tokens(text, language))


def content(words: Sequence[Token]) -> list[Token]:
    """Words that say something, in order."""
    return [w for w in words if w.has_content]


def best_sentence(text: str, grounds: Grounds) -> str:
    """The evidence sentence that shares most content with the text; empty when there is none."""
    wanted = {t.stem for t in content(tokens(text, grounds.language))}
    scored = [(len(wanted & stems_of(s, grounds.language)), -i, s) for i, s in enumerate(grounds.sentences)]
    return max(scored)[2] if scored else ""
