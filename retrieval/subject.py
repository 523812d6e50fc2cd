"""What an assignment is about: its words without those that tell nothing apart in the sources at hand.

A year, a word that most titles of the sources have ("Address on the State of the Union"), and one that stands in most
passages ("the districts report") draw in whatever these documents say of anything. What is left is compared clause by
clause: the mean of a long text lies near everything.
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
"""Share of the titles, or of the passages, that have a word which tells nothing apart."""
_LEAST_PASSAGES: Final = 12
"""In fewer, words stand in half of them by chance."""
_N_PASSAGES: Final = 200
"""Passages that are looked through for such words, evenly spaced."""


def years_in(text: str) -> frozenset[str]:
    """The years that `text` names, from 1800 to 2099."""
    return frozenset(_YEAR.findall(text))


def without_common_words(text: str, language: Language, *kinds: Sequence[str]) -> str:
    """English `text` without years and without words that half of the texts of a kind (titles, passages) have; as it is
    where nothing would be left, and in Chinese, where a year is part of a law's name."""
    if language == "zh":
        return text
    shared = frozenset().union(*(_shared_stems(texts) for texts in kinds))
    lines = _YEAR.sub(" ", text).split("\n")
    bare = "\n".join(" ".join(w for w in line.split() if not _is_shared(w, shared)) for line in lines)
    return bare if len(content_units(bare, "en")) >= _LEAST_UNITS["en"] else text


def titles_of(documents: Sequence[SourceDocument]) -> list[str]:
    """Title and author of each document."""
    return [f"{d.title} {d.author}" for d in documents]


class Subject:
    """The subject of a text, an assignment or its questions, among the documents of an index."""

    def __init__(self, asked: str, documents: Sequence[SourceDocument], index: HybridIndex, language: Language) -> None:
        self._index, self._language = index, language
        every = -(-len(index.passages) // _N_PASSAGES) or 1
        passages = [p.text for p in index.passages[::every]] if len(index.passages) >= _LEAST_PASSAGES else []
        self.text = without_common_words(asked, language, titles_of(documents), passages)
        """What was asked without the words that half of the titles or of the passages share."""

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        """The clauses of `text` that say something; the whole where none does."""
        found = (c.strip(" ,，") for c in _CLAUSE.split(self.text))
        telling = (c for c in found if len(content_units(c, self._language)) >= _LEAST_UNITS[self._language])
        return tuple(dict.fromkeys(telling)) or (self.text,)

    def around(self, spans: Sequence[Span]) -> list[float]:
        """How near the passage that each span begins in is to the clause it is nearest to (cosine); 0 without one.

        In a document that speaks of many things, what stands around a sentence tells its subject.
        """
        nearest = self._index.passage_scores(self.clauses).meaning.max(axis=0)
        passages: dict[str, list[tuple[int, int, float]]] = {}
        for passage, score in zip(self._index.passages, nearest, strict=True):
            passages.setdefault(passage.doc_id, []).append((passage.start, passage.end, float(score)))
        return [_score_at(span.start, passages.get(span.doc_id, ())) for span in spans]


def _score_at(place: int, passages: Sequence[tuple[int, int, float]]) -> float:
    return next((score for start, end, score in passages if start <= place < end), 0.0)


def _shared_stems(texts: Sequence[str]) -> frozenset[str]:
    """Stems that half of the texts have; none of fewer than two."""
    n_having = Counter(unit for text in texts for unit in set(content_units(text, "en")))
    return frozenset(u for u, n in n_having.items() if len(texts) > 1 and n >= _SHARED * len(texts))


def _is_shared(word: str, shared: frozenset[str]) -> bool:
    """True for a word all of whose content is shared."""
    own = content_units(word, "en")
    return bool(own) and shared.issuperset(own)
