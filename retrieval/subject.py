"""What an assignment is about: its words without those that tell nothing apart in the sources at hand.

A year, and a word that most titles of the sources have ("Address on the State of the Union"), draw in whatever these
documents say of anything. What is left is compared clause by clause: the mean of a long text lies near everything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Span
from deepnews.text import content_units

_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d{2}(?!\d)")
_CLAUSE: Final = re.compile(
    r"[.:?!;。；：？！\n]+|,\s+(?=(?:and|but|or|who|whom|whose|what|when|where|why|how|which|whether)\b)", re.I
)
_LEAST_UNITS: Final = {"en": 2, "zh": 4}
"""Content that a clause must have to be about anything: stems in English, pairs of characters in Chinese."""
_SHARED: Final = 0.5
"""Share of the titles that have a word which tells nothing apart."""


class Subject:
    """The subject of a text, an assignment or its questions, among given documents."""

    def __init__(self, asked: str, documents: Sequence[SourceDocument], language: Language) -> None:
        self._asked, self._documents, self._language = asked, documents, language

    @cached_property
    def text(self) -> str:
        """English text without years and without the words that half of the titles share; as it is where nothing
        would be left, and in Chinese, where a year is part of a law's name."""
        if self._language == "zh":
            return self._asked
        shared = _shared_stems(self._documents)
        lines = _YEAR.sub(" ", self._asked).split("\n")
        bare = "\n".join(" ".join(w for w in line.split() if not _is_shared(w, shared)) for line in lines)
        return bare if len(content_units(bare, "en")) >= _LEAST_UNITS["en"] else self._asked

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        """The clauses of `text` that say something; the whole where none does."""
        found = (c.strip(" ,，") for c in _CLAUSE.split(self.text))
        telling = (c for c in found if len(content_units(c, self._language)) >= _LEAST_UNITS[self._language])
        return tuple(dict.fromkeys(telling)) or (self.text,)

    def around(self, spans: Sequence[Span], index: HybridIndex) -> list[float]:
        """How near the passage that each span begins in is to the clause it is nearest to (cosine); 0 without one.

        In a document that speaks of many things, what stands around a sentence tells its subject.
        """
        nearest = index.passage_scores(self.clauses).meaning.max(axis=0)
        passages: dict[str, list[tuple[int, int, float]]] = {}
        for passage, score in zip(index.passages, nearest, strict=True):
            passages.setdefault(passage.doc_id, []).append((passage.start, passage.end, float(score)))
        return [_score_at(span.start, passages.get(span.doc_id, ())) for span in spans]


def _score_at(place: int, passages: Sequence[tuple[int, int, float]]) -> float:
    return next((score for start, end, score in passages if start <= place < end), 0.0)


def _shared_stems(documents: Sequence[SourceDocument]) -> frozenset[str]:
    n_having = Counter(u for d in documents for u in set(content_units(f"{d.title} {d.author}", "en")))
    return frozenset(u for u, n in n_having.items() if len(documents) > 1 and n >= _SHARED * len(documents))


def _is_shared(word: str, shared: frozenset[str]) -> bool:
    """True for a word all of whose content is shared."""
    own = content_units(word, "en")
    return bool(own) and shared.issuperset(own)
