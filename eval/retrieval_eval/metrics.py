"""Figures of a ranking: nDCG, recall, reciprocal rank, and their intervals by drawing queries again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from deepnews.eval.stats import Interval

N_DRAWS: Final = 1000
MEASURES: Final = ("ndcg@10", "recall@10", "recall@100", "mrr")


def figures(ranking: Sequence[str], relevant: Mapping[str, int]) -> dict[str, float]:
    """All measures of one query, each 0 to 1; `relevant` holds the grade of every document that answers it."""
    return {
        "ndcg@10": ndcg(ranking, relevant, 10),
        "recall@10": recall(ranking, relevant, 10),
        "recall@100": recall(ranking, relevant, 100),
        "mrr": next((1.0 / n for n, doc in enumerate(ranking, 1) if doc in relevant), 0.0),
    }


def ndcg(ranking: Sequence[str], relevant: Mapping[str, int], n_best: int) -> float:
    """Discounted gain of the first `n_best`, beside that of the best order (Järvelin and Kekäläinen, 2002)."""
    gain = sum(relevant.get(doc, 0) / math.log2(n + 1) for n, doc in enumerate(ranking[:n_best], 1))
    ideal = sorted(relevant.values(), reverse=True)[:n_best]
    return gain / sum(grade / math.log2(n + 1) for n, grade in enumerate(ideal, 1))


def recall(ranking: Sequence[str], relevant: Mapping[str, int], n_best: int) -> float:
    """Share of the relevant documents among the first `n_best`."""
    return sum(doc in relevant for doc in ranking[:n_best]) / len(relevant)


def mean_interval(values: Sequence[float], seed: int) -> Interval:
    """95% interval of the mean, by drawing queries with replacement."""
    import numpy as np

    rows = np.asarray(values, dtype=np.float64)
    draws = np.random.default_rng(seed).integers(0, len(rows), size=(N_DRAWS, len(rows)))
    low, high = np.percentile(rows[draws].mean(axis=1), (2.5, 97.5))
    return Interval(float(low), float(high))
