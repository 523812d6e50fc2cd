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


def tiny_config() -> Any:
    """A BERT of two narrow layers with two kinds of token, as sentence embedders have them."""
    from transformers import BertConfig

    return BertConfig(
        vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory, tokenizer_file: Path) -> Path:
    """The folder of an untrained sentence embedder."""
    import torch
    from transformers import BertModel

    folder = tmp_path_factory.mktemp("tiny-base")
    torch.manual_seed(0)
    BertModel(tiny_config()).save_pretrained(str(folder))
    (folder / "tokenizer.json").write_bytes(tokenizer_file.read_bytes())
    return folder


@pytest.fixture(scope="session")
def tiny_model(tiny_base: Path) -> Callable[[], Any]:
    """Makes the same untrained model each time."""

    def make() -> Any:
        import torch

        from deepnews.eval.training.model import open_base

        torch.manual_seed(0)
        return open_base(tiny_base)

    return make


@pytest.fixture(scope="session")
def easy_rows() -> list[Row]:
    """Rows whose label hangs on one word of the claim."""
    claims = [(f"The {who} {what}.", what) for who in ("bank", "mill", "town", "cat") for what in ("opened", "closed")]
    return [Row(document="The river grew in May.", claim=c, label=1 if w == "opened" else 0) for c, w in claims * 4]
