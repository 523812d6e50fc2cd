"""What rules and overlap say of a claim by its evidence, as named numbers that a fit can weigh."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from deepnews.agents.marks import joined, marks, share
from deepnews.agents.settle import Settled
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.schemas.verification import Finding
from deepnews.text import fold

Features = Mapping[str, float]

FAULT_KINDS: Final = (
    "number", "date", "name", "quote", "speaker", "negation", "polarity", "modality", "attribution", "scope",
    "superlative", "cause", "novelty",
)  # fmt: skip
FAR_KINDS: Final = ("number", "date", "name")
"""Kinds whose matter may stand elsewhere in the document, where the nearest sentences do not have it."""
HELD: Final = ("rules", "held_near", "held_best", "held_whole", "pairs_near", "pairs_whole", "settled", "verbatim")
FAULTS: Final = (*(f"fault_{k}" for k in FAULT_KINDS), *(f"far_{k}" for k in FAR_KINDS), "fault_opening")
PER_PART: Final = "per_part"
"""One over the parts of a claim: the weakest of many parts is weak more often, whether or not the claim is true."""
SUPPORT_FEATURES: Final = (*HELD, *FAULTS, PER_PART)
PENALTY: Final[Mapping[str, float]] = {
    "fault_name": 0.40, "fault_number": 0.30, "fault_date": 0.20, "fault_negation": 0.15, "fault_polarity": 0.15,
    "fault_opening": 0.10, "fault_superlative": 0.08, "fault_scope": 0.05, "fault_quote": 0.05, "far_name": 0.05,
}  # fmt: skip
"""Share of the score that a fault takes away; kinds that fault true claims as often as false ones take nothing."""
CLOSE_PENALTY: Final[Mapping[str, float]] = {"fault_negation": 0.20, "fault_polarity": 0.20}
"""The same for faults that mean the more, the closer the claim follows its source."""


def support_features(
    text: str, facts: Sequence[Fact], settled: Settled, documents: Mapping[str, SourceDocument], language: Language
) -> Features:
    """`SUPPORT_FEATURES` of a claim by the Facts that `settled` was found with; without Facts all are 0."""
    if not facts:
        return dict.fromkeys(SUPPORT_FEATURES, 0.0)
    own = marks(text, language)
    each = [marks(span.text, language) for f in facts for span in f.spans]
    near = joined(each)
    sources = [documents[d].text for d in dict.fromkeys(f.doc_id for f in facts) if d in documents]
    whole = joined([near, *(marks(source, language) for source in sources)])
    held = {
        "held_near": share(own.single, near.single),
        "held_best": max(share(own.single, m.single) for m in each),
        "held_whole": share(own.single, whole.single),
        "pairs_near": share(own.pairs, near.pairs),
        "pairs_whole": share(own.pairs, whole.pairs),
        "settled": settled.overlap,
        "verbatim": float(settled.code == "verbatim"),
    }
    found = held | _faults(settled, text, sources)
    return found | {"rules": rule_score(found), PER_PART: 1.0}


def rule_score(found: Features) -> float:
    """Share of the claim that its evidence holds, 0 to 1, less a part of it for every kind of fault."""
    held = (found["held_near"] + found["held_best"] + found["settled"] + 0.5 * found["pairs_near"]) / 3.5
    kept = math.prod(1.0 - p for kind, p in PENALTY.items() if found[kind])
    close = math.prod(1.0 - p * found["pairs_near"] for kind, p in CLOSE_PENALTY.items() if found[kind])
    return max(held * kept * close, found["verbatim"])


def merged(parts: Sequence[Features]) -> Features:
    """The features of several parts of a claim as one: those of the weakest, but faults of all added up."""
    if not parts:
        return dict.fromkeys(SUPPORT_FEATURES, 0.0)
    weakest = {name: min(f[name] for f in parts) for name in parts[0] if name not in FAULTS}
    mean_rules = sum(f["rules"] for f in parts) / len(parts)
    faults = {name: sum(f[name] for f in parts) for name in FAULTS}
    return weakest | faults | {"rules": (weakest["rules"] + mean_rules) / 2, PER_PART: 1.0 / len(parts)}


def _faults(settled: Settled, text: str, sources: Sequence[str]) -> dict[str, float]:
    """How many faults of each kind were found, those apart that the rest of the documents may mend."""
    counts = dict.fromkeys(FAULTS, 0.0)
    for finding in settled.findings:
        feature = "" if finding.verdict == "supported" else _feature(finding, text, sources)
        if feature:
            counts[feature] += 1.0
    return counts


def _feature(finding: Finding, text: str, sources: Sequence[str]) -> str:
    """Name of the feature a fault counts for; empty for none."""
    kind = finding.code.split(".")[0]
    if kind not in FAULT_KINDS or (finding.code == "name.near_miss" and _is_demonym(finding)):
        return ""
    if kind == "name" and " " not in finding.claim_text and text.lstrip().startswith(finding.claim_text):
        return "fault_opening"
    return f"far_{kind}" if kind in FAR_KINDS and _stands(finding, sources) else f"fault_{kind}"


def _is_demonym(finding: Finding) -> bool:
    """True for "Indian" where the evidence has "India": the reason shows both between quotation marks."""
    shown = re.findall(r"“([^”]+)”", finding.reason)
    return len(shown) == 2 and shown[0].casefold().rstrip("ns").startswith(shown[1].casefold().rstrip("s"))


def _stands(finding: Finding, sources: Sequence[str]) -> bool:
    text = fold(finding.claim_text).casefold().strip()
    return bool(text) and any(text in _folded(source) for source in sources)


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    return fold(text).casefold()
