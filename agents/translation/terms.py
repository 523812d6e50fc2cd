"""Names and words in both languages: what a translation must keep, and what it must not add."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

from deepnews.agents.rules.lexicon import common_stems, word_set
from deepnews.agents.rules.names import find_names
from deepnews.packaged import packaged_yaml
from deepnews.text import content_units, is_stop_word

_WORD: Final = re.compile(r"[^\W\d_][\w’'.&-]*\w|[^\W\d_]")
_SHORT: Final = re.compile(
    r"(?:I|[Ww]e|[Yy]ou|[Tt]hey|[Hh]e|[Ss]he|[Ii]t|[Tt]here|[Tt]hat|[Ww]ho|[Ww]hat)[’'](?:ve|re|ll|m|d|s)"
)
"""A pronoun with the verb drawn to it: no name, though it begins with a capital letter."""
_LINKS: Final = frozenset(("of", "the", "and", "for", "de", "von", "van", "on", "in", "s"))


class Pair(NamedTuple):
    """Words of one language and those of the other that answer them."""

    english: re.Pattern[str]
    chinese: re.Pattern[str]


def mended(chinese: str) -> str:
    """The sentence without the clumsy forms that a weak translator is known for."""
    for pattern, better in _mendings():
        chinese = pattern.sub(better, chinese)
    return chinese


def words_lost(english: str, chinese: str) -> bool:
    """True when a word that bends a statement (not, may, only, expected, ...) has no counterpart in Chinese."""
    return any(p.english.search(english) and not p.chinese.search(chinese) for p in _pairs("kept"))


def words_added(english: str, chinese: str) -> bool:
    """True when the Chinese sentence holds a cause, a duty or a superlative that the English one does not."""
    return any(p.chinese.search(chinese) and not p.english.search(english) for p in _pairs("added"))


def names_lost(english: str, chinese: str) -> bool:
    """True when a name is neither kept in its letters nor told by its settled Chinese name."""
    return any(not _is_told(name, chinese) for name in find_names(english, "en"))


def own_letters(english: str) -> frozenset[str]:
    """The words of the sentence's names: what a Chinese sentence may hold of it in Latin letters."""
    words = (w for w in _WORD.findall(english) if any(c.isupper() for c in w))
    names = (w for w in words if not (_SHORT.fullmatch(w) or is_stop_word(re.split("[’']", w)[0])) or w.isupper())
    return frozenset(re.sub("[’']s$", "", w) for w in names)


def offices() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Titles before a name, with what is put in their place; nothing for those that have several Chinese names."""
    return _replacements("offices", r"(?<!\w)(?:the )?(?:%s) (?=[A-Z《])", " ")


class Settled(NamedTuple):
    """A name with its settled Chinese forms."""

    english: str
    pattern: re.Pattern[str]
    chinese: tuple[str, ...]
    """The first is written; the others are known as well."""


@lru_cache(maxsize=1)
def settled_names() -> tuple[Settled, ...]:
    """Names with a settled Chinese form, the longest first."""
    names: dict[str, list[str]] = _terms()["names"]
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return tuple(Settled(n, re.compile(rf"(?<![\w-]){re.escape(n)}(?![\w-])"), tuple(names[n])) for n in ordered)


def settled_words() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Terms that a general translator often misses, with the Chinese ones."""
    return _replacements("words", r"(?<![\w-])(?i:%s)(?![\w-])", "")


def _is_told(name: str, chinese: str) -> bool:
    """Each part of the name that has a Chinese name told by it or kept, each other part kept."""
    left = re.sub("[’']s$", "", name)
    for pattern, _ in offices():
        left = pattern.sub("", left)
    for known in settled_names():
        if known.pattern.search(left):
            if not any(form in chinese for form in (known.english, *known.chinese)):
                return False
            left = known.pattern.sub(" ", left)
    return all(word in chinese for word in _WORD.findall(left) if is_own(word))


def is_own(word: str) -> bool:
    """True for a word that only a name is: no title, and no word of the language."""
    small = word.casefold()
    if (
        _SHORT.fullmatch(word)
        or small in _LINKS
        or not word[0].isupper()
        or small.rstrip(".") in word_set("titles", "en")
    ):
        return False
    stems = content_units(small, "en")
    return not all(stem in common_stems() for stem in stems) if stems else False


@lru_cache(maxsize=4)
def _replacements(key: str, form: str, after: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of the entries, the longest first, and the first Chinese form of each."""
    entries: dict[str, str] = _terms()[key]
    ordered = sorted(entries, key=lambda name: (-len(name), name))
    return tuple((re.compile(form % re.escape(n)), f"{entries[n]}{after}" if entries[n] else "") for n in ordered)


@lru_cache(maxsize=2)
def _pairs(key: str) -> tuple[Pair, ...]:
    return tuple(Pair(re.compile(p["en"], re.I), re.compile(p["zh"])) for p in _terms()[key])


@lru_cache(maxsize=1)
def _mendings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(m["said"]), m["better"]) for m in _terms()["mended"])


@lru_cache(maxsize=1)
def _terms() -> dict[str, Any]:
    found: dict[str, Any] = packaged_yaml("deepnews.agents.translation", "terms.yaml")
    return found
