"""Near copies among passages, by shared 5-grams."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from zlib import crc32

N_GRAM = 5
MAX_JACCARD = 0.8
"""Passages that share more than this part of their 5-grams are one."""


def shingles(text: str) -> frozenset[int]:
    """Hashes of the 5-character runs of `text`, case, width, space and punctuation put aside."""
    folded = "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
    if len(folded) < N_GRAM:
        return frozenset({crc32(folded.encode("utf-8", "replace"))})
    return frozenset(crc32(folded[i : i + N_GRAM].encode("utf-8", "replace")) for i in range(len(folded) - N_GRAM + 1))


class NearCopies:
    """Passages kept so far; tells whether another is a near copy of one of them."""

    def __init__(self) -> None:
        self._kept: list[frozenset[int]] = []
        self._holders: defaultdict[int, list[int]] = defaultdict(list)

    def is_copy(self, text: str) -> bool:
        """True when a kept passage shares more than 80% of its 5-grams (Jaccard) with `text`."""
        grams = shingles(text)
        shared: defaultdict[int, int] = defaultdict(int)
        for gram in _sample(grams):
            for holder in self._holders.get(gram, ()):
                shared[holder] += 1
        return any(_jaccard(grams, self._kept[holder]) > MAX_JACCARD for holder in shared)

    def keep(self, text: str) -> None:
        """Remember `text`."""
        grams = shingles(text)
        for gram in _sample(grams):
            self._holders[gram].append(len(self._kept))
        self._kept.append(grams)


def _sample(grams: frozenset[int]) -> list[int]:
    """The smallest hashes: two near copies share at least one of them, but for odds of one in millions."""
    return sorted(grams)[:16]


def _jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    n_union = len(a | b)
    return len(a & b) / n_union if n_union else 0.0
