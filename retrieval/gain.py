"""Information gain: what a unit of evidence adds to those taken, and the order that gathers most of it.

What is gathered is worth the sum, over its terms, of the term's information times a sum that halves with each time it
is told; that is monotone and submodular, so that taking the best unit left, again and again, is within 1 - 1/e of the
best choice (Nemhauser, Wolsey and Fisher, 1978), and old gains are upper bounds, so that few are worked out anew
(Minoux, 1978: lazy evaluation).
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

NOVELTY_WEIGHT: Final = 1.0
"""Weight of novelty (0 to 1) beside the standardised signs of how telling a unit is."""
_COMMONEST: Final = 0.3
"""A term in more than this part of the units says nothing of any of them."""
_FEWEST_SHARED: Final = 2
_N_GROWN: Final = 30
_MOST_SPREAD: Final = 0.1
_LEAST_SPREAD: Final = 3


class Coverage:
    """The terms of some units (lists of tokens), and how often those taken have told each."""

    def __init__(self, tokens: Sequence[Sequence[str]]) -> None:
        self._tokens = tokens
        self._spread = Counter(term for own in tokens for term in set(own))
        self._told: Counter[str] = Counter()
        most = max(_FEWEST_SHARED, _COMMONEST * len(tokens))
        self._shared = [[t for t in set(own) if _FEWEST_SHARED <= self._spread[t] <= most] for own in tokens]
        self.n_bits = 0.0
        """Information of all different terms told so far."""

    def bits(self, term: str) -> float:
        """Information of a term: -log2 of the share of units that hold it."""
        return math.log2(len(self._tokens) / self._spread[term])

    def novelty(self, unit: int) -> float:
        """What part of the unit's information is new, 0 to 1; a term counts half for each time it was told."""
        bits = [(self.bits(t), self._told[t]) for t in self._shared[unit]]
        whole = sum(b for b, _ in bits)
        return sum(b * 0.5**n for b, n in bits) / whole if whole > 0 else 0.0

    def take(self, unit: int) -> None:
        """Count the unit's terms as told."""
        for term in set(self._tokens[unit]):
            self.n_bits += self.bits(term) if not self._told[term] else 0.0
            self._told[term] += 1

    def grown(self, asked: frozenset[str]) -> dict[str, float]:
        """Terms that the units taken have more of than the others and that nobody asked for, with their weights:
        the names and words of which the next round is asked (pseudo-relevance feedback)."""
        weights: dict[str, float] = {}
        for term, n in self._told.items():
            spread = self._spread[term]
            if n > 1 and term not in asked and _LEAST_SPREAD <= spread < _MOST_SPREAD * len(self._tokens):
                weights[term] = n / spread * math.log(len(self._tokens) / spread) * math.log(1 + n)
        best = sorted(weights, key=lambda t: (-weights[t], t))[:_N_GROWN]
        return {term: weights[term] for term in best}

    def likeness(self, weights: dict[str, float]) -> list[float]:
        """What each unit holds of the weighted terms, by the root of its length."""
        return [sum(weights.get(t, 0.0) for t in set(own)) / math.sqrt(max(3, len(own))) for own in self._tokens]


def best_first(units: Iterable[int], gain: Callable[[int], float]) -> Iterator[int]:
    """The units in the order of their gain at the time they are asked for; `gain` may only fall meanwhile."""
    heap = [(-gain(i), i) for i in units]
    heapq.heapify(heap)
    while heap:
        _, unit = heapq.heappop(heap)
        now = -gain(unit)
        if heap and now > heap[0][0]:
            heapq.heappush(heap, (now, unit))
        else:
            yield unit


def entropy_bits(counts: Iterable[int]) -> float:
    """Shannon entropy of the shares that `counts` make; 0 for none or one."""
    kept = [n for n in counts if n > 0]
    whole = sum(kept)
    return max(0.0, -sum(n / whole * math.log2(n / whole) for n in kept))
