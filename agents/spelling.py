"""Words that a small model bends: not found in any source, and nearly a word of its own Fact."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from deepnews.text import content_units

_WORD = re.compile(r"\b[a-z]{5,}\b")
_NEAR = 0.8
"""Share of letters in common from which a word passes for a slip of another."""


def misspelt(body: str, source: str, texts: Collection[str]) -> Iterator[str]:
    """English words of `body` whose stem is in none of `texts` and which nearly are a word of `source`.

    `texts` are those of all sources. A word of another meaning can be near as well; a sentence is chosen by this,
    nothing is turned red.
    """
    words = _WORD.findall(source.lower())
    for word in dict.fromkeys(_WORD.findall(body.lower())):
        is_known = all(any(unit in _stems(text) for text in texts) for unit in content_units(word, "en"))
        if not is_known and any(_is_near(word, other) for other in words):
            yield word


@lru_cache(maxsize=256)
def _stems(text: str) -> frozenset[str]:
    return frozenset(content_units(text, "en"))


def _is_near(word: str, other: str) -> bool:
    return word != other and SequenceMatcher(None, word, other, autojunk=False).ratio() >= _NEAR
