"""The embedded model: a small cross-encoder that says how far a passage supports a claim. English only.

Numbers, names and dates are the rules' work; this one judges what the words say.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from deepnews.agents.embedded_input import CLAIM_CHARS, encode, open_tokenizer, padded
from deepnews.errors import ModelUnavailableError, WeightsError
from deepnews.retrieval.sentences import sentence_spans
from deepnews.text import content_units

MODEL_NAME = "grounding-minilm-int8"
N_WINDOW_WORDS = 60
N_WINDOWS = 3
"""Windows of a long document that are scored, beside its best sentences in one piece."""
_N_THREADS = 2


class Piece(NamedTuple):
    """A text and its content stems."""

    text: str
    content: frozenset[str]


class EmbeddedScorer:
    """Probabilities that documents support claims, from the model that ships with the package."""

    def __init__(self, folder: Path | None = None, *, n_threads: int = 0, n_windows: int = N_WINDOWS) -> None:
        """`folder` holds the model and its tokenizer; by default the package's own. `n_threads` 0 chooses two."""
        self._folder = folder or models_folder()
        self._n_windows = n_windows
        self._n_threads = n_threads or _N_THREADS

    @cached_property
    def model_id(self) -> str:
        """Name and hash of the weights; raises WeightsError when they are missing."""
        with _existing(self._folder / f"{MODEL_NAME}.onnx").open("rb") as stream:
            return f"{MODEL_NAME}@{hashlib.file_digest(stream, 'sha256').hexdigest()[:12]}"

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The probability, 0 to 1, that each document supports its claim: that of its best window.

        Raises WeightsError without the weights and ModelUnavailableError without the engine.
        """
        windows = [claim_windows(document, claim, n_best=self._n_windows) for document, claim in pairs]
        inputs = [[(text, claim) for text in texts] for texts, (_, claim) in zip(windows, pairs, strict=True)]
        scores = self._scored(list(dict.fromkeys(pair for group in inputs for pair in group)))
        return [max((scores[pair] for pair in group), default=0.0) for group in inputs]

    def _scored(self, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], float]:
        """Scores of pairs that fit the model. Each is run by itself: in int8 the other rows of a batch would change
        its score a little, and on a CPU a batch is no faster."""
        if not pairs:
            return {}
        run = self._session.run
        inputs = [padded([encoding]) for encoding in encode(self._tokenizer, pairs)]
        with ThreadPoolExecutor(self._n_threads) as threads:
            logits = threads.map(lambda arrays: float(run(None, arrays)[0][0][0]), inputs)
            return dict(zip(pairs, map(sigmoid, logits), strict=True))

    @cached_property
    def _tokenizer(self) -> Any:
        return open_tokenizer(self._folder / "tokenizer.json")

    @cached_property
    def _session(self) -> Any:
        path = _existing(self._folder / f"{MODEL_NAME}.onnx")
        try:
            import onnxruntime
        except ImportError as error:
            raise ModelUnavailableError(
                f"The engine of the embedded model cannot be loaded ({error}).", hint="Run: pip install onnxruntime"
            ) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the pairs run side by side
        options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def models_folder() -> Path:
    """The folder of the package that holds the shipped model."""
    return Path(str(files("deepnews.agents").joinpath("models")))


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise WeightsError(
            f"The embedded model {path.name} is not in {path.parent}.", hint="Install the package again, or use rules."
        )
    return path


def sigmoid(logit: float) -> float:
    """The logit as a probability."""
    return 1.0 / (1.0 + math.exp(-logit)) if logit >= 0 else 1.0 - 1.0 / (1.0 + math.exp(logit))


def claim_windows(document: str, claim: str, *, n_best: int = N_WINDOWS) -> tuple[str, ...]:
    """What of the document the claim is scored against: the whole of a short one; of a long one first the sentences
    with most of the claim's content words, wherever they stand, in one piece, then the `n_best` best windows."""
    windows = _windows(document)
    if len(windows) < 2:
        return tuple(w.text for w in windows)
    wanted = frozenset(content_units(claim[:CLAIM_CHARS], "en"))
    best = sorted(windows, key=lambda w: -len(w.content & wanted))[:n_best]
    return tuple(dict.fromkeys((_joint(_sentences(document), wanted), *(w.text for w in best))))


@lru_cache(maxsize=256)
def _windows(document: str) -> tuple[Piece, ...]:
    """Overlapping windows of whole sentences; each begins in the middle of the one before it."""
    sentences = _sentences(document)
    windows: list[Piece] = []
    first = 0
    while first < len(sentences):
        last = _window_end(sentences, first, N_WINDOW_WORDS)
        windows.append(_merged(sentences[first:last]))
        if last == len(sentences):
            break
        first = max(first + 1, _window_end(sentences, first, N_WINDOW_WORDS // 2))
    return tuple(windows)


def _window_end(sentences: Sequence[Piece], first: int, n_words_max: int) -> int:
    """Number of the first sentence that no longer fits; a window holds one sentence at least."""
    n_words, last = 0, first
    while last < len(sentences):
        n_words += len(sentences[last].text.split())
        if n_words > n_words_max and last > first:
            break
        last += 1
    return last


def _merged(sentences: Sequence[Piece]) -> Piece:
    return Piece(" ".join(s.text for s in sentences), frozenset().union(*(s.content for s in sentences)))


@lru_cache(maxsize=256)
def _sentences(document: str) -> tuple[Piece, ...]:
    """The sentences of a document in a line each; endless ones cut."""
    pieces = []
    for span in sentence_spans(document, "en"):
        words = document[span.start : span.end].split()
        for first in range(0, len(words), N_WINDOW_WORDS):
            text = " ".join(words[first : first + N_WINDOW_WORDS])
            pieces.append(Piece(text, frozenset(content_units(text, "en"))))
    return tuple(pieces)


def _joint(sentences: Sequence[Piece], wanted: frozenset[str]) -> str:
    """The sentences with most of the wanted words, wherever they stand, in their order."""
    by_share = sorted(range(len(sentences)), key=lambda i: -len(sentences[i].content & wanted))
    chosen: list[int] = []
    n_words = 0
    for i in by_share:
        n_words += len(sentences[i].text.split())
        if chosen and n_words > N_WINDOW_WORDS:
            break
        chosen.append(i)
    return " ".join(sentences[i].text for i in sorted(chosen))
