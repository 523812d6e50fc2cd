"""The constraints of Rhythm Break and Logic Fog, each a small object: what it measures, its targets, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from deepnews.agents.pace import fog, rhythm
from deepnews.agents.pace.prose import Place, Prose
from deepnews.agents.pace.rhythm import Figure
from deepnews.packaged import packaged_yaml
from deepnews.schemas.base import Language, Record
from deepnews.schemas.plan import PacingMode

Family = Literal["rhythm-break", "logic-fog"]
Unit = Literal["ratio", "share", "per_1000_chars", "count"]

_MEASURES: dict[str, Callable[[Prose], Figure]] = {
    "sentence-spread": rhythm.sentence_spread,
    "paragraph-spread": rhythm.paragraph_spread,
    "even-runs": rhythm.even_runs,
    "length-range": rhythm.length_range,
    "same-openings": rhythm.same_openings,
    "dashes": rhythm.dashes,
    "connectives": fog.connectives,
    "summary-endings": fog.summary_endings,
    "formulas": fog.formulas,
    "hedge-stacking": fog.hedge_stacking,
    "praise": fog.praise,
    "undated-now": fog.undated_now,
    "front-loading": fog.front_loading,
    "reveal-order": fog.reveal_order,
}


class Target(Record):
    """Bounds of a figure; None where there is none."""

    low: float | None = None
    high: float | None = None

    def miss(self, value: float) -> float:
        """How far `value` lies outside, relative to the bound (absolute where that is 0); 0 inside."""
        if self.low is not None and value < self.low:
            return (self.low - value) / self.low
        if self.high is not None and value > self.high:
            return (value - self.high) / (self.high or 1.0)
        return 0.0


class Reading(Record):
    """What a constraint found in a text."""

    code: str
    value: float | None
    """None where the text is too short, or nothing says what to look for."""
    target: Target
    miss: float
    """How far the value misses the target; 0 when it is met or not measured."""
    places: tuple[Place, ...]
    """Worst first."""


@dataclass(frozen=True)
class Constraint:
    """One rule of pacing."""

    code: str
    family: Family
    unit: Unit
    measure: Callable[[Prose], Figure]
    targets: Mapping[Language, Mapping[PacingMode, Target]]
    title: Mapping[Language, str]
    explained: Mapping[Language, str]
    """For the editor: what it is and what to do."""

    def read(self, prose: Prose, mode: PacingMode = "steady") -> Reading:
        """The figure in `prose`, beside the target of `mode`."""
        figure, target = self.measure(prose), self.targets[prose.language][mode]
        miss = 0.0 if figure.value is None else target.miss(figure.value)
        return Reading(code=self.code, value=figure.value, target=target, miss=miss, places=figure.places)


@lru_cache(maxsize=1)
def constraints() -> tuple[Constraint, ...]:
    """All constraints, Rhythm Break first."""
    data: dict[str, dict[str, Any]] = packaged_yaml("deepnews.agents.pace", "constraints.yaml")
    return tuple(_constraint(code, **data[code]) for code in _MEASURES)


def read_all(prose: Prose, mode: PacingMode = "steady") -> tuple[Reading, ...]:
    """A reading of every constraint."""
    return tuple(constraint.read(prose, mode) for constraint in constraints())


def total_miss(readings: Iterable[Reading]) -> float:
    """Sum of misses, each counted as 1 at most: among rewrites of a block the smallest is the best paced."""
    return sum(min(1.0, reading.miss) for reading in readings)


def _constraint(code: str, *, targets: dict[Language, dict[PacingMode, dict[str, float]]], **rest: Any) -> Constraint:
    bounds = {language: {mode: Target(**bound) for mode, bound in modes.items()} for language, modes in targets.items()}
    return Constraint(code=code, measure=_MEASURES[code], targets=bounds, **rest)
