"""AUC, balanced accuracy and the best window."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from deepnews.eval.training.measure import auc, balanced_accuracy, best_window_scores, dev_report
from deepnews.eval.training.rows import Row

both_labels = st.lists(
    st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.7, 1.0]), st.sampled_from([0, 1])), min_size=2, max_size=30
).filter(lambda group: len({label for _, label in group}) == 2)


@given(both_labels)
def test_auc_is_that_of_scikit_learn(group: list[tuple[float, int]]) -> None:
    assert auc(group) == pytest.approx(roc_auc_score([label for _, label in group], [score for score, _ in group]))


@given(both_labels, st.floats(0, 1))
def test_balanced_accuracy_is_a_share_and_turns_with_the_scores(
    group: list[tuple[float, int]], threshold: float
) -> None:
    assert 0 <= balanced_accuracy(group, threshold) <= 1
    assert balanced_accuracy(group, 2.0) == balanced_accuracy(group, -1.0) == 0.5


def shared_words(pairs: Sequence[tuple[str, str]]) -> list[float]:
    return [len(set(d.lower().split()) & set(c.lower().split())) / len(c.split()) for d, c in pairs]


def test_a_long_document_counts_by_its_best_window() -> None:
    filler = "The committee met again and talked about other matters at some length. " * 60
    row = Row(document=f"{filler}Steel output fell in Ohio. {filler}", claim="Steel output fell in Ohio.", label=1)
    assert best_window_scores([row, row.model_copy(update={"document": ""})], shared_words) == [1.0, 0.0]


def test_a_report_has_every_set_with_both_labels() -> None:
    rows = [
        Row(document=d, claim="cats eat fish", label=1 if d == "cats eat fish" else 0, dataset=name)
        for name in "ab"
        for d in ("cats eat fish", "dogs sleep long")
    ]
    report = dev_report([*rows, Row(document="x y", claim="x", label=1, dataset="c")], shared_words)
    assert set(report.sets) == {"a", "b"}
    assert report.macro_auc == report.macro_balanced_accuracy == 1.0
    assert report.threshold > 0
