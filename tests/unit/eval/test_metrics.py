"""Rates, ROC-AUC, intervals and thresholds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from deepnews.eval.metrics import (
    Scored,
    auc,
    best_threshold,
    macro,
    macro_interval,
    paired_difference,
    rates,
    recall_by_error,
)

ROWS = st.lists(
    st.builds(
        lambda group, label, score: Scored(str(group), label, score / 10, score >= 5),
        st.integers(0, 9),
        st.integers(0, 1),
        st.integers(0, 10),
    ),
    min_size=2,
    max_size=60,
)


def both(rows: list[Scored]) -> bool:
    return len({r.label for r in rows}) == 2


@given(ROWS)
def test_rates_and_auc_are_those_of_scikit_learn(rows: list[Scored]) -> None:
    if not both(rows):
        assert auc(rows) is None
        assert rates(rows).balanced_accuracy is None
        return
    labels = [r.label for r in rows]
    assert auc(rows) == pytest.approx(roc_auc_score(labels, [r.score for r in rows]))
    expected = balanced_accuracy_score(labels, [int(r.called) for r in rows])
    assert rates(rows).balanced_accuracy == pytest.approx(expected)


@given(ROWS)
def test_intervals_hold_shares_in_order(rows: list[Scored]) -> None:
    interval = macro_interval([rows], seed=1, n_draws=50)
    assert (interval is None) == (not both(rows))
    assert interval is None or 0 <= interval.low <= interval.high <= 1


def example(n: int, n_right: int) -> list[Scored]:
    return [Scored(f"d{i}", i % 2, 0.5, (i % 2 == 1) == (i < n_right)) for i in range(n)]


def test_the_interval_holds_the_value_and_narrows_with_documents() -> None:
    few, many = macro_interval([example(40, 28)], seed=3), macro_interval([example(1000, 700)], seed=3)
    assert few is not None and many is not None
    assert few.low < 0.7 < few.high
    assert many.high - many.low < few.high - few.low


def test_rows_of_one_document_are_drawn_together() -> None:
    rows = example(200, 140)
    together = [r._replace(group=f"d{i % 10}") for i, r in enumerate(sorted(rows, key=lambda r: r.called))]
    alone, grouped = macro_interval([rows], seed=3), macro_interval([together], seed=3)
    assert alone is not None and grouped is not None
    assert grouped != alone


def test_the_same_seed_gives_the_same_interval() -> None:
    assert macro_interval([example(60, 40)], seed=5) == macro_interval([example(60, 40)], seed=5)


def test_a_checker_does_not_differ_from_itself() -> None:
    rows = [example(80, 50), example(30, 20)]
    difference = paired_difference(rows, rows, seed=2)
    assert difference is not None
    assert tuple(difference) == (0.0, 0.0)


def test_a_better_checker_shows_in_the_difference() -> None:
    difference = paired_difference([example(400, 340)], [example(400, 260)], seed=2)
    assert difference is not None
    assert 0 < difference.low < 0.2 < difference.high


def test_only_the_same_rows_can_be_compared() -> None:
    with pytest.raises(ValueError, match="same rows"):
        paired_difference([example(10, 5)], [example(12, 5)], seed=1)


def test_macro_leaves_out_what_is_not_there() -> None:
    assert macro([0.5, None, 0.7]) == pytest.approx(0.6)
    assert macro([None]) is None


def test_recall_by_error_counts_what_was_not_called_supported() -> None:
    found = recall_by_error([("number", False), ("number", True), ("name", False)])
    assert found == {"name": {"n": 1, "recall": 1.0}, "number": {"n": 2, "recall": 0.5}}


def test_the_threshold_parts_two_clear_classes() -> None:
    clear = [(0, 0.1 + i / 1000) for i in range(30)] + [(1, 0.8 + i / 1000) for i in range(30)]
    found = best_threshold([clear])
    assert found is not None
    assert 0.12 < found < 0.81


def test_each_data_set_has_the_same_say_in_the_threshold() -> None:
    large = [(0, 0.2)] * 500 + [(1, 0.4)] * 500
    small = [[(0, 0.6), (1, 0.9)] * 5 for _ in range(3)]
    found = best_threshold([large, *small])
    assert found is not None
    assert 0.6 < found <= 0.9


def test_without_both_classes_there_is_no_threshold() -> None:
    assert best_threshold([[(1, 0.3), (1, 0.4)]]) is None
    assert best_threshold([]) is None
