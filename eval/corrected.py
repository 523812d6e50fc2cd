"""HFR corrected for what is known of the checker's errors: ``(HFR + spec - 1) / (sens + spec - 1)``."""

from __future__ import annotations

import random
from importlib.resources import files
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError

from deepnews.errors import UsageError
from deepnews.eval.verifier_eval import DEFAULT_SEED, VerifierResult
from deepnews.schemas.base import Language, Record
from deepnews.schemas.verification import Hfr

N_DRAWS: Final = 4000
MIN_SKILL: Final = 0.05
"""Sum of the two recalls less one under which the checker tells too little to correct by."""


class Recalls(Record):
    """What is known of a checker: how often it is right on supported and on unsupported claims."""

    checker: str
    sensitivity: float = Field(ge=0.0, le=1.0)
    """Share of supported claims that it calls supported."""
    specificity: float = Field(ge=0.0, le=1.0)
    """Share of unsupported claims that it calls unsupported."""
    n_supported: int = Field(ge=0)
    n_unsupported: int = Field(ge=0)


class CorrectedHfr(Record):
    """HFR as it would be if the checker made no errors; bounds are 95%, 0 to 1."""

    value: float | None
    """None where there is no HFR, or the checker is hardly better than chance."""
    low: float | None
    high: float | None
    sensitivity: float
    specificity: float
    measured_checker: str
    """The checker whose recalls these are; read the figure with care when it is not the one that scored."""
    note: str = ""


def corrected_hfr(hfr: Hfr, known: Recalls, seed: int = DEFAULT_SEED) -> CorrectedHfr:
    """The corrected rate, with an interval that holds the uncertainty of the rate and of both recalls."""
    n_sent = hfr.n_supported + hfr.n_refuted + hfr.n_not_enough_info + hfr.n_unscored
    value = None if hfr.value is None else _corrected(hfr.value, known.sensitivity, known.specificity)
    note = "" if value is not None else "no checkable claim" if hfr.value is None else "checker hardly beats chance"
    low, high = (None, None) if value is None else _interval(hfr.n_supported, n_sent, known, seed)
    return CorrectedHfr(
        value=value,
        low=low,
        high=high,
        sensitivity=known.sensitivity,
        specificity=known.specificity,
        measured_checker=known.checker,
        note=note,
    )


def _corrected(rate: float, sensitivity: float, specificity: float) -> float | None:
    skill = sensitivity + specificity - 1.0
    return min(1.0, max(0.0, (rate + specificity - 1.0) / skill)) if skill >= MIN_SKILL else None


def _interval(k: int, n: int, known: Recalls, seed: int) -> tuple[float, float]:
    draw = random.Random(seed)
    found = []
    for _ in range(N_DRAWS):
        rate = _beta(draw, k, n)
        sensitivity = _beta(draw, known.sensitivity * known.n_supported, known.n_supported)
        specificity = _beta(draw, known.specificity * known.n_unsupported, known.n_unsupported)
        value = _corrected(rate, sensitivity, specificity)
        found += [value] if value is not None else [0.0, 1.0]
    found.sort()
    return round(found[int(0.025 * len(found))], 4), round(found[int(0.975 * len(found)) - 1], 4)


def _beta(draw: random.Random, k: float, n: int) -> float:
    """A draw from what `k` of `n` say of a rate."""
    return draw.betavariate(k + 0.5, n - k + 0.5)


def recalls(result: VerifierResult, language: Language) -> Recalls | None:
    """The mean recalls of a measured checker for a language; None when it was not measured there."""
    mean = result.macro_by_lang.get(language)
    if mean is None or mean.recall_supported is None or mean.recall_unsupported is None:
        return None
    sets = [d for d in result.datasets.values() if d.lang == language]
    n_supported = sum(d.n_supported for d in sets)
    return Recalls(
        checker=result.checker,
        sensitivity=mean.recall_supported,
        specificity=mean.recall_unsupported,
        n_supported=n_supported,
        n_unsupported=sum(d.n for d in sets) - n_supported,
    )


def stored_result() -> VerifierResult | None:
    """The measurement of the checker of articles that ships with the program; None when none does."""
    found = files("deepnews.eval").joinpath("data", "measured.json")
    return VerifierResult.model_validate_json(found.read_text(encoding="utf-8")) if found.is_file() else None


def read_result(path: Path) -> VerifierResult:
    """A result that ``deepnews eval verifier --out`` wrote; raises UsageError when `path` holds none."""
    try:
        return VerifierResult.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise UsageError(
            f"{path} is not the measurement of a checker.", hint="Make one with: deepnews eval verifier --out DIR"
        ) from error
