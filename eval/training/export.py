"""Export the trained model to int8 ONNX: ``python -m deepnews.eval.training.export --help``."""

from __future__ import annotations

import argparse
import json
import logging
import shutil
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from deepnews.agents.embedded import MODEL_NAME, EmbeddedScorer, sigmoid
from deepnews.agents.embedded_input import MAX_TOKENS, encode, open_tokenizer, padded
from deepnews.errors import DeepNewsError, UsageError
from deepnews.eval.training.data import file_sha256
from deepnews.eval.training.model_card import model_card
from deepnews.retrieval.onnx_export import fuse, to_int8
from deepnews.schemas.base import Record

_log = logging.getLogger(__name__)
_OPSET = 17
_TOLERANCE = 0.08
"""Largest mean difference between the probabilities of the exported and the trained model."""
_SAMPLE: tuple[tuple[str, str], ...] = (
    ("The council approved the plan in March. Work begins next year.", "The council approved the plan."),
    ("The council approved the plan in March. Work begins next year.", "The council rejected the plan."),
    ("Loan demand weakened in most districts. Housing starts fell.", "Loan demand weakened in all districts."),
    ("Loan demand weakened in most districts. Housing starts fell.", "Most districts saw weaker demand for loans."),
    ("Officials said the stocks may run out by June.", "The stocks ran out."),
    ("Officials said the stocks may run out by June.", "Officials warned that stocks could run out."),
    ("The bridge, which opened in 1932, is closed for repairs.", "The bridge is closed for repairs."),
    ("The bridge, which opened in 1932, is closed for repairs.", "The bridge is open to traffic."),
    ("Mrs Quill thanked the committee and left.", "The factory makes paper cups."),
    ("Mrs Quill thanked the committee and left.", "Mrs Quill thanked the committee."),
)


class Agreement(Record):
    """How near the exported model is to the trained one, in probability."""

    n: int
    mean_difference: float
    max_difference: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Export as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m deepnews.eval.training.export", description=__doc__)
    parser.add_argument("--trained", type=Path, required=True, help="the --out folder of a training")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model, its tokenizer and its card")
    parser.add_argument("--tolerance", type=float, default=_TOLERANCE)
    parser.add_argument("--corpus-licence", default="", help="whose documents the pairs by rule were made from")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    try:
        export(options.trained, options.out, tolerance=options.tolerance, corpus_licence=options.corpus_licence)
    except DeepNewsError as error:
        raise SystemExit(str(error)) from None


def export(trained: Path, out: Path, *, tolerance: float = _TOLERANCE, corpus_licence: str = "") -> Agreement:
    """How near the int8 model written to `out` is to the trained one; its tokenizer and card lie beside it.

    Raises UsageError when the training is not finished or the two differ by more than `tolerance` on average.
    """
    record_path = trained / "training.json"
    if not record_path.is_file():
        raise UsageError(f"{trained} holds no finished training.", hint="Run deepnews.eval.training.train first.")
    model = _open(trained / "model")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        full, fused = Path(folder) / "full.onnx", Path(folder) / "fused.onnx"
        _to_onnx(model, trained / "model" / "tokenizer.json", full)
        fuse(full, fused, n_heads=model.config.num_attention_heads, n_hidden=model.config.hidden_size)
        to_int8(fused, out / f"{MODEL_NAME}.onnx")
    shutil.copyfile(trained / "model" / "tokenizer.json", out / "tokenizer.json")
    agreement = _compared(model, out)
    if agreement.mean_difference > tolerance:
        raise UsageError(
            f"The int8 model differs from the trained one by {agreement.mean_difference:.3f} on average.",
            hint="Train longer, or raise --tolerance.",
        )
    record = json.loads(record_path.read_text(encoding="utf-8"))
    _write_card(record, out, agreement, corpus_licence or "see their folders")
    return agreement


def _open(folder: Path) -> Any:
    from deepnews.eval.training.model import claim_scorer

    return claim_scorer().from_pretrained(str(folder), local_files_only=True, attn_implementation="eager").eval()


def _to_onnx(model: Any, tokenizer_path: Path, path: Path) -> None:
    """Write the model in float32, with batch and length left open."""
    import warnings

    import torch

    names = ("input_ids", "attention_mask", "token_type_ids")
    arrays = padded(encode(open_tokenizer(tokenizer_path), _SAMPLE[:3]))
    axes = {name: {0: "batch", 1: "length"} for name in names} | {"logits": {0: "batch"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter is the old one, which needs no further package
        torch.onnx.export(
            _logits_only(model),
            tuple(torch.from_numpy(arrays[name]) for name in names),
            str(path),
            input_names=list(names),
            output_names=["logits"],
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )


def _logits_only(model: Any) -> Any:
    """The model as a torch module whose inputs are given by position and whose output is the logits alone."""
    import torch

    class LogitsOnly(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: Any, mask: Any, types: Any) -> Any:
            return self.model(input_ids=ids, attention_mask=mask, token_type_ids=types)[0].unsqueeze(1)

    return LogitsOnly().eval()


def _compared(model: Any, folder: Path) -> Agreement:
    """Differences between the probabilities of both models on the sample."""
    import torch

    arrays = padded(encode(open_tokenizer(folder / "tokenizer.json"), _SAMPLE))
    with torch.no_grad():
        logits = model(**{k: torch.from_numpy(v) for k, v in arrays.items()})[0].tolist()
    exported = EmbeddedScorer(folder).score(_SAMPLE)
    differences = [abs(sigmoid(a) - b) for a, b in zip(logits, exported, strict=True)]
    mean = sum(differences) / len(differences)
    _log.info("int8 against float32: mean difference %.4f, largest %.4f", mean, max(differences))
    return Agreement(n=len(differences), mean_difference=mean, max_difference=max(differences))


def _write_card(record: dict[str, Any], out: Path, agreement: Agreement, corpus_licence: str) -> None:
    path = out / f"{MODEL_NAME}.onnx"
    facts = {
        "n_megabytes": round(path.stat().st_size / 1e6, 1),
        "sha256": file_sha256(path),
        "max_tokens": MAX_TOKENS,
        "onnxruntime": version("onnxruntime"),
        "mean_difference": round(agreement.mean_difference, 4),
        "corpus_licence": corpus_licence,
    }
    (out / "MODEL_CARD.md").write_text(model_card(record, facts), encoding="utf-8")
    _log.info("wrote %s (%.1f MB)", path, facts["n_megabytes"])


if __name__ == "__main__":
    main()
