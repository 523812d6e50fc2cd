"""A batch from beginning to end.

Each job runs in a process of its own, not in a thread: PDFium and other parsers bear no threads, a stop is one flag
for a whole process, and a crash or a full memory must cost one job only.
"""

from __future__ import annotations

import datetime as dt
import queue
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from deepnews.agents.run_lock import locked
from deepnews.agents.state import ProgressEvent
from deepnews.app.batch.engine import Engine
from deepnews.app.batch.jobs import Job
from deepnews.app.batch.ledger import (
    FINISHED,
    UNSUCCESSFUL,
    BatchSummary,
    JobRow,
    earlier_rows,
    make_folder,
    prepare,
    row_before,
    row_of,
    summarise,
    total_cost_usd,
    used_so_far,
)
from deepnews.app.batch.place import put_rest
from deepnews.app.batch.schedule import Limits, Schedule
from deepnews.app.batch.summary_files import write_summary
from deepnews.app.system_errors import system_error
from deepnews.errors import DeepNewsError
from deepnews.prices import PriceTable

INTERRUPTED: Final = "The batch was interrupted."
_SUMMARY_EVERY_S: Final = 2.0
_SUMMARY_SHARE: Final = 0.02
"""Of the batch's time that may go into writing summaries; that of 10,000 jobs is long."""
_LISTEN_S: Final = 0.2
_PREPARING: Final = ("sources", "brief", "schema", "forage")
"""Stages before a run asks its model."""
_RUNNING: Final = {"state": "running", "reason": ""}


class Watch(Protocol):
    """Whoever shows a batch to people."""

    def begun(self, rows: Mapping[str, JobRow], n_to_do: int) -> None:
        """The batch begins."""

    def moved(self, job: Job, event: ProgressEvent | None) -> None:
        """A job starts (no event), or makes a step."""

    def ended(self, row: JobRow) -> None:
        """A job ended."""


@dataclass(frozen=True)
class Plan:
    """What is to be done, and under which limits."""

    jobs_file: Path
    jobs: Sequence[Job]
    out: Path
    prices: PriceTable
    limits: Limits = field(default_factory=Limits)
    n_at_once: int = 1
    only_failed: bool = False


@dataclass(frozen=True)
class _Step:
    """A job starts (no event) or makes a step."""

    job: Job
    event: ProgressEvent | None = None


@dataclass
class _Board:
    """The rows of all jobs, written by the threads that run them."""

    plan: Plan
    rows: dict[str, JobRow] = field(default_factory=dict)

    def limit_reached(self, running: Sequence[Job]) -> str:
        """Why no further job may start, counting what the jobs in hand have used."""
        if self.plan.limits == Limits():
            return ""
        now = dict(self.rows)
        for job in running:
            usage = used_so_far(self.plan.out / job.job_id)
            cost_usd = self.plan.prices.cost_usd(job.model, usage)
            now[job.job_id] = now[job.job_id].model_copy(update={"usage": usage, "cost_usd": cost_usd})
        n_tokens = sum(row.usage.n_tokens for row in now.values())
        return self.plan.limits.reached(n_tokens, total_cost_usd(now.values()), dt.datetime.now())

    def summary(self, stopped: str, *, interrupted: bool) -> BatchSummary:
        """The rows as they stand; those that were not started say why."""
        rows = (
            row.model_copy(update={"reason": stopped}) if stopped and row.state == "not started" else row
            for row in self.rows.values()
        )
        return summarise(self.plan.jobs_file, self.plan.out, rows, stopped, interrupted=interrupted)


def run_batch(plan: Plan, watch: Watch, engine: Engine) -> BatchSummary:
    """How the batch ended; finished jobs are not touched, those begun go on, a job that fails stops no other.

    Raises RunError when the batch folder is in use or cannot be written.
    """
    make_folder(plan.out)
    with locked(plan.out):
        earlier = earlier_rows(plan.out)
        board = _Board(plan, {j.job_id: row_before(j, plan.out, plan.prices, earlier) for j in plan.jobs})
        to_do = [job for job in plan.jobs if _is_to_do(board.rows[job.job_id], only_failed=plan.only_failed)]
        watch.begun(board.rows, len(to_do))
        summary = _Crew(board, to_do, watch, engine).work()
        write_summary(summary, plan.out)
        return summary


def _is_to_do(row: JobRow, *, only_failed: bool) -> bool:
    return row.state in UNSUCCESSFUL if only_failed else row.state not in FINISHED


class _Crew:
    """Threads that each wait for one job at a time, and the loop that listens to them."""

    def __init__(self, board: _Board, to_do: Sequence[Job], watch: Watch, engine: Engine) -> None:
        self._plan, self._board, self._watch, self._engine = board.plan, board, watch, engine
        self._schedule = Schedule(
            to_do,
            board.limit_reached,
            n_local_at_once=engine.n_local_at_once,
            n_preparing_at_once=engine.n_preparing_at_once,
        )
        self._messages: queue.SimpleQueue[_Step | JobRow] = queue.SimpleQueue()
        n_threads = min(self._plan.n_at_once, len(to_do))
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(n_threads)]
        self._interrupted = False
        self._error: BaseException | None = None
        self._next_summary_s = 0.0

    def work(self) -> BatchSummary:
        """The summary once all threads have ended; Ctrl-C lets the calls in hand end first."""
        for thread in self._threads:
            thread.start()
        while True:
            try:  # around the condition as well: Ctrl-C can come between two messages
                while any(thread.is_alive() for thread in self._threads) or not self._messages.empty():
                    self._listen()
                break
            except KeyboardInterrupt:
                self._interrupted = True
                self._stop(INTERRUPTED)
        if self._error is not None:
            raise self._error
        return self._board.summary(self._schedule.stopped, interrupted=self._interrupted)

    def _stop(self, reason: str) -> None:
        self._schedule.stop(reason)
        self._engine.stop()

    def _listen(self) -> None:
        try:
            told = self._messages.get(timeout=_LISTEN_S)
        except queue.Empty:
            return
        if isinstance(told, _Step):
            self._watch.moved(told.job, told.event)
        else:
            self._watch.ended(told)
            self._write_now_and_then()

    def _write_now_and_then(self) -> None:
        begun_s = time.monotonic()
        if begun_s >= self._next_summary_s:
            write_summary(self._board.summary("", interrupted=False), self._plan.out)
            ended_s = time.monotonic()
            self._next_summary_s = ended_s + max(_SUMMARY_EVERY_S, (ended_s - begun_s) / _SUMMARY_SHARE)

    def _work(self) -> None:
        """Run jobs until there are no more; an error of the program itself is kept for `work`, which raises it."""
        try:
            while (job := self._schedule.take()) is not None:
                self._board.rows[job.job_id] = self._board.rows[job.job_id].model_copy(update=_RUNNING)
                self._messages.put(_Step(job))
                row = self._board.rows[job.job_id] = self._row(job)
                self._schedule.ended(job)
                self._messages.put(row)
        except BaseException as error:
            self._error = error
            self._stop("The program met an error of its own.")

    def _row(self, job: Job) -> JobRow:
        """How `job` ended."""
        out, prices = self._plan.out, self._plan.prices
        try:
            prepare(job, out / job.job_id)
            record = self._engine.run(job, out / job.job_id, lambda event: self._moved(job, event))
        except (DeepNewsError, OSError) as error:
            put_rest(out / job.job_id)
            if self._interrupted:
                return row_of(job, out, prices, None, INTERRUPTED).model_copy(update={"state": "interrupted"})
            return row_of(job, out, prices, None, str(system_error(error) or error))
        return row_of(job, out, prices, record)

    def _moved(self, job: Job, event: ProgressEvent) -> None:
        if event.stage != "sources":
            self._schedule.corpus_is_read(job)
        if event.stage not in _PREPARING:
            self._schedule.is_prepared(job)
        self._messages.put(_Step(job, event))
