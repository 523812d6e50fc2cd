"""What a run did when: its processes one after the other, and the stages of each, from the events in its folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError

from deepnews.agents.run_files import damaged
from deepnews.agents.run_folder import EVENTS, RunFolder
from deepnews.app.batch.summary_files import money
from deepnews.schemas.base import Record
from deepnews.schemas.events import RUN_EVENT, ModelCalled, RunBegun, RunEvent, RunStopped, StepBegun, StepEnded

N_BAR: Final = 24
"""Characters of the bar that shows when a stage ran."""
_COLUMNS: Final = ("stage", "from", "for", "steps", "calls", "cached", "tokens", "cost")


class Stretch(Record):
    """One stage, from its first step to its last; a stage that came again has a stretch of its own."""

    stage: str
    begun_s: float = Field(ge=0.0)
    """Seconds after the process began."""
    wall_s: float = Field(ge=0.0)
    n_steps: int = Field(ge=0)
    """Steps that ended; several may have run at once."""
    n_calls: int = Field(default=0, ge=0)
    """Calls that reached the model."""
    n_cached: int = Field(default=0, ge=0)
    n_tokens: int = Field(default=0, ge=0)
    cost_usd: float | None = None


class Attempt(Record):
    """One process that worked on the run."""

    begun_at: dt.datetime
    model: str
    wall_s: float
    """Up to its last event."""
    stretches: tuple[Stretch, ...]
    stopped_by: str = ""
    """Name of the error that stopped it; empty where it came to its end or was killed."""


def run_events(folder: RunFolder) -> tuple[RunEvent, ...]:
    """The events of a run by their schema; raises RunError for one that is of none."""
    events = []
    for n, event in enumerate(folder.read_events(), start=1):
        try:
            events.append(RUN_EVENT.validate_python(event))
        except ValidationError as error:
            raise damaged(folder.path / EVENTS, f"line {n} is no event of this version") from error
    return tuple(events)


def read_timeline(run_dir: Path) -> tuple[Attempt, ...]:
    """What the run at `run_dir` did; raises RunError when there is none or its events are damaged."""
    return timeline(run_events(RunFolder.open(run_dir)))


def timeline(events: Sequence[RunEvent]) -> tuple[Attempt, ...]:
    """The processes of a run in order; those of versions that did not tell of their start count as one."""
    groups: list[list[RunEvent]] = []
    for event in events:
        if isinstance(event, RunBegun) or not groups:
            groups.append([])
        groups[-1].append(event)
    return tuple(_attempt(group) for group in groups)


def _attempt(events: Sequence[RunEvent]) -> Attempt:
    first, begun_at = events[0], _time(events[0])
    stopped = next((e.error for e in events if isinstance(e, RunStopped)), "")
    return Attempt(
        begun_at=begun_at,
        model=first.model if isinstance(first, RunBegun) else "",
        wall_s=_after_s(events[-1], begun_at),
        stretches=tuple(_stretch(group, begun_at) for group in _by_stage(events)),
        stopped_by=stopped,
    )


def _by_stage(events: Sequence[RunEvent]) -> Iterator[list[RunEvent]]:
    """Events of one stage that follow each other; only steps of one stage run at once."""
    group: list[RunEvent] = []
    for event in (e for e in events if e.stage):
        if group and event.stage != group[-1].stage:
            yield group
            group = []
        group.append(event)
    if group:
        yield group


def _stretch(events: Sequence[RunEvent], begun_at: dt.datetime) -> Stretch:
    calls = [e for e in events if isinstance(e, ModelCalled)]
    asked = [c for c in calls if not c.from_cache]
    costs = [c.cost_usd for c in asked]
    first = next((e for e in events if isinstance(e, StepBegun)), events[0])
    begun_s = _after_s(first, begun_at)
    return Stretch(
        stage=events[0].stage,
        begun_s=begun_s,
        wall_s=round(max(0.0, _after_s(events[-1], begun_at) - begun_s), 3),
        n_steps=sum(isinstance(e, StepEnded) for e in events),
        n_calls=len(asked),
        n_cached=len(calls) - len(asked),
        n_tokens=sum(c.n_prompt_tokens + c.n_output_tokens for c in asked),
        cost_usd=None if None in costs else round(sum(c for c in costs if c is not None), 9),
    )


def timeline_lines(attempts: Sequence[Attempt]) -> Iterator[str]:
    """The timeline in words: a table for each process, and why it ended."""
    for n, attempt in enumerate(attempts):
        when = attempt.begun_at.strftime("%Y-%m-%d %H:%M:%S %Z")
        what = f"begun {when}" if n == 0 else f"taken up again {when}, after {_pause_s(attempts, n):,.0f} s"
        yield f"{what}{f', model {attempt.model}' if attempt.model else ''}"
        yield from _table(attempt)
        if attempt.stopped_by:
            yield f"stopped after {attempt.wall_s:,.1f} s: {attempt.stopped_by}"
        elif n + 1 < len(attempts):
            yield f"ended after {attempt.wall_s:,.1f} s without a word, as a process does that was killed"


def _table(attempt: Attempt) -> Iterator[str]:
    rows = [_COLUMNS, *(_cells(s) for s in attempt.stretches)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_COLUMNS))]
    for n, row in enumerate(rows):
        cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
        bar = _bar(attempt.stretches[n - 1], attempt.wall_s) if n else ""
        yield f"  {'  '.join(cells)}  {bar}".rstrip()


def _cells(s: Stretch) -> tuple[str, ...]:
    figures = (s.n_steps, s.n_calls, s.n_cached, s.n_tokens)
    return (s.stage, f"{s.begun_s:,.1f} s", f"{s.wall_s:,.1f} s", *(f"{n:,}" for n in figures), money(s.cost_usd))


def _bar(s: Stretch, whole_s: float) -> str:
    if whole_s <= 0:
        return ""
    begin = min(N_BAR - 1, int(N_BAR * s.begun_s / whole_s))
    length = max(1, min(N_BAR - begin, round(N_BAR * s.wall_s / whole_s)))
    return "." * begin + "#" * length + "." * (N_BAR - begin - length)


def _pause_s(attempts: Sequence[Attempt], n: int) -> float:
    before = attempts[n - 1]
    return max(0.0, (attempts[n].begun_at - before.begun_at).total_seconds() - before.wall_s)


def _time(event: RunEvent) -> dt.datetime:
    return event.time or dt.datetime.fromtimestamp(0, dt.UTC)


def _after_s(event: RunEvent, begun_at: dt.datetime) -> float:
    return round(max(0.0, (_time(event) - begun_at).total_seconds()), 3)
