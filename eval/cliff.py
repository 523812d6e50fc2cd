"""The Knowledge Cliff: truthfulness of plainly written articles against how much of the sources the model was shown.

The claim under test is that of Jiang (arXiv 2512.10121): below 15,000 characters of context it collapses, above 30,000
the rate of supported claims stays above 85%. Here the context is what a plain search puts first, the article is
written by one call (see ``baselines``), and the checker of the product judges it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pydantic import Field

from deepnews.eval.plain_score import Cost, PlainScore
from deepnews.eval.stats import wilson
from deepnews.schemas.base import Record
from deepnews.schemas.verification import Hfr

BUDGETS: Final = (2000, 5000, 10_000, 15_000, 20_000, 30_000, 45_000, 60_000)
"""Characters of context."""
NEAR_BEST: Final = 0.05
"""A budget within this of the best HFR counts as good as the best."""


class CliffPoint(Record):
    """One article of the sweep."""

    n_chars_context: int = Field(ge=0)
    """Characters asked for; `n_chars_shown` were there."""
    n_chars_shown: int = Field(ge=0)
    seed: int
    score: PlainScore
    cost: Cost


class CliffBudget(Record):
    """All articles of one budget together."""

    n_chars_context: int
    n_articles: int
    n_supported: int
    n_checkable: int
    hfr: float | None
    low: float | None
    high: float | None
    copied_share: float
    """Mean over the articles: pasting raises HFR."""


class CliffResult(Record):
    """The sweep and what it says."""

    model: str
    checker: str
    assignment_sha256: str
    corpus_sha256: str
    deepnews_version: str
    points: tuple[CliffPoint, ...]
    budgets: tuple[CliffBudget, ...]
    recommended_n_chars: int | None
    """The smallest budget from which on HFR stays within 0.05 of the best; None without a checkable claim."""


def sweep(
    wanted: Sequence[tuple[int, int]],
    done: Mapping[tuple[int, int], CliffPoint],
    write: Callable[[int, int], CliffPoint],
    keep: Callable[[CliffPoint], None],
) -> tuple[CliffPoint, ...]:
    """A point for each wanted (budget, seed); those in `done` are taken from there, each new one is kept at once."""
    points = []
    for budget, seed in wanted:
        point = done.get((budget, seed))
        if point is None:
            point = write(budget, seed)
            keep(point)
        points.append(point)
    return tuple(points)


def by_budget(points: Sequence[CliffPoint]) -> tuple[CliffBudget, ...]:
    """The points of each budget together, smallest first; claims of all its articles are pooled."""
    budgets = sorted({p.n_chars_context for p in points})
    return tuple(_pooled(n, [p for p in points if p.n_chars_context == n]) for n in budgets)


def _pooled(n_chars: int, points: Sequence[CliffPoint]) -> CliffBudget:
    supported = sum(p.score.hfr.n_supported for p in points)
    checkable = sum(_checkable(p.score.hfr) for p in points)
    interval = wilson(supported, checkable)
    return CliffBudget(
        n_chars_context=n_chars,
        n_articles=len(points),
        n_supported=supported,
        n_checkable=checkable,
        hfr=supported / checkable if checkable else None,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        copied_share=sum(p.score.companions.copied_share for p in points) / len(points),
    )


def _checkable(hfr: Hfr) -> int:
    return hfr.n_supported + hfr.n_refuted + hfr.n_not_enough_info + hfr.n_unscored


def recommended(budgets: Sequence[CliffBudget]) -> int | None:
    """The smallest budget from which on every larger one stays within NEAR_BEST of the best HFR."""
    rates = [(b.n_chars_context, b.hfr) for b in budgets if b.hfr is not None]
    if not rates:
        return None
    best = max(rate for _, rate in rates)
    for i, (n_chars, _) in enumerate(rates):
        if all(rate >= best - NEAR_BEST for _, rate in rates[i:]):
            return n_chars
    return None


def markdown(result: CliffResult) -> str:
    """The budgets as a Markdown table, and the recommended minimum."""
    lines = ["| characters of context | articles | HFR | 95% interval | claims | copied |", "|--:|--:|--:|--:|--:|--:|"]
    lines += [f"| {' | '.join(_cells(b))} |" for b in result.budgets]
    least = f"{result.recommended_n_chars:,} characters" if result.recommended_n_chars is not None else "n/a"
    note = f"Recommended minimum: {least}. Model {result.model}; judged by {result.checker}, which errs both ways."
    return "\n".join([*lines, "", note, ""])


def _cells(budget: CliffBudget) -> tuple[str, ...]:
    known = budget.hfr is not None and budget.low is not None and budget.high is not None
    return (
        f"{budget.n_chars_context:,}",
        str(budget.n_articles),
        f"{budget.hfr:.1%}" if known else "n/a",
        f"{budget.low:.1%} to {budget.high:.1%}" if known else "",
        str(budget.n_checkable),
        f"{budget.copied_share:.1%}",
    )
