"""The whole of measuring a checker: files read, fits made where they are wanted, thresholds from dev, the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

from deepnews.agents.hub_models import is_hub_model
from deepnews.agents.judge import judge_id_of
from deepnews.agents.logistic import Fit, read_fit, stored_fit
from deepnews.agents.support import EMBEDDED, shipped_model
from deepnews.errors import UsageError
from deepnews.eval import fusion
from deepnews.eval.grounding import Grounding, problem_lines, read_grounding
from deepnews.eval.pair_scorers import (
    CHECKERS,
    FITTED_FEATURES,
    HUB_CHECKERS,
    PairScorer,
    asks_judge,
    features_of,
    open_scorer,
)
from deepnews.eval.verifier_eval import (
    DEFAULT_SEED,
    Measured,
    VerifierResult,
    against,
    dev_thresholds,
    evaluate,
    measure_scores,
)
from deepnews.llm import ChatModel
from deepnews.schemas.base import Language

Tell = Callable[[str, int, int], None]
"""Told what is being scored, and how many of how many rows are done."""
_LANGUAGES: Final[Mapping[str, Language]] = {"en": "en", "zh": "zh"}


@dataclass(frozen=True)
class VerifierRequest:
    """What to measure, on what."""

    data: tuple[Path, ...]
    checker: str
    dev: Path | None = None
    train: Path | None = None
    fit: Path | None = None
    """A fitted checker of the user's own, from ``deepnews eval fit``."""
    against: tuple[str, ...] = ()
    threshold: Mapping[Language, float] = field(default_factory=dict)
    seed: int = DEFAULT_SEED
    judge: ChatModel | None = None
    """The language model of checkers that ask one."""


def default_checker() -> str:
    """The checker that is measured when none is named: that of articles, by the weights that ship."""
    return "fused" if stored_fit("fused") else "rules"


def known_checkers(names: Sequence[str]) -> tuple[str, ...]:
    """The checkers of these names; raises UsageError for an unknown one."""
    unknown = [n for n in names if n not in CHECKERS and not is_hub_model(n)]
    if unknown:
        known = ", ".join((*CHECKERS, *HUB_CHECKERS))
        raise UsageError(f"There is no checker {unknown[0]!r}.", hint=f"Choose from: {known}")
    return tuple(names)


def read_threshold(text: str) -> dict[Language, float]:
    """A threshold from ``0.5`` or ``en=0.5,zh=0.4``; raises UsageError for anything else."""
    parts = [p.partition("=") for p in text.split(",")] if "=" in text else [(k, "=", text) for k in _LANGUAGES]
    try:
        return {_LANGUAGES[name.strip()]: float(value) for name, _, value in parts}
    except (KeyError, ValueError) as error:
        raise UsageError(f"{text!r} is not a threshold.", hint="Write it like 0.5 or en=0.5,zh=0.4") from error


def run_verifier(request: VerifierRequest, tell: Tell) -> VerifierResult:
    """The checker measured on all data files, beside the baselines asked for.

    Raises UsageError when a file, a fit or the embedded model is missing.
    """
    files = {path.resolve(): read_grounding(path) for path in _paths(request)}
    data = [files[p.resolve()] for p in request.data]
    dev = files[request.dev.resolve()] if request.dev else None
    broken = list(chain.from_iterable(problem_lines(g.name, g.broken) for g in files.values()))
    result, measured = _measure(request.checker, request, files, data, dev, broken, tell)
    compared = {}
    for name in request.against:
        baseline, other = _measure(name, request, files, data, dev, broken, tell)
        compared[name] = against(result, measured, baseline, other, request.seed)
    return result.model_copy(update={"against": compared})


def _paths(request: VerifierRequest) -> list[Path]:
    return [*request.data, *(p for p in (request.dev, request.train) if p)]


def _measure(
    name: str,
    request: VerifierRequest,
    files: Mapping[Path, Grounding],
    data: Sequence[Grounding],
    dev: Grounding | None,
    broken: Sequence[str],
    tell: Tell,
) -> tuple[VerifierResult, Measured]:
    made = _fit_for(name, request, files, tell)
    parts = {g.sha256: _scored(name, made, g, tell, request.judge) for g in data}
    scorer = open_scorer(name, made=made, data=data[0], judge=request.judge)
    threshold, source = dict(scorer.default_threshold), "default"
    if request.threshold:
        threshold, source = threshold | dict(request.threshold), "option"
    elif dev:
        on_dev = parts[dev.sha256] if dev.sha256 in parts else _scored(name, made, dev, tell, request.judge)
        threshold, source = dev_thresholds(on_dev, threshold), "dev"
    whole = Measured(
        rows=tuple(chain.from_iterable(parts[g.sha256].rows for g in data)),
        scores=tuple(chain.from_iterable(parts[g.sha256].scores for g in data)),
        wall_s=sum(p.wall_s for p in parts.values()),
    )
    dev_sha256 = dev.sha256 if dev else ""
    result = evaluate(
        scorer, whole, threshold, source, data, dev_sha256=dev_sha256, broken_lines=broken, seed=request.seed
    )
    return result, whole


def _scored(name: str, made: Fit | None, data: Grounding, tell: Tell, judge: ChatModel | None) -> Measured:
    scorer: PairScorer = open_scorer(name, made=made, data=data, judge=judge)
    return measure_scores(scorer, data.rows, lambda done, total: tell(f"{name} on {data.name}", done, total))


def _fit_for(name: str, request: VerifierRequest, files: Mapping[Path, Grounding], tell: Tell) -> Fit | None:
    """The fit the checker runs with: the user's own, else for `surface` one on the train or dev file; None: stored."""
    if name == request.checker and request.fit and name in FITTED_FEATURES:
        return read_fit(request.fit)
    source = request.train or request.dev
    if name != "surface" or source is None:
        return None
    return make_fit(name, files[source.resolve()], request.seed, tell)[0]


def make_fit(
    name: str,
    data: Grounding,
    seed: int,
    tell: Tell,
    *,
    calibration: fusion.CalibrationKind = "platt",
    strength: float = fusion.STRENGTH,
    judge: ChatModel | None = None,
) -> tuple[Fit, dict[str, dict[str, float]]]:
    """A fit of a fitted checker on labelled pairs, and by language the ROC-AUC of leaving each data set out."""
    names = FITTED_FEATURES[name]
    found = features_of(name, data.rows, names, lambda done, total: tell(f"{name}, {data.name}", done, total), judge)
    weighs_model = any(EMBEDDED in names[row.lang] for row in data.rows)
    made = fusion.fit(
        name, data, found, names, seed=seed, strength=strength, calibration=calibration,
        embedded_hash=shipped_model().model_id if weighs_model else "",
        judge_id=judge_id_of(judge) if judge and asks_judge(name) else "",
    )  # fmt: skip
    return made, {lang: fusion.left_out(data, found, names[lang], lang, strength) for lang in made.languages}
