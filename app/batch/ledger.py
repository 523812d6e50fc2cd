"""What is known of every job of a batch: its own folder is the truth, the summary adds what a folder cannot tell."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from pydantic import ValidationError

from deepnews import __version__
from deepnews.agents.journal import Account
from deepnews.agents.run_files import write_error
from deepnews.agents.run_folder import ARTICLE, ASSIGNMENT, RECORD, RunFolder
from deepnews.app import exit_codes
from deepnews.app.batch.jobs import Job
from deepnews.app.batch.place import IDENTITY
from deepnews.app.batch.rows import Problem
from deepnews.app.places import child_of
from deepnews.app.service import MODEL_CHOICE
from deepnews.errors import RunError
from deepnews.prices import PriceTable, Usage
from deepnews.schemas.base import Language, Record
from deepnews.schemas.run import RunRecord
from deepnews.schemas.verification import Companions, Hfr

SUMMARY: Final = "summary.json"

JobState = Literal["done", "red", "failed", "refused", "interrupted", "running", "not started"]
"""As of a run; `running` stands in a summary while the batch runs, or when it was killed."""
FINISHED: Final = ("done", "red")
UNSUCCESSFUL: Final = ("failed", "refused")
NOT_BEGUN: Final = "It has not been its turn yet."


class JobRow(Record):
    """One job in the summary."""

    id: str
    line: int
    state: JobState
    reason: str = ""
    """Why there is no article."""
    folder: str
    """Name of the job's folder in the batch folder."""
    sha256: str
    topic: str
    language: Language
    model: str
    headline: str = ""
    n_chars_article: int = 0
    hfr: Hfr | None = None
    companions: Companions | None = None
    """Figures without which HFR must not be shown."""
    usage: Usage = Usage()
    cost_usd: float | None = None
    """None when no price is known."""
    wall_s: float = 0.0


class BatchSummary(Record):
    """What ``summary.json`` holds and ``--json`` prints."""

    jobs_file: str
    out: str
    deepnews_version: str = __version__
    interrupted: bool = False
    stopped_because: str = ""
    """Why not every job was started."""
    counts: dict[JobState, int]
    usage: Usage
    cost_usd: float | None
    """None when a job that used tokens has no known price."""
    rows: tuple[JobRow, ...]

    @property
    def exit_code(self) -> int:
        """0 all done, 1 none finished, 3 some finished or some with red claims, 130 interrupted."""
        if self.interrupted:
            return exit_codes.INTERRUPTED
        n_finished = sum(self.counts.get(state, 0) for state in FINISHED)
        if self.counts.get("done", 0) == len(self.rows):
            return exit_codes.DONE
        return exit_codes.RED_CLAIMS if n_finished else exit_codes.FAILED


def summarise(jobs_file: Path, out: Path, rows: Iterable[JobRow], stopped: str, *, interrupted: bool) -> BatchSummary:
    """The summary of `rows`."""
    rows = tuple(rows)
    counts: dict[JobState, int] = {}
    for row in rows:
        counts[row.state] = counts.get(row.state, 0) + 1
    return BatchSummary(
        jobs_file=str(jobs_file),
        out=str(out),
        interrupted=interrupted,
        stopped_because=stopped,
        counts=counts,
        usage=total_usage(rows),
        cost_usd=total_cost_usd(rows),
        rows=rows,
    )


def total_usage(rows: Iterable[JobRow]) -> Usage:
    """Tokens of all `rows`."""
    used = [row.usage for row in rows]
    return Usage(
        n_prompt_tokens=sum(u.n_prompt_tokens for u in used),
        n_cached_tokens=sum(u.n_cached_tokens for u in used),
        n_output_tokens=sum(u.n_output_tokens for u in used),
    )


def total_cost_usd(rows: Iterable[JobRow]) -> float | None:
    """US dollars of all `rows`; None when one of them used tokens that have no known price."""
    costs = [row.cost_usd for row in rows if row.usage.n_tokens or row.cost_usd is not None]
    known = [cost for cost in costs if cost is not None]
    return round(sum(known), 6) if len(known) == len(costs) else None


# --- folders of jobs -------------------------------------------------------------------------------------------------


def prepare(job: Job, folder: Path) -> None:
    """Make `folder` a run that can be resumed; raises RunError when the disk refuses.

    The assignment is written last: a folder without it was not begun, and is prepared anew.
    """
    if (folder / ASSIGNMENT).is_file():
        return
    make_folder(folder)
    mirror = child_of(folder.parent, folder.name)
    run = RunFolder(folder)
    run.write_text(MODEL_CHOICE, json.dumps({"model": job.model, "base_url": job.base_url}) + "\n")
    run.write_text(IDENTITY, json.dumps({"id": job.job_id, "sha256": job.sha256}, ensure_ascii=False) + "\n")
    run.write_assignment(job.assignment)
    if mirror is not None:
        mirror.push()


def make_folder(folder: Path) -> None:
    """Make `folder` where it is missing; raises RunError when the disk refuses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(folder, error) from error


def changed_jobs(path: Path, jobs: Sequence[Job], out: Path) -> list[Problem]:
    """Jobs whose folder holds the article of another assignment."""
    problems = []
    for job in jobs:
        folder = out / job.job_id
        if (folder / ASSIGNMENT).is_file() and _identity(folder) != job.sha256:
            sentence = f"the job '{job.job_id}' is not the one that was begun in {folder}."
            cure = "Give the changed job another id, or remove that folder to write it anew."
            problems.append(Problem(job.line, f"{path}, line {job.line}: {sentence} {cure}"))
    return problems


def unpriced_jobs(path: Path, jobs: Sequence[Job], prices: PriceTable) -> list[Problem]:
    """The first job of each model whose price is not known, so that a limit on money could not hold."""
    first = {job.model: job for job in reversed(jobs) if prices.price(job.model) is None}
    cure = "Give the table --prices, or use --max-tokens instead of --max-cost."
    return [
        Problem(job.line, f"{path}, line {job.line}: no price of {job.model} is known. {cure}")
        for job in first.values()
    ]


def _identity(folder: Path) -> str:
    try:
        return str(json.loads((folder / IDENTITY).read_text(encoding="utf-8"))["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def row_of(job: Job, out: Path, prices: PriceTable, record: RunRecord | None, reason: str = "") -> JobRow:
    """What is known of `job`: how it ended by `record`, or, without one, that it failed for `reason`."""
    state: JobState = "failed"
    if record is not None and record.state != "running" and record.state != "waiting":
        state = record.state
    usage, wall_s = _spent(out / job.job_id, record)
    return _bare_row(job).model_copy(
        update={
            "state": state,
            "reason": reason or (record.error if record else ""),
            "headline": record.headline if record else "",
            "n_chars_article": record.n_chars_article if record else 0,
            "hfr": record.hfr if record else None,
            "companions": record.companions if record else None,
            "usage": usage,
            "cost_usd": prices.cost_usd(job.model, usage),
            "wall_s": wall_s,
        }
    )


def row_before(job: Job, out: Path, prices: PriceTable, earlier: Mapping[str, JobRow]) -> JobRow:
    """What is known of `job` before anything is run."""
    folder = out / job.job_id
    if not (folder / ASSIGNMENT).is_file():
        return _bare_row(job)
    try:
        record = RunFolder(folder).read_record() if (folder / RECORD).is_file() else None
        if record and record.state != "running" and (record.state not in FINISHED or (folder / ARTICLE).is_file()):
            return row_of(job, out, prices, record)
        usage, wall_s = _spent(folder, None)
    except RunError as error:
        return _bare_row(job).model_copy(update={"state": "failed", "reason": str(error)})
    before = earlier.get(job.job_id)
    state: JobState = before.state if before and before.state in UNSUCCESSFUL else "interrupted"
    reason = before.reason if before and state in UNSUCCESSFUL else "It was stopped before its end."
    cost_usd = prices.cost_usd(job.model, usage)
    update = {"state": state, "reason": reason, "usage": usage, "wall_s": wall_s, "cost_usd": cost_usd}
    return _bare_row(job).model_copy(update=update)


def used_so_far(folder: Path) -> Usage:
    """Tokens that the run in `folder` has used up to now, by its journal; none where that cannot be read."""
    return _spent(folder, None)[0]


def earlier_rows(out: Path) -> dict[str, JobRow]:
    """The rows of the last summary by id; none when there is none that can be read."""
    try:
        summary = BatchSummary.model_validate_json((out / SUMMARY).read_bytes())
    except (OSError, ValidationError):
        return {}
    return {row.id: row for row in summary.rows}


def _bare_row(job: Job) -> JobRow:
    return JobRow(
        id=job.job_id,
        line=job.line,
        state="not started",
        reason=NOT_BEGUN,
        folder=job.job_id,
        sha256=job.sha256,
        topic=job.assignment.topic,
        language=job.assignment.language,
        model=job.model,
    )


def _spent(folder: Path, record: RunRecord | None) -> tuple[Usage, float]:
    """Tokens and seconds of a run: of its record once it is finished, of its journal before."""
    if record is not None and record.state in FINISHED:
        return Usage(**{name: getattr(record, name) for name in Usage.model_fields}), record.wall_s
    try:
        account = Account(RunFolder(folder).read_events())
    except RunError:
        return Usage(), 0.0
    return Usage(**{name: account.total(name) for name in Usage.model_fields}), account.wall_s
