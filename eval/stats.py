"""Statistics of rates."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

Z_95: Final = 1.959963984540054
"""Quantile of the normal distribution for a two-sided 95% interval."""


class Interval(NamedTuple):
    """Bounds of a rate, 0 to 1."""

    low: float
    high: float


def wilson(k: int, n: int, *, z: float = Z_95) -> Interval | None:
    """Wilson score interval of `k` successes in `n` trials; None when there was no trial.

    Raises ValueError unless 0 <= k <= n.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} successes in {n} trials cannot be")
    if n == 0:
        return None
    rate, square = k / n, z * z
    centre = (rate + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * math.sqrt(rate * (1 - rate) / n + square / (4 * n * n))
    return Interval(low=min(rate, max(0.0, centre - half)), high=max(rate, min(1.0, centre + half)))
