"""The training loop learns, plans by time, and goes on after a kill as if nothing had happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from deepnews.agents.embedded_input import open_tokenizer
from deepnews.eval.training.loop import CHECKPOINT, Loop, LoopOptions
from deepnews.eval.training.rows import Row

OPTIONS = LoopOptions(n_steps=12, n_warm_up=2, batch_size=8, learning_rate=3e-3, head_learning_rate=3e-3)


class KilledError(Exception):
    """Stands for the power cut."""


class KilledLoop(Loop):
    """Dies after five steps, having saved after each."""

    def _train_on(self, batch: Sequence[int]) -> float:
        if self.step == 5:
            self._save()
            raise KilledError
        return super()._train_on(batch)


@pytest.fixture
def loop(tiny_model: Callable[[], Any], tokenizer_file: Path, easy_rows: list[Row]) -> Callable[..., Loop]:
    def make(out: Path, options: LoopOptions = OPTIONS, kind: type[Loop] = Loop) -> Loop:
        out.mkdir(exist_ok=True)
        return kind(tiny_model(), open_tokenizer(tokenizer_file), easy_rows, easy_rows, out, options)

    return make


def test_it_learns_and_keeps_the_best(loop: Callable[..., Loop], tmp_path: Path) -> None:
    trained = loop(tmp_path / "a", OPTIONS.model_copy(update={"n_steps": 40}))
    trained.run()
    assert trained.best_auc == 1.0
    yes, no = trained.scores([("The river grew in May.", "The mill opened."), ("The river grew.", "The mill closed.")])
    assert yes > no


def test_a_killed_training_ends_like_one_that_was_not(loop: Callable[..., Loop], tmp_path: Path) -> None:
    whole = loop(tmp_path / "whole")
    whole.run()
    with pytest.raises(KilledError):
        loop(tmp_path / "cut", kind=KilledLoop).run()
    assert (tmp_path / "cut" / CHECKPOINT).is_file()
    resumed = loop(tmp_path / "cut")
    resumed.run()
    assert resumed.step == whole.step == 12
    pairs = [("The river grew in May.", "The mill opened."), ("The town shrank.", "The cat closed.")]
    assert resumed.scores(pairs) == pytest.approx(whole.scores(pairs), abs=1e-5)


def test_the_number_of_steps_is_planned_by_time_and_epochs(loop: Callable[..., Loop], tmp_path: Path) -> None:
    planned = loop(tmp_path / "a", OPTIONS.model_copy(update={"n_steps": 0, "max_epochs": 2}))
    planned.run()
    assert (planned.n_steps, planned.step, planned.n_epochs) == (8, 8, 2.0)
    assert 0 < planned.decay_from < 8
    assert planned.examples_per_s > 0
    hurried = loop(tmp_path / "b", OPTIONS.model_copy(update={"n_steps": 0, "max_minutes": 0.0}))
    hurried.run()
    assert hurried.n_steps == hurried.step == 1


def test_the_same_steps_give_the_same_model_however_they_were_planned(
    loop: Callable[..., Loop], tmp_path: Path
) -> None:
    planned = loop(tmp_path / "a", OPTIONS.model_copy(update={"n_steps": 0, "max_epochs": 2}))
    planned.run()
    given = {"n_steps": planned.n_steps, "decay_from": planned.decay_from}
    again = loop(tmp_path / "b", OPTIONS.model_copy(update=given))
    again.run()
    pairs = [("The river grew in May.", "The mill opened."), ("The town shrank.", "The cat closed.")]
    assert again.scores(pairs) == pytest.approx(planned.scores(pairs), abs=1e-5)
