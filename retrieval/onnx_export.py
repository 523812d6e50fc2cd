"""The export of a BERT-like embedding model to ONNX in eight bits: made once from its own weights, checked by hash."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from deepnews.errors import EmbeddingError
from deepnews.process_lock import try_lock
from deepnews.retrieval.onnx_model import INPUTS, MODEL_FILE, TABLE_FILE, TOKENIZER_FILE, OnnxEncoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

Unpack = Callable[[Path], Path]

VERSION: Final = "int8-2"
"""Raised whenever the export gives another model."""
_RECORD: Final = "export.json"
_FILES: Final = (MODEL_FILE, TOKENIZER_FILE, TABLE_FILE)
_OPSET: Final = 17
_MIN_COSINE: Final = 0.97
"""Least likeness of an exported vector to that of the original; an export below it is thrown away."""
_SAMPLE: Final = (
    "The council approved the plan in March. Work begins next year.",
    "Loan demand weakened in most districts, officials said; housing starts fell by 12 percent.",
    "Who knew?",
    "监管部门三月批准了这项计划，明年动工。",
)


def exported_model(name: str, weights_sha256: str, parent: Path, unpack: Unpack, *, sums_apart: bool = False) -> Path:
    """The folder under `parent` with the int8 model made from weights in the form of transformers, exported when it is
    not there.

    With `sums_apart` sums stay apart from the normalisations after them, which is faster; rounding falls
    otherwise then, so that the vectors differ a little. `unpack` gives the folder of the weights; it may write them
    into the scratch folder that it is given. The files are compared with the hashes noted at export; what does not
    match is made anew. Raises EmbeddingError when the export fails or comes out unlike the original, OSError when the
    folder cannot be written.
    """
    folder = parent / f"{name}-{weights_sha256[:8]}-{VERSION}{'-apart' if sums_apart else ''}"
    if _is_whole(folder):
        return folder
    parent.mkdir(parents=True, exist_ok=True)
    with _alone(parent / f"{folder.name}.lock"):
        if not _is_whole(folder):
            _export(unpack, folder, sums_apart)
    return folder


def _is_whole(folder: Path) -> bool:
    try:
        noted = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        return all(_sha256(folder / name) == noted[name] for name in _FILES)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock; waits while another process exports, which takes some seconds."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        while not try_lock(handle):
            time.sleep(0.2)
        yield
    finally:
        os.close(handle)


def _export(unpack: Unpack, folder: Path, sums_apart: bool) -> None:
    """Write the exported model into `folder` in one step."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".export-", ignore_cleanup_errors=True) as name:
        work = Path(name)
        done = work / folder.name
        done.mkdir()
        weights = unpack(work)
        expected = _to_onnx(weights, work / "full.onnx", done / TABLE_FILE)
        shape = json.loads((weights / "config.json").read_text(encoding="utf-8"))
        sizes = {"n_heads": shape["num_attention_heads"], "n_hidden": shape["hidden_size"]}
        fuse(work / "full.onnx", work / "fused.onnx", sums_apart=sums_apart, **sizes)
        to_int8(work / "fused.onnx", done / MODEL_FILE)
        shutil.copyfile(weights / TOKENIZER_FILE, done / TOKENIZER_FILE)
        _compare(done, expected)
        noted = {file: _sha256(done / file) for file in _FILES}
        (done / _RECORD).write_text(json.dumps(noted), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(FileExistsError):
            done.rename(folder)


def _to_onnx(weights: Path, path: Path, table: Path) -> Vectors:
    """Vectors of the sample by the original, whose graph is written to `path` with batch and length left open, and the
    vectors of its vocabulary to `table`."""
    import numpy as np
    import torch
    from transformers import AutoModel
    from transformers.utils import logging as transformers_logging

    quiet: Any = transformers_logging
    quiet.disable_progress_bar()
    quiet.set_verbosity_error()
    model = AutoModel.from_pretrained(str(weights), local_files_only=True, attn_implementation="eager").eval()
    words = model.get_input_embeddings().weight.detach().numpy()
    np.save(table, words.astype(np.float16))
    graph = _hidden_only(model)
    one = torch.ones((2, 8), dtype=torch.long)
    axes = {name: {0: "batch", 1: "length"} for name in (*INPUTS, "hidden")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter is the old one, which needs no further package
        torch.onnx.export(
            graph,
            (torch.ones((2, 8, words.shape[1])), one, torch.zeros_like(one)),
            str(path),
            input_names=list(INPUTS),
            output_names=["hidden"],
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )
    return _sample_vectors(model, weights)


def _hidden_only(model: Any) -> Any:
    """The model as a torch module that is given the vectors of words, mask and types, and gives the last layer."""
    import torch

    class HiddenOnly(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, words: Any, mask: Any, types: Any) -> Any:
            return self.model(inputs_embeds=words, attention_mask=mask, token_type_ids=types).last_hidden_state

    return HiddenOnly().eval()


def _sample_vectors(model: Any, weights: Path) -> Vectors:
    import numpy as np
    import torch
    from tokenizers import Tokenizer

    tokenizer: Any = Tokenizer.from_file(str(weights / TOKENIZER_FILE))
    tokenizer.no_padding()
    rows = []
    with torch.no_grad():
        for text in _SAMPLE:
            ids = torch.tensor([tokenizer.encode(text).ids])
            rows.append(model(input_ids=ids).last_hidden_state[0].mean(dim=0).numpy())
    stacked = np.stack(rows)
    unit: Vectors = stacked / np.linalg.norm(stacked, axis=1, keepdims=True)
    return unit


def fuse(full: Path, path: Path, *, n_heads: int, n_hidden: int, sums_apart: bool = False) -> None:
    """Write the graph of a BERT-like model with attention and normalisation as single operators, a quarter faster."""
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    options = FusionOptions("bert")
    options.enable_skip_layer_norm = options.enable_bias_skip_layer_norm = not sums_apart
    with _quiet_log():
        fused = optimize_model(
            str(full), "bert", num_heads=n_heads, hidden_size=n_hidden, opt_level=1, optimization_options=options
        )
        fused.save_model_to_file(str(path))


def to_int8(fused: Path, path: Path) -> None:
    """Write the model with weights in eight bits; seven of them used, which processors without VNNI need."""
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with _quiet_log():
        quantize_dynamic(
            str(fused),
            str(path),
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )


@contextmanager
def _quiet_log() -> Iterator[None]:
    """Keep from the log what the engine's tools tell the root logger of every operator."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        yield
    finally:
        root.setLevel(level)


def _compare(folder: Path, expected: Vectors) -> None:
    found = OnnxEncoder(folder, 256).encode(_SAMPLE, 1)
    least = float((found * expected).sum(axis=1).min())
    if least < _MIN_COSINE:
        raise EmbeddingError(
            f"The embedding model came out of its export unlike the original (cosine {least:.3f}).",
            hint="Run: deepnews doctor; DEEPNEWS_EMBEDDER=full does without eight bits.",
        )
