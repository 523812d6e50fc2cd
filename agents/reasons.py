"""The sentences that tell an editor why a claim has its verdict."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from deepnews.packaged import packaged_yaml
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding


@lru_cache(maxsize=2)
def reason_words(language: Language) -> dict[str, str]:
    """The sentences of a language by reason code."""
    return cast(dict[str, dict[str, str]], packaged_yaml("deepnews.agents", "reasons.yaml"))[language]


def reason(code: str, language: Language, source: str, fault: Finding | None = None, detail: str = "") -> str:
    """The sentence for the editor: of the checker's own codes from the list, else what the rule says."""
    words = reason_words(language)
    claim = (fault.claim_text or fault.reason) if fault else ""
    if code in words:
        return words[code].format(source=source, detail=detail, claim=claim)
    kind = words.get(f"{code.split('.')[0]}.")
    if kind and fault:
        return kind.format(source=source, detail=detail, claim=claim)
    return fault.reason if fault else code
