"""Words of a sentence with offsets and stems, its clauses and sentences, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from deepnews.agents.rules.lexicon import pattern, single_characters, word_set
from deepnews.schemas.base import Language
from deepnews.text import HAN, is_stop_word, stem

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*(?:['’][^\W\d_]+)*")
_CLAUSE_END = {
    "en": re.compile(r"[;:—–“”\"]\s?|,\s|\s-\s|--|\b(?:but|while|although|though|whereas|yet|and)\b", re.I),
    "zh": re.compile(r"[，；：—。！？“”「」]|但是?|而且?"),
}
_SENTENCE_END = {
    "en": re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])|\n+|\s…\s"),
    "zh": re.compile(r"(?<=[。！？])[”’」』）]*|\n+|\s…\s"),
}
_PIECE = re.compile(r"[^，。；：！？、“”\n]*[，。；：！？、“”\n]|[^，。；：！？、“”\n]+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:St|Mr|Mrs|Ms|Dr|Prof|No|vs|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z])\.$"
)


class Token(NamedTuple):
    """A word as it stands: ``text == source[start:end]``."""

    text: str
    start: int
    end: int
    stem: str
    is_stop: bool
    tag: str
    """Part of speech in Chinese (jieba's tags); empty in English."""

    @property
    def has_content(self) -> bool:
        """True for a word that says something."""
        return not self.is_stop


@lru_cache(maxsize=8192)
def tokens(text: str, language: Language) -> tuple[Token, ...]:
    """Words of the text in order; punctuation is left out."""
    return _chinese(text) if language == "zh" else _english(text)


def _english(text: str) -> tuple[Token, ...]:
    return tuple(
        Token(m.group(), m.start(), m.end(), stem(m.group()), is_stop_word(m.group()), "") for m in _WORD.finditer(text)
    )


def _chinese(text: str) -> tuple[Token, ...]:
    light = word_set("light_words", "zh")
    found, position = [], 0
    for word, tag in _tagged(text):
        start, position = position, position + len(word)
        if _WORD.search(word):
            is_stop = word in light or (len(word) == 1 and is_stop_word(word))
            found.append(Token(word, start, position, stem(word), is_stop, tag))
    return tuple(found)


def _tagged(text: str) -> Iterator[tuple[str, str]]:
    """Words of a Chinese text with part of speech; joined they are the text again.

    No word reaches over punctuation: the pieces between are cut once, in whatever claim, Fact or paragraph they stand.
    """
    return (pair for piece in _PIECE.findall(text) for pair in _tagged_piece(piece))


@lru_cache(maxsize=32768)
def _tagged_piece(text: str) -> tuple[tuple[str, str], ...]:
    import logging

    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    pairs = tuple((p.word, p.flag) for p in jieba.posseg.cut(text))
    return pairs if "".join(w for w, _ in pairs) == text else tuple((c, "x") for c in text)


@lru_cache(maxsize=8192)
def clauses(text: str, language: Language) -> tuple[tuple[Token, ...], ...]:
    """Words of each clause: cut at commas, semicolons, dashes and contrasting conjunctions."""
    ends = [m.start() for m in _CLAUSE_END[language].finditer(text)]
    groups: list[list[Token]] = [[]]
    for token in tokens(text, language):
        while ends and token.start >= ends[0]:
            ends.pop(0)
            groups.append([])
        groups[-1].append(token)
    return tuple(tuple(g) for g in groups if any(t.has_content for t in g))


@lru_cache(maxsize=4096)
def sentences(text: str, language: Language) -> tuple[str, ...]:
    """Sentences of a short text, stripped."""
    pieces: list[str] = []
    position = 0
    for found in _SENTENCE_END[language].finditer(text):
        piece = text[position : found.start()]
        if language == "en" and _ABBREVIATION.search(piece) and not text[found.start() : found.end()].startswith("\n"):
            continue
        pieces.append(piece + text[found.start() : found.end()].rstrip())
        position = found.end()
    pieces.append(text[position:])
    return tuple(p.strip(" …\n") for p in pieces if p.strip(" …\n"))


def has_cue(key: str, text: str, language: Language) -> bool:
    """True when an entry of the list occurs; a single Han character counts only as a word of its own."""
    if pattern(key, language).search(text):
        return True
    return language == "zh" and any(t.text in single_characters(key) for t in tokens(text, "zh"))


def has_han(text: str) -> bool:
    """True when a Han character occurs."""
    return bool(re.search(rf"[{HAN}]", text))
