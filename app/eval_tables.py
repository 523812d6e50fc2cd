"""Results of ``deepnews eval`` as tables for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from deepnews.agents.logistic import Fit
    from deepnews.eval.corrupt.measure import CorruptResult
    from deepnews.eval.verifier_eval import DatasetResult, MacroResult, VerifierResult


def _table(title: str, caption: str, first: str, *columns: str) -> Table:
    from rich.table import Table

    table = Table(title=title, caption=caption, title_justify="left", caption_justify="left")
    table.add_column(first, no_wrap=True)
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def verifier_table(result: VerifierResult) -> Table:
    """A line for each data set, then the means."""
    thresholds = ", ".join(f"{lang} {x:.3f}" for lang, x in sorted(result.threshold.items()))
    caption = f"threshold ({result.threshold_from}) {thresholds}; {result.n_rows:,} rows, {result.claims_per_s:g}/s"
    names = ("rows", "bal. acc.", "95% interval", "AUC", "rec. sup.", "rec. unsup.")
    table = _table(f"Checker {result.checker}", "\n".join([caption, *_against(result)]), "data set", *names)
    for name, row in result.datasets.items():
        table.add_row(name, f"{row.n:,}", *_figures(row))
    table.add_section()
    for lang, mean in result.macro_by_lang.items():
        table.add_row(f"mean, {lang}", "", *_figures(mean))
    table.add_row("mean of all", "", *_figures(result.macro))
    return table


def _figures(row: DatasetResult | MacroResult) -> list[str]:
    from deepnews.eval.verifier_report import number

    interval = f"{row.ci95[0]:.3f} to {row.ci95[1]:.3f}" if row.ci95 else "n/a"
    recalls = [number(row.recall_supported), number(row.recall_unsupported)]
    return [number(row.balanced_accuracy), interval, number(row.auc), *recalls]


def _against(result: VerifierResult) -> list[str]:
    found = []
    for baseline, figures in result.against.items():
        parts = [
            f"{lang} {value['difference']:+} {value['ci95']}"
            for lang, value in figures.items()
            if isinstance(value, dict) and value["difference"] is not None
        ]
        found.append(f"better than {baseline} by (balanced accuracy, 95%): {'; '.join(parts)}")
    return found


def fit_table(made: Fit, left_out: Mapping[str, Mapping[str, float]]) -> Table:
    """The weights of each language, and how the fit carries over to data sets it was not fitted on."""
    aucs = (f"{lang}: {', '.join(f'{n} {v:.3f}' for n, v in found.items())}" for lang, found in left_out.items())
    caption = "\n".join(["ROC-AUC on each data set by a fit on all others:", *aucs])
    table = _table(f"Fit {made.name} on {made.n_rows:,} rows", caption, "feature", *made.languages)
    names = dict.fromkeys(n for f in made.languages.values() for n in f.features)
    for name in names:
        weights = ({**dict(zip(f.features, f.weights, strict=True))}.get(name) for f in made.languages.values())
        table.add_row(name, *("" if w is None else f"{w:+.3f}" for w in weights))
    table.add_section()
    table.add_row("threshold", *(f"{f.threshold:.3f}" for f in made.languages.values()))
    return table


def corrupt_table(result: CorruptResult) -> Table:
    """A line for each kind of error, then what became of the sentences that nobody changed."""
    reds = result.false_reds
    caption = (
        f"untouched sentences that turned red: {reds.n_turned_red} of {reds.n_untouched}\n"
        f"red before anything was planted: {reds.n_red_before} of {reds.n_sentences}\n"
        f"checker {result.checker}, seed {result.seed}"
    )
    table = _table("Planted errors", caption, "kind", "planted", "caught", "share")
    for kind, n in result.planted.items():
        share = f"{result.caught[kind] / n:.0%}" if n else "n/a"
        table.add_row(kind, str(n), str(result.caught[kind]), share)
    return table
