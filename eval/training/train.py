"""Train the embedded verifier model: ``python -m deepnews.eval.training.train --help``."""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import platform
import shutil
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from deepnews.agents.embedded_input import MAX_TOKENS, open_tokenizer
from deepnews.errors import DeepNewsError, UsageError
from deepnews.eval.training.data import (
    at_most_per_label,
    dev_sample,
    file_sha256,
    mixed,
    n_rows_per_set,
    read_grounding,
    rows_sha256,
)
from deepnews.eval.training.faults import swapped_rows, with_known_faults
from deepnews.eval.training.loop import Loop, LoopOptions
from deepnews.eval.training.pairs import make_pairs
from deepnews.eval.training.rows import Row

_log = logging.getLogger(__name__)
_PACKAGES = ("torch", "transformers", "tokenizers", "numpy")
_BASE_FILES = ("config.json", "model.safetensors", "tokenizer.json")
_N_DEV_PER_SET = 100
_ROWS = "rows.jsonl.gz"


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says; what cannot be read is told in a sentence."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    try:
        train(options)
    except DeepNewsError as error:
        raise SystemExit(str(error)) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deepnews.eval.training.train", description=__doc__)
    parser.add_argument("--grounding", type=Path, required=True, help="labelled pairs for training (.jsonl.gz)")
    parser.add_argument(
        "--dev", type=Path, required=True, help="labelled pairs to choose the best state by (.jsonl.gz)"
    )
    parser.add_argument("--corpus", action="append", default=[], help="folder of English documents for pairs by rule")
    parser.add_argument("--base", type=Path, required=True, help="folder of the MiniLM weights to start from")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and the trained model")
    parser.add_argument("--max-minutes", type=float, default=60.0)
    parser.add_argument("--max-epochs", type=int, default=6)
    parser.add_argument("--steps", type=int, default=0, help="train exactly so many steps instead of planning by time")
    parser.add_argument("--decay-from", type=int, default=0, help="with --steps: the step from which the rate falls")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--limit", type=int, default=None, help="use only so many training rows (for a trial)")
    parser.add_argument("--rows-per-label", type=int, default=1600, help="labelled rows of each set and label")
    parser.add_argument("--swapped", type=int, default=2400, help="labelled claims with one thing changed")
    parser.add_argument("--made", type=int, default=4000, help="pairs made by rule from the documents of --corpus")
    parser.add_argument("--all-licences", action="store_true", help="also use rows whose repository states no licence")
    parser.add_argument("--learning-rate", type=float, default=1e-4)
    parser.add_argument("--dev-rows", type=int, default=_N_DEV_PER_SET, help="rows of each dev set")
    parser.add_argument("--eval-minutes", type=float, default=6.0)
    return parser


def train(options: argparse.Namespace) -> None:
    """Train and leave in ``options.out``: ``model/`` (the best state), ``training.json``, checkpoints."""
    import torch

    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    rows, dev = kept_rows(options), dev_rows(options)
    _log.info("%d training rows: %s", len(rows), n_rows_per_set(rows))
    model, tokenizer = _open_base(options.base)
    loop = Loop(model, tokenizer, rows, dev, options.out, _loop_options(options))
    loop.run()
    _write(options, loop, rows, dev)


def kept_rows(options: argparse.Namespace) -> list[Row]:
    """The rows of this training: those that a killed one left, else new ones, which are left for the next."""
    path = options.out / _ROWS
    if not path.is_file():
        rows = training_rows(options)
        with gzip.open(path.with_suffix(".part"), "wt", encoding="utf-8") as lines:
            lines.writelines(f"{row.model_dump_json()}\n" for row in rows)
        path.with_suffix(".part").replace(path)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [Row.model_validate_json(line) for line in lines]


def training_rows(options: argparse.Namespace) -> list[Row]:
    """Human-labelled rows, the same with one thing changed, and rows made from documents, mixed as asked."""
    every = with_known_faults(read_grounding(options.grounding, permissive_only=not options.all_licences))
    grounding = at_most_per_label(every, options.rows_per_label, seed=options.seed)
    swapped = swapped_rows(grounding, seed=options.seed, n_max=options.swapped)
    made = made_rows(options.corpus, seed=options.seed, n_max=options.made) if options.corpus else []
    return mixed(grounding, [*swapped, *made], limit=options.limit, seed=options.seed)


def made_rows(folders: Sequence[str], *, seed: int, n_max: int) -> list[Row]:
    """Pairs made by rule from the documents of the folders."""
    from deepnews.retrieval.load import load_corpus

    return make_pairs(load_corpus(folders, cache_dir=None), seed=seed, n_max=n_max)


def dev_rows(options: argparse.Namespace) -> list[Row]:
    """A sample of the English dev rows of every set, whatever their licence: they only choose, they do not train."""
    rows = read_grounding(options.dev, permissive_only=False)
    return dev_sample(rows, n_per_set=options.dev_rows, seed=options.seed)


def _open_base(folder: Path) -> tuple[Any, Any]:
    missing = [name for name in _BASE_FILES if not (folder / name).is_file()]
    if missing:
        raise UsageError(f"{folder} lacks {', '.join(missing)}.", hint="Give --base the folder of the MiniLM weights.")
    from transformers.utils import logging as transformers_logging

    from deepnews.eval.training.model import freeze_vocabulary, open_base

    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = open_base(folder)
    freeze_vocabulary(model)
    return model, open_tokenizer(folder / "tokenizer.json")


def _loop_options(options: argparse.Namespace) -> LoopOptions:
    return LoopOptions(
        seed=options.seed,
        learning_rate=options.learning_rate,
        head_learning_rate=10 * options.learning_rate,
        max_epochs=options.max_epochs,
        max_minutes=options.max_minutes,
        n_steps=options.steps,
        decay_from=options.decay_from,
        eval_minutes=options.eval_minutes,
    )


def _write(options: argparse.Namespace, loop: Loop, rows: Sequence[Row], dev: Sequence[Row]) -> None:
    folder = options.out / "model"
    loop.model.save_pretrained(str(folder))
    shutil.copyfile(options.base / "tokenizer.json", folder / "tokenizer.json")
    record = {
        "base": options.base.name,
        "base_sha256": file_sha256(options.base / "model.safetensors"),
        "grounding_sha256": file_sha256(options.grounding),
        "dev_sha256": file_sha256(options.dev),
        "rows_sha256": rows_sha256(rows),
        "corpora": [
            Path(folder).parent.name if Path(folder).name == "sources" else Path(folder).name
            for folder in options.corpus
        ],
        "licences": "all" if options.all_licences else "permissive",
        "seed": options.seed,
        "n_threads": options.threads,
        "max_tokens": MAX_TOKENS,
        "options": loop.options.model_dump(),
        "n_steps": loop.n_steps,
        "decay_from": loop.decay_from,
        "n_epochs": round(loop.n_epochs, 3),
        "examples_per_s": round(loop.examples_per_s, 2),
        "wall_s": round(loop.spent_s, 1),
        "train_rows": n_rows_per_set(rows),
        "dev_rows": n_rows_per_set(dev),
        "reports": [{"step": step, **report.model_dump()} for step, report in loop.reports],
        "best": max((r.model_dump() for _, r in loop.reports), key=lambda r: r["macro_auc"]),
        "versions": {name: version(name) for name in _PACKAGES} | {"python": platform.python_version()},
    }
    (options.out / "training.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    _log.info("wrote %s", options.out / "training.json")


if __name__ == "__main__":
    main()
