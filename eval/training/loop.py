"""The training loop: seeded batches, a budget of time, checkpoints, the best state kept by dev AUC."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from deepnews.agents.embedded import claim_windows, sigmoid
from deepnews.agents.embedded_input import Encoded, encode, padded
from deepnews.eval.training.measure import DevReport, dev_report
from deepnews.eval.training.rows import Row
from deepnews.schemas.base import Record

_log = logging.getLogger(__name__)

_CHUNK = 32
"""Batches that are cut from one stretch of rows sorted by length."""
_DECAY_SHARE = 0.35
"""Share of the time in which the rate falls; how many steps fit in is known when it begins."""
_DEV_BATCH = 32
_UNKNOWN = -1.0
_FAULT_WEIGHT = 4.0
"""Weight of a wrong token: there are about twenty right ones for each."""
CHECKPOINT = "checkpoint.pt"


class LoopOptions(Record):
    """What the loop is told."""

    seed: int = 7
    batch_size: int = 8
    learning_rate: float = 1e-4
    head_learning_rate: float = 1e-3
    weight_decay: float = 0.01
    token_share: float = 0.5
    """Weight of the loss over tokens beside that over claims."""
    n_warm_up: int = 60
    """Steps in which the rate rises; then it stays until `decay_from`."""
    max_epochs: int = 6
    max_minutes: float = 60.0
    n_steps: int = 0
    """Steps; 0 plans them by `max_minutes` and `max_epochs`."""
    decay_from: int = 0
    """Step from which the rate falls in a line; 0 plans it too."""
    checkpoint_minutes: float = 4.0
    eval_minutes: float = 6.0


class Loop:
    """Trains `model` on rows; `run` can be taken up again after a kill."""

    def __init__(
        self, model: Any, tokenizer: Any, rows: Sequence[Row], dev: Sequence[Row], out: Path, options: LoopOptions
    ) -> None:
        self.model, self.tokenizer, self.out, self.options = model, tokenizer, out, options
        self.dev = dev
        self.labels = [(float(r.label), r.weight) for r in rows]
        self.encodings = encode(tokenizer, [(_best_piece(r), r.claim) for r in rows])
        self.token_labels = [token_labels(r, e) for r, e in zip(rows, self.encodings, strict=True)]
        self.optimizer = _optimizer(model, options)
        self.step, self.spent_s, self._began = 0, 0.0, 0.0
        self.n_steps = options.n_steps or options.max_epochs * self._n_batches
        self.decay_from = options.decay_from or (self.n_steps if not options.n_steps else options.n_steps // 2)
        self.is_planned = False
        self.best_auc = -1.0
        self.reports: list[tuple[int, DevReport]] = []
        self.examples_per_s = 0.0

    def run(self) -> None:
        """Train to the last step; leaves the best state in the model."""
        import torch

        self._resume()
        self._began = time.monotonic() - self.spent_s
        saved_s = measured_s = time.monotonic()
        for batch in self._batches():
            self._plan()
            loss = self._train_on(batch)
            self.spent_s = time.monotonic() - self._began
            if self.step % 25 == 0:
                _log.info("step %d of %d, loss %.4f, %.0f s", self.step, self.n_steps, loss, self.spent_s)
            if time.monotonic() - measured_s > 60 * self.options.eval_minutes:
                self._measure()
                measured_s = time.monotonic()
            if time.monotonic() - saved_s > 60 * self.options.checkpoint_minutes:
                self._save()
                saved_s = time.monotonic()
        self.spent_s = time.monotonic() - self._began
        self.examples_per_s = self.step * self.options.batch_size / self.spent_s
        self._measure()
        self._save()
        self.model.load_state_dict(torch.load(self.out / "best.pt", weights_only=True))

    def _plan(self) -> None:
        """Once the time says so, set the last step and from which step the rate falls; both are recorded."""
        if self.options.n_steps or self.is_planned:
            return
        budget_s = 60 * self.options.max_minutes
        by_epochs = self.options.max_epochs * self._n_batches
        if self.spent_s < (1 - _DECAY_SHARE) * budget_s and self.step < (1 - _DECAY_SHARE) * by_epochs:
            return
        step_s = self.spent_s / max(1, self.step)
        n_left = int(0.9 * (budget_s - self.spent_s) / step_s) if step_s else 0
        self.decay_from, self.n_steps = self.step, max(self.step + 1, min(self.step + n_left, by_epochs))
        self.is_planned = True
        _log.info("the rate falls from step %d to step %d, %.1f epochs", self.decay_from, self.n_steps, self.n_epochs)

    @property
    def _n_batches(self) -> int:
        return max(1, math.ceil(len(self.encodings) / self.options.batch_size))

    @property
    def n_epochs(self) -> float:
        """Planned passes over the rows."""
        return self.n_steps / self._n_batches

    def _batches(self) -> Iterator[list[int]]:
        """The batches still to do."""
        epoch, number = 0, 0
        while number < self.n_steps:
            for batch in self._epoch(epoch):
                if self.step <= number < self.n_steps:
                    yield batch
                number += 1
            epoch += 1

    def _epoch(self, epoch: int) -> Iterator[list[int]]:
        """Batches of like length in an order set by seed and epoch."""
        rng = random.Random(f"{self.options.seed}:{epoch}")
        order = list(range(len(self.encodings)))
        rng.shuffle(order)
        size = self.options.batch_size
        batches: list[list[int]] = []
        for first in range(0, len(order), size * _CHUNK):
            chunk = sorted(order[first : first + size * _CHUNK], key=lambda i: len(self.encodings[i].ids))
            batches += [chunk[i : i + size] for i in range(0, len(chunk), size)]
        rng.shuffle(batches)
        yield from batches

    def _loss(self, batch: Sequence[int]) -> Any:
        import torch

        arrays = padded([self.encodings[i] for i in batch])
        logits, faults = self.model(**{k: torch.from_numpy(v) for k, v in arrays.items()})
        labels, weights = (torch.tensor(column) for column in zip(*(self.labels[i] for i in batch), strict=True))
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels, weights)
        return loss + self.options.token_share * self._token_loss(faults, batch)

    def _token_loss(self, faults: Any, batch: Sequence[int]) -> Any:
        """Mean over the tokens of which it is known whether they are wrong."""
        import torch

        wanted = torch.full_like(faults, _UNKNOWN)
        for row, i in enumerate(batch):
            wanted[row, : len(self.token_labels[i])] = torch.tensor(self.token_labels[i])
        known = wanted > _UNKNOWN
        if not known.any():
            return faults.sum() * 0.0
        return torch.nn.functional.binary_cross_entropy_with_logits(
            faults[known], wanted[known], pos_weight=torch.tensor(_FAULT_WEIGHT)
        )

    def _train_on(self, batch: Sequence[int]) -> float:
        import torch

        torch.manual_seed(self.options.seed * 1_000_003 + self.step)  # a killed training goes on as it would have
        self.model.train()
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * self._rate()
        loss = self._loss(batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.step += 1
        return float(loss.detach())

    def _rate(self) -> float:
        """Share of the peak rate at this step: up in a line, level, then down in a line."""
        if self.step < self.options.n_warm_up:
            return (self.step + 1) / self.options.n_warm_up
        if self.step < self.decay_from:
            return 1.0
        return max(0.0, (self.n_steps - self.step) / max(1, self.n_steps - self.decay_from))

    def scores(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Probabilities of pairs by the model as it is."""
        import torch

        self.model.eval()
        encodings = encode(self.tokenizer, pairs)
        order = sorted(range(len(pairs)), key=lambda i: len(encodings[i].ids))
        found = [0.0] * len(pairs)
        with torch.no_grad():
            for first in range(0, len(order), _DEV_BATCH):
                batch = order[first : first + _DEV_BATCH]
                arrays = padded([encodings[i] for i in batch])
                logits, _ = self.model(**{k: torch.from_numpy(v) for k, v in arrays.items()})
                for i, logit in zip(batch, logits.tolist(), strict=True):
                    found[i] = sigmoid(logit)
        return found

    def _measure(self) -> None:
        """Report on dev; keep the state when it is the best so far."""
        import torch

        report = dev_report(self.dev, self.scores)
        self.reports.append((self.step, report))
        _log.info("step %d: dev macro AUC %.4f, BA %.4f", self.step, report.macro_auc, report.macro_balanced_accuracy)
        for name, score in report.sets.items():
            _log.info("  %-14s n %4d  AUC %.3f  BA %.3f", name, score.n, score.auc, score.balanced_accuracy)
        if report.macro_auc > self.best_auc:
            self.best_auc = report.macro_auc
            _replace(self.out / "best.pt", self.model.state_dict(), torch.save)

    def _save(self) -> None:
        import torch

        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "n_steps": self.n_steps,
            "decay_from": self.decay_from,
            "is_planned": self.is_planned,
            "spent_s": self.spent_s,
            "best_auc": self.best_auc,
            "examples_per_s": self.examples_per_s,
            "reports": [(step, report.model_dump_json()) for step, report in self.reports],
        }
        _replace(self.out / CHECKPOINT, state, torch.save)
        _log.info("saved at step %d", self.step)

    def _resume(self) -> None:
        import torch

        path = self.out / CHECKPOINT
        if not path.is_file():
            return
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.n_steps, self.spent_s = state["step"], state["n_steps"], state["spent_s"]
        self.decay_from, self.is_planned = state["decay_from"], state["is_planned"]
        self.best_auc, self.examples_per_s = state["best_auc"], state["examples_per_s"]
        self.reports = [(step, DevReport.model_validate_json(text)) for step, text in state["reports"]]
        _log.info("taken up again at step %d of %d", self.step, self.n_steps)


def _best_piece(row: Row) -> str:
    """The document, or of a long one the sentences that share most with the claim, as they are scored later."""
    return (*claim_windows(row.document, row.claim, n_best=0), row.document)[0]


def token_labels(row: Row, encoding: Encoded) -> list[float]:
    """For each token 1 when it is wrong, 0 when it is right, -1 when that is not known or it is not of the claim."""
    faults = () if row.label else row.faults
    if faults is None:
        return [_UNKNOWN] * len(encoding.ids)
    return [
        _UNKNOWN if start < 0 else float(any(start < last and first < end for first, last in faults))
        for start, end in encoding.places
    ]


def _optimizer(model: Any, options: LoopOptions) -> Any:
    import torch

    groups: dict[tuple[bool, bool], list[Any]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        is_head = "_head." in name or "token_type" in name
        groups.setdefault((is_head, parameter.ndim < 2), []).append(parameter)
    rates = {True: options.head_learning_rate, False: options.learning_rate}
    return torch.optim.AdamW(
        [
            {
                "params": parameters,
                "lr": rates[is_head],
                "peak": rates[is_head],
                "weight_decay": 0.0 if is_flat else options.weight_decay,
            }
            for (is_head, is_flat), parameters in groups.items()
        ]
    )


def _replace(path: Path, state: Any, save: Any) -> None:
    """Write beside the file, then put it in its place, so that a kill leaves a whole one."""
    part = path.with_suffix(".part")
    save(state, part)
    part.replace(path)
