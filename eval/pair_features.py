"""What rules, overlap and the surface of the texts say of a (document, claim) pair, as named numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from deepnews.agents.rules import find_names, find_quantities
from deepnews.agents.rules.lexicon import word_set
from deepnews.agents.settle import Settled, settle
from deepnews.eval.pair_evidence import DocumentView, Marks, as_fact, marks, view
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding
from deepnews.text import fold, units

Features = Mapping[str, float]

FAULT_KINDS: Final = (
    "number", "date", "name", "quote", "speaker", "negation", "polarity", "modality", "attribution", "scope",
    "superlative", "cause", "novelty",
)  # fmt: skip
FAR_KINDS: Final = ("number", "date", "name")
"""Kinds whose matter may stand elsewhere in the document, where the nearest sentences do not have it."""
HELD: Final = ("rules", "held_near", "held_best", "held_whole", "pairs_near", "settled", "verbatim")
FAULTS: Final = (*(f"fault_{k}" for k in FAULT_KINDS), *(f"far_{k}" for k in FAR_KINDS), "fault_opening")
RULE_FEATURES: Final = (*HELD, *FAULTS)
PENALTY: Final[Mapping[str, float]] = {
    "fault_name": 0.40, "fault_number": 0.30, "fault_date": 0.20, "fault_negation": 0.15, "fault_polarity": 0.15,
    "fault_opening": 0.10, "fault_superlative": 0.08, "fault_scope": 0.05, "fault_quote": 0.05, "far_name": 0.05,
}  # fmt: skip
"""Share of the score that a fault takes away; kinds that fault true claims as often as false ones take nothing."""
CLOSE_PENALTY: Final[Mapping[str, float]] = {"fault_negation": 0.20, "fault_polarity": 0.20}
"""The same for faults that mean the more, the closer the claim follows its source."""
SURFACE_FEATURES: Final = (
    "overlap", "bigrams", "length_ratio", "log_document", "log_claim", "numbers_shared", "names_shared", "negation_gap",
)  # fmt: skip
_MAX_CLAIM_SENTENCES: Final = 12


# --- rules -----------------------------------------------------------------------------------------------------------


def rule_features(document: str, claim: str, language: Language) -> Features:
    """`RULE_FEATURES` of a pair: content of its weakest sentence, faults of all its sentences added up."""
    source = view(document, language)
    found = [_of_sentence(s, source) for s in claim_sentences(claim, language)]
    weakest = {name: min(f[name] for f in found) for name in HELD}
    mean_rules = sum(f["rules"] for f in found) / len(found)
    merged = weakest | {name: sum(f[name] for f in found) for name in FAULTS}
    return merged | {"rules": (weakest["rules"] + mean_rules) / 2}


def rule_score(found: Features) -> float:
    """Share of the sentence that its evidence holds, 0 to 1, less a part of it for every kind of fault."""
    held = (found["held_near"] + found["held_best"] + found["settled"] + 0.5 * found["pairs_near"]) / 3.5
    kept = math.prod(1.0 - p for kind, p in PENALTY.items() if found[kind])
    close = math.prod(1.0 - p * found["pairs_near"] for kind, p in CLOSE_PENALTY.items() if found[kind])
    return max(held * kept * close, found["verbatim"])


def claim_sentences(claim: str, language: Language) -> list[str]:
    """Sentences of a claim, the whole claim when it has one only; a very long one is cut short."""
    spans = sentence_spans(claim, language)[:_MAX_CLAIM_SENTENCES]
    return [claim[s.start : s.end] for s in spans] or [claim]


def _of_sentence(sentence: str, source: DocumentView) -> Features:
    near = source.nearest(sentence)
    if not near:
        return dict.fromkeys(RULE_FEATURES, 0.0)
    language = source.language
    facts = [as_fact(i, s, language) for i, s in enumerate(near, 1)]
    settled = settle(sentence, facts, {source.source.doc_id: source.source}, language)
    own = marks(sentence, language)
    held = {
        "held_near": _share(own.single, frozenset().union(*(s.marks.single for s in near))),
        "held_best": _share(own.single, near[0].marks.single),
        "held_whole": _share(own.single, source.marks.single),
        "pairs_near": _share(own.pairs, frozenset().union(*(s.marks.pairs for s in near))),
        "settled": settled.overlap,
        "verbatim": float(settled.code == "verbatim"),
    }
    found = held | _faults(settled, sentence, source)
    return found | {"rules": rule_score(found)}


def _share(wanted: frozenset[str], held: frozenset[str]) -> float:
    """Share of what is wanted that is held; all of nothing is held."""
    return len(wanted & held) / len(wanted) if wanted else 1.0


def _faults(settled: Settled, sentence: str, source: DocumentView) -> dict[str, float]:
    """How many faults of each kind were found, those apart that the rest of the document may mend."""
    counts = dict.fromkeys(FAULTS, 0.0)
    for finding in settled.findings:
        feature = "" if finding.verdict == "supported" else _feature(finding, sentence, source)
        if feature:
            counts[feature] += 1.0
    return counts


def _feature(finding: Finding, sentence: str, source: DocumentView) -> str:
    """Name of the feature a fault counts for; empty for none."""
    kind = finding.code.split(".")[0]
    if kind not in FAULT_KINDS or (finding.code == "name.near_miss" and _is_demonym(finding)):
        return ""
    if kind == "name" and " " not in finding.claim_text and sentence.lstrip().startswith(finding.claim_text):
        return "fault_opening"
    return f"far_{kind}" if kind in FAR_KINDS and _stands(finding, source) else f"fault_{kind}"


def _is_demonym(finding: Finding) -> bool:
    """True for "Indian" where the evidence has "India": the reason shows both between quotation marks."""
    shown = re.findall(r"“([^”]+)”", finding.reason)
    return len(shown) == 2 and shown[0].casefold().rstrip("ns").startswith(shown[1].casefold().rstrip("s"))


def _stands(finding: Finding, source: DocumentView) -> bool:
    text = fold(finding.claim_text).casefold().strip()
    return bool(text) and text in _folded(source.source.text)


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    return fold(text).casefold()


# --- surface ---------------------------------------------------------------------------------------------------------


def overlap_share(document: str, claim: str, language: Language) -> float:
    """Share of the claim's words (of its character pairs in Chinese) that the document has: the first baseline."""
    whole, own = view(document, language).marks, marks(claim, language)
    return _share(own.single, whole.single) if language == "en" else _share(own.pairs, whole.pairs)


def surface_features(document: str, claim: str, language: Language) -> Features:
    """`SURFACE_FEATURES` of a pair: counts and shares, nothing of what is meant; the second baseline fits on them."""
    source, own = view(document, language), marks(claim, language)
    n_document, n_claim = len(document) + 1, len(claim) + 1
    return {
        "overlap": overlap_share(document, claim, language),
        "bigrams": _share(own.pairs, source.marks.pairs),
        "length_ratio": math.log(n_claim / n_document),
        "log_document": math.log(n_document),
        "log_claim": math.log(n_claim),
        "numbers_shared": _share(_numbers(claim, language), _numbers(document, language)),
        "names_shared": _share(_names(claim, language), _names(document, language)),
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
