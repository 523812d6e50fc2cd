"""What pacing did to an article: before and after, what was rewritten, refused and rolled back."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from deepnews.schemas.base import Record
from deepnews.schemas.verification import PacingReport

Pacing = Literal["off", "measure", "rewrite"]
"""``off``: not looked at; ``measure``: measured and left; ``rewrite``: rewritten where it misses its targets."""


class PacingAccount(Record):
    """The record of pacing; what the article measures afterwards stands beside it, in ``pacing``."""

    before: PacingReport
    """The draft as it was written."""
    rewrites: dict[str, int] = Field(default_factory=dict)
    """Rewrites in the article, by kind: ``join``, ``split``, ``model`` and so on."""
    n_sentences_kept: int = Field(default=0, ge=0)
    """Drafted sentences that stand as they were written."""
    n_sentences_rewritten: int = Field(default=0, ge=0)
    n_model_rewrites: int = Field(default=0, ge=0)
    """Rewrites asked of the model."""
    n_model_taken: int = Field(default=0, ge=0)
    refused: dict[str, int] = Field(default_factory=dict)
    """Rewrites rolled back because a claim would have changed, by what would have changed, or by the rule's code."""
    blocks_rolled_back: tuple[str, ...] = ()
    """Blocks that stand as drafted because the checker found a rewritten sentence of theirs red."""
