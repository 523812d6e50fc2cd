"""English words as they go on within a sentence: a capital that only opened one of their own becomes small."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from deepnews.agents.rules.grounds import lower_vocabulary
from deepnews.text import is_stop_word

_FIRST_WORD = re.compile(r"[A-Z][a-z]*(?=-[a-z]|(?![\w’'-]))")
_NO_NAME = frozenset(
    ("latest", "recent", "current", "further", "additional", "overall", "average", "annual", "monthly")
)
"""Common words that open a sentence, whatever stands after them."""
_TWO_CAPITALS = re.compile(r"[A-Z][a-z]+ [A-Z][\w’'-]*")


def inside(text: str, sources: Iterable[str]) -> str:
    """`text` with its first letter small where the word is a common one, or the sources write it so elsewhere.

    A name keeps its capital: a word that stands so before another capital within a sentence of the sources, or stands
    within their sentences more often with one than without ("Page").
    """
    first = _FIRST_WORD.match(text)
    if first is None or first.group() == "I":
        return text
    word, texts = first.group().lower(), tuple(sources)
    is_small = is_stop_word(word) or word in _NO_NAME
    is_common = is_small or (any(word in lower_vocabulary(t) for t in texts) and not _is_rather_a_name(word, texts))
    return text if not is_common or _is_name(text, texts) else text[0].lower() + text[1:]


def lower_article(who: str) -> str:
    """A person, body or document as it is named within a sentence."""
    return re.sub(r"^(?:The|An?|One) ", lambda m: m.group().lower(), who)


@lru_cache(maxsize=4096)
def _is_rather_a_name(word: str, texts: tuple[str, ...]) -> bool:
    """True for a word that has a capital within sentences more often than not."""
    capital, small = (re.compile(rf"(?<=[a-z,] ){re.escape(w)}\b") for w in (word.title(), word))
    return sum(len(capital.findall(t)) - len(small.findall(t)) for t in texts) > 0


def _is_name(text: str, texts: Iterable[str]) -> bool:
    both = _TWO_CAPITALS.match(text)
    if both is None:
        return False
    within = re.compile(rf"[a-z,] {re.escape(both.group())}\b")
    return any(both.group() in t and within.search(t) for t in texts)
