"""A sentence embedding model in eight bits, run on processors by ONNX Runtime; pooling and scaling are done here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Vectors = NDArray[np.float32]

MODEL_FILE: Final = "model.onnx"
TOKENIZER_FILE: Final = "tokenizer.json"
TABLE_FILE: Final = "words.npy"
"""Vectors of the vocabulary, (n_vocabulary, n_hidden) in 16 bits; mapped, so that only rows in use take memory."""
INPUTS: Final = ("inputs_embeds", "attention_mask", "token_type_ids")
_SLOW_FUSIONS: Final = ["SkipLayerNormFusion", "BiasSkipLayerNormFusion"]
"""Sum and normalisation as one operator are slower than the two apart."""
_N_FRAME: Final = 2
"""Tokens that stand around every text."""


class OnnxEncoder:
    """Texts to unit vectors by an exported model; one session, one text after the other on each core."""

    def __init__(
        self, folder: Path, n_tokens_max: int, n_content_max: int | None = None, function_tokens: Collection[str] = ()
    ) -> None:
        """Where only content is read, `function_tokens` are left out, and `n_content_max` tokens are read."""
        import numpy as np
        from tokenizers import Tokenizer

        self._table: Array = np.load(folder / TABLE_FILE, mmap_mode="r")
        self._tokenizer: Any = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(n_tokens_max)
        self._n_content_max = n_content_max or n_tokens_max
        self._function_ids = frozenset(map(self._tokenizer.token_to_id, function_tokens))
        self._session: Any = _session(folder / MODEL_FILE)

    def encode(self, texts: Sequence[str], n_threads: int, *, content_only: bool = False) -> Vectors:
        """One row a text; each text runs alone, so that its vector does not depend on its neighbours."""
        import numpy as np

        read = [self._read(e.ids, content_only) for e in self._tokenizer.encode_batch(list(texts))]
        ids = [np.asarray(row, dtype=np.int64) for row in read]
        if n_threads == 1 or len(ids) < 2:
            rows = [self._pooled(row) for row in ids]
        else:
            with ThreadPoolExecutor(max_workers=n_threads) as pool:
                rows = list(pool.map(self._pooled, ids))
        return np.stack(rows).astype(np.float32)

    def _read(self, ids: list[int], content_only: bool) -> list[int]:
        """The tokens that the model is given; those of a text without content as they are."""
        kept = [i for i in ids if i not in self._function_ids] if content_only else ids
        if not content_only or len(kept) <= _N_FRAME:
            return ids
        return kept if len(kept) <= self._n_content_max else [*kept[: self._n_content_max - 1], ids[-1]]

    def _pooled(self, ids: Array) -> Vectors:
        """Mean over the tokens of one text, scaled to length 1."""
        import numpy as np

        words = self._table[ids][None].astype(np.float32)
        ones = np.ones((1, len(ids)), dtype=np.int64)
        given = dict(zip(INPUTS, (words, ones, np.zeros_like(ones)), strict=True))
        hidden: Vectors = self._session.run(None, given)[0][0]
        mean: Vectors = hidden.mean(axis=0)
        return mean / max(float(np.linalg.norm(mean)), 1e-12)


def _session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    providers = ["CPUExecutionProvider"]
    return onnxruntime.InferenceSession(str(path), options, providers=providers, disabled_optimizers=_SLOW_FUSIONS)
