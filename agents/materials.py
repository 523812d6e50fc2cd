"""What a run reads before the graph starts: the corpus, its index, and its runs of words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from deepnews.retrieval.embed import Embedder, HashingEmbedder, load_embedder
from deepnews.retrieval.index import HybridIndex, build_index
from deepnews.retrieval.load import LoadLimits, load_corpus
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus
from deepnews.settings import Settings
from deepnews.text import RunIndex

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Materials:
    """Corpus and index of an assignment."""

    corpus: Corpus
    index: HybridIndex
    runs: RunIndex


def open_embedder(settings: Settings, corpus: Corpus, language: Language) -> Embedder:
    """The embedder for these sources and this article language; raises EmbeddingError when its weights are missing."""
    return embedder_for(settings, corpus.language if corpus.language == language else "mixed")


def embedder_for(settings: Settings, spoken: Literal["en", "zh", "mixed"]) -> Embedder:
    """The embedder for texts of that language; raises EmbeddingError when its weights are missing."""
    if settings.embedder == "hashing":
        return HashingEmbedder()
    return load_embedder(spoken, data_dir=settings.data_dir, offline=settings.offline)


def load_materials(assignment: Assignment, settings: Settings, tell: Tell) -> Materials:
    """Corpus read and indexed, from the caches where they hold it.

    Raises NoSourcesError when nothing can be read and EmbeddingError when the embedding weights are missing.
    """
    limits = LoadLimits(allow_private_urls=settings.allow_private_urls)
    corpus = load_corpus(assignment.sources, cache_dir=settings.cache_dir / "sources", limits=limits, progress=tell)
    embedder = open_embedder(settings, corpus, assignment.language)
    index = build_index(corpus, embedder, cache_dir=settings.cache_dir / "vectors", progress=tell)
    runs = RunIndex((d.text for d in corpus.documents), assignment.language)
    return Materials(corpus=corpus, index=index, runs=runs)
