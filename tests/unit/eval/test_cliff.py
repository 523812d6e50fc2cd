"""The Knowledge Cliff: points pooled by budget, the recommended minimum, and a sweep that goes on after a stop."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.eval.cliff import BUDGETS, CliffPoint, CliffResult, by_budget, markdown, recommended, sweep
from deepnews.eval.plain_score import Cost, PlainScore
from deepnews.eval.plots import cliff_svg
from deepnews.schemas.verification import Companions, Hfr, PacingReport

FREE = Cost(n_prompt_tokens=0, n_output_tokens=0, n_model_calls=0, model_s=0.0)


def point(budget: int, supported: int, red: int, seed: int = 1) -> CliffPoint:
    """An article of that budget with so many claims borne out and not."""
    hfr = Hfr(
        value=supported / (supported + red) if supported + red else None,
        low=None,
        high=None,
        n_supported=supported,
        n_refuted=red,
        n_not_enough_info=0,
        n_not_checkable=0,
        n_unscored=0,
        checker="rules",
    )
    beside = Companions(
        copied_share=0.5,
        n_repeated_sentences=0,
        cited_share=0.0,
        specific_share=0.0,
        n_sources_used=0,
        n_frame_errors=0,
        n_quotations=0,
        n_altered_quotations=0,
    )
    pace = PacingReport(
        sentence_length_cv=0.4, n_flat_triples=0, connectives_per_1000_chars=0.0, n_formulas=0, ends_with_summary=False
    )
    score = PlainScore(n_chars=1000, hfr=hfr, companions=beside, pacing=pace)
    return CliffPoint(n_chars_context=budget, n_chars_shown=budget, seed=seed, score=score, cost=FREE)


def result(points: Sequence[CliffPoint]) -> CliffResult:
    budgets = by_budget(points)
    return CliffResult(
        model="scripted",
        checker="rules",
        assignment_sha256="0" * 64,
        corpus_sha256="0" * 64,
        deepnews_version="0",
        points=tuple(points),
        budgets=budgets,
        recommended_n_chars=recommended(budgets),
    )


def test_claims_of_one_budget_are_pooled() -> None:
    two, five = by_budget([point(5000, 9, 1), point(2000, 1, 3), point(2000, 3, 1, seed=2)])
    assert (two.n_chars_context, two.n_articles, two.n_supported, two.n_checkable, two.hfr) == (2000, 2, 4, 8, 0.5)
    assert five.hfr == 0.9 and five.low is not None and five.low < 0.9 < (five.high or 0)


@pytest.mark.parametrize(
    ("rates", "least"),
    [
        ({2000: 4, 5000: 9, 10_000: 9}, 5000),
        ({2000: 9, 5000: 4, 10_000: 9}, 10_000),  # what falls again later is not enough
        ({2000: 9, 5000: 9, 10_000: 9}, 2000),
        ({2000: 9, 5000: 4}, None),
    ],
)
def test_the_recommended_minimum_holds_from_there_on(rates: dict[int, int], least: int | None) -> None:
    assert recommended(by_budget([point(n, k, 10 - k) for n, k in rates.items()])) == least


def test_articles_without_a_claim_recommend_nothing() -> None:
    budgets = by_budget([point(2000, 0, 0)])
    assert budgets[0].hfr is None and recommended(budgets) is None
    assert "n/a" in markdown(result([point(2000, 0, 0)]))


@given(st.lists(st.tuples(st.sampled_from(BUDGETS), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12))
def test_rates_stay_rates_and_order_does_not_matter(rows: list[tuple[int, int, int]]) -> None:
    points = [point(n, k, r, seed) for seed, (n, k, r) in enumerate(rows)]
    budgets = by_budget(points)
    assert budgets == by_budget(points[::-1])
    assert all(b.hfr is None or 0 <= (b.low or 0) <= b.hfr <= (b.high or 0) <= 1 for b in budgets)
    assert recommended(budgets) in (None, *(b.n_chars_context for b in budgets))


def test_finished_points_are_not_written_again() -> None:
    asked: list[tuple[int, int]] = []
    kept: list[CliffPoint] = []

    def write(budget: int, seed: int) -> CliffPoint:
        asked.append((budget, seed))
        return point(budget, 1, 0, seed)

    wanted = [(2000, 1), (2000, 2), (5000, 1)]
    done = {(2000, 2): point(2000, 7, 3, seed=2)}
    points = sweep(wanted, done, write, kept.append)
    assert asked == [(2000, 1), (5000, 1)] == [(p.n_chars_context, p.seed) for p in kept]
    assert [p.score.hfr.n_supported for p in points] == [1, 7, 1]


def test_the_plot_is_a_drawing_and_the_same_each_time() -> None:
    found = result([point(2000, 4, 6), point(5000, 9, 1), point(10_000, 0, 0)])
    svg = cliff_svg(found).decode("utf-8")
    assert svg == cliff_svg(found).decode("utf-8")
    assert svg.startswith("<?xml") and "</svg>" in svg and "scripted" in svg
    assert "| 5,000 | 1 | 90.0% |" in markdown(found)
