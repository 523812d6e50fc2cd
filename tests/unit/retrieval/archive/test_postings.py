"""Word postings against bm25s, and their merging."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.retrieval.archive.postings import Postings, WordIndex, build_postings, merge_postings
from deepnews.retrieval.search import WordSearch

ITEMS = st.lists(st.lists(st.sampled_from("abcdefg船罚\ud800"), max_size=12), min_size=1, max_size=12)


def word_index(*groups: list[list[str]], gone: tuple[int, ...] = ()) -> WordIndex:
    parts = [build_postings(group) for group in groups]
    live = [np.ones(len(group), dtype=bool) for group in groups]
    for row in gone:
        np.concatenate(live)[row] = False
    return WordIndex(parts, live)


def test_scores_are_those_of_bm25s() -> None:
    items = [["ship", "refit", "ship"], ["harbour", "fee"], [], ["ship", "fee", "罚款", "quay"]]
    queries = [["ship"], ["fee", "quay", "fee"], ["罚款", "nothing"], []]
    expected = WordSearch(items).scores(queries)
    ours = word_index(items[:1], items[1:])
    assert np.allclose([ours.scores(q) for q in queries], expected, atol=1e-5)


@given(ITEMS, st.integers(0, 12), st.lists(st.sampled_from("abcxyz船"), max_size=4))
def test_segments_score_as_one(items: list[list[str]], cut: int, query: list[str]) -> None:
    whole, parts = word_index(items), word_index(items[:cut], items[cut:])
    assert np.allclose(whole.scores(query), parts.scores(query), atol=1e-5)


@given(ITEMS, ITEMS, st.data())
def test_merging_is_building_anew(first: list[list[str]], second: list[list[str]], data: st.DataObject) -> None:
    flags = [data.draw(st.lists(st.booleans(), min_size=len(g), max_size=len(g))) for g in (first, second)]
    kept = [t for g, f in zip((first, second), flags, strict=True) for t, keep in zip(g, f, strict=True) if keep]
    merged = merge_postings(
        [(build_postings(g), np.array(f, dtype=bool)) for g, f in zip((first, second), flags, strict=True)]
    )
    same(merged, build_postings(kept))


def same(one: Postings, other: Postings) -> None:
    for name, a, b in zip(Postings._fields, one, other, strict=True):
        assert a.tolist() == b.tolist(), name
        assert a.dtype == b.dtype, name


@pytest.mark.parametrize("term", ["", "zz", "船"])
def test_a_term_nobody_uses_has_no_entries(term: str) -> None:
    assert build_postings([["a", "b"], []]).find(term.encode()) == slice(0, 0)


def test_passages_taken_out_do_not_count_for_rarity() -> None:
    items = [["ship"], ["ship"], ["fee"]]
    gone = WordIndex([build_postings(items)], [np.array([True, False, True])])
    left = WordSearch([items[0], items[2]]).scores([["ship"]])[0]
    assert gone.scores(["ship"])[[0, 2]] == pytest.approx(left, abs=1e-5)
