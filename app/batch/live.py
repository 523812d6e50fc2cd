"""A batch shown while it runs: a table on a terminal, a line for each start and end elsewhere; all on stderr."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TextIO

from deepnews.agents.state import ProgressEvent
from deepnews.app.batch.estimate import Forecast
from deepnews.app.batch.jobs import Job
from deepnews.app.batch.ledger import FINISHED, BatchSummary, JobRow, total_cost_usd, total_usage
from deepnews.app.batch.run import Watch
from deepnews.app.batch.summary_files import money, n_red_claims, percent
from deepnews.app.progress import duration

if TYPE_CHECKING:
    from rich.table import Table

MAX_ENDED_SHOWN: Final = 8
"""The live table holds the jobs in hand and the last few that ended; the summary holds all."""
_COLUMNS: Final = ("job", "state", "what", "HFR", "tokens", "time")


def row_line(row: JobRow) -> str:
    """How a job ended, in a line."""
    if row.state not in FINISHED:
        return f"{row.id}: {row.state}. {row.reason}"
    hfr = f"HFR {percent(row.hfr.value if row.hfr else None)}, {n_red_claims(row)} red claims"
    copied = f", {row.companions.copied_share:.1%} copied" if row.companions else ""
    return f"{row.id}: {row.state}, {row.n_chars_article:,} characters, {hfr}{copied}, {duration(row.wall_s)}"


class Quiet:
    """Shows nothing."""

    def begun(self, rows: Mapping[str, JobRow], n_to_do: int) -> None:
        """Nothing."""

    def moved(self, job: Job, event: ProgressEvent | None) -> None:
        """Nothing."""

    def ended(self, row: JobRow) -> None:
        """Nothing."""


class PlainLines(Quiet):
    """A line for each job that starts or ends."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._n_ended = self._n_to_do = 0

    def begun(self, rows: Mapping[str, JobRow], n_to_do: int) -> None:
        """Say how much there is to do."""
        self._n_to_do = n_to_do
        self._say(f"{len(rows)} jobs, {n_to_do} to do")

    def moved(self, job: Job, event: ProgressEvent | None) -> None:
        """Tell of a job that starts."""
        if event is None:
            self._say(f"{job.job_id}: started")

    def ended(self, row: JobRow) -> None:
        """Tell of a job that ended."""
        self._n_ended += 1
        self._say(f"[{self._n_ended}/{self._n_to_do}] {row_line(row)}")

    def _say(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()


class LiveTable:
    """A table that follows the batch; it is made anew when it is shown, not at every step of 200 jobs."""

    def __init__(self) -> None:
        self._rows: dict[str, JobRow] = {}
        self._running: dict[str, tuple[float, str]] = {}
        self._last: deque[str] = deque(maxlen=MAX_ENDED_SHOWN)
        self._n_to_do = self._n_ended = 0

    def begun(self, rows: Mapping[str, JobRow], n_to_do: int) -> None:
        """Show the empty table."""
        self._rows, self._n_to_do = dict(rows), n_to_do

    def moved(self, job: Job, event: ProgressEvent | None) -> None:
        """Show what a job does now."""
        started_s = self._running.get(job.job_id, (time.monotonic(), ""))[0]
        what = f"{event.stage} {event.done}/{event.total}" if event else "starting"
        self._running[job.job_id] = (started_s, what)

    def ended(self, row: JobRow) -> None:
        """Move a job from those in hand to those that ended."""
        self._running.pop(row.id, None)
        self._rows[row.id] = row
        self._last.append(row.id)
        self._n_ended += 1

    def table(self) -> Table:
        """The table as it stands; safe to ask for while another thread tells of a step."""
        from rich.table import Table
        from rich.text import Text

        rows = tuple(self._rows.values())
        spent = f"{total_usage(rows).n_tokens:,} tokens, {money(total_cost_usd(rows))}"
        table = Table(title=f"{self._n_ended} of {self._n_to_do} jobs ended; {spent}", title_justify="left")
        for name in _COLUMNS:
            table.add_column(name)
        for job_id in tuple(self._last):
            table.add_row(*(Text(cell) for cell in _ended_cells(self._rows[job_id])))
        for job_id, (started_s, what) in tuple(self._running.items()):
            cells = (job_id, "running", what, "", "", duration(time.monotonic() - started_s))
            table.add_row(*(Text(cell) for cell in cells))
        return table


@contextmanager
def open_watch(stream: TextIO, *, quiet: bool) -> Iterator[Watch]:
    """Whatever suits `stream`; it is left tidy when the block ends."""
    if quiet:
        yield Quiet()
    elif not stream.isatty():
        yield PlainLines(stream)
    else:
        from rich.console import Console
        from rich.live import Live

        shown = LiveTable()
        with Live(console=Console(file=stream), refresh_per_second=4, get_renderable=shown.table):
            yield shown


def summary_lines(summary: BatchSummary) -> Iterator[str]:
    """The end of a batch in words: counts, cost, what is missing and why, and where the files lie."""
    yield "Jobs: " + ", ".join(f"{n} {state}" for state, n in summary.counts.items())
    yield f"Used: {summary.usage.n_tokens:,} tokens, {money(summary.cost_usd)}"
    yield from (row_line(row) for row in summary.rows if row.state not in (*FINISHED, "not started"))
    n_waiting = summary.counts.get("not started", 0)
    if n_waiting:
        yield f"Not started: {n_waiting} jobs. {summary.stopped_because}".rstrip()
    yield f"Summary: {summary.out}/summary.html"


def forecast_table(found: Forecast) -> Table:
    """A line for each job, then the sums."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title="Estimates; nothing was run", title_justify="left")
    for name in ("job", "model", "characters", "evidence", "tokens in", "tokens out", "time", "money"):
        table.add_column(name, justify="left" if name in ("job", "model") else "right")
    for e in found.estimates:
        tokens = (f"{e.usage.n_prompt_tokens:,}", f"{e.usage.n_output_tokens:,}")
        cells = (f"{e.n_chars_article:,}", f"{e.n_chars_evidence:,}", *tokens, _time(e.wall_s), money(e.cost_usd))
        table.add_row(Text(e.id), Text(e.model), *cells)
        if e.problem:
            table.add_row("", Text(f"line {e.line}: {e.problem}", style="red"))
    table.add_section()
    table.add_row("all", "", "", "", f"{found.n_tokens:,}", "", _time(found.wall_s), money(found.cost_usd))
    return table


def _time(wall_s: float | None) -> str:
    return "unknown" if wall_s is None else duration(wall_s)


def _ended_cells(row: JobRow) -> tuple[str, ...]:
    hfr = percent(row.hfr.value if row.hfr else None)
    what = row.headline if row.state in FINISHED else row.reason
    return (row.id, row.state, what[:80], hfr, f"{row.usage.n_tokens:,}", duration(row.wall_s))
