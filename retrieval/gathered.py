"""What foraging gathered, as the evidence tells it: passages in reading order with their scent, and documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from deepnews.retrieval.patches import ScentedPatch
from deepnews.retrieval.search import SearchScores, fused
from deepnews.schemas.corpus import Corpus, Passage
from deepnews.schemas.evidence import InformationNeed, Patch, ScoredPassage

_N_RANKED: Final = 20
"""A passage ranks for a need when it is among this many best."""


def scored(
    placed: Sequence[tuple[int, Passage]],
    needs: Sequence[InformationNeed],
    scores: SearchScores,
    patches: Sequence[ScentedPatch],
) -> tuple[ScoredPassage, ...]:
    """The passages, each given with its position in the index, with their scent (mean fused rank over `needs`, of which
    `scores` has a row each, times that of the patch) and the needs they rank for."""
    import numpy as np

    ranks = fused(scores)
    best = [set(np.argsort(-row, kind="stable")[:_N_RANKED].tolist()) for row in ranks]
    scent_of = {p.document.doc_id: p.scent for p in patches}
    strongest = max(scent_of.values(), default=0.0) or 1.0
    return tuple(
        ScoredPassage(
            passage=passage,
            scent=float(ranks[:, i].mean()) * scent_of[passage.doc_id] / strongest,
            need_ids=tuple(n.need_id for n, top in zip(needs, best, strict=True) if i in top),
        )
        for i, passage in placed
    )


def reading_order(corpus: Corpus, passage: Passage) -> tuple[dt.date, str, int]:
    """By date of the document, undated ones last, then path and offset."""
    document = corpus.by_id[passage.doc_id]
    return document.date or dt.date.max, document.path, passage.start


def with_taken(patch: ScentedPatch, n_chars_of: Mapping[str, int]) -> Patch:
    """The patch with the characters that were taken of it."""
    doc_id = patch.document.doc_id
    n_chars = n_chars_of.get(doc_id, 0)
    return Patch(doc_id=doc_id, scent=patch.scent, n_chars_taken=n_chars, is_on_topic=patch.is_on_topic)
