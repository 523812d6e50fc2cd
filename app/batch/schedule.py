"""Which job starts next: corpora take turns, a local model works alone, a new corpus is read by one job first."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from deepnews.app.batch.jobs import Job
from deepnews.errors import UsageError

_WAIT_S = 1.0
"""How often a waiting worker looks at the limits."""
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True)
class Limits:
    """When no further job is started; None is no limit. The figures count for the whole batch, resumed or not."""

    max_tokens: int | None = None
    max_cost_usd: float | None = None
    deadline: dt.datetime | None = None

    def reached(self, n_tokens: int, cost_usd: float | None, now: dt.datetime) -> str:
        """The limit that is reached, as a sentence; nothing while there is none."""
        if self.max_tokens is not None and n_tokens >= self.max_tokens:
            return f"The limit of {self.max_tokens:,} tokens is reached ({n_tokens:,} used)."
        if self.max_cost_usd is not None and (cost_usd or 0.0) >= self.max_cost_usd:
            return f"The limit of {self.max_cost_usd:,.2f} USD is reached ({cost_usd or 0.0:,.4f} spent)."
        if self.deadline is not None and now >= self.deadline:
            return f"The deadline {self.deadline:%Y-%m-%d %H:%M} is reached."
        return ""


def read_deadline(text: str, now: dt.datetime) -> dt.datetime:
    """The local time meant by ``90m``, ``8h``, ``06:30`` (the next one) or ``2030-05-01T06:30``; raises UsageError."""
    stated = text.strip()
    duration = _DURATION.fullmatch(stated.lower())
    try:
        if duration:
            return now + dt.timedelta(**{_UNITS[duration[2]]: float(duration[1])})
        if "-" not in stated:
            time = dt.datetime.combine(now.date(), dt.time.fromisoformat(stated))
            return time if time > now else time + dt.timedelta(days=1)
        moment = dt.datetime.fromisoformat(stated)
    except (ValueError, OverflowError) as error:
        hint = "Write 90m, 8h, 06:30 or 2030-05-01T06:30."
        raise UsageError(f"'{text}' is no deadline.", hint=hint) from error
    return moment.astimezone().replace(tzinfo=None) if moment.tzinfo else moment


def fair_order(jobs: Iterable[Job]) -> tuple[Job, ...]:
    """The jobs, one of each corpus in turn; in the file's order within a corpus."""
    by_corpus: dict[tuple[str, ...], list[Job]] = {}
    for job in jobs:
        by_corpus.setdefault(job.corpus, []).append(job)
    return tuple(job for job in chain(*zip_longest(*by_corpus.values())) if job is not None)


class Schedule:
    """Gives out the jobs; safe for threads. `limit_reached` says why no further one may start.

    At most `n_preparing_at_once` work on their sources (None: any number): what a processor could share among hundreds
    would bring none of them to its first model call for minutes.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        limit_reached: Callable[[Sequence[Job]], str],
        *,
        n_local_at_once: int | None = 1,
        n_preparing_at_once: int | None = None,
    ) -> None:
        self._pending = list(fair_order(jobs))
        self._limit_reached = limit_reached
        self._n_local_at_once = n_local_at_once
        self._n_preparing_at_once = n_preparing_at_once
        self._running: dict[str, Job] = {}
        self._preparing: set[str] = set()
        self._warm: set[tuple[str, ...]] = set()
        self._changed = threading.Condition()
        self.stopped = ""
        """Why no further job is given out."""

    def take(self) -> Job | None:
        """The next job, waited for where none may start yet; None when there will be no more."""
        with self._changed:
            while self._pending and not self.stopped:
                self.stopped = self._limit_reached(tuple(self._running.values()))
                job = next((j for j in self._pending if self._may_start(j)), None)
                if self.stopped:
                    self._changed.notify_all()
                elif job is None:
                    self._changed.wait(_WAIT_S)
                else:
                    self._pending.remove(job)
                    self._running[job.job_id] = job
                    self._preparing.add(job.job_id)
                    return job
            return None

    def corpus_is_read(self, job: Job) -> None:
        """Let the other jobs over the same corpus start: they find it in the cache."""
        with self._changed:
            self._warm.add(job.corpus)
            self._changed.notify_all()

    def is_prepared(self, job: Job) -> None:
        """Let another job begin: `job` now asks its model."""
        with self._changed:
            self._preparing.discard(job.job_id)
            self._changed.notify_all()

    def ended(self, job: Job) -> None:
        """Note that `job` runs no more."""
        with self._changed:
            self._running.pop(job.job_id, None)
            self._preparing.discard(job.job_id)
            self._changed.notify_all()

    def stop(self, reason: str) -> None:
        """Give out no further job."""
        with self._changed:
            self.stopped = self.stopped or reason
            self._changed.notify_all()

    def _may_start(self, job: Job) -> bool:
        if self._n_preparing_at_once is not None and len(self._preparing) >= self._n_preparing_at_once:
            return False
        running = self._running.values()
        n_most = self._n_local_at_once
        if job.is_local and n_most is not None and sum(other.is_local for other in running) >= n_most:
            return False
        return job.corpus in self._warm or all(other.corpus != job.corpus for other in running)
