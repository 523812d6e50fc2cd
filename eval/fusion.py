"""Fits a logistic score on labelled pairs: per language, balanced over data sets, calibrated, cross-validated."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal

from deepnews import __version__
from deepnews.agents.logistic import Calibration, Fit, LanguageFit, Weights
from deepnews.agents.support_features import Features
from deepnews.errors import UsageError
from deepnews.eval.grounding import Grounding, PairRow
from deepnews.eval.metrics import Scored, auc, best_threshold
from deepnews.schemas.base import Language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CalibrationKind = Literal["none", "platt", "isotonic"]
N_FOLDS: Final = 5
STRENGTH: Final = 0.1
_LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")


_Chosen = Sequence[tuple[PairRow, Features]]


def fit(
    name: str,
    data: Grounding,
    features: Sequence[Features],
    names: Mapping[Language, Sequence[str]],
    *,
    seed: int = 7,
    strength: float = STRENGTH,
    calibration: CalibrationKind = "platt",
    embedded_hash: str = "",
    judge_id: str = "",
) -> Fit:
    """The fit on all rows; threshold and calibration from cross-validated scores. `features` go with ``data.rows``.

    A language without rows of both labels is left out; raises UsageError when none is left.
    """
    fitted: dict[Language, LanguageFit] = {}
    for language in _LANGUAGES:
        chosen = [(r, f) for r, f in zip(data.rows, features, strict=True) if r.lang == language]
        if len({r.label for r, _ in chosen}) == 2:
            fitted[language] = _fit_language(chosen, tuple(names[language]), seed, strength, calibration)
    if not fitted:
        raise UsageError("There are not rows of both labels to fit on.", hint="Give a larger file.")
    return Fit(
        name=name,
        languages=fitted,
        data_sha256=data.sha256,
        n_rows=len(data.rows),
        datasets=tuple(data.by_dataset),
        seed=seed,
        strength=strength,
        calibration=calibration,
        embedded_hash=embedded_hash,
        judge_id=judge_id,
        deepnews_version=__version__,
    )


def left_out(
    data: Grounding, features: Sequence[Features], names: Sequence[str], language: Language, strength: float = STRENGTH
) -> dict[str, float]:
    """ROC-AUC on each data set by a fit on all others of its language: what to expect of data not seen."""
    scored = left_out_scored(data, features, names, language, strength)
    return {name: round(value, 4) for name, rows in scored.items() if (value := auc(rows)) is not None}


def left_out_scored(
    data: Grounding, features: Sequence[Features], names: Sequence[str], language: Language, strength: float = STRENGTH
) -> dict[str, list[Scored]]:
    """The rows of each data set, scored by a fit on all others and called by the threshold that is best on those."""
    found: dict[str, list[Scored]] = {}
    chosen = [(r, f) for r, f in zip(data.rows, features, strict=True) if r.lang == language]
    for name in dict.fromkeys(r.dataset for r, _ in chosen):
        rest, mine = ([c for c in chosen if (c[0].dataset == name) == own] for own in (False, True))
        if len({r.label for r, _ in rest}) == 2:
            weights, bias = _logistic(_matrix(rest, names), rest, strength)
            threshold = _threshold(rest, _matrix(rest, names) @ weights + bias)
            logits = _matrix(mine, names) @ weights + bias
            found[name] = _called(mine, logits, threshold)
    return found


def folds_scored(
    data: Grounding, features: Sequence[Features], names: Sequence[str], language: Language, seed: int
) -> dict[str, list[Scored]]:
    """The rows of each data set, scored by fits on the other documents; one threshold, from these scores, for all."""
    chosen = [(r, f) for r, f in zip(data.rows, features, strict=True) if r.lang == language]
    folds = [_without_fold(chosen, tuple(names), fold, seed, STRENGTH) for fold in range(N_FOLDS)]
    logits = _cross_validated(chosen, names, folds, seed)
    threshold = _threshold(chosen, logits)
    found: dict[str, list[Scored]] = {}
    for (row, _), scored in zip(chosen, _called(chosen, logits, threshold), strict=True):
        found.setdefault(row.dataset, []).append(scored)
    return found


def _called(chosen: _Chosen, logits: Sequence[float] | Floats, threshold: float) -> list[Scored]:
    return [
        Scored(r.document_key, r.label, float(x), bool(x >= threshold))
        for (r, _), x in zip(chosen, logits, strict=True)
    ]


def _fit_language(
    chosen: _Chosen, names: tuple[str, ...], seed: int, strength: float, calibration: CalibrationKind
) -> LanguageFit:
    weights, bias = _logistic(_matrix(chosen, names), chosen, strength)
    folds = [_without_fold(chosen, names, fold, seed, strength) for fold in range(N_FOLDS)]
    logits = _cross_validated(chosen, names, folds, seed)
    curve = _calibrated(logits, chosen, calibration)
    return LanguageFit(
        features=names,
        weights=_rounded(weights),
        bias=round(bias, 6),
        folds=tuple(folds),
        calibration=curve,
        threshold=_threshold(chosen, [curve.prob(x) for x in logits]),
    )


def _threshold(chosen: _Chosen, scores: Sequence[float] | Floats) -> float:
    """The score from which calling rows supported is best over their data sets; a half where nothing tells."""
    scored: dict[str, list[tuple[int, float]]] = {}
    for (row, _), score in zip(chosen, scores, strict=True):
        scored.setdefault(row.dataset, []).append((int(row.label), float(score)))
    best = best_threshold(list(scored.values()))
    return 0.5 if best is None else best


def row_weights(rows: Sequence[PairRow]) -> list[float]:
    """Weights that give each label of each data set the same say; their mean is 1."""
    counts = Counter((r.dataset, r.label) for r in rows)
    raw = [1.0 / counts[r.dataset, r.label] for r in rows]
    return [w * len(rows) / sum(raw) for w in raw]


def fold_of(row: PairRow, seed: int) -> int:
    """Fold of a row, the same for all rows of its document whatever else the file holds."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{row.document_key}".encode()).digest()[:4]) % N_FOLDS


def _rounded(weights: Floats) -> tuple[float, ...]:
    return tuple(round(float(w), 6) for w in weights)


def _matrix(chosen: _Chosen, names: Sequence[str]) -> Floats:
    import numpy as np

    return np.array([[f[n] for n in names] for _, f in chosen], dtype=float)


def _logistic(matrix: Floats, chosen: _Chosen, strength: float) -> tuple[Floats, float]:
    """Weights and bias for features as they are; inside, they are put on one scale so that the penalty is fair."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = matrix.mean(axis=0), matrix.std(axis=0) + 1e-9
    labels, weights = [int(r.label) for r, _ in chosen], row_weights([r for r, _ in chosen])
    made = LogisticRegression(C=strength, max_iter=2000).fit((matrix - mean) / scale, labels, sample_weight=weights)
    plain = made.coef_[0] / scale
    return plain, float(made.intercept_[0] - (plain * mean).sum())


def _without_fold(chosen: _Chosen, names: Sequence[str], fold: int, seed: int, strength: float) -> Weights:
    """Weights fitted on the other folds; on all rows when a fold would leave one label only."""
    rest = [c for c in chosen if fold_of(c[0], seed) != fold]
    rest = rest if len({r.label for r, _ in rest}) == 2 else list(chosen)
    weights, bias = _logistic(_matrix(rest, names), rest, strength)
    return Weights(weights=_rounded(weights), bias=round(bias, 6))


def _cross_validated(chosen: _Chosen, names: Sequence[str], folds: Sequence[Weights], seed: int) -> list[float]:
    """Logit of every row by the weights that have not seen its document."""
    found = []
    for row, features in chosen:
        own = folds[fold_of(row, seed)]
        found.append(own.bias + sum(w * features[n] for n, w in zip(names, own.weights, strict=True)))
    return found


def _calibrated(logits: Sequence[float], chosen: _Chosen, kind: CalibrationKind) -> Calibration:
    import numpy as np

    labels, weights = [int(r.label) for r, _ in chosen], row_weights([r for r, _ in chosen])
    if kind == "none":
        return Calibration()
    if kind == "platt":
        from sklearn.linear_model import LogisticRegression

        made = LogisticRegression(C=1e6).fit(np.array(logits)[:, None], labels, sample_weight=weights)
        return Calibration(kind="platt", slope=float(made.coef_[0][0]), offset=float(made.intercept_[0]))
    from sklearn.isotonic import IsotonicRegression

    curve = IsotonicRegression(y_min=0.01, y_max=0.99).fit(logits, labels, sample_weight=weights)
    knots, values = (tuple(float(v) for v in found) for found in (curve.X_thresholds_, curve.y_thresholds_))
    return Calibration(kind="isotonic", knots=knots, values=values)
