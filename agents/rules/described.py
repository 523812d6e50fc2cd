"""Bodies that the evidence calls "the union" or 该公司: the names that its document has for them before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from deepnews.agents.rules.lexicon import common_stems
from deepnews.agents.rules.names import find_names
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.text import stem

_BODY: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:the|its)\s+(?:union|company|firm|bank|board|agency|utility|regulator|committee|council|ministry|department|"
        r"commission|association|party|group|fund|court|office|paper|newspaper|institute|university)\b",
        re.I,
    ),
    "zh": re.compile(r"该(?:公司|企业|银行|局|院|会|中心|集团|机构|单位|所|校|厂)|(?<![\u4e00-\u9fff])公司"),
}
_N_BEFORE_CHARS = 1500
_N_NAMES = 3


def described_names(
    facts: Sequence[Fact], documents: Mapping[str, SourceDocument], language: Language
) -> tuple[str, ...]:
    """Names of bodies that stand before Facts which call one by a noun only, the nearest first, three for each."""
    found: list[str] = []
    for span in (s for f in facts for s in f.spans if s.doc_id in documents):
        if _BODY[language].search(span.text):
            before = documents[span.doc_id].text[max(0, span.start - _N_BEFORE_CHARS) : span.start]
            found += _bodies(before, language)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def _bodies(text: str, language: Language) -> tuple[str, ...]:
    """The last bodies a text names: in English names of two words or more, one of which the dictionary has."""
    names = [n for n in reversed(find_names(text, language)) if _is_body(n, language)]
    return tuple(names[:_N_NAMES])


def _is_body(name: str, language: Language) -> bool:
    if language == "zh":
        return len(name) > 3
    words = name.split()
    return len(words) > 1 and any(stem(w) in common_stems() for w in words)
