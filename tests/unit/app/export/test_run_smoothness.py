"""Smoothness of a finished run: what is measured, what is kept, and what the report shows."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deepnews.agents.run_folder import REPORT, RunFolder
from deepnews.app.run_smoothness import TWIN, measure_run
from deepnews.errors import RunError, UsageError
from deepnews.schemas.corpus import Passage
from deepnews.schemas.evidence import Evidence, SaturationAccount, ScoredPassage
from deepnews.scripted_model import ScriptedModel, ScriptLine
from deepnews.settings import Settings
from deepnews.token_probs import TokenStep, step_of

TOP = [math.log(p) for p in (0.5, 0.25, 0.125, 0.0625, 0.0625)]
TWIN_TEXT = "In conclusion the mill was a testament to change. " * 8
SOURCE_TEXT = "The clerk of Łódź counted forty looms in the rain. " * 8


class Counting(ScriptedModel):
    """A scripted model to which the words of its own twin are likely, and all others are not."""

    def __init__(self) -> None:
        super().__init__(lines=(ScriptLine(stage="baseline", contains="", reply=TWIN_TEXT),))
        self.measured: list[tuple[str, int]] = []

    def token_steps(self, text: str, n_tokens_most: int) -> tuple[TokenStep, ...]:
        self.measured.append((text, n_tokens_most))
        n = 0 if text.startswith("In conclusion") else 3
        return tuple(step_of(TOP[n], TOP) for _ in text.split()[:n_tokens_most]) * 4


@pytest.fixture
def run(make_run: Callable[..., Path]) -> Path:
    """A finished run that put one passage before the model."""
    folder = make_run("en")
    words = Passage(passage_id="d1:0-9", doc_id="d1", start=0, end=len(SOURCE_TEXT), text=SOURCE_TEXT)
    account = SaturationAccount(
        n_chars_requested=600, n_chars_target=600, n_chars_required=30_000, n_chars_available=30_000,
        n_chars_evidence=6000, policy="shorten",
    )  # fmt: skip
    evidence = Evidence(needs=(), patches=(), passages=(ScoredPassage(passage=words, scent=1.0),), saturation=account)
    RunFolder(folder).write_evidence(evidence)
    return folder


def measured(folder: Path, model: Any) -> Any:
    return measure_run(folder, Settings(), lambda _: model)


def test_an_article_stands_beside_its_twin_and_the_report_shows_it(run: Path) -> None:
    model = Counting()
    record = measured(run, model)
    found = RunFolder(run).read_record().smoothness
    assert found is not None and found == record.smoothness
    assert found.article is not None and found.article.surprisal == pytest.approx(4.0) and found.article.statistic > 3
    assert found.twin is not None and found.twin.surprisal == pytest.approx(1.0) and found.twin.statistic < -3
    assert found.sources is not None and model.measured[-1] == (SOURCE_TEXT, 512)
    assert RunFolder(run).read_text(TWIN).startswith("In conclusion")
    report = RunFolder(run).read_text(REPORT)
    assert "4.00 bits" in report and "1.00 bits" in report
    asked = [r.messages[-1].content for r in model.requests]
    assert len(asked) == 1 and "mill" in asked[0]


def test_the_twin_is_written_once(run: Path) -> None:
    measured(run, Counting())
    again = Counting()
    measured(run, again)
    assert again.requests == [] and any(t.startswith("In conclusion") for t, _ in again.measured)


def test_an_unfinished_run_and_a_model_without_probabilities_are_refused(run: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="tells no token probabilities"):
        measure_run(run, Settings(model="openai:gpt-x"))
    record = RunFolder(run).read_record()
    RunFolder(run).write_record(record.model_copy(update={"state": "running"}))
    with pytest.raises(RunError, match="no finished article"):
        measured(run, Counting())
