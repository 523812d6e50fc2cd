"""Coarse foraging: documents as patches, ranked by the scent they give off for all needs together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from deepnews.retrieval.index import HybridIndex
from deepnews.retrieval.search import SearchScores, fused
from deepnews.retrieval.timeframe import Timeframe, named_timeframe
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.evidence import InformationNeed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

OFF_TOPIC_SHARE = 0.6
"""A document under this part of the best one's relevance is off topic,"""
ON_TOPIC_SHARE = 0.75
"""one over this part is on topic,"""
LEAST_WORDS_SHARE = 0.3
"""and one between them is on topic when it shares so much of the assignment's words, beside the median document."""
_N_BEST = 5
_NEAR_MISS = 0.92
_PER_YEAR = 0.1
_LEAST = 0.5


class ScentedPatch(NamedTuple):
    """A document, its scent, and whether it is on topic."""

    document: SourceDocument
    scent: float
    is_on_topic: bool


def scented_patches(
    needs: Sequence[InformationNeed], index: HybridIndex, corpus: Corpus, passage_scores: SearchScores
) -> tuple[ScentedPatch, ...]:
    """All documents, strongest scent first.

    Scent is the fused reciprocal rank over all needs (of the document's profile and of its best passages), times its
    relevance to what the assignment itself asks (0 to 1, the best document has 1), weakened for documents dated
    outside the years that the assignment names.
    """
    own = [n.question for n in needs if not n.slot] or [n.question for n in needs]
    ranks = _rank_scent([n.question for n in needs], index, passage_scores)
    relevance = index.document_relevance(own).mean(axis=0).clip(min=0.0)
    frame = named_timeframe("\n".join(own))
    dated = [date_factor(corpus.by_id[doc_id], frame) for doc_id in index.doc_ids]
    weighed = [float(r) * factor for r, factor in zip(relevance, dated, strict=True)]
    best = max(weighed, default=0.0)
    words = _word_shares(own, index)
    patches = []
    for doc_id, rank, weight, word_share in zip(index.doc_ids, ranks, weighed, words, strict=True):
        share = weight / best if best > 0 else 1.0
        is_on_topic = share >= (OFF_TOPIC_SHARE if word_share >= LEAST_WORDS_SHARE else ON_TOPIC_SHARE)
        patches.append(ScentedPatch(corpus.by_id[doc_id], float(rank) * share, is_on_topic))
    return tuple(sorted(patches, key=lambda p: (-p.scent, p.document.path)))


def _word_shares(questions: Sequence[str], index: HybridIndex) -> list[float]:
    """What each document shares of the questions' words (mean BM25), beside the median document."""
    import numpy as np

    means = np.asarray(index.document_scores(questions).words).mean(axis=0)
    middle = float(np.median(means)) if len(means) else 0.0
    return [float(m) / middle if middle > 0 else 1.0 for m in means]


def date_factor(document: SourceDocument, frame: Timeframe | None) -> float:
    """1 inside the named years or without a date; a little less within a year of them; down to 0.5 far away."""
    if frame is None or document.date is None:
        return 1.0
    n_years_off = max(frame.first - document.date.year, document.date.year - frame.last, 0)
    if n_years_off == 0:
        return 1.0
    return max(_LEAST, _NEAR_MISS - _PER_YEAR * (n_years_off - 1))


def _rank_scent(questions: Sequence[str], index: HybridIndex, passage_scores: SearchScores) -> Matrix:
    """Mean over needs of the fused reciprocal ranks of every document."""
    by_profile = fused(index.document_scores(questions))
    words, meaning = (_best_passages(scores, index) for scores in passage_scores)
    total: Matrix = (by_profile + fused(SearchScores(words, meaning))).mean(axis=0)
    return total


def _best_passages(scores: Matrix, index: HybridIndex) -> Matrix:
    """Mean score of the best five passages of every document, one row a need."""
    import numpy as np

    holders = np.array([p.doc_id for p in index.passages])
    columns = []
    for doc_id in index.doc_ids:
        own = scores[:, holders == doc_id] if len(holders) else scores[:, :0]
        columns.append(np.sort(own, axis=1)[:, -_N_BEST:].mean(axis=1) if own.shape[1] else np.zeros(len(scores)))
    return np.stack(columns, axis=1).astype(np.float32) if columns else np.zeros((len(scores), 0), np.float32)
