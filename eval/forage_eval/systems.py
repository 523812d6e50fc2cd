"""Ways to gather evidence up to a budget of characters: foraging whole or with a part left out, and three plain
rankings by one query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from deepnews.retrieval.forage import ALL_WAYS, Ways, forage
from deepnews.retrieval.index import HybridIndex
from deepnews.retrieval.saturation import budget_account
from deepnews.schemas.corpus import Corpus, Passage
from deepnews.schemas.evidence import InformationNeed, Mark

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

System = Literal["ours", "topk", "mmr", "bm25", "no-coarse", "no-sentences", "no-gain", "no-growth"]
SYSTEMS: Final[tuple[System, ...]] = ("ours", "topk", "mmr", "bm25")
WAYS: Final[dict[System, Ways]] = {
    "ours": ALL_WAYS,
    "no-coarse": Ways(coarse=False),
    "no-sentences": Ways(sentences=False),
    "no-gain": Ways(gain=False),
    "no-growth": Ways(growth=False),
}
"""Foraging whole, and with one part left out."""
ALL_SYSTEMS: Final[tuple[System, ...]] = tuple(dict.fromkeys((*SYSTEMS, *WAYS)))

_OVERSHOOT: Final = 1.1
"""The last passage may go so far above the budget, as it may in foraging."""
_MMR_LAMBDA: Final = 0.7


class Gatherer:
    """The evidence of one corpus for one assignment, by any of the systems."""

    def __init__(
        self, index: HybridIndex, corpus: Corpus, rows: Matrix, needs: Sequence[InformationNeed], query: str
    ) -> None:
        """`rows` are the vectors of the index's passages; `query` is what the plain systems search by."""
        self._index, self._corpus, self._rows = index, corpus, rows
        self._needs, self._query = needs, query

    def gather(self, system: System, n_chars_budget: int, marks: Sequence[Mark] = ()) -> tuple[Passage, ...]:
        """Passages of about `n_chars_budget` characters; foraging counts `marks`, the plain systems do not."""
        if system in WAYS:
            return self._foraged(n_chars_budget, WAYS[system], marks)
        return _filled((self._index.passages[i] for i in self._order(system)), n_chars_budget)

    def _foraged(self, n_chars_budget: int, ways: Ways, marks: Sequence[Mark]) -> tuple[Passage, ...]:
        account = budget_account(n_chars_budget, self._index.n_chars)
        found = forage(self._needs, self._index, self._corpus, account, ways, marks)
        return tuple(p.passage for p in found.passages)

    def _order(self, system: System) -> list[int]:
        scores = self._index.passage_scores([self._query])
        if system == "mmr":
            return self._diverse
        return _best_first(scores.words[0] if system == "bm25" else scores.meaning[0])

    @cached_property
    def _diverse(self) -> list[int]:
        """All passages by maximal marginal relevance (Carbonell and Goldstein, 1998)."""
        import numpy as np

        worth = self._index.passage_scores([self._query]).meaning[0]
        nearest = np.zeros(len(worth), dtype=np.float32)
        left = np.ones(len(worth), dtype=bool)
        order: list[int] = []
        while left.any():
            gain = np.where(left, _MMR_LAMBDA * worth - (1 - _MMR_LAMBDA) * nearest, -np.inf)
            best = int(np.argmax(gain))
            order.append(best)
            left[best] = False
            nearest = np.maximum(nearest, self._rows @ self._rows[best])
        return order


def _best_first(scores: Matrix) -> list[int]:
    import numpy as np

    return [int(i) for i in np.argsort(-scores, kind="stable")]


def _filled(passages: Iterable[Passage], n_chars_budget: int) -> tuple[Passage, ...]:
    """The first passages that fit, until the budget is reached."""
    taken: list[Passage] = []
    n_chars = 0
    for passage in passages:
        if n_chars >= n_chars_budget:
            break
        if n_chars + len(passage.text) <= max(n_chars_budget * _OVERSHOOT, n_chars_budget + 200):
            taken.append(passage)
            n_chars += len(passage.text)
    return tuple(taken)
