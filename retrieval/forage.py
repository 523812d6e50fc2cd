"""Foraging: from needs to evidence, first over documents, then over passages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from deepnews.retrieval.duplicates import NearCopies
from deepnews.retrieval.index import HybridIndex
from deepnews.retrieval.patches import ScentedPatch, scented_patches
from deepnews.retrieval.search import SearchScores, fused
from deepnews.retrieval.worth import passage_worth
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.evidence import Evidence, InformationNeed, Patch, SaturationAccount, ScoredPassage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

_OVERSHOOT = 1.1
"""Evidence goes at most this far above what is required."""
_FAIR_SHARE_SLACK = 1.25
"""A patch may take this much more than its share by scent before the others are served."""
_SHARPNESS = 4
"""Power of a passage's fused rank beside its document's scent; reciprocal ranks are flat, the best must count."""
_N_RANKED = 20
"""A passage ranks for a need when it is among this many best."""


def forage(
    needs: Sequence[InformationNeed], index: HybridIndex, corpus: Corpus, account: SaturationAccount
) -> Evidence:
    """The evidence for `needs`: passages by document date, path and offset, and the account brought up to date.

    Every on-topic document gives at least its best passage and at most its fair share by scent, until the characters
    the account requires are there; then shares are lifted, and off-topic documents come last. Near copies are left out.

    Raises ValueError without needs.
    """
    if not needs:
        raise ValueError("foraging needs at least one information need")
    scores = index.passage_scores([n.question for n in needs])
    patches = scented_patches(needs, index, corpus, scores)
    basket = _Basket(index, patches, fused(scores), account.n_chars_required)
    basket.fill()
    taken = sorted(basket.taken, key=lambda i: _reading_order(corpus, index, i))
    return Evidence(
        needs=tuple(needs),
        patches=tuple(_patch(p, index, taken) for p in patches),
        passages=_scored(needs, index, basket, scores, taken),
        saturation=account.model_copy(update={"n_chars_evidence": basket.n_chars}),
    )


class _Basket:
    """Passages taken so far (by position in the index), and the rules for taking another."""

    def __init__(
        self, index: HybridIndex, patches: Sequence[ScentedPatch], ranks: Matrix, n_chars_required: int
    ) -> None:
        self.taken: dict[int, None] = {}
        self.n_chars = 0
        self.scent_of = {p.document.doc_id: p.scent for p in patches}
        self._index, self._patches, self._ranks = index, patches, ranks
        self._required = n_chars_required
        self._n_chars_of = dict.fromkeys(self.scent_of, 0)
        self._copies = NearCopies()
        self._refused: set[int] = set()
        self._lengths = [len(p.text) for p in index.passages]
        self._holders = [p.doc_id for p in index.passages]
        self._worth = [passage_worth(p.text) for p in index.passages]

    @property
    def is_full(self) -> bool:
        return self.n_chars >= self._required

    def fill(self) -> None:
        """Take passages until the required characters are there or nothing is left."""
        on_topic = [p for p in self._patches if p.is_on_topic]
        shares = self._fair_shares(on_topic)
        self._take_best_of_each(on_topic)
        self._take_by_need(shares)
        self._take_by_need({doc_id: sum(self._lengths) for doc_id in shares})
        for patch in self._patches:
            if not patch.is_on_topic:
                self._take_by_need({patch.document.doc_id: sum(self._lengths)})

    def _fair_shares(self, patches: Sequence[ScentedPatch]) -> dict[str, float]:
        """Ceiling of characters for each patch, in proportion to its scent."""
        total = sum(p.scent for p in patches) or 1.0
        return {p.document.doc_id: _FAIR_SHARE_SLACK * self._required * p.scent / total for p in patches}

    def _take_best_of_each(self, patches: Sequence[ScentedPatch]) -> None:
        overall = self._ranks.sum(axis=0)
        for patch in patches:
            own = [i for i, holder in enumerate(self._holders) if holder == patch.document.doc_id]
            for position in sorted(own, key=lambda i: (-overall[i] * self._worth[i], i)):
                if self.is_full or self._take(position):
                    break

    def _take_by_need(self, ceilings: dict[str, float]) -> None:
        """Let the needs choose in turn, each its best passage left in the patches that have room."""
        queues = [self._queue(row, ceilings) for row in self._ranks]
        while queues and not self.is_full:
            queues = [queue for queue in queues if self._serve(queue, ceilings)]

    def _queue(self, row: Matrix, ceilings: dict[str, float]) -> Iterator[int]:
        open_positions = [i for i, holder in enumerate(self._holders) if holder in ceilings]
        return iter(
            sorted(
                open_positions,
                key=lambda i: (-(row[i] ** _SHARPNESS) * self._worth[i] * self.scent_of[self._holders[i]], i),
            )
        )

    def _serve(self, queue: Iterator[int], ceilings: dict[str, float]) -> bool:
        """True when the need got a passage; False when its queue is spent or the basket is full."""
        for position in queue:
            if self.is_full:
                return False
            holder = self._holders[position]
            if self._n_chars_of[holder] + self._lengths[position] <= ceilings[holder] and self._take(position):
                return True
        return False

    def _take(self, position: int) -> bool:
        """True when the passage is new, no near copy, and does not overfill the basket."""
        if position in self.taken or position in self._refused:
            return False
        n_then = self.n_chars + self._lengths[position]
        is_too_much = n_then > max(self._required * _OVERSHOOT, self._required + 200)
        if is_too_much or self._copies.is_copy(self._index.passages[position].text):
            self._refused.add(position)
            return False
        self._copies.keep(self._index.passages[position].text)
        self.taken[position] = None
        self.n_chars = n_then
        self._n_chars_of[self._holders[position]] += self._lengths[position]
        return True


def _reading_order(corpus: Corpus, index: HybridIndex, position: int) -> tuple[dt.date, str, int]:
    passage = index.passages[position]
    document = corpus.by_id[passage.doc_id]
    return document.date or dt.date.max, document.path, passage.start


def _patch(patch: ScentedPatch, index: HybridIndex, taken: Sequence[int]) -> Patch:
    doc_id = patch.document.doc_id
    n_chars = sum(len(index.passages[i].text) for i in taken if index.passages[i].doc_id == doc_id)
    return Patch(doc_id=doc_id, scent=patch.scent, n_chars_taken=n_chars, is_on_topic=patch.is_on_topic)


def _scored(
    needs: Sequence[InformationNeed], index: HybridIndex, basket: _Basket, scores: SearchScores, taken: Sequence[int]
) -> tuple[ScoredPassage, ...]:
    """The taken passages with their scent (mean fused rank times that of the patch) and the needs they rank for."""
    import numpy as np

    ranks = fused(scores)
    best = [set(np.argsort(-row, kind="stable")[:_N_RANKED].tolist()) for row in ranks]
    strongest = max(basket.scent_of.values(), default=0.0) or 1.0
    return tuple(
        ScoredPassage(
            passage=index.passages[i],
            scent=float(ranks[:, i].mean()) * basket.scent_of[index.passages[i].doc_id] / strongest,
            need_ids=tuple(n.need_id for n, top in zip(needs, best, strict=True) if i in top),
        )
        for i in taken
    )
