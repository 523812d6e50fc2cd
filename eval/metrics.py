"""How well scores tell supported from unsupported: rates, ROC-AUC, and intervals by drawing documents again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from deepnews.eval.stats import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

N_BOOTSTRAP: Final = 1000
_N_GRID: Final = 201
_N_SMOOTHED: Final = 4
"""Neighbours to each side over which the curve of thresholds is smoothed."""


class Scored(NamedTuple):
    """A scored row: what metrics need of it."""

    group: str
    """Document; rows of one group are drawn together."""
    label: int
    score: float
    called: bool
    """True when the score reaches the threshold of its language."""


class Rates(NamedTuple):
    """Shares that were called rightly; None where there was nothing to call."""

    recall_supported: float | None
    recall_unsupported: float | None

    @property
    def balanced_accuracy(self) -> float | None:
        """Mean of the two recalls; None unless both classes occur."""
        if self.recall_supported is None or self.recall_unsupported is None:
            return None
        return (self.recall_supported + self.recall_unsupported) / 2


def rates(rows: Sequence[Scored]) -> Rates:
    """Recall of both classes."""
    right = {label: [r.called == bool(label) for r in rows if r.label == label] for label in (0, 1)}
    return Rates(*(sum(right[label]) / len(right[label]) if right[label] else None for label in (1, 0)))


def auc(rows: Sequence[Scored]) -> float | None:
    """Chance that a supported row scores above an unsupported one, ties counting half; None without both."""
    import numpy as np

    up, down = (np.sort([r.score for r in rows if r.label == label]) for label in (1, 0))
    if not len(up) or not len(down):
        return None
    below = np.searchsorted(down, up, "left") + np.searchsorted(down, up, "right")
    return float(below.mean() / (2 * len(down)))


def recall_by_error(rows: Sequence[tuple[str, bool]]) -> dict[str, dict[str, float]]:
    """For each kind of error how many rows have it, and the share called unsupported; `rows` are (kind, called)."""
    kinds = sorted({kind for kind, _ in rows})
    found = {k: [not called for kind, called in rows if kind == k] for k in kinds}
    return {k: {"n": len(v), "recall": sum(v) / len(v)} for k, v in found.items()}


def macro(values: Sequence[float | None]) -> float | None:
    """Mean of the values there are; None when there are none."""
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None


# --- intervals -------------------------------------------------------------------------------------------------------


def macro_interval(datasets: Sequence[Sequence[Scored]], seed: int, n_draws: int = N_BOOTSTRAP) -> Interval | None:
    """95% interval of the mean balanced accuracy over data sets; None when none of them has both classes."""
    drawn = _macro_draws(datasets, seed, n_draws)
    return None if drawn is None else _middle(drawn)


def paired_difference(
    one: Sequence[Sequence[Scored]], other: Sequence[Sequence[Scored]], seed: int, n_draws: int = N_BOOTSTRAP
) -> Interval | None:
    """95% interval of mean balanced accuracy of `one` less that of `other`, the same documents drawn for both.

    Both hold the same rows in the same order; ValueError when they do not.
    """
    if [[(r.group, r.label) for r in d] for d in one] != [[(r.group, r.label) for r in d] for d in other]:
        raise ValueError("the two checkers were not measured on the same rows")
    first, second = _macro_draws(one, seed, n_draws), _macro_draws(other, seed, n_draws)
    return None if first is None or second is None else _middle(first - second)


def _middle(drawn: Floats) -> Interval:
    import numpy as np

    low, high = np.percentile(drawn, [2.5, 97.5])
    return Interval(float(low), float(high))


def _macro_draws(datasets: Sequence[Sequence[Scored]], seed: int, n_draws: int) -> Floats | None:
    import numpy as np

    usable = [d for d in datasets if rates(d).balanced_accuracy is not None]
    if not usable:
        return None
    drawn: Floats = np.mean([_draws(d, seed + i, n_draws) for i, d in enumerate(usable)], axis=0)
    return drawn


def _draws(rows: Sequence[Scored], seed: int, n_draws: int) -> Floats:
    """Balanced accuracy of `n_draws` samples of the documents, with replacement; chance where a class was not drawn."""
    import numpy as np

    counts = _counts_by_group(rows)
    n_groups = len(counts)
    times = np.random.default_rng(seed).multinomial(n_groups, [1 / n_groups] * n_groups, size=n_draws)
    right_up, n_up, right_down, n_down = (times @ np.array(list(counts.values()), dtype=float)).T
    recalls = [
        np.divide(right, n, out=np.full(n_draws, 0.5), where=n > 0)
        for right, n in ((right_up, n_up), (right_down, n_down))
    ]
    drawn: Floats = (recalls[0] + recalls[1]) / 2
    return drawn


def _counts_by_group(rows: Sequence[Scored]) -> Mapping[str, list[int]]:
    """For each document: supported rows called rightly, supported rows, and the same of unsupported ones."""
    counts: dict[str, list[int]] = {}
    for row in rows:
        found = counts.setdefault(row.group, [0, 0, 0, 0])
        first = 0 if row.label else 2
        found[first] += row.called == bool(row.label)
        found[first + 1] += 1
    return counts


# --- thresholds ------------------------------------------------------------------------------------------------------


def best_threshold(datasets: Sequence[Sequence[tuple[int, float]]]) -> float | None:
    """Score from which calling a row supported gives the best mean balanced accuracy over the data sets.

    The curve is smoothed first, so that a lucky single row does not decide. `datasets` hold (label, score); None when
    no data set has both classes.
    """
    import numpy as np

    usable = [d for d in datasets if len({label for label, _ in d}) == 2]
    if not usable:
        return None
    scores = np.unique([s for d in usable for _, s in d])
    middles = (scores[1:] + scores[:-1]) / 2 if len(scores) > 1 else scores
    grid = np.quantile(middles, np.linspace(0.0, 1.0, min(_N_GRID, len(middles))))
    worth = np.mean([_balanced_at(d, grid) for d in usable], axis=0)
    n_near = min(_N_SMOOTHED, (len(grid) - 1) // 2)
    smooth = [worth[max(0, i - n_near) : i + n_near + 1].mean() for i in range(len(grid))]
    return round(float(grid[int(np.argmax(smooth))]), 6)


def _balanced_at(rows: Sequence[tuple[int, float]], grid: Floats) -> Floats:
    import numpy as np

    up, down = (np.sort([s for label, s in rows if label == wanted]) for wanted in (1, 0))
    kept = 1 - np.searchsorted(up, grid, "left") / len(up)
    balanced: Floats = (kept + np.searchsorted(down, grid, "left") / len(down)) / 2
    return balanced
