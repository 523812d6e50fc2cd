"""Near copies among pieces of evidence, by the runs of characters they share with what was kept."""

from __future__ import annotations

import re
import unicodedata
from zlib import crc32

N_GRAM = 20
"""Letters and digits of a run; so long a run is shared by copies, hardly by chance."""
MAX_CONTAINED = 0.8
"""A text is a copy when more than this part of its runs was kept before."""
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def grams(text: str) -> frozenset[int]:
    """Hashes of the runs of 20 letters and digits of `text`, case, width, space and punctuation put aside; of a
    shorter text the hash of the whole."""
    folded = "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
    n_runs = max(1, len(folded) - N_GRAM + 1)
    return frozenset(crc32(folded[i : i + N_GRAM].encode("utf-8", "replace")) for i in range(n_runs))


class NearCopies:
    """Texts kept so far; tells whether another is made of them.

    A text that tells a figure which none of those kept tells is no copy, however like its words are: it may correct it.
    """

    def __init__(self) -> None:
        self._kept: set[int] = set()
        self._figures: set[str] = set()

    def is_copy(self, text: str) -> bool:
        """True when `text` has no new figure and more than 80% of its runs were kept before, however they were cut."""
        own = grams(text)
        return set(_FIGURE.findall(text)) <= self._figures and len(own & self._kept) > MAX_CONTAINED * len(own)

    def keep(self, text: str) -> None:
        """Remember `text`."""
        self._kept |= grams(text)
        self._figures.update(_FIGURE.findall(text))
