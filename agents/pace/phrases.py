"""Stock phrases found in a text: connectives, formulas, hedges and the like, kept as data (``phrases_en.yaml``)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from deepnews.packaged import packaged_yaml
from deepnews.schemas.base import Language
from deepnews.text import fold

PhraseList = Literal["connectives", "formulas", "summary", "hedges", "praise", "undated"]

_GAP = "…"
_WITHIN_SENTENCE = r"[^.!?。\n]{1,40}?"


class Phrase(NamedTuple):
    """A phrase to look for."""

    name: str
    anchor: str
    """Text without which the pattern cannot match; empty when there is none."""
    pattern: str


class Hit(NamedTuple):
    """An occurrence, by offsets in the folded text."""

    name: str
    start: int
    end: int


def find_phrases(text: str, key: PhraseList, language: Language) -> tuple[Hit, ...]:
    """Occurrences in folded lower-case `text`, a sentence a line, of the entries of a list, in order, without overlap.

    An entry that lies inside a longer one at the same place does not count again.
    """
    found = [
        Hit(phrase.name, match.start(), match.end())
        for phrase in phrases(key, language)
        if phrase.anchor in text
        for match in _compiled(phrase.pattern).finditer(text)
        if "\n" not in match.group()
        if language == "zh" or not _inside_word(text, match.start())
    ]
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda h: (h.start, -h.end, h.name)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return tuple(kept)


def found_phrases(text: str, key: PhraseList, language: Language) -> tuple[str, ...]:
    """Names of the entries that occur in folded lower-case `text`, one for each occurrence."""
    return tuple(hit.name for hit in find_phrases(text, key, language))


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.M)


def _inside_word(text: str, i: int) -> bool:
    return i > 0 and text[i - 1 : i + 1].isalnum()


@lru_cache(maxsize=16)
def phrases(key: PhraseList, language: Language) -> tuple[Phrase, ...]:
    """The entries of a list: words as they stand, or a name with a regular expression."""
    return tuple(
        _phrase(entry, language) if isinstance(entry, str) else Phrase(entry["name"], "", entry["pattern"])
        for entry in _lists(language)[key]
    )


@lru_cache(maxsize=2)
def _lists(language: Language) -> dict[str, Any]:
    lists: dict[str, Any] = packaged_yaml("deepnews.agents.pace", f"phrases_{language}.yaml")
    return lists


def _phrase(words: str, language: Language) -> Phrase:
    """The phrase with its pattern on folded text; it opens with plain letters, which the engine finds quickly."""
    parts = [fold(part) for part in words.split(_GAP)]
    body = _WITHIN_SENTENCE.join(re.escape(part).replace(r"\*", r"\w*") for part in parts)
    edge = r"(?!\w)" if language == "en" and words[-1].isalnum() else ""
    return Phrase(words, max("*".join(parts).split("*"), key=len), body + edge)
