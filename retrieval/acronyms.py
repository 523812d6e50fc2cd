"""Acronyms that sources define: where a sentence says "CBDC", it is about a central bank digital currency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_DEFINED = re.compile(r"((?:[\w'’-]+ ){1,7})\(([A-Z][A-Za-z]{0,6}[A-Z])s?\)")
_NAME = r"[A-Z][\w'’-]+(?: (?:(?:of|the|and|for|in|on) ){0,2}[A-Z][\w'’-]+){1,6}"
_SAID_AFTER = re.compile(rf"({_NAME}), (?:or )?(?:the )?([A-Z]{{2,7}})(?=[,.;])")
_SAID_BEFORE = re.compile(rf"\b([A-Z]{{2,7}}), (?:or )?(?:the )?({_NAME})(?=[,.;])")
"""As definitions are spoken: "the Dyke Audit Agency, or DAA, found", "the DAA, the Dyke Audit Agency, found"."""
_SHORT_NAME_ZH = re.compile(
    r"([\u4e00-\u9fff《》（）()]{4,30})[（(](?:以下)?简称[：:]?[“\"《]?([\u4e00-\u9fff]{2,10})[”\"》]?[）)]"
)
_SMALL_WORDS = frozenset(("of", "the", "and", "for", "in", "on", "a"))


def find_acronyms(texts: Iterable[str]) -> dict[str, str]:
    """What each acronym or short name stands for, as the texts define it; the first definition holds."""
    found: dict[str, str] = {}
    for text in texts:
        spoken = [(words, letters) for letters, words in _SAID_BEFORE.findall(text)]
        for words, acronym in (*_DEFINED.findall(text), *_SAID_AFTER.findall(text), *spoken):
            meaning = _meaning(words.split(), acronym)
            if meaning:
                found.setdefault(acronym, meaning)
        for meaning, short in _SHORT_NAME_ZH.findall(text):
            found.setdefault(short, meaning)
    return found


def _meaning(words: list[str], acronym: str) -> str:
    """The last words whose initials spell the acronym, small words without a letter of their own if they can be."""
    return _spelling(words, acronym, _SMALL_WORDS) or _spelling(words, acronym, frozenset())


def _spelling(words: list[str], acronym: str, skipped: frozenset[str]) -> str:
    letters = list(acronym.lower())
    kept: list[str] = []
    for word in reversed(words):
        kept.append(word)
        if word.lower() in skipped:
            continue
        if word[0].lower() != letters.pop():
            return ""
        if not letters:
            return " ".join(reversed(kept))
    return ""


def expanded(text: str, acronyms: Mapping[str, str]) -> str:
    """`text` with each acronym followed by what it stands for, once each, unless that is there already."""
    for acronym, meaning in acronyms.items():
        if meaning.lower() not in text.lower():
            bound = r"s?(?!\w)" if acronym.isascii() else ""
            text = re.sub(rf"(?<!\w){acronym}{bound}" if bound else acronym, rf"\g<0> ({meaning})", text, count=1)
    return text
