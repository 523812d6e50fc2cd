"""The packaged word lists, one YAML file a language, and the shapes the rules use them in."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple, cast

from deepnews.agents.rules.numerals import NUMBER_WORDS, ORDINAL_WORDS
from deepnews.packaged import packaged_yaml
from deepnews.schemas.base import Language
from deepnews.text import is_stop_word, stem

_NEVER = re.compile(r"(?!x)x")


class Axis(NamedTuple):
    """Two opposite poles of meaning, as stems (English) or words (Chinese)."""

    name: str
    a: frozenset[str]
    b: frozenset[str]

    def pole(self, word: str) -> int:
        """1 or -1 for the pole the stem or word belongs to; 0 for neither."""
        return 1 if word in self.a else -1 if word in self.b else 0


def _load(name: str) -> dict[str, object]:
    return cast(dict[str, object], packaged_yaml("deepnews.agents.rules", name))


def _entry(key: str, language: Language) -> object:
    return _load(f"words_{language}.yaml")[key]


@lru_cache(maxsize=128)
def word_list(key: str, language: Language) -> tuple[str, ...]:
    """The entries of a list as written, longest first."""
    entry = _entry(key, language)
    found = list(entry) if isinstance(entry, str) else cast(list[str], entry)
    return tuple(sorted(found, key=lambda w: (-len(w), w)))


@lru_cache(maxsize=128)
def word_set(key: str, language: Language) -> frozenset[str]:
    """The entries of a list, case folded, inflected forms included."""
    return frozenset(f.casefold() for w in word_list(key, language) for f in forms(w, language))


@lru_cache(maxsize=128)
def stem_set(key: str, language: Language) -> frozenset[str]:
    """Stems of the single-word entries of a list."""
    return frozenset(stem(w) for w in word_set(key, language) if " " not in w)


@lru_cache(maxsize=8)
def word_groups(key: str, language: Language) -> tuple[frozenset[str], ...]:
    """Families of words that may stand for each other; stems in English where they are single words."""
    groups = cast(list[list[str]], _entry(key, language))
    return tuple(frozenset(w if " " in w else stem(w) for w in group) for group in groups)


@lru_cache(maxsize=2)
def outcome_sets(language: Language) -> tuple[tuple[frozenset[str], ...], ...]:
    """Sets of outcomes that exclude each other, each outcome with its words; stems in English."""
    sets = cast(list[list[list[str]]], _entry("outcomes", language))
    return tuple(tuple(frozenset(stem(w) if language == "en" else w for w in f) for f in families) for families in sets)


@lru_cache(maxsize=2)
def axes(language: Language) -> tuple[Axis, ...]:
    """All axes of opposition."""
    entries = cast(list[dict[str, list[str]]], _entry("axes", language))
    return tuple(
        Axis(cast(str, e["name"]), frozenset(stem(w) for w in e["a"]), frozenset(stem(w) for w in e["b"]))
        for e in entries
    )


@lru_cache(maxsize=2)
def kin(language: Language) -> dict[str, frozenset[int]]:
    """For each word the numbers of the families (synonyms, poles of an axis) it belongs to."""
    families = [f for axis in axes(language) if axis.name not in ("amount", "time") for f in (axis.a, axis.b)]
    families += list(word_groups("synonyms", language))
    table: dict[str, set[int]] = {}
    for number, family in enumerate(families):
        for word in family:
            table.setdefault(word, set()).add(number)
    return {w: frozenset(n) for w, n in table.items()}


def is_held(word: str, held: Collection[str], language: Language) -> bool:
    """True when the word, or one of its families, is among those held; all are stems in English."""
    families = kin(language)
    own = families.get(word)
    return word in held or (own is not None and any(families[h] & own for h in held if h in families))


@lru_cache(maxsize=2)
def synonym_numbers(language: Language) -> dict[str, frozenset[int]]:
    """For each word the numbers of the families of near-synonyms it belongs to, poles of axes left out."""
    table: dict[str, set[int]] = {}
    for number, family in enumerate(word_groups("synonyms", language)):
        for word in family:
            table.setdefault(word, set()).add(number)
    return {w: frozenset(n) for w, n in table.items()}


@lru_cache(maxsize=2)
def ranks(language: Language) -> dict[str, int]:
    """Quantity words with their place in the order none, few, some, several, many, most, all."""
    entries = cast(list[dict[str, object]], _entry("quantifiers", language))
    return {w: cast(int, e["rank"]) for e in entries for w in cast(list[str], e["words"])}


@lru_cache(maxsize=8)
def duties(kind: str, language: Language) -> re.Pattern[str]:
    """Pattern of the words of one kind of duty: ``must``, ``may`` or ``mustnot``."""
    return _pattern(cast(dict[str, list[str]], _entry("duty", language))[kind], language)


@lru_cache(maxsize=64)
def single_characters(key: str) -> frozenset[str]:
    """Entries of a Chinese list that are one character long; they count only as words of their own."""
    entry = _entry("duty", "zh") if key in ("must", "may", "mustnot") else _entry(key, "zh")
    words = cast(dict[str, list[str]], entry)[key] if isinstance(entry, dict) else cast(list[str], entry)
    return frozenset(w for w in words if len(w) == 1)


@lru_cache(maxsize=128)
def pattern(key: str, language: Language) -> re.Pattern[str]:
    """Pattern of any entry of a list, with its inflections in English, of two characters or more in Chinese."""
    return _pattern([f for w in word_list(key, language) for f in forms(w, language)], language)


def _pattern(words: list[str], language: Language) -> re.Pattern[str]:
    words = [w for w in words if language == "en" or len(w) > 1]
    if not words:
        return _NEVER
    ordered = sorted(set(words), key=lambda w: (-len(w), w))
    body = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in ordered)
    return re.compile(body) if language == "zh" else re.compile(rf"(?<![\w'’-])(?:{body})(?![\w])", re.I)


def forms(entry: str, language: Language) -> tuple[str, ...]:
    """Inflected forms of an entry: those written after slashes, or by rule for a lower-case English word."""
    if "/" in entry:
        return tuple(entry.split("/"))
    if language == "zh" or not entry.isalpha() or not entry.isascii() or len(entry) < 3 or is_stop_word(entry):
        return (entry,)
    base = entry[:-1] if entry.endswith("e") else entry
    if entry.endswith("y") and entry[-2] not in "aeiou":
        return (entry, f"{entry[:-1]}ies", f"{entry[:-1]}ied", f"{entry}ing")
    third = f"{entry}es" if entry.endswith(("s", "x", "sh", "ch")) else f"{entry}s"
    return (entry, third, f"{base}ed", f"{base}ing")


@lru_cache(maxsize=1)
def common_stems() -> frozenset[str]:
    """Stems of ordinary English words, for telling a capitalised first word from a name."""
    words = cast(str, _load("common_en.yaml")["common"]).split()
    keys = ("light_words", "reporting_verbs", "said_nouns", "generic_speakers", "superlatives", "forecast", "target")
    stems = {stem(w) for w in words} | set(NUMBER_WORDS) | set(ORDINAL_WORDS)
    poles = (pole for axis in axes("en") for pole in (axis.a, axis.b))
    return frozenset(stems).union(*(stem_set(k, "en") for k in keys), *poles, *word_groups("synonyms", "en"))
