"""What the surface of the texts says of a (document, claim) pair, as named numbers: what the baselines go by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from deepnews.agents.marks import Marks, marks, share
from deepnews.agents.rules import find_names, find_quantities
from deepnews.agents.rules.lexicon import word_set
from deepnews.agents.support_features import Features
from deepnews.eval.pair_evidence import DocumentView, view
from deepnews.schemas.base import Language
from deepnews.text import units

SURFACE_FEATURES: Final = (
    "overlap", "bigrams", "length_ratio", "log_document", "log_claim", "numbers_shared", "names_shared", "negation_gap",
)  # fmt: skip


def overlap_share(document: str, claim: str, language: Language) -> float:
    """Share of the claim's words (of its character pairs in Chinese) that the document has: the first baseline."""
    whole, own = view(document, language).marks, marks(claim, language)
    return share(own.single, whole.single) if language == "en" else share(own.pairs, whole.pairs)


def surface_features(document: str, claim: str, language: Language) -> Features:
    """`SURFACE_FEATURES` of a pair: counts and shares, nothing of what is meant; the second baseline fits on them."""
    source, own = view(document, language), marks(claim, language)
    n_document, n_claim = len(document) + 1, len(claim) + 1
    return {
        "overlap": overlap_share(document, claim, language),
        "bigrams": share(own.pairs, source.marks.pairs),
        "length_ratio": math.log(n_claim / n_document),
        "log_document": math.log(n_document),
        "log_claim": math.log(n_claim),
        "numbers_shared": share(_numbers(claim, language), _numbers(document, language)),
        "names_shared": share(_names(claim, language), _names(document, language)),
        "negation_gap": float(_n_negators(claim, language) - _n_negators(_nearest_text(source, own), language)),
    }


@lru_cache(maxsize=128)
def _numbers(text: str, language: Language) -> frozenset[str]:
    return frozenset(f"{q.value:g}" for q in find_quantities(text, language))


@lru_cache(maxsize=128)
def _names(text: str, language: Language) -> frozenset[str]:
    return frozenset(n.casefold() for n in find_names(text, language))


def _nearest_text(source: DocumentView, own: Marks) -> str:
    return max(source.sentences, key=lambda s: own.shared(s.marks)).span.text if source.sentences else ""


def _n_negators(text: str, language: Language) -> int:
    negators: Sequence[str] = tuple(word_set("negators", language))
    if language == "zh":
        return sum(text.count(n) for n in negators if len(n) == 1)
    return sum(u in negators or u.endswith("n't") for u in units(text, language))
