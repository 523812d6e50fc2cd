"""Smoothness: how surprising a text is to the local model, beside what the model would have expected of its own.

The statistic is that of "Zero-Shot Statistical Tests for LLM-Generated Text Detection using Finite Sample Concentration
Inequalities" (arXiv 2501.02406): log-perplexity less expected entropy, which goes to 0 with length for the model's own
text. It is calibrated by length with the variance that the model itself expects at each token.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, pvariance

from deepnews.schemas.pacing import Smoothness
from deepnews.token_probs import TokenStep

_BITS = 1.0 / math.log(2.0)
LEAST_TOKENS = 30
"""Under it nothing is said of a text."""


def smoothness_of(steps: Sequence[TokenStep]) -> Smoothness | None:
    """The figures of a text read as `steps`; None for one of fewer than `LEAST_TOKENS` tokens."""
    if len(steps) < LEAST_TOKENS:
        return None
    surprisals = [s.surprisal * _BITS for s in steps]
    mean, expected = fmean(surprisals), fmean(s.entropy for s in steps) * _BITS
    spread = math.sqrt(sum(s.variance for s in steps)) * _BITS
    z = len(steps) * (mean - expected) / spread if spread else 0.0
    return Smoothness(
        n_tokens=len(steps),
        surprisal=round(mean, 4),
        surprisal_variance=round(pvariance(surprisals), 4),
        expected_entropy=round(expected, 4),
        statistic=round(z, 3),
        own_prob=round(math.erfc(abs(z) / math.sqrt(2.0)), 6),
    )
