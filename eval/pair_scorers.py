"""Checkers of single (document, claim) pairs: the checker of articles, two baselines, and models alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, Protocol

from deepnews import __version__
from deepnews.agents.hub_models import is_hub_model, open_hub_model
from deepnews.agents.judge import Judge
from deepnews.agents.layered import default_verifier
from deepnews.agents.logistic import Fit, LanguageFit, stored_fit
from deepnews.agents.support import EMBEDDED, JUDGED, PairModel, Support, shipped_model
from deepnews.agents.support_features import PER_PART, Features
from deepnews.errors import UsageError
from deepnews.eval.fusion import fold_of
from deepnews.eval.grounding import Grounding, PairRow
from deepnews.eval.one_document import document_search, is_supported, pair_features, support_prob
from deepnews.eval.pair_features import SURFACE_FEATURES, overlap_share, surface_features
from deepnews.llm import ChatModel
from deepnews.schemas.base import Language

Progress = Callable[[int, int], None]
"""Told how many of how many rows are scored."""
_RULES_EN: Final = ("rules", PER_PART)
_RULES_ZH: Final = ("rules", "held_near", "pairs_near", "fault_scope", "fault_negation", "fault_polarity")
FITTED_FEATURES: Final[Mapping[str, Mapping[Language, tuple[str, ...]]]] = {
    "surface": {"en": SURFACE_FEATURES, "zh": SURFACE_FEATURES},
    "rules": {"en": _RULES_EN, "zh": _RULES_ZH},
    "fused": {"en": (*_RULES_EN, EMBEDDED), "zh": _RULES_ZH},
    "judged": {"en": (*_RULES_EN, EMBEDDED, JUDGED), "zh": (*_RULES_ZH, JUDGED)},
}
"""What the fitted checkers weigh: few things, because more of them carry over worse to data sets not seen."""
CHECKERS: Final = ("fused", "judged", "rules", "verdicts", "overlap", "surface", "embedded")
HUB_CHECKERS: Final = ("hhem", "minicheck", "lettucedetect", "nli:FOLDER_OR_REPOSITORY")
_HALF: Final[Mapping[Language, float]] = {"en": 0.5, "zh": 0.5}
OVERLAP_THRESHOLD: Final[Mapping[Language, float]] = {"en": 0.67, "zh": 0.33}
"""Best mean balanced accuracy over the dev data."""


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


class FunctionScorer:
    """A scorer that looks at one row at a time."""

    def __init__(
        self, name: str, model_hash: str, thresholds: Mapping[Language, float], score: Callable[[PairRow], float]
    ) -> None:
        self.name = name
        self.model_hash = model_hash
        self.default_threshold = thresholds
        self._score = score

    def score(self, rows: Sequence[PairRow], progress: Progress = _silent) -> list[float]:
        """A score for each row."""
        scores = []
        for done, row in enumerate(rows, 1):
            scores.append(self._score(row))
            progress(done, len(rows))
        return scores


def asks_judge(name: str) -> bool:
    """True for a checker that asks a language model."""
    return any(JUDGED in names for names in FITTED_FEATURES.get(name, {}).values())


def open_scorer(
    name: str, *, made: Fit | None = None, data: Grounding | None = None, judge: ChatModel | None = None
) -> PairScorer:
    """The checker of that name; `made` is the fit of a fitted one, by default the one that ships.

    `judge` is the language model of one that asks a model.

    On the very file a fit was made on, each row is scored by a fit that has not seen its document. Raises UsageError
    for an unknown name, and when a fit is missing.
    """
    if name in FITTED_FEATURES:
        return _fitted(name, made or stored_fit(name), data.sha256 if data else "", judge)
    if name == "verdicts":
        return FunctionScorer(name, f"{name}@{__version__}", _HALF, _verdict)
    if name == "overlap":
        plain = f"overlap@{__version__}"
        return FunctionScorer(name, plain, OVERLAP_THRESHOLD, lambda r: overlap_share(r.document, r.claim, r.lang))
    if name == "embedded":
        model = shipped_model()
        return FunctionScorer(name, model.model_id, _HALF, partial(_model_alone, model))
    if is_hub_model(name):
        other = open_hub_model(name)
        return FunctionScorer(name, other.model_id, _HALF, partial(_model_alone, other))
    raise UsageError(f"There is no checker {name!r}.", hint=f"Choose from: {', '.join((*CHECKERS, *HUB_CHECKERS))}")


def _model_alone(model: PairModel, row: PairRow) -> float:
    """The model's probability for an English row; 0.5, which says nothing, for any other."""
    return float(model.score([(row.document, row.claim)])[0]) if row.lang == "en" else 0.5


def _fitted(name: str, made: Fit | None, data_sha256: str, judge: ChatModel | None) -> PairScorer:
    if made is None:
        raise UsageError(
            f"The checker {name!r} has no fit here.",
            hint="Give --dev FILE or --train FILE, or make one with: deepnews eval fit",
        )
    digest = hashlib.sha256(made.model_dump_json().encode()).hexdigest()
    thresholds = {k: v.threshold for k, v in made.languages.items()}
    score = _surface_prob if name == "surface" else partial(_checker_prob, judge=judge)
    own = data_sha256 == made.data_sha256
    return FunctionScorer(made.name, digest, thresholds, lambda row: score(row, _fit_for(row, made, own)))


def _fit_for(row: PairRow, made: Fit, own: bool) -> LanguageFit:
    fit = made.of(row.lang)
    return fit.without_fold(fold_of(row, made.seed)) if own else fit


def _surface_prob(row: PairRow, fit: LanguageFit) -> float:
    return fit.prob(surface_features(row.document, row.claim, row.lang))


def _checker_prob(row: PairRow, fit: LanguageFit, judge: ChatModel | None) -> float:
    """What the checker of articles says of the row with these weights."""
    return support_prob(row.claim, document_search(row.document, row.lang), _support(row, fit, judge))


def _verdict(row: PairRow) -> float:
    """1 when the checker of articles calls every part of the claim supported, else 0; no threshold is applied."""
    search = document_search(row.document, row.lang)
    return float(is_supported(row.claim, search, default_verifier(search, None)))


def _support(row: PairRow, fit: LanguageFit, judge: ChatModel | None) -> Support:
    search = document_search(row.document, row.lang)
    embedded = shipped_model() if EMBEDDED in fit.features else None
    return Support(fit, search.documents, row.lang, embedded, Judge(judge, search) if judge else None)


def features_of(
    name: str,
    rows: Sequence[PairRow],
    names: Mapping[Language, Sequence[str]],
    progress: Progress = _silent,
    judge: ChatModel | None = None,
) -> list[Features]:
    """The features of every row that a fit of the checker `name` over `names` needs."""
    found: list[Features] = []
    for done, row in enumerate(rows, 1):
        wanted = tuple(names[row.lang])
        if name == "surface":
            found.append(surface_features(row.document, row.claim, row.lang))
        else:
            blank = LanguageFit(features=wanted, weights=(0.0,) * len(wanted), bias=0.0, threshold=0.5)
            search = document_search(row.document, row.lang)
            found.append(pair_features(row.claim, search, _support(row, blank, judge)))
        progress(done, len(rows))
    return found
