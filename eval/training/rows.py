"""The row that training reads: a document, a claim, and whether the one supports the other."""

from __future__ import annotations

from typing import Literal

from deepnews.schemas.base import Language, Record

RULES = "rules"
"""Name of the set that is made by rule from source documents."""
SWAPPED = "swapped"
"""Name of the set of labelled supported claims in which a rule changed one thing."""


class Row(Record):
    """One labelled pair."""

    document: str
    claim: str
    label: Literal[0, 1]
    """1 when the document supports the claim."""
    kind: str = ""
    """How the claim was made, or the kind of error in it."""
    lang: Language = "en"
    dataset: str = RULES
    faults: tuple[tuple[int, int], ...] | None = None
    """Offsets of the words of the claim that are wrong; None where it is not known which."""
    weight: float = 1.0
    """Weight in the loss; 1 on average."""
