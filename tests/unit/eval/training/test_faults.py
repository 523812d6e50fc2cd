"""Which words of a claim are wrong, and supported claims with one thing changed."""

from __future__ import annotations

from deepnews.eval.training.data import at_most_per_label
from deepnews.eval.training.faults import changed_words, swapped_rows, with_known_faults
from deepnews.eval.training.rows import SWAPPED, Row

NEWS = (
    "Retail sales rose by 12 percent in Boston in May 2019. The Senate approved $3.5 billion for roads. Ann Lee spoke."
)


def shown(claim: str, original: str) -> list[str]:
    return [claim[start:end] for start, end in changed_words(claim, original)]


def test_the_words_that_differ_are_found() -> None:
    assert shown("Sales rose by 14 percent in May.", "Sales rose by 12 percent in May.") == ["14"]
    assert shown("Sales fell by 12 percent.", "Sales rose by 12 percent in May.") == ["fell", "percent."]
    assert shown("Sales did rise.", "Sales did not rise.") == ["rise."]
    assert shown("Sales rose.", "Sales rose.") == []
    assert shown("", "Sales rose.") == []


def test_a_wrong_claim_beside_its_correction_has_its_words_marked() -> None:
    right = Row(document=NEWS, claim="Sales rose by 12 percent in Boston.", label=1, dataset="d")
    wrong = Row(document=NEWS, claim="Sales rose by 90 percent in Boston.", label=0, dataset="d")
    other = Row(document=NEWS, claim="A choir sang until late at night.", label=0, dataset="d")
    alone = Row(document="Another text.", claim="Sales rose by 90 percent.", label=0, dataset="d")
    marked = with_known_faults([right, wrong, other, alone])
    assert [r.faults for r in marked] == [None, ((14, 16),), None, None]


def test_swapped_rows_are_false_in_the_words_they_name() -> None:
    rows = [
        Row(document=NEWS, claim=c, label=1, dataset="d")
        for c in (
            "Retail sales rose by 12 percent in Boston.",
            "The Senate approved $3.5 billion for roads in May 2019.",
        )
    ]
    made = swapped_rows(rows, seed=1, n_max=5)
    assert len(made) == 2 and {r.dataset for r in made} == {SWAPPED} and {r.label for r in made} == {0}
    for row in made:
        assert row.faults and row.claim not in {r.claim for r in rows}
    assert made == swapped_rows(rows, seed=1, n_max=5)
    assert len(swapped_rows(rows, seed=1, n_max=1)) == 1


def test_large_sets_are_cut_by_label() -> None:
    rows = [Row(document=str(i), claim="c", label=1 if i % 3 else 0, dataset="d") for i in range(30)]
    kept = at_most_per_label(rows, 5, seed=1)
    assert sorted(r.label for r in kept) == [0] * 5 + [1] * 5
    assert kept == at_most_per_label(rows, 5, seed=1)
