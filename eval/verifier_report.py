"""A measured checker as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterator

from deepnews.eval.verifier_eval import DatasetResult, MacroResult, VerifierResult


def markdown(result: VerifierResult) -> str:
    """The page: table of data sets, means, kinds of error, comparison, and what made it."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: VerifierResult) -> Iterator[str]:
    yield f"# Checker `{result.checker}` on labelled pairs"
    yield ""
    thresholds = ", ".join(f"{lang} {x:.3f}" for lang, x in sorted(result.threshold.items()))
    speed = f"{result.n_rows:,} rows, {result.claims_per_s:g} claims/s"
    yield f"Threshold ({result.threshold_from}): {thresholds}. {speed}."
    yield ""
    yield "| data set | language | rows | balanced accuracy | 95% interval | ROC-AUC | recall supported | unsupported |"
    yield "|---|---|---:|---:|---|---:|---:|---:|"
    for name, row in result.datasets.items():
        yield f"| {name} | {row.lang} | {row.n:,} | {_figures(row)} |"
    for lang, mean in result.macro_by_lang.items():
        yield f"| **mean, {lang}** | {lang} | | {_figures(mean)} |"
    yield f"| **mean of all** | | | {_figures(result.macro)} |"
    yield from _errors(result)
    yield from _comparison(result)
    yield from _made_by(result)


def _figures(row: DatasetResult | MacroResult) -> str:
    interval = f"{row.ci95[0]:.3f} to {row.ci95[1]:.3f}" if row.ci95 else "n/a"
    shown = (number(row.balanced_accuracy), interval, number(row.auc))
    return " | ".join((*shown, number(row.recall_supported), number(row.recall_unsupported)))


def number(value: float | None) -> str:
    """Three decimals, or n/a."""
    return "n/a" if value is None else f"{value:.3f}"


def _errors(result: VerifierResult) -> Iterator[str]:
    yield from ("", "## Unsupported claims found, by kind of error", "", "| data set | kind | rows | found |")
    yield "|---|---|---:|---:|"
    for name, row in result.datasets.items():
        for kind, found in row.error_types.items():
            yield f"| {name} | {kind} | {found['n']:g} | {found['recall']:.3f} |"


def _comparison(result: VerifierResult) -> Iterator[str]:
    if not result.against:
        return
    yield from ("", "## Against baselines", "", "| baseline | on | difference of balanced accuracy | 95% interval |")
    yield "|---|---|---:|---|"
    for baseline, found in result.against.items():
        for lang, value in found.items():
            if isinstance(value, dict):
                yield f"| {baseline} | {lang} | {value['difference']} | {value['ci95']} |"


def _made_by(result: VerifierResult) -> Iterator[str]:
    yield from ("", "## What made it", "", f"- checker hash `{result.model_hash}`")
    yield from (f"- data `{name}` SHA-256 `{sha}`" for name, sha in result.data.items())
    yield f"- dev file SHA-256 `{result.dev_sha256 or 'none'}`, seed {result.seed}"
    yield "- " + ", ".join(f"{name} {value}" for name, value in result.versions.items())
    yield f"- lines that could not be read: {len(result.broken_lines)}"
    yield ""
    yield "Intervals: documents drawn with replacement. Means: every data set counts the same."
