"""What a run reads before the graph starts: the corpus, its index, and its runs of words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from deepnews.agents.brief import own_questions
from deepnews.errors import UsageError
from deepnews.retrieval.archive.article import Archived, read_archived
from deepnews.retrieval.archive.open import is_index
from deepnews.retrieval.embed import Embedder, HashingEmbedder, load_embedder
from deepnews.retrieval.index import HybridIndex, build_index
from deepnews.retrieval.load import LoadLimits, joined_corpus, load_corpus
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus
from deepnews.settings import Settings
from deepnews.text import RunIndex

_NAMES: Final[dict[Language, str]] = {"en": "English", "zh": "Chinese"}
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Materials:
    """Corpus and index of an assignment."""

    corpus: Corpus
    index: HybridIndex
    runs: RunIndex
    language: Language
    """What the article is written and checked in; the assignment's, unless the article is translated afterwards."""


def open_embedder(settings: Settings, corpus: Corpus, language: Language) -> Embedder:
    """The embedder for these sources and this article language; raises EmbeddingError when its weights are missing."""
    return embedder_for(settings, corpus.language if corpus.language == language else "mixed")


def embedder_for(settings: Settings, spoken: Literal["en", "zh", "mixed"]) -> Embedder:
    """The embedder for texts of that language; raises EmbeddingError when its weights are missing."""
    if settings.embedder == "hashing":
        return HashingEmbedder()
    full = settings.embedder == "full"
    return load_embedder(spoken, data_dir=settings.data_dir, offline=settings.offline, full=full)


def load_materials(assignment: Assignment, settings: Settings, tell: Tell, *, translates: bool = False) -> Materials:
    """Corpus read and indexed, from the caches where they hold it; with `translates` for an article that may be
    written in the language of its sources first.

    A source that is an index gives its texts and vectors. Raises NoSourcesError when nothing can be read,
    UsageError when all is in another language, EmbeddingError when the embedding weights are missing, ArchiveError when
    an index is damaged or of another make.
    """
    archived = tuple(_archived(place, assignment, settings) for place in assignment.sources if is_index(place))
    corpus = _corpus([s for s in assignment.sources if not is_index(s)], archived, settings, tell)
    language = _written_in(corpus, assignment.language) if translates else assignment.language
    refuse_other_language(corpus, language)
    embedder = _shared_embedder(archived) or open_embedder(settings, corpus, language)
    known = {digest: row for a in archived for digest, row in a.rows.items()}
    index = build_index(corpus, embedder, cache_dir=settings.cache_dir / "vectors", progress=tell, known=known)
    runs = RunIndex((d.text for d in corpus.documents), language)
    return Materials(corpus=corpus, index=index, runs=runs, language=language)


def _written_in(corpus: Corpus, language: Language) -> Language:
    """English for a Chinese article that has English sources and no Chinese one; else the article's own language."""
    spoken = {d.language for d in corpus.documents}
    return "en" if language == "zh" and "zh" not in spoken and "en" in spoken else language


def refuse_other_language(corpus: Corpus, language: Language) -> None:
    """Raise UsageError when no document is in the article's language: its words could not be traced to theirs."""
    if all(d.language != language for d in corpus.documents):
        raise UsageError(
            f"None of the sources is in {_NAMES[language]}, the language of the article.",
            hint="Set --lang to the language of the sources, or add sources in that of the article; only a Chinese "
            "article of `deepnews write` is translated, from English.",
        )


def _archived(place: str, assignment: Assignment, settings: Settings) -> Archived:
    questions = own_questions(assignment) or (assignment.topic,)
    return read_archived(place, questions, lambda spoken: embedder_for(settings, spoken))


def _corpus(sources: Sequence[str], archived: Sequence[Archived], settings: Settings, tell: Tell) -> Corpus:
    """The corpus of plain sources and archives together."""
    limits = LoadLimits(allow_private_urls=settings.allow_private_urls)
    cache_dir = settings.cache_dir / "sources"
    if not archived:
        return load_corpus(sources, cache_dir=cache_dir, limits=limits, progress=tell)
    read = load_corpus(sources, cache_dir=cache_dir, limits=limits, progress=tell) if sources else None
    corpora = [Corpus(documents=a.documents, skipped=a.skipped) for a in archived]
    return joined_corpus([*([read] if read else []), *corpora])


def _shared_embedder(archived: Sequence[Archived]) -> Embedder | None:
    """The embedder that the archives were made with; raises UsageError when they differ."""
    if len({a.embedder.embedding_id for a in archived}) > 1:
        hint = "Use one of them, or make them with the same --lang."
        raise UsageError("The indexes were made with different embedding models.", hint=hint)
    return archived[0].embedder if archived else None
