"""How well scores separate supported from unsupported rows: AUC and balanced accuracy, per set and on average."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from deepnews.agents.embedded import claim_windows
from deepnews.eval.training.rows import Row
from deepnews.schemas.base import Record

Scorer = Callable[[Sequence[tuple[str, str]]], list[float]]
"""Scores of (window, claim) pairs; higher is better supported."""


class SetScore(Record):
    """Figures of one set."""

    n: int
    auc: float
    balanced_accuracy: float
    """At the threshold of the report."""


class DevReport(Record):
    """Figures of all sets of a dev file."""

    sets: dict[str, SetScore]
    macro_auc: float
    macro_balanced_accuracy: float
    threshold: float
    """The one threshold, on the scores, with the best macro balanced accuracy."""


def dev_report(rows: Sequence[Row], scorer: Scorer) -> DevReport:
    """Figures of `scorer` on the rows; a long document counts by its best window."""
    scores = best_window_scores(rows, scorer)
    names = sorted({r.dataset for r in rows})
    groups: dict[str, list[tuple[float, int]]] = {
        n: [(s, r.label) for s, r in zip(scores, rows, strict=True) if r.dataset == n] for n in names
    }
    groups = {n: g for n, g in groups.items() if len({label for _, label in g}) == 2}
    threshold = _best_threshold(groups)
    sets = {
        name: SetScore(n=len(group), auc=auc(group), balanced_accuracy=balanced_accuracy(group, threshold))
        for name, group in groups.items()
    }
    return DevReport(
        sets=sets,
        macro_auc=_mean([s.auc for s in sets.values()]),
        macro_balanced_accuracy=_mean([s.balanced_accuracy for s in sets.values()]),
        threshold=threshold,
    )


def best_window_scores(rows: Sequence[Row], scorer: Scorer) -> list[float]:
    """For each row the better score of its best sentences in one piece and its best window."""
    windows = [_windows(r) for r in rows]
    flat = [(text, r.claim) for texts, r in zip(windows, rows, strict=True) for text in texts]
    scores = iter(scorer(flat))
    return [max((next(scores) for _ in texts), default=0.0) for texts in windows]


def n_windows(rows: Sequence[Row]) -> int:
    """Pairs that must be scored for a report on the rows."""
    return sum(len(_windows(r)) for r in rows)


def _windows(row: Row) -> tuple[str, ...]:
    return claim_windows(row.document, row.claim, n_best=1)


def auc(group: Sequence[tuple[float, int]]) -> float:
    """Chance that a supported row scores above an unsupported one, ties counted half."""
    ordered = sorted(group)
    n_positive = sum(label for _, label in ordered)
    rank_sum, i = 0.0, 0
    while i < len(ordered):
        j = i
        while j < len(ordered) and ordered[j][0] == ordered[i][0]:
            j += 1
        rank_sum += sum(label for _, label in ordered[i:j]) * (i + 1 + j) / 2
        i = j
    n_negative = len(ordered) - n_positive
    return (rank_sum - n_positive * (n_positive + 1) / 2) / (n_positive * n_negative)


def balanced_accuracy(group: Sequence[tuple[float, int]], threshold: float) -> float:
    """Mean of the recalls of both classes when scores from `threshold` on count as supported."""
    recalls = []
    for label in (0, 1):
        of_label = [score for score, found in group if found == label]
        recalls.append(sum((score >= threshold) == bool(label) for score in of_label) / len(of_label))
    return sum(recalls) / 2


def _best_threshold(groups: dict[str, list[tuple[float, int]]]) -> float:
    candidates = sorted({score for group in groups.values() for score, _ in group})
    step = max(1, len(candidates) // 200)
    by_threshold = {t: _mean([balanced_accuracy(g, t) for g in groups.values()]) for t in candidates[::step]}
    return max(by_threshold, key=lambda t: by_threshold[t], default=0.5)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
