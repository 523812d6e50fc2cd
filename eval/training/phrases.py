"""Words of one list replaced by their partners, where that keeps or changes the truth as the list says."""

from __future__ import annotations

import random
import re
from functools import lru_cache
from typing import cast

from deepnews.packaged import packaged_yaml

WordPairs = tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def _lists() -> dict[str, list[object]]:
    return cast(dict[str, list[object]], packaged_yaml("deepnews.eval.training", "words_en.yaml"))


@lru_cache(maxsize=16)
def word_pairs(key: str) -> WordPairs:
    """The pairs of a list, longest first."""
    pairs = cast(list[list[str]], _lists()[key])
    return tuple(sorted(((a, b) for a, b in pairs), key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=16)
def both_ways(key: str) -> WordPairs:
    """The pairs of a list in either direction."""
    pairs = word_pairs(key)
    return pairs + tuple((b, a) for a, b in pairs)


@lru_cache(maxsize=16)
def _guard(name: str) -> frozenset[str]:
    return frozenset(cast(list[str], _lists().get(name, [])))


@lru_cache(maxsize=16)
def _finder(pairs: WordPairs) -> re.Pattern[str]:
    phrases = sorted({old for old, _ in pairs}, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<![\w'’-])(?:{'|'.join(map(re.escape, phrases))})(?![\w'’-])", re.I)


def replaced_phrase(text: str, pairs: WordPairs, rng: random.Random, *, guard: str = "") -> str | None:
    """The text with one phrase of the pairs replaced, capital kept; None when it holds none."""
    places = [m for m in _finder(pairs).finditer(text) if not (guard and _is_guarded(text, m, guard))]
    if not places:
        return None
    place = rng.choice(places)
    new = rng.choice([partner for old, partner in pairs if old.lower() == place.group().lower()])
    new = f"{new[0].upper()}{new[1:]}" if place.group()[0].isupper() else new
    return with_article(f"{text[: place.start()]}{new}{text[place.end() :]}", place.start())


def _is_guarded(text: str, m: re.Match[str], guard: str) -> bool:
    before = re.search(r"[\w'’]+\W*$", text[: m.start()])
    after = re.match(r"\W*([\w'’]+)", text[m.end() :])
    word_before = re.sub(r"\W+$", "", before.group()).lower() if before else ""
    return word_before in _guard(f"not_{guard}_before") or bool(
        after and after.group(1).lower() in _guard(f"not_{guard}_after")
    )


def with_article(text: str, start: int) -> str:
    """The text with "a" or "an" before offset `start` as the word there asks for."""
    found = re.search(r"\b([Aa])n?\s$", text[:start])
    if not found:
        return text
    vowel = "n" if re.match(r"(?!uni|use|eu|one)[aeiou]", text[start:], re.I) else ""
    return f"{text[: found.start()]}{found.group(1)}{vowel} {text[start:]}"
