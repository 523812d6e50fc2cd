"""Windows of consecutive sentences, cut from the documents of a corpus, with what a rule needs to change them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from deepnews.agents.frames import date_text
from deepnews.agents.rules.lexicon import common_stems
from deepnews.agents.rules.names import name_mentions
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.text import content_units, stem

FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
"""A number in digits."""
_N_SENTENCES = (2, 6)
_N_WORDS = (50, 110)
_STEP = 2
"""Sentences from the start of one window to the start of the next."""
_WORDY = re.compile(r"[A-Z“\"(].*[.”\")]$", re.S)
_NO_STATEMENT = re.compile(
    r"^(?:Let me|Thank|Let['’]s|Good (?:morning|afternoon)|Next,|So,? |Yes|No,|Well,|Okay)"
    r"|^[^.!?“]{2,60}?:\s|^[A-Z ]{4,}\.\s|\b(?:I|[Yy]ou|[Yy]our|[Mm]y)\b"
    r"|\b(?:[Tt]hat|[Tt]here)['’]s\b|\s--|\b(?:you know|sort of|kind of)\b"
)
_ANAPHOR = re.compile(
    r"^(?:And |But )?(?:It|This|That|These|Those|They|He|She|His|Her|Their|Its|Such|There|Both|Here|it|this|that|they|"
    r"these|those|he|she|there)\b"
)
_CLAIM_WORDS = (8, 42)


@dataclass(frozen=True)
class NameUse:
    """A name of the corpus and how sentences use it."""

    text: str
    has_article: bool
    is_acronym: bool
    n_words: int


@dataclass(frozen=True)
class Source:
    """A document as the rules see it."""

    document: SourceDocument
    sentences: tuple[str, ...]
    names: tuple[NameUse, ...]

    @cached_property
    def head(self) -> str:
        """The line that says where a window comes from: title, publisher, date."""
        document = self.document
        date = date_text(document.date, "en") if document.date else ""
        return " ".join(f"{part.rstrip('.')}." for part in (document.title, document.publisher, date) if part)

    @cached_property
    def all_names(self) -> tuple[NameUse, ...]:
        """The names of the document, also those that occur once."""
        return tuple(dict.fromkeys(use for s in self.sentences for use in name_uses(s).values()))

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """The figures of the document, each once."""
        return tuple(dict.fromkeys(f for s in self.sentences for f in FIGURE.findall(s)))

    @cached_property
    def statements(self) -> tuple[tuple[int, str], ...]:
        """The sentences that can stand as claims, with their numbers."""
        return tuple((i, s) for i, s in enumerate(self.sentences) if is_statement(s))


@dataclass(frozen=True)
class Window:
    """Consecutive sentences of a source; `first` is the number of the first of them."""

    source: Source
    first: int
    sentences: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        """The sentences in a line."""
        return " ".join(self.sentences)

    @cached_property
    def full_text(self) -> str:
        """Head line and sentences."""
        return f"{self.source.head} {self.text}"

    @cached_property
    def content(self) -> frozenset[str]:
        """Content stems of head line and sentences."""
        return frozenset(content_units(self.full_text, "en"))

    @cached_property
    def claimable(self) -> tuple[str, ...]:
        """The sentences that can stand as claims."""
        return tuple(s for s in self.sentences if is_statement(s))


def sources_of(corpus: Corpus) -> tuple[Source, ...]:
    """The English documents of a corpus, cut into sentences."""
    return tuple(source_of(d) for d in corpus.documents if d.language == "en")


def source_of(document: SourceDocument) -> Source:
    """The document cut into sentences."""
    spans = sentence_spans(document.text, "en")
    sentences = tuple(" ".join(document.text[s.start : s.end].split()) for s in spans)
    return Source(document=document, sentences=sentences, names=_names(sentences))


def _names(sentences: tuple[str, ...]) -> tuple[NameUse, ...]:
    """Names that occur twice or more, single ordinary words left out, in order of first use."""
    uses: Counter[NameUse] = Counter()
    for sentence in sentences:
        uses.update(name_uses(sentence).values())
    return tuple(use for use, n in uses.items() if n > 1)


def name_uses(sentence: str) -> dict[tuple[int, int], NameUse]:
    """The names of a sentence by offsets; doubtful ones (first words, ordinary words) left out."""
    found = {}
    for mention in name_mentions(sentence, "en"):
        n_words = len(mention.text.split())
        ordinary = n_words == 1 and stem(mention.text.lower()) in common_stems()
        if not ordinary and not (mention.is_initial and n_words == 1):
            before = sentence[: mention.start].rstrip().lower()
            found[mention.start, mention.end] = NameUse(
                text=mention.text,
                has_article=before.endswith(("the", " a", " an")),
                is_acronym=mention.text.isupper(),
                n_words=n_words,
            )
    return found


def windows_of(source: Source) -> Iterator[Window]:
    """The windows of a source, overlapping, none with a sentence that is no prose."""
    for first in range(0, len(source.sentences), _STEP):
        n_sentences = n_words = 0
        for sentence in source.sentences[first : first + _N_SENTENCES[1]]:
            n_words += len(sentence.split())
            if not is_prose(sentence) or n_words > _N_WORDS[1]:
                break
            n_sentences += 1
        window = Window(source, first, source.sentences[first : first + n_sentences])
        if n_sentences >= _N_SENTENCES[0] and len(window.text.split()) >= _N_WORDS[0]:
            yield window


@lru_cache(maxsize=65536)
def is_prose(sentence: str) -> bool:
    """True for what begins and ends as a sentence and is made of letters for the most part."""
    n_letters = sum(c.isalpha() or c == " " for c in sentence)
    ended = sentence.endswith("?") or _WORDY.fullmatch(sentence)
    return bool(ended) and n_letters > 0.85 * len(sentence)


@lru_cache(maxsize=65536)
def is_statement(sentence: str) -> bool:
    """True for a sentence of a claim's length that states something and points back to no other sentence."""
    n_words = len(sentence.split())
    return (
        _CLAIM_WORDS[0] <= n_words <= _CLAIM_WORDS[1]
        and is_prose(sentence)
        and not _NO_STATEMENT.search(sentence)
        and not _ANAPHOR.match(sentence)
        and sentence.endswith((".", ".”"))
        and sentence.count('"') % 2 == 0
        and sentence.count("“") == sentence.count("”")
    )
