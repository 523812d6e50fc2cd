"""The embedded model: windows of long documents, odd texts, missing files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.embedded import (
    MODEL_NAME,
    N_WINDOW_WORDS,
    EmbeddedScorer,
    claim_windows,
    sigmoid,
)
from deepnews.errors import DeepNewsError, WeightsError

FILLER = "The committee met again and talked about other matters at some length. "


def test_a_short_document_is_one_window() -> None:
    assert claim_windows("One thing. Another thing.", "Anything.") == ("One thing. Another thing.",)
    assert claim_windows("", "Anything.") == ()


def test_of_a_long_document_the_windows_with_the_claim_come_first() -> None:
    document = f"{FILLER * 40}Steel output fell in Ohio. {FILLER * 40}Prices of steel rose in May. {FILLER * 40}"
    joint, *windows = claim_windows(document, "Steel output fell in Ohio while prices rose in May.")
    assert "Steel output fell in Ohio." in joint and "Prices of steel rose in May." in joint
    assert joint.index("output") < joint.index("Prices")
    assert "Ohio" in windows[0]
    assert len(windows) <= 3


@given(
    st.lists(
        st.sampled_from(["Steel fell.", "No one came to the meeting in May.", FILLER, "1.234,5 😀 שלום"]), max_size=60
    )
)
def test_windows_are_short_and_taken_from_the_document(sentences: list[str]) -> None:
    document = " ".join(sentences)
    plain = " ".join(document.split())
    for number, window in enumerate(claim_windows(document, "Steel fell in May.")):
        assert len(window.split()) <= 2 * N_WINDOW_WORDS
        assert number == 0 or window in plain


def test_endless_sentences_are_cut() -> None:
    windows = claim_windows("word " * 1000, "A word.")
    assert all(len(w.split()) <= N_WINDOW_WORDS for w in windows)
    assert windows


@given(st.floats(-1000, 1000))
def test_sigmoid_is_a_probability(logit: float) -> None:
    assert 0 <= sigmoid(logit) <= 1
    assert sigmoid(logit) + sigmoid(-logit) == pytest.approx(1)


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    scorer = EmbeddedScorer(tmp_path)
    for fails in (lambda: scorer.model_id, lambda: scorer.score([("a b", "c d")])):
        with pytest.raises(WeightsError) as caught:
            fails()
        assert caught.value.hint
        assert isinstance(caught.value, DeepNewsError)
    assert scorer.score([]) == []


def test_the_shipped_model_knows_a_copy_from_a_contradiction() -> None:
    scorer = EmbeddedScorer(n_threads=1)
    document = (
        "Loan demand weakened in most districts. The council approved the plan to build a new bridge in the north."
    )
    copied, denied, foreign = scorer.score(
        [
            (document, "The council approved the plan to build a new bridge."),
            (document, "The council rejected the plan to build a new bridge."),
            (document, "The minister resigned after the vote in parliament."),
        ]
    )
    assert copied > denied and copied > foreign
    assert scorer.model_id.startswith(f"{MODEL_NAME}@")


def test_odd_texts_are_scored() -> None:
    scorer = EmbeddedScorer(n_threads=1)
    odd = ["😀 שלום 1.234,5", "x" * 5000, "\ud800 broken", "word " * 3000, "北京市政府表示", "\0"]
    scores = scorer.score([(text, other) for text in odd for other in odd])
    assert len(scores) == 36 and all(0 <= s <= 1 for s in scores)
    pairs = [(text, "The bank opened.") for text in odd]
    assert scorer.score(pairs) == pytest.approx(list(reversed(scorer.score(list(reversed(pairs))))), abs=0.02)
