"""The row that training reads: a document, a claim, and whether the one supports the other."""

from __future__ import annotations

from typing import Literal

from deepnews.schemas.base import Language, Record

RULES = "rules"
"""Name of the set that is made by rule."""


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
    weight: float = 1.0
    """Weight in the loss; 1 on average."""
