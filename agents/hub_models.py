"""Checkers of others as swap-ins: each reads a passage and a claim in its own form, from a folder or from the hub.

Nothing is run that came with the weights (no remote code). Needs the extra ``training`` (torch, transformers).
"""

from __future__ import annotations

import logging
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Final, Literal, get_args

from deepnews.errors import ModelUnavailableError, UsageError
from deepnews.retrieval.sentences import sentence_spans

HubKind = Literal["hhem", "minicheck", "lettucedetect", "nli"]


class HubModel(ABC):
    """Probability that a document supports a claim; of a long document that of its best chunk."""

    default_repo: ClassVar[str] = ""
    chunk_words: ClassVar[int] = 300
    """Words of a document that are read at once."""

    def __init__(self, place: str = "") -> None:
        """`place` is a folder or a repository of the hub; by default the published one. Nothing is loaded yet."""
        self._place = place or self.default_repo

    @property
    def model_id(self) -> str:
        """Kind and place of the weights."""
        folder = Path(self._place)
        return f"{type(self).__name__.lower()}:{folder.name if folder.is_dir() else self._place}"

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The probability, 0 to 1, for each (document, claim); raises ModelUnavailableError without the weights."""
        return [
            max((self._prob(chunk, claim) for chunk in chunks(document, self.chunk_words)), default=0.0)
            for document, claim in pairs
        ]

    def _prob(self, passage: str, claim: str) -> float:
        """Of a passage that is read whole."""
        import torch

        with torch.no_grad():
            return float(self._support(passage, claim))

    @abstractmethod
    def _support(self, passage: str, claim: str) -> Any:
        """Probability of support."""

    @cached_property
    def _tokenizer(self) -> Any:
        from transformers import AutoTokenizer

        return self._opened(AutoTokenizer.from_pretrained)

    def _opened(self, opener: Callable[..., Any], place: str = "", **options: Any) -> Any:
        try:
            return opener(place or self._place, **options)
        except (OSError, ValueError) as error:
            raise ModelUnavailableError(
                f"The checker {place or self._place!r} cannot be loaded ({str(error).splitlines()[0]}).",
                hint="Name a folder that holds it, or fetch it from the hub on a machine that reaches the hub.",
            ) from error


def chunks(document: str, n_words_max: int) -> list[str]:
    """Pieces of whole sentences of at most `n_words_max` words; a longer sentence is a piece of its own."""
    pieces: list[list[str]] = []
    n_words = 0
    for span in sentence_spans(document, "en"):
        sentence = document[span.start : span.end]
        n = len(sentence.split())
        if not pieces or n_words + n > n_words_max:
            pieces.append([])
            n_words = 0
        pieces[-1].append(sentence)
        n_words += n
    return [" ".join(p) for p in pieces]


class Nli(HubModel):
    """Any sequence classifier trained on natural language inference: premise, then hypothesis."""

    def _support(self, passage: str, claim: str) -> Any:
        import torch

        limit = min(self._tokenizer.model_max_length, 512)
        inputs = self._tokenizer(passage, claim, return_tensors="pt", truncation="only_first", max_length=limit)
        logits = self._model(**inputs).logits[0]
        if len(logits) == 1:
            return torch.sigmoid(logits[0])
        return torch.softmax(logits, dim=-1)[self._entailment]

    @cached_property
    def _model(self) -> Any:
        from transformers import AutoModelForSequenceClassification

        return self._opened(AutoModelForSequenceClassification.from_pretrained).eval()

    @cached_property
    def _entailment(self) -> int:
        """The class that means support; raises UsageError when the names of the classes do not tell."""
        names = {int(i): str(name).lower() for i, name in self._model.config.id2label.items()}
        found = [i for i, name in names.items() if _SUPPORT.search(name) and not _DENIAL.search(name)]
        if len(found) != 1:
            raise UsageError(
                f"None of the classes {', '.join(names.values())} of {self._place!r} is plainly entailment.",
                hint="Choose a model trained on natural language inference, with its classes named.",
            )
        return found[0]


_SUPPORT: Final = re.compile(r"entail|support|consistent|factual|grounded")
_DENIAL: Final = re.compile(r"^(?:not|non|in|un|no)\b|not[_ -]|non[_ -]|inconsistent|unsupport|ungrounded|hallucinat")


class MiniCheck(HubModel):
    """MiniCheck (Tang et al., arXiv 2404.10774): "predict: passage</s>claim", the first word it would say.

    A T5 answers with one of two tokens; a RoBERTa or DeBERTa reads "passage</s>claim" and has two classes.
    """

    default_repo: ClassVar[str] = "lytang/MiniCheck-Flan-T5-Large"
    chunk_words: ClassVar[int] = 500
    _ANSWERS: ClassVar[tuple[int, int]] = (3, 209)
    """Token numbers of "no" and "yes" in the T5 vocabulary."""

    def _support(self, passage: str, claim: str) -> Any:
        import torch

        text = self._tokenizer.eos_token.join([passage, claim])
        if not self._is_seq2seq:
            inputs = self._tokenizer(text, return_tensors="pt", truncation=True, max_length=512)
            return torch.softmax(self._model(**inputs).logits[0], dim=-1)[1]
        inputs = self._tokenizer(f"predict: {text}", return_tensors="pt", truncation=True, max_length=2048)
        begin = torch.full((1, 1), self._model.config.decoder_start_token_id or 0, dtype=torch.long)
        logits = self._model(**inputs, decoder_input_ids=begin).logits[0, 0]
        return torch.softmax(logits[list(self._ANSWERS)], dim=-1)[1]

    @cached_property
    def _is_seq2seq(self) -> bool:
        from transformers import AutoConfig

        return bool(self._opened(AutoConfig.from_pretrained).is_encoder_decoder)

    @cached_property
    def _model(self) -> Any:
        from transformers import AutoModelForSeq2SeqLM, AutoModelForSequenceClassification

        kind = AutoModelForSeq2SeqLM if self._is_seq2seq else AutoModelForSequenceClassification
        return self._opened(kind.from_pretrained).eval()


class Hhem(HubModel):
    """HHEM-2.1-Open (Vectara): a T5 encoder with two classes, read at the first token of a fixed question.

    Its published class only sets the question; its weights are laid into a plain T5 here, and none of its code runs.
    """

    default_repo: ClassVar[str] = "vectara/hallucination_evaluation_model"
    chunk_words: ClassVar[int] = 500
    _FOUNDATION: ClassVar[str] = "google/flan-t5-base"
    _PREFIX: ClassVar[str] = "t5."

    def _support(self, passage: str, claim: str) -> Any:
        import torch

        question = "Determine if the hypothesis is true given the premise?"
        text = f"<pad> {question}\n\nPremise: {passage}\n\nHypothesis: {claim}"
        logits = self._model(**self._tokenizer(text, return_tensors="pt")).logits[0, 0]
        return torch.softmax(logits, dim=-1)[1]

    @cached_property
    def _foundation(self) -> str:
        """Where configuration and tokenizer lie: in the folder itself, or where the published weights have them."""
        return self._place if (Path(self._place) / "tokenizer.json").is_file() else self._FOUNDATION

    @cached_property
    def _tokenizer(self) -> Any:
        from transformers import AutoTokenizer

        return self._opened(AutoTokenizer.from_pretrained, self._foundation)

    @cached_property
    def _model(self) -> Any:
        from safetensors.torch import load_file
        from transformers import T5Config, T5ForTokenClassification

        config = self._opened(T5Config.from_pretrained, self._foundation)
        config.num_labels = 2
        model = T5ForTokenClassification(config)
        state = {k.removeprefix(self._PREFIX): v for k, v in load_file(self._opened(_weights_file)).items()}
        missing, unexpected = model.load_state_dict(state, strict=False)
        lacking = [k for k in missing if not k.endswith("embed_tokens.weight")]
        if lacking or unexpected:
            raise ModelUnavailableError(
                f"The weights of {self._place!r} are not those of HHEM-2.1-Open ({[*lacking, *unexpected][0]}).",
                hint="Name the folder of vectara/hallucination_evaluation_model.",
            )
        model.eval()  # type: ignore[no-untyped-call]
        return model


def _weights_file(place: str) -> str:
    """Path of the weights in a folder or in the hub's cache; raises OSError when they cannot be had."""
    path = Path(place) / "model.safetensors"
    if path.is_file():
        return str(path)
    if Path(place).is_dir():
        raise OSError(f"{path} is missing")
    from huggingface_hub import hf_hub_download

    return str(hf_hub_download(place, "model.safetensors"))


class LettuceDetect(HubModel):
    """LettuceDetect (Kovács and Recski, arXiv 2502.17125): every token of the claim is judged; the worst one counts."""

    default_repo: ClassVar[str] = "KRLabsOrg/lettucedect-base-modernbert-en-v1"
    chunk_words: ClassVar[int] = 1200

    def _support(self, passage: str, claim: str) -> Any:
        import torch

        prompt = f"\nSummarize the following text:\npassage 1: {passage}\noutput:\n"
        limit = min(self._tokenizer.model_max_length, 4096)
        inputs = self._tokenizer(prompt, claim, return_tensors="pt", truncation="only_first", max_length=limit)
        own = torch.tensor([number == 1 for number in inputs.sequence_ids(0)])
        if not own.any():
            return 0.0
        return 1.0 - torch.softmax(self._model(**inputs).logits[0], dim=-1)[own, 1].max()

    @cached_property
    def _model(self) -> Any:
        from transformers import AutoModelForTokenClassification

        return self._opened(AutoModelForTokenClassification.from_pretrained).eval()


_KINDS: Final[Mapping[str, type[HubModel]]] = {
    "hhem": Hhem,
    "minicheck": MiniCheck,
    "lettucedetect": LettuceDetect,
    "nli": Nli,
}


def is_hub_model(name: str) -> bool:
    """True for ``hhem``, ``minicheck:FOLDER`` and the like."""
    return name.partition(":")[0] in get_args(HubKind)


def open_hub_model(name: str) -> HubModel:
    """The checker of that name, ``KIND`` or ``KIND:FOLDER_OR_REPOSITORY``; its weights are loaded at the first score.

    Raises UsageError for an unknown kind, for ``nli`` without a place, and without the packages it runs on.
    """
    kind, _, place = name.partition(":")
    if kind not in _KINDS:
        raise UsageError(f"There is no checker {name!r}.", hint=f"Choose from: {', '.join(_KINDS)}")
    if not place and not _KINDS[kind].default_repo:
        raise UsageError(f"{kind!r} needs a model.", hint=f"Write {kind}:FOLDER or {kind}:OWNER/NAME.")
    try:
        import torch  # noqa: F401
        from transformers.utils import logging as transformers_logging
    except ImportError as error:
        raise UsageError(f"{kind!r} cannot run ({error}).", hint="Run: pip install 'deepnews[training]'") from error
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.getLogger("transformers").setLevel(logging.ERROR)
    return _KINDS[kind](place)
