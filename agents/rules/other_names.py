"""What else the things that Facts name are called: long forms and acronyms, by their document or by the word lists."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from deepnews.agents.rules.lexicon import word_groups
from deepnews.retrieval.acronyms import find_acronyms
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact


def other_names(facts: Sequence[Fact], documents: Mapping[str, SourceDocument], language: Language) -> tuple[str, ...]:
    """Names for what the Facts name: as their documents define them ("Harbour Safety Board (HSB)", 以下简称), and
    listed ones such as "UK" and "Britain".
    """
    text = " ".join(f.text for f in facts)
    sources = (documents[i].text for i in dict.fromkeys(f.doc_id for f in facts) if i in documents)
    pairs = [pair for source in sources for pair in _definitions(source)]
    found = [other for pair in pairs for own, other in (pair, pair[::-1]) if _stands(own, text, language)]
    return tuple(dict.fromkeys([*found, *_listed(text, language)]))


@lru_cache(maxsize=256)
def _definitions(text: str) -> tuple[tuple[str, str], ...]:
    """Short and long form of each name that a text introduces with both."""
    return tuple(find_acronyms([text]).items())


def _stands(name: str, text: str, language: Language) -> bool:
    if language == "zh":
        return name in text
    return re.search(rf"\b{re.escape(name)}s?\b", text, 0 if name.isupper() else re.I) is not None


@lru_cache(maxsize=1024)
def _listed(text: str, language: Language) -> tuple[str, ...]:
    """The members of the alias groups of which the text has one; short ones count in capitals only."""
    folded = text.casefold()
    held = (g for g in word_groups("aliases", language) if any(_has_alias(a, text, folded, language) for a in g))
    return tuple(sorted(a for g in held for a in g))


def _has_alias(alias: str, text: str, folded: str, language: Language) -> bool:
    """True where the text, of which `folded` is the case-folded form, has the alias as a word of its own."""
    return alias.casefold() in folded and _stands(
        alias.upper() if language == "en" and len(alias) < 5 else alias, text, language
    )
