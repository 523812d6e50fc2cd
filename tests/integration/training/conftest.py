"""A model of a few thousand weights, small enough to be trained and exported in a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deepnews.eval.training.rows import Row

_SENTENCE = "the bank mill town cat river opened closed grew shrank in may june yes no [PAD] [UNK] [CLS] [SEP] ."
WORDS = _SENTENCE.split()


@pytest.fixture(scope="session")
def tokenizer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    numbers = {word: i for i, word in enumerate(sorted(WORDS, key=lambda w: w != "[PAD]"))}
    tokenizer = Tokenizer(models.WordLevel(numbers, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(mark, numbers[mark]) for mark in ("[CLS]", "[SEP]")],
    )
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    tokenizer.save(str(path))
    return path


@pytest.fixture(scope="session")
def tiny_model() -> Callable[[], Any]:
    """Makes the same untrained model each time."""

    def make() -> Any:
        import torch
        from transformers import BertConfig, BertForSequenceClassification

        torch.manual_seed(0)
        config = BertConfig(
            vocab_size=len(WORDS),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            num_labels=1,
        )
        return BertForSequenceClassification(config)

    return make


@pytest.fixture(scope="session")
def easy_rows() -> list[Row]:
    """Rows whose label hangs on one word of the claim."""
    claims = [(f"The {who} {what}.", what) for who in ("bank", "mill", "town", "cat") for what in ("opened", "closed")]
    return [Row(document="The river grew in May.", claim=c, label=1 if w == "opened" else 0) for c, w in claims * 4]
