"""Word search, vector search, and their fusion by reciprocal rank or by score."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from deepnews.retrieval.embed_common import E5

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

RRF_K = 60
"""Constant of reciprocal rank fusion: rank r is worth 1 / (60 + r)."""
EVEN_SHARE: Final = 0.5
_E5_SHARE: Final = 0.7
"""Share of the vectors in the combination of both scores where short queries are searched for in Chinese."""
_HALF_COVERED: Final = 0.55
_E5_HALF_COVERED: Final = 0.6
"""The vectors' share where it follows the query and the best item by words holds half of the query's information;"""
_PER_COVERAGE: Final = 0.4
"""it falls by so much from nothing held to all of it,"""
_PER_TEN_TERMS: Final = 0.1
_USUAL_TERMS: Final = 10
"""and in English rises with the length of the query: names are found by words, sentences by vectors."""
_PAIRS_SHARE: Final = 0.3
"""Share of neighbouring words in the score by words."""


class SearchScores(NamedTuple):
    """Raw scores of both searches, one row a query, one column an item."""

    words: Matrix
    """BM25; 0 where no word is shared."""
    meaning: Matrix
    """Cosine, -1 to 1."""


class WordSearch:
    """BM25 over token lists."""

    def __init__(self, items: Sequence[list[str]]) -> None:
        self.n_items = len(items)
        self._bm25: Any = _bm25(items) if any(items) else None

    def scores(self, queries: Sequence[list[str]]) -> Matrix:
        """BM25 score of every item for every query."""
        import numpy as np

        rows = np.zeros((len(queries), self.n_items), dtype=np.float32)
        for row, tokens in zip(rows, queries, strict=True):
            known = [t for t in tokens if self._bm25 is not None and t in self._bm25.vocab_dict]
            if known:
                row[:] = self._bm25.get_scores(known)
        return rows

    def coverage(self, query: Sequence[str], held: Sequence[str]) -> float:
        """What part of the information of the query's terms the terms `held` have, 0 to 1."""
        bits = {term: math.log(1 + (self.n_items + 1) / (self._spread(term) + 0.5)) for term in query}
        return sum(bits[term] for term in bits.keys() & set(held)) / max(1e-9, sum(bits.values()))

    def _spread(self, term: str) -> int:
        """How many items hold a term."""
        number = self._bm25.vocab_dict.get(term) if self._bm25 is not None else None
        starts = self._bm25.scores["indptr"] if number is not None else ()
        return int(starts[number + 1] - starts[number]) if number is not None else 0


class PairSearch:
    """BM25 of words and of each with the word after it (the ordered pairs of Metzler and Croft, 2005, "A Markov Random
    Field Model for Term Dependencies"), over token lists."""

    def __init__(self, items: Sequence[list[str]]) -> None:
        self._search = WordSearch([_with_pairs(tokens) for tokens in items])

    def scores(self, queries: Sequence[list[str]]) -> Matrix:
        """Score of every item for every query."""
        return self._search.scores([_with_pairs(tokens) for tokens in queries])


def _with_pairs(tokens: Sequence[str]) -> list[str]:
    return [*tokens, *(f"{a} {b}" for a, b in pairwise(tokens))]


class VectorSearch:
    """Inner product over unit vectors in a flat FAISS index."""

    def __init__(self, rows: Matrix) -> None:
        import faiss

        self.n_items = len(rows)
        self._index: Any = faiss.IndexFlatIP(rows.shape[1])
        if self.n_items:
            self._index.add(rows)

    def scores(self, queries: Matrix) -> Matrix:
        """Cosine of every item for every query."""
        import numpy as np

        rows = np.zeros((len(queries), self.n_items), dtype=np.float32)
        if self.n_items and len(queries):
            found, positions = self._index.search(queries, self.n_items)
            np.put_along_axis(rows, positions, found, axis=1)
        return rows


def _bm25(items: Sequence[list[str]]) -> Any:
    import bm25s

    model = bm25s.BM25(k1=1.2, b=0.75)
    vocabulary: dict[str, int] = {}
    ids = [[vocabulary.setdefault(token, len(vocabulary)) for token in tokens] for tokens in items]
    model.index((ids, vocabulary), show_progress=False)
    return model


def reciprocal_ranks(scores: Matrix, *, positive_only: bool) -> Matrix:
    """1 / (60 + rank) for every score in its row, best first, ties in column order.

    With `positive_only` a score of 0 or less is worth nothing: the item was not found at all.
    """
    import numpy as np

    order = np.argsort(-scores, axis=1, kind="stable")
    worth = np.broadcast_to(1.0 / (RRF_K + 1 + np.arange(scores.shape[1], dtype=np.float32)), scores.shape)
    ranks = np.zeros_like(scores)
    np.put_along_axis(ranks, order, worth.astype(np.float32), axis=1)
    return np.where(scores > 0, ranks, 0.0).astype(np.float32) if positive_only else ranks


def fused(scores: SearchScores) -> Matrix:
    """Reciprocal rank fusion of word and vector search, one row a query."""
    by_words = reciprocal_ranks(scores.words, positive_only=True)
    by_meaning = reciprocal_ranks(scores.meaning, positive_only=False)
    total: Matrix = by_words + by_meaning
    return total


def vector_share(embedding_id: str) -> float:
    """What part of a score comes from vectors of this model where all queries are treated alike."""
    return _E5_SHARE if embedding_id.startswith(E5) else EVEN_SHARE


def share_for(embedding_id: str, coverage: float, n_terms: int) -> float:
    """The vectors' share for one query of `n_terms` terms, of whose information the best item by words holds the part
    `coverage` (0 to 1): where that is little, words do not say what is meant."""
    is_e5 = embedding_id.startswith(E5)
    share = (_E5_HALF_COVERED if is_e5 else _HALF_COVERED) - _PER_COVERAGE * (coverage - 0.5)
    longer = min(1.0, max(-0.5, n_terms / _USUAL_TERMS - 1.0))
    return min(1.0, max(0.0, share + (0.0 if is_e5 else _PER_TEN_TERMS * longer)))


def joined(scores: SearchScores, share: float = EVEN_SHARE, pairs: Matrix | None = None) -> Matrix:
    """Convex combination of word and vector scores, each brought to 0 to 1 within its row (Bruch et al., 2023,
    "An Analysis of Fusion Functions for Hybrid Retrieval"); `share` is that of the vectors. `pairs`, the scores of
    words with their neighbours, count as a part of the words."""
    words = _to_unit(scores.words)
    if pairs is not None:
        words = (1.0 - _PAIRS_SHARE) * words + _PAIRS_SHARE * _to_unit(pairs)
    total: Matrix = (1.0 - share) * words + share * _to_unit(scores.meaning)
    return total


def _to_unit(scores: Matrix) -> Matrix:
    """Each row moved and stretched to run from 0 to 1; zeros where it is flat."""
    low, high = scores.min(axis=1, keepdims=True), scores.max(axis=1, keepdims=True)
    scaled: Matrix = (scores - low) / (high - low).clip(min=1e-6)
    return scaled
