"""A logistic score over named features, kept as a small JSON file and read without any library."""

from __future__ import annotations

import bisect
import math
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from deepnews.errors import UsageError
from deepnews.schemas.base import Language, Record

_MAX_LOGIT = 30.0


class Calibration(Record):
    """What turns the raw logit into a probability."""

    kind: Literal["none", "platt", "isotonic"] = "none"
    slope: float = 1.0
    offset: float = 0.0
    knots: tuple[float, ...] = ()
    """Logits at which the isotonic curve bends, ascending; between them it is straight."""
    values: tuple[float, ...] = ()
    """Probabilities at the knots."""

    def prob(self, logit: float) -> float:
        """Probability of support, 0 to 1."""
        if self.kind != "isotonic":
            return sigmoid(self.slope * logit + self.offset)
        if logit <= self.knots[0] or len(self.knots) == 1:
            return self.values[0]
        if logit >= self.knots[-1]:
            return self.values[-1]
        i = bisect.bisect_right(self.knots, logit)
        share = (logit - self.knots[i - 1]) / (self.knots[i] - self.knots[i - 1])
        return self.values[i - 1] + share * (self.values[i] - self.values[i - 1])


class Weights(Record):
    """Weights of features, and what is added."""

    weights: tuple[float, ...]
    bias: float


class LanguageFit(Record):
    """The weights of one language."""

    features: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    calibration: Calibration = Calibration()
    threshold: float = Field(ge=0.0, le=1.0)
    """Probability from which a claim is called supported."""
    folds: tuple[Weights, ...] = ()
    """For each fold of the documents it was fitted on, the weights without that fold."""

    def without_fold(self, fold: int) -> LanguageFit:
        """The fit that has not seen the documents of a fold."""
        return self.model_copy(update=dict(self.folds[fold])) if self.folds else self

    def logit(self, found: Mapping[str, float]) -> float:
        """The raw score of a pair's features."""
        return self.bias + sum(w * found[name] for name, w in zip(self.features, self.weights, strict=True))

    def prob(self, found: Mapping[str, float]) -> float:
        """Calibrated probability of support."""
        return self.calibration.prob(self.logit(found))


class Fit(Record):
    """A fitted scorer and what it was fitted on."""

    name: str
    languages: Mapping[Language, LanguageFit]
    data_sha256: str
    """Hash of the file it was fitted on; on that file each row is scored without its fold."""
    n_rows: int = Field(ge=0)
    datasets: tuple[str, ...] = ()
    seed: int = 0
    strength: float = 0.1
    """Inverse strength of the L2 penalty."""
    calibration: Literal["none", "platt", "isotonic"] = "platt"
    embedded_hash: str = ""
    """Hash of the embedded model whose scores it was fitted on; empty without one."""
    judge_id: str = ""
    """Language model, and the question put to it, whose yes it was fitted on; empty without one."""
    deepnews_version: str = ""

    def of(self, language: Language) -> LanguageFit:
        """The weights for a language; raises UsageError when it was not fitted."""
        if language not in self.languages:
            raise UsageError(
                f"The checker {self.name!r} was not fitted for the language {language!r}.",
                hint="Choose --checker rules, or fit it on rows of that language.",
            )
        return self.languages[language]


def sigmoid(x: float) -> float:
    """Logistic function, safe for large values."""
    x = max(-_MAX_LOGIT, min(_MAX_LOGIT, x))
    return 1.0 / (1.0 + math.exp(-x))


@lru_cache(maxsize=4)
def stored_fit(name: str) -> Fit | None:
    """The fit that ships with the program under this name; None when none does."""
    found = files("deepnews.agents").joinpath("models", f"{name}.json")
    return Fit.model_validate_json(found.read_text(encoding="utf-8")) if found.is_file() else None


def read_fit(path: Path) -> Fit:
    """The fit in a file; raises UsageError when there is none."""
    try:
        return Fit.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise UsageError(f"{path} is not a fitted checker.", hint="Make one with: deepnews eval fit") from error
