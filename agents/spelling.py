"""Words that a small model bends: not found in any source, and nearly a word of its own Fact."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import SequenceMatcher

from deepnews.text import content_units

_WORD = re.compile(r"\b[a-z]{5,}\b")
_NEAR = 0.8
"""Share of letters in common from which a word passes for a slip of another."""


def misspelt(body: str, source: str, known: Collection[str]) -> Iterator[str]:
    """English words of `body` whose stem is in no source and which nearly are a word of `source`.

    `known` are the stems of all sources. A word of another meaning can be near as well; a sentence is chosen by this,
    nothing is turned red.
    """
    words = _WORD.findall(source.lower())
    for word in dict.fromkeys(_WORD.findall(body.lower())):
        if not set(content_units(word, "en")) <= set(known) and any(_is_near(word, other) for other in words):
            yield word


def _is_near(word: str, other: str) -> bool:
    return word != other and SequenceMatcher(None, word, other, autojunk=False).ratio() >= _NEAR
