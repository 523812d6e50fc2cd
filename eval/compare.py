"""Ways of writing set side by side: the same assignment, model and sources, one checker, one table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from pydantic import Field

from deepnews.errors import UsageError
from deepnews.eval.plain_score import Cost, PlainScore
from deepnews.schemas.base import Record

System = Literal["zero-shot", "rag", "plan-and-write", "deepnews"]
SYSTEMS: Final[tuple[System, ...]] = ("zero-shot", "rag", "plan-and-write", "deepnews")


def known_systems(names: Sequence[str]) -> tuple[System, ...]:
    """The systems of these names, all without a name; raises UsageError for an unknown one."""
    unknown = [n for n in names if n not in SYSTEMS]
    if unknown:
        raise UsageError(f"There is no way of writing {unknown[0]!r}.", hint=f"Choose from: {', '.join(SYSTEMS)}")
    return tuple(s for s in SYSTEMS if not names or s in names)


class SystemResult(Record):
    """One system's article."""

    system: System
    path: str
    """Its file, relative to the folder of the results."""
    n_chars_context: int = Field(ge=0)
    """Characters of the sources that were placed before the model."""
    score: PlainScore
    cost: Cost
    wall_s: float = Field(ge=0.0)


class CompareResult(Record):
    """All systems, and what is needed to run them again."""

    model: str
    seed: int
    checker: str
    assignment_sha256: str
    corpus_sha256: str
    deepnews_version: str
    systems: tuple[SystemResult, ...]


def markdown(result: CompareResult) -> str:
    """The table as Markdown."""
    head = "| system | characters | HFR | 95% interval | claims | copied | repeats | quotations altered | specific "
    head += "| length spread | prompt tokens | output tokens | seconds in the model |"
    lines = [head, "|---" + "|--:" * 12 + "|"]
    lines += [f"| {' | '.join(cells(r))} |" for r in result.systems]
    note = f"Model {result.model}, seed {result.seed}; judged by {result.checker}, which errs in both directions."
    return "\n".join([*lines, "", note, ""])


def cells(result: SystemResult) -> tuple[str, ...]:
    """One row of the table."""
    hfr, beside = result.score.hfr, result.score.companions
    n_claims = hfr.n_supported + hfr.n_refuted + hfr.n_not_enough_info + hfr.n_unscored
    known = hfr.value is not None and hfr.low is not None and hfr.high is not None
    return (
        result.system,
        f"{result.score.n_chars:,}",
        f"{hfr.value:.1%}" if known else "n/a",
        f"{hfr.low:.1%} to {hfr.high:.1%}" if known else "",
        str(n_claims),
        f"{beside.copied_share:.1%}",
        str(beside.n_repeated_sentences),
        f"{beside.n_altered_quotations} of {beside.n_quotations}",
        f"{beside.specific_share:.1%}",
        f"{result.score.pacing.sentence_length_cv:.2f}",
        f"{result.cost.n_prompt_tokens:,}",
        f"{result.cost.n_output_tokens:,}",
        f"{result.cost.model_s:.0f}",
    )
