"""Export: what the int8 model says, and its card."""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

import pytest

from deepnews.agents.embedded import MODEL_NAME, EmbeddedScorer
from deepnews.errors import UsageError
from deepnews.eval.training.export import export
from deepnews.eval.training.rows import Row
from deepnews.eval.training.train import _parser, train

pytest.importorskip("onnx", reason="the extra 'training' is not installed")


@pytest.fixture(scope="module")
def trained(
    tmp_path_factory: pytest.TempPathFactory,
    tiny_base: Path,
    easy_rows: list[Row],
) -> Path:
    """The folder of a training from the command line's options, on the tiny model."""
    folder = tmp_path_factory.mktemp("training")
    rows = [{**r.model_dump(include={"document", "claim", "label", "lang"}), "dataset": "easy"} for r in easy_rows]
    with gzip.open(folder / "rows.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(f"{json.dumps(row | {'source_licence': 'MIT'})}\n" for row in rows)
    train(options(folder, tiny_base))
    return folder / "out"


def options(folder: Path, base: Path) -> argparse.Namespace:
    rows = str(folder / "rows.jsonl.gz")
    given = ["--grounding", rows, "--dev", rows, "--base", str(base), "--out", str(folder / "out")]
    return _parser().parse_args([*given, "--steps", "8", "--swapped", "0", "--learning-rate", "3e-3"])


def test_the_record_says_how_it_was_made(trained: Path) -> None:
    record = json.loads((trained / "training.json").read_text(encoding="utf-8"))
    assert record["train_rows"] == {"easy": {"supported": 16, "unsupported": 16}}
    assert (record["seed"], record["n_steps"], record["licences"]) == (7, 8, "permissive")
    assert record["best"]["macro_auc"] == max(r["macro_auc"] for r in record["reports"])
    assert {"torch", "transformers", "tokenizers", "python"} <= set(record["versions"])
    assert str(trained) not in json.dumps(record)


def test_the_export_agrees_with_the_model_and_has_a_card(trained: Path, tmp_path: Path) -> None:
    agreement = export(trained, tmp_path, corpus_licence="public domain")
    assert agreement.mean_difference < 0.05
    scores = EmbeddedScorer(tmp_path, n_threads=1).score([("The river grew.", "The mill opened.")] * 2)
    assert scores[0] == scores[1] and 0 < scores[0] < 1
    pairs = [("The river grew. " * 12, "The mill opened."), ("The cat.", "No."), ("", "Yes."), ("The bank.", "")]
    together = EmbeddedScorer(tmp_path).score(pairs)
    assert together == [EmbeddedScorer(tmp_path).score([pair])[0] for pair in pairs]
    assert together[2] == 0.0
    card = (tmp_path / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "| easy | 16 / 16 |" in card and "public domain" in card and "English only" in card
    assert "{" not in card
    assert (tmp_path / f"{MODEL_NAME}.onnx").stat().st_size > 1000


def test_an_export_that_differs_is_refused(trained: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="differs"):
        export(trained, tmp_path, tolerance=-1.0)
    with pytest.raises(UsageError, match="no finished training"):
        export(tmp_path / "nothing", tmp_path)
