"""Word search, vector search, and their fusion by reciprocal rank."""

from __future__ import annotations

from collections.abc import Sequence
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
    """What part of a search's score comes from vectors of this model, as docs/foraging.md measures it."""
    return _E5_SHARE if embedding_id.startswith(E5) else EVEN_SHARE


def joined(scores: SearchScores, share: float = EVEN_SHARE) -> Matrix:
    """Convex combination of word and vector scores, each brought to 0 to 1 within its row (Bruch et al., 2023,
    "An Analysis of Fusion Functions for Hybrid Retrieval"); `share` is that of the vectors."""
    total: Matrix = (1.0 - share) * _to_unit(scores.words) + share * _to_unit(scores.meaning)
    return total


def _to_unit(scores: Matrix) -> Matrix:
    """Each row moved and stretched to run from 0 to 1; zeros where it is flat."""
    low, high = scores.min(axis=1, keepdims=True), scores.max(axis=1, keepdims=True)
    scaled: Matrix = (scores - low) / (high - low).clip(min=1e-6)
    return scaled
