"""What a person sees while a run goes on: bars on a terminal, plain lines elsewhere, nothing when asked to be quiet.

All of it goes to stderr; stdout belongs to results.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from deepnews.agents.materials import Tell
    from deepnews.agents.state import ProgressEvent

OnEvent = Callable[["ProgressEvent"], None]
SILENCE_S = 5.0
"""Plain lines of one stage are at least this far apart."""


def source_steps(on_event: OnEvent) -> Tell:
    """A listener for the steps of reading sources, which tells `on_event` of them."""
    from deepnews.agents.state import ProgressEvent

    return lambda step, done, total: on_event(ProgressEvent(stage="sources", done=done, total=total, detail=step))


def duration(seconds: float) -> str:
    """`seconds` as people say it: ``45 s``, ``3 min 20 s``, ``1 h 05 min``."""
    whole = round(max(seconds, 0.0))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


class StageClock:
    """Remembers when each stage began, to tell how long it will still take."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._first: dict[str, tuple[float, int]] = {}

    def left_s(self, event: ProgressEvent) -> float | None:
        """Seconds the stage still needs at the speed it has kept; None before its first step is done."""
        started, done_before = self._first.setdefault(_key(event), (self._now(), event.done))
        n_steps = event.done - done_before
        if n_steps <= 0 or event.done >= event.total:
            return None
        return (self._now() - started) / n_steps * (event.total - event.done)


class PlainProgress:
    """One line a step, at most one every `SILENCE_S` seconds while a stage goes on."""

    def __init__(self, stream: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._now = now
        self._clock = StageClock(now)
        self._last_key = ""
        self._last_line = ""
        self._last_s = float("-inf")

    def __call__(self, event: ProgressEvent) -> None:
        """Write the line of `event`, unless one was just written."""
        key, now = _key(event), self._now()
        left_s = self._clock.left_s(event)
        is_last = event.total > 1 and event.done >= event.total
        if key == self._last_key and not is_last and now - self._last_s < SILENCE_S:
            return
        line = _plain_line(event, left_s)
        if line == self._last_line:
            return
        self._last_key, self._last_s, self._last_line = key, now, line
        self._stream.write(line + "\n")
        self._stream.flush()


class BarProgress:
    """A bar a stage, with counts, tokens a second and time left."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}
        self._clock = StageClock()

    def __call__(self, event: ProgressEvent) -> None:
        """Move the bar of the event's stage."""
        left_s = self._clock.left_s(event)
        task = self._task(event)
        self._bars.update(
            task,
            total=max(event.total, 1),
            completed=event.done,
            detail=event.detail if _key(event) == event.stage else "",
            speed=f"{event.tokens_per_s:.1f} tokens/s" if event.tokens_per_s else "",
            left=f"{duration(left_s)} left" if left_s is not None else "",
        )

    def _task(self, event: ProgressEvent) -> TaskID:
        key = _key(event)
        if key not in self._tasks:
            self._tasks[key] = self._bars.add_task(key, total=max(event.total, 1), detail="", speed="", left="")
        return self._tasks[key]


@contextmanager
def open_progress(stream: TextIO, *, quiet: bool) -> Iterator[OnEvent]:
    """A listener for progress events that suits `stream`; it leaves the stream tidy when the block ends."""
    if quiet:
        yield _ignore
    elif not stream.isatty():
        yield PlainProgress(stream)
    else:
        with _bars(stream) as bars:
            yield BarProgress(bars)


def _bars(stream: TextIO) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description:<14}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}", markup=False),
        TextColumn("{task.fields[speed]}", markup=False),
        TextColumn("{task.fields[detail]}", markup=False),
        console=Console(file=stream),
    )


def _key(event: ProgressEvent) -> str:
    """What a line or a bar stands for: the stage; each kind of source work has its own."""
    return event.detail if event.stage == "sources" and event.detail else event.stage


def _plain_line(event: ProgressEvent, left_s: float | None) -> str:
    key = _key(event)
    head = f"{key}: {event.done}/{event.total}" if event.total > 1 else key
    extra = [event.detail] if event.detail and key == event.stage else []
    if event.tokens_per_s:
        extra.append(f"{event.tokens_per_s:.1f} tokens/s")
    if left_s is not None:
        extra.append(f"{duration(left_s)} left")
    return head + (f" ({', '.join(extra)})" if extra else "")


def _ignore(event: ProgressEvent) -> None:
    """Nothing: the listener of quiet runs."""
