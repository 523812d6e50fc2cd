"""What pacing did to an article: before and after, what was rewritten, refused and rolled back."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from deepnews.schemas.base import Record
from deepnews.schemas.verification import PacingReport

Pacing = Literal["off", "measure", "rewrite"]
"""``off``: not looked at; ``measure``: measured and left; ``rewrite``: rewritten where it misses its targets."""


class Smoothness(Record):
    """How surprising a text is to the local model, in bits a token; see docs/method.md."""

    n_tokens: int = Field(ge=1)
    surprisal: float = Field(ge=0.0)
    """Mean surprisal: the log-perplexity."""
    surprisal_variance: float = Field(ge=0.0)
    expected_entropy: float = Field(ge=0.0)
    """Mean surprisal that the model expected of words of its own in these places."""
    statistic: float
    """Surprisal less expected entropy, over its standard error: under 0 smoother than the model's own words."""
    own_prob: float = Field(ge=0.0, le=1.0)
    """Chance that words of the model's own would lie as far from its expectation."""


class SmoothnessBeside(Record):
    """The smoothness of an article beside that of two other texts on the matter; None where a text is too short."""

    article: Smoothness | None = None
    twin: Smoothness | None = None
    """Of an article that the same model wrote for the same assignment in one call, without sources."""
    sources: Smoothness | None = None
    """Of what people wrote: passages of the documents that the article rests on."""


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
