"""Checkers of single (document, claim) pairs: the project's own, two baselines, and the fusion of all."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Final, Literal, Protocol, cast

from deepnews import __version__
from deepnews.errors import UsageError
from deepnews.eval.grounding import Grounding, PairRow
from deepnews.eval.logistic import Fit, stored_fit
from deepnews.eval.pair_features import (
    RULE_FEATURES,
    SURFACE_FEATURES,
    Features,
    overlap_share,
    rule_features,
    surface_features,
)
from deepnews.schemas.base import Language

CheckerName = Literal["rules", "pipeline", "overlap", "surface", "embedded", "fused"]
Progress = Callable[[int, int], None]
"""Told how many of how many rows are scored."""
FITTED_FEATURES: Final[Mapping[str, Mapping[Language, tuple[str, ...]]]] = {
    "surface": {"en": SURFACE_FEATURES, "zh": SURFACE_FEATURES},
    "fused": {
        "en": ("rules", "settled", "pairs_near", "negation_gap", "embedded"),
        "zh": ("rules", "overlap", "bigrams", "numbers_shared", "names_shared", "negation_gap", "fault_negation",
               "length_ratio"),
    },
}  # fmt: skip
"""What the fitted checkers weigh. `fused` has few, because more of them carry over worse to data sets not seen."""
_BATCH: Final = 64
_EPSILON: Final = 1e-4
_EMBEDDED: Final = "deepnews.agents.embedded"


def _silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


class PairScorer(Protocol):
    """Anything that gives a claim a score by one document: the higher, the better supported."""

    @property
    def name(self) -> str:
        """Name, as results show it."""

    @property
    def model_hash(self) -> str:
        """Hash of the weights or of the fit; of the program's version where there are none."""

    @property
    def default_threshold(self) -> Mapping[Language, float]:
        """Scores from which a claim is called supported when no dev file says better."""

    def score(self, rows: Sequence[PairRow], progress: Progress = _silent) -> list[float]:
        """A score for each row, in order."""


class EmbeddedModel(Protocol):
    """The part of the embedded cross-encoder that is used here."""

    @property
    def model_id(self) -> str:
        """Name and hash of the weights."""

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Probability of support for each (document, claim)."""


class FunctionScorer:
    """A scorer that looks at one row at a time and learns nothing."""

    def __init__(
        self, name: str, thresholds: Mapping[Language, float], score: Callable[[str, str, Language], float]
    ) -> None:
        self.name = name
        self.model_hash = f"{name}@{__version__}"
        self.default_threshold = thresholds
        self._score = score

    def score(self, rows: Sequence[PairRow], progress: Progress = _silent) -> list[float]:
        """A score for each row."""
        scores = []
        for done, row in enumerate(rows, 1):
            scores.append(self._score(row.document, row.claim, row.lang))
            progress(done, len(rows))
        return scores


class EmbeddedPairScorer:
    """The embedded cross-encoder, which reads English only."""

    name = "embedded"

    def __init__(self, model: EmbeddedModel) -> None:
        self._model = model
        self.model_hash = model.model_id
        self.default_threshold: Mapping[Language, float] = _HALF

    def score(self, rows: Sequence[PairRow], progress: Progress = _silent) -> list[float]:
        """The model's probability for each English row; 0.5, which says nothing, for any other."""
        known = [i for i, r in enumerate(rows) if r.lang == "en"]
        scores = [0.5] * len(rows)
        for start in range(0, len(known), _BATCH):
            batch = known[start : start + _BATCH]
            found = self._model.score([(rows[i].document, rows[i].claim) for i in batch])
            for i, score in zip(batch, found, strict=True):
                scores[i] = float(score)
            progress(start + len(batch), len(known))
        return scores


class FittedScorer:
    """A logistic fit over features; on the very file it was fitted on, each row is scored by a fit without it."""

    def __init__(self, made: Fit, embedded: EmbeddedPairScorer | None, data_sha256: str = "") -> None:
        self.name = made.name
        self.fit = made
        self.model_hash = hashlib.sha256(made.model_dump_json().encode()).hexdigest()
        self.default_threshold: Mapping[Language, float] = {k: v.threshold for k, v in made.languages.items()}
        self._embedded = embedded
        self._is_own_data = data_sha256 == made.data_sha256

    def score(self, rows: Sequence[PairRow], progress: Progress = _silent) -> list[float]:
        """Calibrated probability of support for each row."""
        names = {n for f in self.fit.languages.values() for n in f.features}
        found = features_of(rows, names, self._embedded, progress)
        if self._is_own_data:
            from deepnews.eval.fusion import out_of_fold

            return out_of_fold(rows, found, self.fit)
        return [self.fit.of(r.lang).prob(f) for r, f in zip(rows, found, strict=True)]


_HALF: Final[Mapping[Language, float]] = {"en": 0.5, "zh": 0.5}


def features_of(
    rows: Sequence[PairRow],
    names: set[str] | frozenset[str],
    embedded: EmbeddedPairScorer | None,
    progress: Progress = _silent,
) -> list[Features]:
    """The features of every row that a fit over `names` needs."""
    found: list[dict[str, float]] = []
    for done, row in enumerate(rows, 1):
        own: dict[str, float] = {}
        if not names.isdisjoint(RULE_FEATURES):
            own |= rule_features(row.document, row.claim, row.lang)
        if not names.isdisjoint(SURFACE_FEATURES):
            own |= surface_features(row.document, row.claim, row.lang)
        found.append(own)
        progress(done, len(rows))
    if "embedded" in names:
        scores = (embedded or open_embedded()).score(rows, progress)
        for own, score in zip(found, scores, strict=True):
            own["embedded"] = _logit(score)
    return list(found)


def _logit(prob: float) -> float:
    prob = min(1 - _EPSILON, max(_EPSILON, prob))
    return math.log(prob / (1 - prob))


def open_scorer(name: CheckerName, *, made: Fit | None = None, data: Grounding | None = None) -> PairScorer:
    """The checker of that name; `made` is the fit of `surface` and `fused`, by default the one that ships.

    Raises UsageError when a fit or the embedded model is missing.
    """
    if name in ("surface", "fused"):
        made = made or stored_fit(name)
        if made is None:
            raise UsageError(
                f"The checker {name!r} has no fit here.",
                hint="Give --dev FILE or --train FILE, or make one with: deepnews eval fit",
            )
        needs_model = any("embedded" in f.features for f in made.languages.values())
        return FittedScorer(made, open_embedded() if needs_model else None, data.sha256 if data else "")
    return open_embedded() if name == "embedded" else _SIMPLE[name]()


def open_embedded() -> EmbeddedPairScorer:
    """The embedded model; raises UsageError when it is not part of this installation."""
    try:
        module = import_module(_EMBEDDED)
    except ModuleNotFoundError as error:
        if error.name != _EMBEDDED:
            raise
        raise UsageError(
            "The embedded model is not part of this installation.", hint="Choose --checker rules."
        ) from error
    return EmbeddedPairScorer(cast(Callable[[], EmbeddedModel], module.EmbeddedScorer)())


def _rules() -> PairScorer:
    return FunctionScorer("rules", RULES_THRESHOLD, lambda d, c, lang: rule_features(d, c, lang)["rules"])


def _overlap() -> PairScorer:
    return FunctionScorer("overlap", OVERLAP_THRESHOLD, overlap_share)


def _pipeline() -> PairScorer:
    from deepnews.eval.one_document import pipeline_prob

    return FunctionScorer("pipeline", _HALF, pipeline_prob)


_SIMPLE: Final[Mapping[str, Callable[[], PairScorer]]] = {"rules": _rules, "overlap": _overlap, "pipeline": _pipeline}
RULES_THRESHOLD: Final[Mapping[Language, float]] = {"en": 0.53, "zh": 0.65}
"""Best mean balanced accuracy over the dev data."""
OVERLAP_THRESHOLD: Final[Mapping[Language, float]] = {"en": 0.67, "zh": 0.33}
