"""Results of experiments as plots, each with what must be read beside it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deepnews.app.desk.lab import plot_of
from deepnews.app.desk.words import words
from deepnews.errors import UsageError

CLIFF = {
    "model": "m",
    "checker": "rules",
    "assignment_sha256": "",
    "corpus_sha256": "",
    "deepnews_version": "0",
    "points": [],
    "recommended_n_chars": 15000,
    "budgets": [
        {
            "n_chars_context": n,
            "n_articles": 1,
            "n_supported": 1,
            "n_checkable": 2,
            "hfr": 0.5,
            "low": 0.1,
            "high": 0.9,
            "copied_share": 0.2,
        }
        for n in (2000, 15000)
    ],
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sweep_is_plotted_with_what_must_be_read_beside_it(language: str) -> None:
    plot = plot_of(json.dumps(CLIFF).encode(), words("zh" if language == "zh" else "en"))
    assert [r["context"] for r in plot.rows] == [2000, 15000] and "15,000" in plot.note
    assert {layer["encoding"]["y"]["field"] for layer in plot.spec["layer"]} == {"low", "hfr", "copied"}
    told = [[tip["field"] for tip in layer["encoding"]["tooltip"]] for layer in plot.spec["layer"]]
    assert told == [list(plot.rows[0])] * 3, "a layer that tells less than all would tell its lower end as HFR"


def system(name: str, hfr: float, copied: float) -> dict[str, Any]:
    counts = {"n_supported": 9, "n_refuted": 1, "n_not_enough_info": 0, "n_not_checkable": 0, "n_unscored": 0}
    shares = {"copied_share": copied, "cited_share": 0, "specific_share": 0}
    numbers = dict.fromkeys(
        ("n_repeated_sentences", "n_sources_used", "n_frame_errors", "n_quotations", "n_altered_quotations"), 0
    )
    pacing = {"sentence_length_cv": 0.5, "n_flat_triples": 0, "connectives_per_1000_chars": 0, "n_formulas": 0}
    score = {
        "n_chars": 900,
        "hfr": {"value": hfr, "low": hfr - 0.1, "high": hfr, "checker": "rules", **counts},
        "companions": {**shares, **numbers},
        "pacing": pacing,
    }
    cost = {"n_prompt_tokens": 1, "n_output_tokens": 1, "n_model_calls": 1, "model_s": 1}
    return {"system": name, "path": "a.md", "n_chars_context": 0, "score": score, "cost": cost, "wall_s": 1}


def test_ways_of_writing_are_plotted_with_the_share_each_copied() -> None:
    made = {k: CLIFF[k] for k in ("model", "checker", "assignment_sha256", "corpus_sha256", "deepnews_version")}
    systems = [system("zero-shot", 0.3, 0.0), system("rag", 0.9, 0.7)]
    plot = plot_of(json.dumps({**made, "seed": 7, "systems": systems}).encode(), words("en"))
    assert [(r["system"], r["hfr"], r["copied"]) for r in plot.rows] == [("zero-shot", 0.3, 0.0), ("rag", 0.9, 0.7)]
    assert {layer["encoding"]["x"]["field"] for layer in plot.spec["layer"]} == {"low", "hfr", "copied"}


def test_a_checker_is_plotted_by_data_set_with_its_interval() -> None:
    rates = {"balanced_accuracy": 0.8, "auc": 0.9, "recall_supported": 0.7, "recall_unsupported": 0.9}
    data = {"lang": "en", "n": 40, "n_supported": 20, "ci95": [0.7, 0.9], **rates}
    result = {"checker": "rules", "model_hash": "", "threshold": {}, "threshold_from": "default", "n_rows": 40}
    result |= {"datasets": {"news": data}, "macro": {"n_datasets": 1, "ci95": [0.7, 0.9], **rates}, "macro_by_lang": {}}
    result |= {"claims_per_s": 9, "data": {}, "seed": 7, "versions": {}}
    plot = plot_of(json.dumps(result).encode(), words("zh"))
    assert [(r["data"], r["accuracy"], r["low"]) for r in plot.rows] == [("news", 0.8, 0.7)] and "40" in plot.note


@pytest.mark.parametrize("content", [b"", b"[]", b"3", b"{}", b'{"budgets": 1}', b"\xff"])
def test_another_file_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(UsageError):
        plot_of(content, words("en"))
