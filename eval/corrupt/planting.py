"""What the planting of errors has in common: a sentence, what stands around it, and how a piece is replaced."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from deepnews.agents.rules import find_dates, find_names, find_speaker
from deepnews.agents.rules.tokens import tokens
from deepnews.schemas.base import Language
from deepnews.schemas.facts import DateMention
from deepnews.text import outside_quotes

Kind = Literal[
    "number", "date", "name", "quotation", "speaker", "frame", "negation", "modality", "over_inference"
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = (
    "number", "date", "name", "quotation", "speaker", "frame", "negation", "modality", "over_inference",
)  # fmt: skip


@dataclass(frozen=True)
class Surroundings:
    """The other sentences of the article, from which true words in a wrong place are taken."""

    language: Language
    sentences: tuple[str, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of all sentences, each once, in order."""
        return tuple(dict.fromkeys(n for s in self.sentences for n in find_names(s, self.language)))

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Who speaks in the sentences, each once, in order."""
        found = (find_speaker(s, self.language) for s in self.sentences)
        return tuple(dict.fromkeys(who for who in found if who))

    @cached_property
    def persons(self) -> frozenset[str]:
        """Words of Chinese sentences that are names of persons."""
        return frozenset(t.text for s in self.sentences for t in tokens(s, "zh") if t.tag == "nr")

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        """Dates with a year in them."""
        found = (d for s in self.sentences for d in find_dates(s, self.language, None))
        return tuple(d for d in found if re.search(r"\d{4}", d.text))


_FEELING: Final = re.compile(r"(?<=表示)(?:满意|不满|感谢|歉意|欢迎|遗憾|反对|支持)")
_TITLE: Final = re.compile(r"《[^》]*》")

Planter = Callable[[str, Surroundings, random.Random], str | None]
"""The sentence with one error in it; None where it has no place for one."""


def replaced(text: str, start: int, end: int, new: str) -> str:
    """The text with ``text[start:end]`` replaced."""
    return f"{text[:start]}{new}{text[end:]}"


def swap_word(text: str, pairs: Sequence[tuple[str, str]], language: Language, draw: random.Random) -> str | None:
    """The text with one word of the pairs, outside quotation marks, turned into its partner; None without any."""
    own = outside_quotes(text)
    found = [
        (m, new) for old, new in pairs for m in _word(old, language).finditer(own) if not _is_feeling(own, m.end())
    ]
    if not found:
        return None
    match, new = draw.choice(found)
    return replaced(text, match.start(), match.end(), new)


def _is_feeling(text: str, end: int) -> bool:
    """True where 表示 shows a feeling and reports nothing: 表示满意."""
    return _FEELING.match(text, end) is not None


def _word(word: str, language: Language) -> re.Pattern[str]:
    return re.compile(re.escape(word)) if language == "zh" else re.compile(rf"\b{re.escape(word)}\b")


def is_free(text: str, start: int, end: int) -> bool:
    """True when the range lies outside quotation marks and the marks of a title."""
    in_title = any(m.start() < end and start < m.end() for m in _TITLE.finditer(text))
    return not in_title and outside_quotes(text)[start:end] == text[start:end]
