"""The text of the model card, from what training and export recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ORIGINS = {
    "defacto": ("DeFacto: BBC news, one-sentence summaries, judged and corrected by people", "MIT (articles: BBC)"),
    "cg2c_doc": ("FactCG CG2C: news paragraphs with claims written by a language model", "MIT"),
    "climate_fever": ("CLIMATE-FEVER: Wikipedia sentences, web claims, judged by people", "none stated"),
    "covidfact": ("COVID-Fact: web evidence, claims and generated counter-claims", "none stated"),
    "scifact_rte": (
        "SciFact by way of COVID-Fact: sentences of abstracts, expert claims",
        "none stated there; SciFact itself: CC BY 4.0 and ODC-BY",
    ),
    "swapped": ("Supported claims of these sets with one thing changed by rule", "as of the set"),
    "rules": ("Pairs made by rule from the documents of source folders (`eval/training/`)", "see below"),
}
_CARD = """\
# grounding-minilm-int8

How far an English passage supports a claim: a cross-encoder of six layers and 22.7 million parameters, int8 ONNX,
{n_megabytes} MB. Input: claim and passage, at most {max_tokens} tokens together. Output: one logit; its sigmoid is
the score. SHA-256 of the file: `{sha256}`.

Made by `deepnews.eval.training`; every figure here was written by its export from the training's record.

## Where it comes from

Start: the weights of {base} (Apache-2.0), SHA-256 `{base_sha256}`.
Fine-tuned on:

| set | rows supported / unsupported | what | licence |
|---|---|---|---|
{data_table}

Rows used: {licences}.
Pairs by rule come from the folders {corpora} ({corpus_licence}). True ones are
sentences as they stand, shortened, reworded, joined, attributed or quoted in part; false ones have one thing changed
(number, unit, date, name, polarity, modality, quantifier, speaker, subject) or stand elsewhere in the document.

Seed {seed}, {n_steps} steps of {batch_size} rows ({n_epochs} epochs, the rate falling from step {decay_from}),
{wall_minutes} minutes on {n_threads} thread(s).
{versions}.
Hash of the training rows: `{rows_sha256}`.
To make it again: the same options with `--steps {n_steps} --decay-from {decay_from}`.

## How good it is

On samples of dev sets (never trained on; they chose the state kept). Balanced accuracy at one threshold for all sets,
{threshold:.3f} on the score, chosen on the same rows, so these figures flatter; long documents count by the better of
their best sentences and their best window.

| set | rows | AUC | balanced accuracy |
|---|---|---|---|
{score_table}
| **mean** | | **{macro_auc:.3f}** | **{macro_balanced_accuracy:.3f}** |

int8 against float32: mean difference of the score {mean_difference} on a sample (onnxruntime {onnxruntime}).

## Limits

- English only. Chinese is not covered: there the rules, the overlap of characters and the language model decide.
- It reads words, not arithmetic: numbers, dates and names are checked by rules.
- Trained on news, speeches, minutes and encyclopaedia sentences; other kinds of text were not measured.
- The score is no probability until it is calibrated on labelled data of the kind at hand.
- It sees at most {max_tokens} tokens: what must be put together from distant places it will miss.
"""


def model_card(record: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    """The card as Markdown; `record` is the training's, `facts` are the export's."""
    best = record["best"]
    return _CARD.format(
        **facts,
        **{k: record[k] for k in ("base", "base_sha256", "seed", "n_steps", "n_epochs", "n_threads", "decay_from")},
        rows_sha256=record["rows_sha256"],
        batch_size=record["options"]["batch_size"],
        wall_minutes=round(record["wall_s"] / 60),
        licences=_licences(record["licences"]),
        corpora=", ".join(record["corpora"]) or "(none)",
        versions=", ".join(f"{name} {number}" for name, number in record["versions"].items()),
        data_table="\n".join(_data_row(name, counts) for name, counts in record["train_rows"].items()),
        score_table="\n".join(_score_row(name, score) for name, score in best["sets"].items()),
        **{k: best[k] for k in ("threshold", "macro_auc", "macro_balanced_accuracy")},
    )


def _licences(choice: str) -> str:
    if choice == "permissive":
        return "only those whose licence is stated and permissive (MIT, Apache, CC BY, ODC-BY)"
    return "all English ones, also those whose repository states no licence"


def _data_row(name: str, counts: Mapping[str, int]) -> str:
    what, licence = _ORIGINS.get(name, (name, "see its origin"))
    return f"| {name} | {counts['supported']} / {counts['unsupported']} | {what} | {licence} |"


def _score_row(name: str, score: Mapping[str, float]) -> str:
    return f"| {name} | {score['n']} | {score['auc']:.3f} | {score['balanced_accuracy']:.3f} |"
