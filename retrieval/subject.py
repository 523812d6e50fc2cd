"""What an assignment is about: its words without those that tell nothing apart in the sources at hand.

A year, and a word that most titles of the sources have ("Address on the State of the Union"), draw in whatever these
documents say of anything. What is left is compared clause by clause: the mean of a long text lies near everything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
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


def subject_text(text: str, documents: Sequence[SourceDocument], language: Language) -> str:
    """English text without years and without the words that half of the titles share; as it is where nothing would be
    left, and in Chinese, where a year is part of a law's name."""
    if language == "zh":
        return text
    shared = _shared_stems(documents)
    lines = (
        " ".join(w for w in line.split() if not _is_shared(w, shared)) for line in _YEAR.sub(" ", text).split("\n")
    )
    bare = "\n".join(lines)
    return bare if len(content_units(bare, "en")) >= _LEAST_UNITS["en"] else text


def subject_clauses(text: str, documents: Sequence[SourceDocument], language: Language) -> tuple[str, ...]:
    """The clauses of `text`, each as `subject_text` has it, that say something; the whole where none does."""
    bare = subject_text(text, documents, language)
    clauses = (c.strip(" ,，") for c in _CLAUSE.split(bare))
    least = _LEAST_UNITS[language]
    return tuple(dict.fromkeys(c for c in clauses if len(content_units(c, language)) >= least)) or (bare,)


def subject_scores(
    spans: Sequence[Span], texts: Sequence[str], clauses: Sequence[str], index: HybridIndex
) -> list[float]:
    """How near each span (worded as in `texts`) and the passage it begins in are to the clause that each is nearest to:
    the sum of two cosines. Where a document speaks of many things, what stands around a sentence tells its subject."""
    own = index.similarity(texts, clauses).max(axis=1)
    around = index.passage_scores(clauses).meaning.max(axis=0)
    passages: dict[str, list[tuple[int, int, float]]] = {}
    for passage, score in zip(index.passages, around, strict=True):
        passages.setdefault(passage.doc_id, []).append((passage.start, passage.end, float(score)))
    return [float(own[n]) + _score_at(span, passages.get(span.doc_id, ())) for n, span in enumerate(spans)]


def _score_at(span: Span, passages: Sequence[tuple[int, int, float]]) -> float:
    return next((score for start, end, score in passages if start <= span.start < end), 0.0)


def _shared_stems(documents: Sequence[SourceDocument]) -> frozenset[str]:
    n_having = Counter(u for d in documents for u in set(content_units(f"{d.title} {d.author}", "en")))
    return frozenset(u for u, n in n_having.items() if len(documents) > 1 and n >= _SHARED * len(documents))


def _is_shared(word: str, shared: frozenset[str]) -> bool:
    """True for a word all of whose content is shared."""
    own = content_units(word, "en")
    return bool(own) and shared.issuperset(own)
