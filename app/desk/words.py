"""The words of the interface, in English and Chinese."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from deepnews.errors import DeepNewsError
from deepnews.packaged import packaged_yaml
from deepnews.schemas.base import Language

LANGUAGES: Final[dict[Language, str]] = {"en": "English", "zh": "中文"}


_GAP: Final = re.compile(r"\{(\w+)\}")


class Words:
    """The words of one language by key."""

    def __init__(self, language: Language, texts: dict[str, str]) -> None:
        self.language: Language = language
        self.texts = texts

    def __call__(self, key: str, **values: object) -> str:
        """The text of `key` with `values` set in; raises KeyError for a key there is not."""
        return self.texts[key].format(**values) if values else self.texts[key]

    def sentence(self, text: str) -> str:
        """The sentence of an error in this language; as it is where no words are known for it."""
        for known, words in _sentences(self.language):
            if found := known.fullmatch(text):
                return words.format(**found.groupdict())
        return text

    def error(self, error: DeepNewsError) -> str:
        """What happened and what to do about it, in this language where it has words for them."""
        return f"{self.sentence(error.message)} {self.sentence(error.hint)}".strip()

    def under(self, prefix: str) -> dict[str, str]:
        """The texts whose keys begin with `prefix` and a dot, by the rest of the key."""
        return {k.removeprefix(f"{prefix}."): v for k, v in self.texts.items() if k.startswith(f"{prefix}.")}


@lru_cache(maxsize=2)
def words(language: Language) -> Words:
    """The words of `language` (``views/texts/LANGUAGE.yaml``)."""
    return Words(language, dict(_flat(packaged_yaml("deepnews.app.views", f"texts/{language}.yaml"))))


@lru_cache(maxsize=2)
def _sentences(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Sentences of errors as patterns of the English, each with its words in `language` (``errors.LANGUAGE.yaml``)."""
    if language == "en":
        return ()
    known: dict[str, str] = packaged_yaml("deepnews.app.views", f"texts/errors.{language}.yaml")
    return tuple((_pattern(english), words) for english, words in known.items())


def _pattern(sentence: str) -> re.Pattern[str]:
    """What fits the sentence with anything in its ``{gaps}``."""
    pieces = _GAP.split(sentence)
    return re.compile("".join(re.escape(p) if n % 2 == 0 else f"(?P<{p}>.+)" for n, p in enumerate(pieces)), re.S)


def first_language(locale: str | None) -> Language:
    """The language to begin with for a browser that asks for `locale`."""
    return "zh" if (locale or "").casefold().startswith("zh") else "en"


def _flat(tree: dict[str, object], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        found += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", str(value))]
    return found
