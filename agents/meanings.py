"""What letters stand for, by the document that a sentence rests on, else by all that define them alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from deepnews.retrieval.acronyms import find_acronyms
from deepnews.schemas.corpus import SourceDocument


class Meaning(NamedTuple):
    """A definition: its words, and whether it was given for more than one."""

    words: str
    is_plural: bool

    def in_number(self, *, is_plural: bool) -> str:
        """The words for one or for several."""
        if is_plural == self.is_plural:
            return self.words
        if is_plural:
            return re.sub(r"(?<=[^aeiou])y$", "ie", self.words) + "s"
        return re.sub(r"ie$", "y", self.words.removesuffix("s"))


def meaning_of(letters: str, documents: Mapping[str, SourceDocument], doc_id: str, *, is_plural: bool) -> str:
    """What `letters` mean in `doc_id`, for one or for several; empty where it does not say and others differ."""
    tables = {i: _meanings(d.text) for i, d in documents.items() if d.language == "en"}
    own = tables.get(doc_id, {}).get(letters)
    found = [own] if own else [t[letters] for t in tables.values() if letters in t]
    said = {m.in_number(is_plural=is_plural).casefold() for m in found}
    return found[0].in_number(is_plural=is_plural) if len(said) == 1 else ""


@lru_cache(maxsize=512)
def _meanings(text: str) -> Mapping[str, Meaning]:
    """By the letters, what the text defines them as."""
    found = {}
    for letters, words in find_acronyms((text,)).items():
        if letters.isascii() and letters.isupper():
            written = re.search(rf"{re.escape(words)} \({re.escape(letters)}(s?)\)", text)
            found[letters] = Meaning(words, bool(written and written[1]))
    return found
