"""What foraging has taken so far, and the rules by which more is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from deepnews.retrieval.duplicates import NearCopies
from deepnews.retrieval.units import Unit

_OVERSHOOT: Final = 1.1
"""Evidence goes at most this far above what is required,"""
_LEAST_OVERSHOOT_CHARS: Final = 200
"""or so many characters, where that is more."""


class Basket:
    """Units taken, in the order of taking; near copies are folded into the one that came first."""

    def __init__(self, n_chars_required: int) -> None:
        self.required = n_chars_required
        self.taken: dict[tuple[str, int], Unit] = {}
        self.n_chars = 0
        self.n_copies = 0
        self._n_chars_of: Counter[str] = Counter()
        self._copies = NearCopies()
        self._refused: set[tuple[str, int]] = set()

    @property
    def is_full(self) -> bool:
        return self.n_chars >= self.required

    def offer(self, unit: Unit, ceilings: Mapping[str, float] | None = None) -> bool:
        """True when the unit was taken: it is new, no near copy, and there is room for it, in the basket and under the
        ceiling of its document."""
        place = (unit.doc_id, unit.start)
        if place in self.taken or place in self._refused:
            return False
        n_chars = len(unit.text)
        if ceilings is not None and self._n_chars_of[unit.doc_id] + n_chars > ceilings[unit.doc_id]:
            return False
        if self.n_chars + n_chars > max(self.required * _OVERSHOOT, self.required + _LEAST_OVERSHOOT_CHARS):
            return False
        if self._copies.is_copy(unit.text):
            self._refused.add(place)
            self.n_copies += 1
            return False
        self._copies.keep(unit.text)
        self.taken[place] = unit
        self.n_chars += n_chars
        self._n_chars_of[unit.doc_id] += n_chars
        return True
