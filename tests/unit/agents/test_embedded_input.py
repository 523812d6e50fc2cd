"""What the embedded model reads: which word of a claim the passage has, and which it lacks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.embedded_input import HELD, N_TOKEN_KINDS, NEW, PASSAGE, SHARED, encode, padded


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    """Every word and mark a token of its own."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    made = Tokenizer(models.WordLevel({"[UNK]": 0, "[CLS]": 1, "[SEP]": 2}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    return made


def marked(tokenizer: Any, document: str, claim: str) -> dict[int, list[str]]:
    """The claim's words by kind."""
    (found,) = encode(tokenizer, [(document, claim)])
    words: dict[int, list[str]] = {}
    for kind, (start, end) in zip(found.kinds, found.places, strict=True):
        if start >= 0:
            words.setdefault(kind, []).append(claim[start:end])
    return words


def test_words_of_the_claim_that_the_passage_lacks_are_marked(tokenizer: Any) -> None:
    words = marked(
        tokenizer, "Steel output rose by 4,000 tons in Ohio.", "Steel outputs did not rise by 5,000 tons in Ohio."
    )
    assert words[NEW] == ["not", "rise", "5", ",", "000"]
    assert words[HELD] == ["Steel", "outputs", "did", "by", "tons", "in", "Ohio", "."]


def test_words_of_the_passage_that_the_claim_has_are_marked(tokenizer: Any) -> None:
    (found,) = encode(tokenizer, [("The mill closed.", "The mill opened.")])
    assert found.kinds == [HELD, HELD, HELD, NEW, HELD, PASSAGE, PASSAGE, SHARED, PASSAGE, PASSAGE, PASSAGE]


def test_numbers_written_apart_are_the_same_number(tokenizer: Any) -> None:
    assert NEW not in marked(tokenizer, "It made 12,000 cups.", "12000 cups.")


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_marked_token_by_token(document: str, claim: str) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers

    plain = Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    plain.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    (found,) = encode(plain, [(document, claim)])
    assert len(found.ids) == len(found.kinds) == len(found.places)
    assert all(0 <= kind < N_TOKEN_KINDS for kind in found.kinds)


def test_a_batch_is_padded_to_its_longest(tokenizer: Any) -> None:
    arrays = padded(encode(tokenizer, [("A b c.", "D."), ("A.", "B.")]))
    assert {a.shape for a in arrays.values()} == {(2, len(encode(tokenizer, [("A b c.", "D.")])[0].ids))}
    assert arrays["attention_mask"].sum(axis=1).tolist() == [9, 7]
