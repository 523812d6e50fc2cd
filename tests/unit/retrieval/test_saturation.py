"""The saturation gate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.errors import ScarcityError
from deepnews.retrieval.saturation import required_chars, saturation_gate
from deepnews.schemas.assignment import OnScarcity
from deepnews.schemas.corpus import Corpus, SourceDocument

CORPUS = Corpus(
    documents=(SourceDocument(doc_id="d" * 12, path="minutes.txt", title="M", text="x" * 900, content_sha256="0" * 64),)
)


@pytest.mark.parametrize(("n_target", "n_required"), [(600, 30_000), (3000, 30_000), (3001, 30_010), (10_000, 100_000)])
def test_required(n_target: int, n_required: int) -> None:
    assert required_chars(n_target) == n_required


@pytest.mark.parametrize("policy", ["refuse", "shorten", "allow"])
def test_enough_is_enough_under_every_policy(policy: OnScarcity) -> None:
    account = saturation_gate(3000, 30_000, policy, CORPUS)
    assert (account.n_chars_target, account.notice) == (3000, "")


@pytest.mark.parametrize(
    ("n_requested", "n_available", "n_target", "words"),
    [
        (3000, 29_999, 2900, "shortened from 3,000 to 2,900"),
        (9000, 45_678, 4500, "shortened from 9,000 to 4,500"),
        (3000, 15_000, 1500, "floor of 30,000"),
        (1500, 15_000, 1500, "floor of 30,000"),
        (600, 20_000, 600, "floor of 30,000"),
    ],
)
def test_shorten(n_requested: int, n_available: int, n_target: int, words: str) -> None:
    account = saturation_gate(n_requested, n_available, "shorten", CORPUS)
    assert account.n_chars_target == n_target
    assert words in account.notice


@pytest.mark.parametrize(
    ("policy", "n_available", "n_missing"),
    [("refuse", 29_000, "1,000"), ("refuse", 900, "29,100"), ("shorten", 14_999, "1"), ("shorten", 0, "15,000")],
)
def test_refusal_lists_what_is_there_and_what_is_missing(policy: OnScarcity, n_available: int, n_missing: str) -> None:
    with pytest.raises(ScarcityError) as caught:
        saturation_gate(3000, n_available, policy, CORPUS)
    assert "minutes.txt: 900 characters" in caught.value.message
    assert f"{n_missing} are missing" in caught.value.message
    assert "--on-scarcity" in caught.value.hint
    assert caught.value.exit_code == 4


def test_allow_goes_on_with_a_notice() -> None:
    account = saturation_gate(3000, 500, "allow", CORPUS)
    assert account.n_chars_target == 3000
    assert "29,500 fewer" in account.notice


@given(st.integers(600, 100_000), st.integers(0, 1_200_000))
def test_ten_to_one_holds_whenever_the_article_is_shortened(n_requested: int, n_available: int) -> None:
    try:
        account = saturation_gate(n_requested, n_available, "shorten", CORPUS)
    except ScarcityError:
        assert n_available < 15_000
    else:
        assert 600 <= account.n_chars_target <= n_requested
        assert 10 * account.n_chars_target <= n_available
        assert account.notice or n_available >= required_chars(n_requested)
