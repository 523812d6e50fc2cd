"""Plain words for stiff ones: a few safe edits that part a retold sentence from the words of its source."""

from __future__ import annotations

import re
from functools import lru_cache

from deepnews.packaged import packaged_yaml
from deepnews.schemas.base import Language

_NEGATED = re.compile(
    r"\b(?:not|no|never|nor|neither|none|nothing|without|hardly|cannot)\b[^,;:.—]*$|n['’]t\b[^,;:.—]*$|"
    "[不没未非无勿别][^，。；：]{0,4}$",
    re.I,
)
"""A clause that denies: what stands in it keeps its word."""
_UNTOUCHED = re.compile(r"(“[^”]*”|《[^》]*》)")


@lru_cache(maxsize=2)
def _table(language: Language) -> tuple[dict[str, str], re.Pattern[str]]:
    table: dict[str, str] = packaged_yaml("deepnews.agents", "plain_words.yaml")[language]
    stiff = "|".join(re.escape(words) for words in sorted(table, key=len, reverse=True))
    return table, re.compile(stiff if language == "zh" else rf"\b(?:{stiff})\b ?", re.I)


def in_plain_words(text: str, language: Language) -> str:
    """`text` with the stiff words of ``plain_words.yaml`` put plainly, outside quotation marks and titles of works;
    what is denied keeps its words."""
    table, stiff = _table(language)

    def plain(match: re.Match[str]) -> str:
        found = match.group()
        if _NEGATED.search(match.string[: match.start()]):
            return found
        words = table[found.strip().lower()]
        return words + " " if words and found.endswith(" ") else words

    pieces = _UNTOUCHED.split(text)
    return "".join(p if p.startswith(("“", "《")) else stiff.sub(plain, p) for p in pieces)


def plain_words(language: Language) -> tuple[str, ...]:
    """The plain words of the list."""
    return tuple(words for words in _table(language)[0].values() if words)
