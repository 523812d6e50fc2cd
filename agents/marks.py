"""What two texts can be compared by without knowing what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from deepnews.schemas.base import Language
from deepnews.text import content_units, is_stop_word, stem, units

_PAIR_WEIGHT: Final = 0.5


@dataclass(frozen=True)
class Marks:
    """Content words (Han characters in Chinese) of a text, and neighbouring pairs of them."""

    single: frozenset[str]
    pairs: frozenset[str]

    def shared(self, other: Marks) -> float:
        """How much the two texts have in common, a pair counting half."""
        return len(self.single & other.single) + _PAIR_WEIGHT * len(self.pairs & other.pairs)


@lru_cache(maxsize=8192)
def marks(text: str, language: Language) -> Marks:
    """The marks of a text."""
    words = [u for u in units(text, language) if not is_stop_word(u)]
    if language == "en":
        stems = [stem(w) for w in words]
        return Marks(frozenset(stems), frozenset(f"{a} {b}" for a, b in pairwise(stems)))
    return Marks(frozenset(words), frozenset(content_units(text, language)))


def joined(parts: list[Marks]) -> Marks:
    """The marks of several texts together."""
    return Marks(frozenset().union(*(p.single for p in parts)), frozenset().union(*(p.pairs for p in parts)))


def share(wanted: frozenset[str], held: frozenset[str]) -> float:
    """Share of what is wanted that is held; all of nothing is held."""
    return len(wanted & held) / len(wanted) if wanted else 1.0
