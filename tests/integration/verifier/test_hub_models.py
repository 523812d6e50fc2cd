"""Checkers of others, loaded by their real classes from tiny random weights that the test makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deepnews.agents.hub_models import chunks, open_hub_model
from deepnews.errors import ModelUnavailableError, UsageError

MILL = "The mill closed in May. The owner said that 412 people lost their work."
CLAIM = "The mill closed in May."
_TEXT = "the mill closed in may owner said that people lost their work . predict : yes no"
WORDS = _TEXT.split()


def save_tokenizer(folder: Path, kind: str) -> int:
    """A tokenizer of a few words in the folder; its number of tokens."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    marks = ["<pad>", "</s>", "<unk>", "[CLS]", "[SEP]"]
    numbers = {word: i for i, word in enumerate([*marks, *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(numbers, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    single, pair = (
        ("$A </s>", "$A </s> $B:1 </s>:1") if kind == "t5" else ("[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1")
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single=single, pair=pair, special_tokens=[(m, numbers[m]) for m in marks]
    )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", eos_token="</s>", unk_token="<unk>", model_max_length=128
    )
    fast.save_pretrained(str(folder))
    return len(numbers)


def bert_config(n_words: int, **options: Any) -> Any:
    from transformers import BertConfig

    return BertConfig(
        vocab_size=n_words, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, **options
    )


def t5_config(**options: Any) -> Any:
    from transformers import T5Config

    return T5Config(vocab_size=260, d_model=16, d_kv=8, d_ff=32, num_layers=1, num_heads=2, **options)


def nli(folder: Path) -> None:
    from transformers import BertForSequenceClassification

    labels = {0: "contradiction", 1: "entailment", 2: "neutral"}
    config = bert_config(save_tokenizer(folder, "bert"), id2label=labels, label2id={v: k for k, v in labels.items()})
    BertForSequenceClassification(config).save_pretrained(str(folder))


def minicheck(folder: Path) -> None:
    from transformers import T5ForConditionalGeneration

    save_tokenizer(folder, "t5")
    T5ForConditionalGeneration(t5_config(decoder_start_token_id=0)).save_pretrained(str(folder))


def minicheck_of_two_classes(folder: Path) -> None:
    from transformers import BertForSequenceClassification

    BertForSequenceClassification(bert_config(save_tokenizer(folder, "bert"), num_labels=2)).save_pretrained(
        str(folder)
    )


def hhem(folder: Path) -> None:
    """Weights under the prefix that the published ones have, beside the configuration of their foundation."""
    from safetensors.torch import save_file
    from transformers import T5ForTokenClassification

    save_tokenizer(folder, "t5")
    config = t5_config(num_labels=2)
    config.save_pretrained(str(folder))
    state = T5ForTokenClassification(config).state_dict()
    kept = {f"t5.{k}": v.clone() for k, v in state.items() if not k.endswith("embed_tokens.weight")}
    save_file(kept, str(folder / "model.safetensors"))


def lettucedetect(folder: Path) -> None:
    from transformers import BertForTokenClassification

    BertForTokenClassification(bert_config(save_tokenizer(folder, "bert"), num_labels=2)).save_pretrained(str(folder))


MAKERS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "nli": ("nli", nli),
    "minicheck": ("minicheck", minicheck),
    "minicheck of two classes": ("minicheck", minicheck_of_two_classes),
    "hhem": ("hhem", hhem),
    "lettucedetect": ("lettucedetect", lettucedetect),
}


@pytest.mark.parametrize("case", MAKERS)
def test_a_model_is_loaded_and_gives_a_probability(case: str, tmp_path: Path) -> None:
    kind, make = MAKERS[case]
    make(tmp_path)
    model = open_hub_model(f"{kind}:{tmp_path}")
    pairs = [(MILL, CLAIM), (f"{MILL} " * 60, CLAIM), ("", CLAIM)]
    scores = model.score(pairs)
    assert all(0.0 <= s <= 1.0 for s in scores)
    assert scores[2] == 0.0
    assert scores == model.score(pairs)
    assert model.model_id.endswith(tmp_path.name)


def test_a_model_reads_the_passage_and_the_claim(tmp_path: Path) -> None:
    nli(tmp_path)
    model = open_hub_model(f"nli:{tmp_path}")
    one, other_claim, other_passage = model.score([(MILL, CLAIM), (MILL, "People lost."), ("People lost.", CLAIM)])
    assert len({one, other_claim, other_passage}) == 3


def test_classes_without_names_are_an_error(tmp_path: Path) -> None:
    minicheck_of_two_classes(tmp_path)
    with pytest.raises(UsageError, match="entailment"):
        open_hub_model(f"nli:{tmp_path}").score([(MILL, CLAIM)])


@pytest.mark.parametrize("kind", ["nli", "minicheck", "hhem", "lettucedetect"])
def test_a_folder_without_weights_is_an_error_that_a_checker_can_catch(kind: str, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError) as caught:
        open_hub_model(f"{kind}:{tmp_path}").score([(MILL, CLAIM)])
    assert caught.value.hint


def test_weights_of_something_else_are_an_error(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    hhem(tmp_path)
    state = load_file(str(tmp_path / "model.safetensors"))
    state.pop("t5.classifier.weight")
    save_file(state, str(tmp_path / "model.safetensors"))
    with pytest.raises(ModelUnavailableError, match="not those of HHEM"):
        open_hub_model(f"hhem:{tmp_path}").score([(MILL, CLAIM)])


def test_unknown_kinds_and_a_missing_place_are_errors() -> None:
    for name in ("magic", "nli"):
        with pytest.raises(UsageError):
            open_hub_model(name)


def test_chunks_hold_whole_sentences() -> None:
    assert chunks(MILL, 5) == ["The mill closed in May.", "The owner said that 412 people lost their work."]
    assert chunks(MILL, 100) == [MILL]
    assert chunks("", 5) == []
