"""Search systems over whole documents, behind one interface: words, meaning, and ways to join them.

Where embedding every passage would take too long, words choose candidates and only these are embedded. A query in
another language than the collection's shares no words with it, so for such a query all are embedded at any size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Literal

from deepnews.retrieval.embed import Embedder
from deepnews.retrieval.load.metadata import language_of
from deepnews.retrieval.search import PairSearch, SearchScores, WordSearch, fused, joined, share_for
from deepnews.retrieval.tokenize import search_tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

System = Literal["ours", "bm25", "dense", "hybrid", "mmr"]
Tell = Callable[[str, int, int], None]

N_BEST: Final = 100
_PIECE_CHARS: Final = {"en": 1000, "zh": 300}
"""About what an embedding model reads of a text; longer documents are embedded in pieces and count by the best."""
_MAX_PIECES: Final = 8
_EMBED_ALL: Final = {"en": 8000, "zh": 1500}
"""Documents up to which every one is embedded."""
_CANDIDATES: Final = {"en": 50, "zh": 20}
_N_SAMPLED: Final = 200
_N_SAMPLED_CHARS: Final = 200
"""So much of the collection tells its language."""
_MMR_LAMBDA: Final = 0.7
_MAX_QUERY_CHARS: Final = 1000
_BATCH: Final = 64


class Searcher:
    """One collection, searchable by any of the systems; embeds what is asked for, once."""

    def __init__(self, texts: Sequence[str], embedder: Embedder, language: Literal["en", "zh"], tell: Tell) -> None:
        self._texts = texts
        self._embedder = embedder
        self._language = language
        self._tell = tell
        self._rows: dict[int, Matrix] = {}
        tokens = [search_tokens(t) for t in texts]
        self._words = WordSearch(tokens)
        self._pairs = PairSearch(tokens) if self._embeds_all and language == "en" else None
        self._spoken = language_of("\n".join(t[:_N_SAMPLED_CHARS] for t in texts[:_N_SAMPLED]))

    @property
    def _embeds_all(self) -> bool:
        return len(self._texts) <= _EMBED_ALL[self._language]

    def embed_all(self) -> None:
        """Embed every document where the collection is small enough."""
        if self._embeds_all:
            self._embed(range(len(self._texts)))

    def rank(self, query: str, system: System) -> list[int]:
        """Positions of at most 100 documents, best first; none for an empty query."""

        query = query[:_MAX_QUERY_CHARS]
        if not query.strip():
            return []
        tokens = search_tokens(query)
        words = self._words.scores([tokens])[0]
        if system == "bm25":
            return _best(words)
        candidates = self._candidates(query, words)
        meaning = self._meaning(query, candidates)
        if system == "mmr":
            return self._diverse(candidates, meaning)
        scores = SearchScores(words[candidates][None, :], meaning[None, :])
        if system == "ours" and len(candidates):
            order = _best(self._both(scores, tokens, candidates))
        else:
            order = _best(scores.meaning[0] if system == "dense" else fused(scores)[0])
        ranked = [int(candidates[i]) for i in order]
        chosen = set(ranked)
        return (ranked + [i for i in _best(words) if words[i] > 0 and i not in chosen])[:N_BEST]

    def _both(self, scores: SearchScores, tokens: list[str], candidates: NDArray[np.int64]) -> Matrix:
        """Words and vectors of the candidates, joined by how much of the query the words can find."""
        words = scores.words[0]
        best = search_tokens(self._texts[int(candidates[words.argmax()])]) if words.any() else []
        share = share_for(self._embedder.embedding_id, self._words.coverage(tokens, best), len(tokens))
        total: Matrix = joined(scores, share, self._paired(tokens, candidates))[0]
        return total

    def _paired(self, tokens: list[str], candidates: NDArray[np.int64]) -> Matrix | None:
        """Scores of neighbouring words, counted over all documents or, where these are many, over the candidates.

        None in Chinese, which is cut into words that overlap, so that pairs of neighbours tell nothing, and where a
        query in another language makes every one of many documents a candidate.
        """
        if self._pairs is not None:
            return self._pairs.scores([tokens])[:, candidates]
        if self._language != "en" or len(candidates) > _CANDIDATES["en"]:
            return None
        return PairSearch([search_tokens(self._texts[int(i)]) for i in candidates]).scores([tokens])

    def _candidates(self, query: str, words: Matrix) -> NDArray[np.int64]:
        import numpy as np

        if self._embeds_all or self._is_foreign(query):
            return np.arange(len(self._texts))
        return np.asarray(_best(words)[: _CANDIDATES[self._language]], dtype=np.int64)

    def _is_foreign(self, query: str) -> bool:
        """True when the query is in Chinese and the documents are not, or the other way round."""
        return (language_of(query) == "zh") != (self._spoken == "zh")

    def _meaning(self, query: str, candidates: NDArray[np.int64]) -> Matrix:
        """Cosine of the query with the best piece of each candidate."""
        import numpy as np

        self._embed([int(i) for i in candidates])
        row = self._embedder.encode_queries([query])[0]
        return np.array([float((self._rows[int(i)] @ row).max()) for i in candidates], dtype=np.float32)

    def _embed(self, positions: Sequence[int]) -> None:
        new = [i for i in positions if i not in self._rows]
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            pieces = [_pieces(self._texts[i], _PIECE_CHARS[self._language]) for i in batch]
            rows = self._embedder.encode_passages([p for group in pieces for p in group])
            at = 0
            for i, group in zip(batch, pieces, strict=True):
                self._rows[i] = rows[at : at + len(group)]
                at += len(group)
            if len(new) > _BATCH:
                self._tell("embed", min(start + _BATCH, len(new)), len(new))

    def _diverse(self, candidates: NDArray[np.int64], meaning: Matrix) -> list[int]:
        """Maximal marginal relevance (Carbonell and Goldstein, 1998) over the hundred nearest."""
        import numpy as np

        near = [int(i) for i in np.argsort(-meaning, kind="stable")[:N_BEST]]
        rows = np.stack([self._rows[int(candidates[i])][0] for i in near])
        likeness, worth = rows @ rows.T, meaning[near]
        chosen: list[int] = []
        nearest = np.zeros(len(near), dtype=np.float32)
        while len(chosen) < len(near):
            gain = _MMR_LAMBDA * worth - (1 - _MMR_LAMBDA) * nearest
            gain[chosen] = -np.inf
            best = int(np.argmax(gain))
            chosen.append(best)
            nearest = np.maximum(nearest, likeness[best])
        return [int(candidates[near[i]]) for i in chosen]


def _best(scores: Matrix) -> list[int]:
    """Positions of the hundred highest scores, best first, ties in order."""
    import numpy as np

    return [int(i) for i in np.argsort(-scores, kind="stable")[:N_BEST]]


def _pieces(text: str, n_chars: int) -> list[str]:
    """The text in even pieces of about `n_chars`, at most eight."""
    n_pieces = min(_MAX_PIECES, max(1, -(-len(text) // n_chars)))
    size = min(n_chars, -(-len(text) // n_pieces)) or 1
    return [text[i * size : (i + 1) * size] for i in range(n_pieces)] or [text]
