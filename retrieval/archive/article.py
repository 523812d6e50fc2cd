"""What one article needs of an archive: its documents, or those nearest to the assignment where it holds too many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from deepnews.retrieval.archive.open import reading_archive
from deepnews.retrieval.archive.records import Archive, IndexSpec, Spoken
from deepnews.retrieval.archive.writer import check_spec
from deepnews.retrieval.embed import Embedder
from deepnews.retrieval.index import profile_text
from deepnews.retrieval.search import RRF_K
from deepnews.retrieval.vectors import text_digest
from deepnews.schemas.corpus import SkippedSource, SourceDocument

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

N_CHARS_MAX: Final = 3_000_000
"""Characters of an archive that one article reads; the documents nearest to it, where there are more."""
_N_PASSAGES: Final = 100
"""Passages of each question that speak for their documents."""


class Archived(NamedTuple):
    """Documents of an archive and what is known of them."""

    documents: tuple[SourceDocument, ...]
    rows: Mapping[bytes, Matrix]
    """Vectors of their passages and profiles, by digest of the text."""
    skipped: tuple[SkippedSource, ...]
    embedder: Embedder


def read_archived(
    place: str, questions: Sequence[str], open_embedder: Callable[[Spoken], Embedder], *, n_chars_max: int = N_CHARS_MAX
) -> Archived:
    """The documents of the archive at `place` for an article that asks `questions`, with their vectors.

    Raises ArchiveError when the archive is damaged, out of reach, or of another embedding model than the program's.
    """
    with reading_archive(place) as archive:
        embedder = open_embedder(archive.spec.language)
        check_spec(place, archive.spec, spec_for(archive.spec.language, embedder))
        stats = archive.stats()
        if stats.n_chars <= n_chars_max:
            doc_ids = [d.doc_id for d in archive.documents()]
        else:
            doc_ids = _nearest(archive, questions, embedder, n_chars_max)
        entries = list(archive.entries(doc_ids))
    rows: dict[bytes, Matrix] = {}
    for entry in entries:
        rows.update(zip((text_digest(p.text) for p in entry.passages), entry.rows, strict=True))
        rows[text_digest(profile_text(entry.document, entry.passages))] = entry.profile
    skipped = _left_out(place, stats.n_documents - len(entries), stats.origin.skipped)
    return Archived(tuple(e.document for e in entries), rows, skipped, embedder)


def spec_for(language: Spoken, embedder: Embedder) -> IndexSpec:
    """What an index would be made with now."""
    return IndexSpec(language=language, embedding_id=embedder.embedding_id, n_dims=embedder.n_dims)


def _nearest(archive: Archive, questions: Sequence[str], embedder: Embedder, n_chars_max: int) -> list[str]:
    """Ids of the documents whose passages rank best for all questions together, up to the characters wanted."""
    worth: dict[str, float] = {}
    for question, row in zip(questions, embedder.encode_queries(questions), strict=True):
        for rank, found in enumerate(archive.search(question, row, _N_PASSAGES), 1):
            worth[found.passage.doc_id] = worth.get(found.passage.doc_id, 0.0) + 1 / (RRF_K + rank)
    chosen: list[str] = []
    n_chars = 0
    for document in archive.documents(sorted(worth, key=lambda d: (-worth[d], d))):
        if n_chars + document.n_chars <= n_chars_max or not chosen:
            chosen.append(document.doc_id)
            n_chars += document.n_chars
    return chosen


def _left_out(place: str, n: int, skipped: Sequence[SkippedSource]) -> tuple[SkippedSource, ...]:
    if not n:
        return tuple(skipped)
    reason = f"{n:,} of its documents were not read: others are nearer to the assignment."
    return (*skipped, SkippedSource(path=place, reason=reason))
