"""A checker measured on labelled pairs: per data set and kind of error, with intervals and all that reproduces it."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from pydantic import Field, JsonValue

from deepnews import __version__
from deepnews.eval.grounding import Grounding, PairRow
from deepnews.eval.metrics import (
    Scored,
    auc,
    best_threshold,
    macro,
    macro_interval,
    paired_difference,
    rates,
    recall_by_error,
)
from deepnews.eval.pair_scorers import PairScorer
from deepnews.eval.stats import Interval
from deepnews.schemas.base import Language, Record

DEFAULT_SEED: Final = 7
_PACKAGES: Final = ("numpy", "scikit-learn", "onnxruntime", "jieba", "pydantic")


class DatasetResult(Record):
    """How the checker did on one data set; a rate is None where a class is missing."""

    lang: str
    n: int = Field(ge=0)
    n_supported: int = Field(ge=0)
    balanced_accuracy: float | None
    auc: float | None
    recall_supported: float | None
    recall_unsupported: float | None
    ci95: tuple[float, float] | None
    """Interval of balanced accuracy, documents drawn with replacement."""
    error_types: dict[str, dict[str, float]] = Field(default_factory=dict)
    """For each kind of error: rows, and the share of them called unsupported."""


class MacroResult(Record):
    """Means over data sets, each counting the same."""

    n_datasets: int = Field(ge=0)
    balanced_accuracy: float | None
    auc: float | None
    recall_supported: float | None
    recall_unsupported: float | None
    ci95: tuple[float, float] | None


class VerifierResult(Record):
    """What ``deepnews eval verifier`` prints and saves."""

    checker: str
    model_hash: str
    threshold: dict[Language, float]
    threshold_from: str
    """``dev``, ``option`` or ``default``."""
    datasets: dict[str, DatasetResult]
    macro: MacroResult
    macro_by_lang: dict[Language, MacroResult]
    against: dict[str, dict[str, JsonValue]] = Field(default_factory=dict)
    """For each baseline: its own means, and the paired difference of mean balanced accuracy with its interval."""
    claims_per_s: float
    n_rows: int
    broken_lines: list[str] = Field(default_factory=list)
    data: dict[str, str]
    """Hash of each data file by name."""
    dev_sha256: str = ""
    seed: int
    versions: dict[str, str]


class Measured(Record):
    """Scores of rows, before any threshold."""

    rows: tuple[PairRow, ...]
    scores: tuple[float, ...]
    wall_s: float


def measure_scores(
    scorer: PairScorer, rows: Sequence[PairRow], progress: Callable[[int, int], None] = lambda done, total: None
) -> Measured:
    """The rows with the checker's scores, and how long it took."""
    begin = time.perf_counter()
    scores = scorer.score(rows, progress)
    return Measured(rows=tuple(rows), scores=tuple(scores), wall_s=time.perf_counter() - begin)


def dev_thresholds(measured: Measured, fallback: Mapping[Language, float]) -> dict[Language, float]:
    """For each language the threshold with the best mean balanced accuracy over its data sets."""
    found = dict(fallback)
    languages: tuple[Language, ...] = ("en", "zh")
    for language in languages:
        by_dataset: dict[str, list[tuple[int, float]]] = {}
        for row, score in zip(measured.rows, measured.scores, strict=True):
            if row.lang == language:
                by_dataset.setdefault(row.dataset, []).append((int(row.label), score))
        best = best_threshold(list(by_dataset.values()))
        found |= {} if best is None else {language: best}
    return found


def evaluate(
    scorer: PairScorer,
    measured: Measured,
    threshold: Mapping[Language, float],
    threshold_from: str,
    data: Sequence[Grounding],
    *,
    dev_sha256: str = "",
    broken_lines: Sequence[str] = (),
    seed: int = DEFAULT_SEED,
) -> VerifierResult:
    """The result of a checker on all data files together."""
    called = by_dataset(measured, threshold)
    languages = {r.dataset: r.lang for r in measured.rows}
    return VerifierResult(
        checker=scorer.name,
        model_hash=scorer.model_hash,
        threshold=dict(threshold),
        threshold_from=threshold_from,
        datasets={n: _dataset(called[n], _rows_of(measured, n), languages[n], seed) for n in called},
        macro=_macro(list(called.values()), seed),
        macro_by_lang={
            lang: _macro([called[n] for n in called if languages[n] == lang], seed)
            for lang in dict.fromkeys(languages.values())
        },
        claims_per_s=round(len(measured.rows) / measured.wall_s, 1) if measured.wall_s else 0.0,
        n_rows=len(measured.rows),
        broken_lines=list(broken_lines),
        data={g.name: g.sha256 for g in data},
        dev_sha256=dev_sha256,
        seed=seed,
        versions=versions(),
    )


def by_dataset(measured: Measured, threshold: Mapping[Language, float]) -> dict[str, list[Scored]]:
    """Scored rows of each data set, in order of the file."""
    found: dict[str, list[Scored]] = {}
    for row, score in zip(measured.rows, measured.scores, strict=True):
        scored = Scored(row.document_key, int(row.label), score, score >= threshold[row.lang])
        found.setdefault(row.dataset, []).append(scored)
    return found


def against(
    result: VerifierResult, one: Measured, baseline: VerifierResult, other: Measured, seed: int = DEFAULT_SEED
) -> dict[str, JsonValue]:
    """How a checker compares with a baseline on the same rows: means of the baseline, difference with interval."""
    found: dict[str, JsonValue] = {"balanced_accuracy": baseline.macro.balanced_accuracy, "auc": baseline.macro.auc}
    for lang in (None, *result.macro_by_lang):
        names = [n for n, d in result.datasets.items() if lang in (None, d.lang)]
        ours, theirs = by_dataset(one, result.threshold), by_dataset(other, baseline.threshold)
        interval = paired_difference([ours[n] for n in names], [theirs[n] for n in names], seed)
        mine = macro([result.datasets[n].balanced_accuracy for n in names])
        its = macro([baseline.datasets[n].balanced_accuracy for n in names])
        difference = None if mine is None or its is None else round(mine - its, 4)
        shown: JsonValue = [round(interval.low, 4), round(interval.high, 4)] if interval else None
        found[lang or "all"] = {"difference": difference, "ci95": shown}
    return found


def versions() -> dict[str, str]:
    """Versions of the program, of Python, and of the packages that shape a result."""
    found = {"deepnews": __version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def _rows_of(measured: Measured, name: str) -> list[PairRow]:
    return [r for r in measured.rows if r.dataset == name]


def _dataset(scored: Sequence[Scored], rows: Sequence[PairRow], lang: str, seed: int) -> DatasetResult:
    found = rates(scored)
    errors = [(r.error_type, s.called) for r, s in zip(rows, scored, strict=True) if r.error_type and not r.label]
    return DatasetResult(
        lang=lang,
        n=len(scored),
        n_supported=sum(s.label for s in scored),
        balanced_accuracy=_rounded(found.balanced_accuracy),
        auc=_rounded(auc(scored)),
        recall_supported=_rounded(found.recall_supported),
        recall_unsupported=_rounded(found.recall_unsupported),
        ci95=_bounds(macro_interval([scored], seed)),
        error_types=recall_by_error(errors),
    )


def _macro(datasets: Sequence[Sequence[Scored]], seed: int) -> MacroResult:
    found = [rates(d) for d in datasets]
    return MacroResult(
        n_datasets=len(datasets),
        balanced_accuracy=_rounded(macro([r.balanced_accuracy for r in found])),
        auc=_rounded(macro([auc(d) for d in datasets])),
        recall_supported=_rounded(macro([r.recall_supported for r in found])),
        recall_unsupported=_rounded(macro([r.recall_unsupported for r in found])),
        ci95=_bounds(macro_interval(datasets, seed)),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _bounds(interval: Interval | None) -> tuple[float, float] | None:
    return (round(interval.low, 4), round(interval.high, 4)) if interval else None
