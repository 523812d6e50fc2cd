"""Which of a slot's cues a text says. Asked tens of thousands of times a plan, so a text is prepared once."""

from __future__ import annotations

import re
from functools import lru_cache

from deepnews.schemas.base import Language

_WORD_BEGINS = re.compile(r"\b(?=\w)")
_MARK = "\x00"


@lru_cache(maxsize=16384)
def n_said(cues: tuple[str, ...], text: str, language: Language) -> int:
    """How many of `cues` the text says."""
    return sum(says(cue, text, language) for cue in cues)


def says(cue: str, text: str, language: Language) -> bool:
    """True when the text holds the cue, in English at the beginning of a word and in any case."""
    return cue in text if language == "zh" else _marked(cue) in _marked(text)


@lru_cache(maxsize=8192)
def _marked(text: str) -> str:
    """The text in one case, with a mark before each word."""
    return _WORD_BEGINS.sub(_MARK, text.casefold())
