"""The hybrid index: coarse over documents, fine over passages."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from deepnews.retrieval.embed import Embedder, unit_rows
from deepnews.retrieval.passages import split_passages
from deepnews.retrieval.search import SearchScores, VectorSearch, WordSearch, fused
from deepnews.retrieval.tokenize import search_tokens
from deepnews.retrieval.vectors import cache_file, cached_vectors
from deepnews.schemas.corpus import Corpus, Passage, SourceDocument
from deepnews.schemas.evidence import ScoredPassage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

Progress = Callable[[str, int, int], None]

N_PASSAGE_CHARS = 900
N_PASSAGE_CHARS_ZH = 450
"""A Chinese character says more, and takes more of an embedding model's window, than a Latin letter."""
_N_QUERY_CHARS = 1000
_N_HEAD_CHARS = 500
_N_TOP_TERMS = 40
_N_KEPT_QUERIES = 4096


class HybridIndex:
    """Passages and documents of one corpus, searchable by words and by meaning."""

    def __init__(
        self,
        passages: tuple[Passage, ...],
        doc_ids: tuple[str, ...],
        embedder: Embedder,
        *,
        passage_search: tuple[WordSearch, VectorSearch],
        document_search: tuple[WordSearch, VectorSearch],
        centroids: VectorSearch,
    ) -> None:
        self.passages = passages
        self.doc_ids = doc_ids
        self.embedding_id = embedder.embedding_id
        self._embedder = embedder
        self._passage_search = passage_search
        self._document_search = document_search
        self._centroids = centroids
        self._query_rows: dict[str, Matrix] = {}

    @property
    def n_chars(self) -> int:
        """Characters of all passages: what foraging can really take."""
        return sum(len(p.text) for p in self.passages)

    def search(self, query: str, top_k: int, doc_ids: Collection[str] | None = None) -> tuple[ScoredPassage, ...]:
        """The `top_k` best passages, best first; none for an empty query. `doc_ids` limits where to look."""
        import numpy as np

        wanted = np.array([doc_ids is None or p.doc_id in doc_ids for p in self.passages], dtype=bool)
        if not query.strip() or top_k < 1 or not wanted.any():
            return ()
        columns = np.flatnonzero(wanted)
        scores = self.passage_scores([query])
        scent = fused(SearchScores(scores.words[:, columns], scores.meaning[:, columns]))[0]
        best = np.argsort(-scent, kind="stable")[:top_k]
        return tuple(ScoredPassage(passage=self.passages[columns[i]], scent=float(scent[i])) for i in best)

    def passage_scores(self, queries: Sequence[str]) -> SearchScores:
        """Word and vector scores of every passage for every query."""
        return self._scores(self._passage_search, queries)

    def document_scores(self, queries: Sequence[str]) -> SearchScores:
        """Word and vector scores of every document, in the order of `doc_ids`, for every query."""
        return self._scores(self._document_search, queries)

    def document_relevance(self, queries: Sequence[str]) -> Matrix:
        """Likeness of each query to each document as a whole, 0 for unrelated text.

        Cosine with the mean of the document's passages, above what the model gives texts that have nothing in common.
        """
        cosine = self._centroids.scores(self._rows([q[:_N_QUERY_CHARS] for q in queries]))
        above: Matrix = (cosine - self._embedder.cosine_floor).clip(min=0.0)
        return above

    def similarity(self, texts_a: Sequence[str], texts_b: Sequence[str]) -> Matrix:
        """Cosine of each of `texts_a` with each of `texts_b`; comparable within one embedding model only."""
        product: Matrix = self._rows(texts_a) @ self._rows(texts_b).T
        return product

    def likeness(self, texts_a: Sequence[str], texts_b: Sequence[str]) -> Matrix:
        """Cosine of each pair on a scale where texts without anything in common have 0 in any embedding model."""
        floor = self._embedder.cosine_floor
        scaled: Matrix = (self.similarity(texts_a, texts_b) - floor) / (1.0 - floor)
        return scaled

    def _scores(self, pair: tuple[WordSearch, VectorSearch], queries: Sequence[str]) -> SearchScores:
        cut = [q[:_N_QUERY_CHARS] for q in queries]
        return SearchScores(pair[0].scores([search_tokens(q) for q in cut]), pair[1].scores(self._rows(cut)))

    def _rows(self, texts: Sequence[str]) -> Matrix:
        """Vectors of short texts, remembered within the run; several threads may ask at once."""
        import numpy as np

        held = {t: row for t in texts if (row := self._query_rows.get(t)) is not None}
        new = [t for t in dict.fromkeys(texts) if t not in held]
        if new:
            made = dict(zip(new, self._embedder.encode_queries(new), strict=True))
            if len(self._query_rows) > _N_KEPT_QUERIES:
                self._query_rows.clear()
            self._query_rows.update(made)
            held |= made
        return np.stack([held[t] for t in texts]) if texts else np.zeros((0, self._embedder.n_dims), dtype=np.float32)


def build_index(
    corpus: Corpus,
    embedder: Embedder,
    *,
    cache_dir: Path | None,
    progress: Progress | None = None,
    known: Mapping[bytes, Matrix] | None = None,
) -> HybridIndex:
    """The index over `corpus`; vectors come from `known` (by `text_digest`) and the cache where these have them.

    Raises EmbeddingError when a text must be embedded and the model cannot be read.
    """
    tell = progress or _silent
    passages = _split(corpus, tell)
    tokens = _tokenized(passages, tell)
    profiles = _profiles(corpus.documents, passages, tokens)
    texts = [*(p.text for p in passages), *(text for text, _ in profiles)]
    path = cache_file(cache_dir, embedder, corpus.sha256) if cache_dir else None
    rows = cached_vectors(texts, embedder, path, lambda done, total: tell("embed", done, total), known or {})
    return HybridIndex(
        passages,
        tuple(d.doc_id for d in corpus.documents),
        embedder,
        passage_search=(WordSearch(tokens), VectorSearch(rows[: len(passages)])),
        document_search=(WordSearch([terms for _, terms in profiles]), VectorSearch(rows[len(passages) :])),
        centroids=VectorSearch(_centroids(corpus.documents, passages, rows)),
    )


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def index_passages(document: SourceDocument) -> tuple[Passage, ...]:
    """The passages of a document as indexes hold them."""
    n_chars = N_PASSAGE_CHARS_ZH if document.language == "zh" else N_PASSAGE_CHARS
    return split_passages(document, n_chars=n_chars)


def profile_text(document: SourceDocument, passages: Sequence[Passage]) -> str:
    """What stands for a document as a whole: its title and the head of its passages, 500 characters."""
    head = ""
    for passage in passages:
        if len(head) >= _N_HEAD_CHARS:
            break
        head = f"{head}\n{passage.text}"[:_N_HEAD_CHARS]
    return f"{document.title}\n{head.strip()}".strip()


def _split(corpus: Corpus, tell: Progress) -> tuple[Passage, ...]:
    passages: list[Passage] = []
    for done, document in enumerate(corpus.documents, start=1):
        passages.extend(index_passages(document))
        tell("split", done, len(corpus.documents))
    return tuple(passages)


def _tokenized(passages: Sequence[Passage], tell: Progress) -> list[list[str]]:
    tokens: list[list[str]] = []
    for done, passage in enumerate(passages, start=1):
        tokens.append(search_tokens(passage.text))
        if done % 200 == 0 or done == len(passages):
            tell("words", done, len(passages))
    return tokens


def _centroids(documents: Sequence[SourceDocument], passages: Sequence[Passage], rows: Matrix) -> Matrix:
    """Unit mean vector of the passages of each document; zeros for a document without any."""
    import numpy as np

    means = np.zeros((len(documents), rows.shape[1]), dtype=np.float32)
    position = {d.doc_id: i for i, d in enumerate(documents)}
    for passage, row in zip(passages, rows, strict=False):  # the rows of the documents come after
        means[position[passage.doc_id]] += row
    return unit_rows(means)


def _profiles(
    documents: Sequence[SourceDocument], passages: Sequence[Passage], tokens: Sequence[list[str]]
) -> list[tuple[str, list[str]]]:
    """For each document its coarse text (title and head) and its coarse terms (those and its own top terms)."""
    own: dict[str, list[str]] = {d.doc_id: [] for d in documents}
    parts: dict[str, list[Passage]] = {d.doc_id: [] for d in documents}
    for passage, terms in zip(passages, tokens, strict=True):
        own[passage.doc_id].extend(terms)
        parts[passage.doc_id].append(passage)
    spread = Counter(term for terms in own.values() for term in set(terms))
    profiles = []
    for document in documents:
        text = profile_text(document, parts[document.doc_id])
        top = _top_terms(own[document.doc_id], spread, len(documents))
        profiles.append((text, search_tokens(text) + top))
    return profiles


def _top_terms(terms: Sequence[str], spread: Counter[str], n_documents: int) -> list[str]:
    """The terms a document has more of than others do, best first."""
    weights = {t: n * math.log(1 + n_documents / spread[t]) for t, n in Counter(terms).items()}
    return sorted(weights, key=lambda t: (-weights[t], t))[:_N_TOP_TERMS]
