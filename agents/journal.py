"""The journal of a run: stage times, model calls and progress, written to ``events.jsonl`` as they happen.

The run's record is added up from the journal, so that a run that was killed and resumed counts every second and
every finished model call once.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from deepnews import __version__
from deepnews.agents.run_folder import RunFolder
from deepnews.agents.state import OnEvent, ProgressEvent
from deepnews.errors import RunError
from deepnews.llm import ChatReply
from deepnews.prices import Price, Usage
from deepnews.schemas.events import (
    ModelCalled,
    Progress,
    RunBegun,
    RunEvent,
    RunStopped,
    StepBegun,
    StepEnded,
    StepsExpected,
)
from deepnews.schemas.run import StageTiming
from deepnews.telemetry import NO_TELEMETRY, Telemetry

STEP_S: Final = 1.0
"""Steps inside a stage are written at least this far apart."""


class Journal:
    """Writes events, the calls with their cost at `price`; safe for threads."""

    def __init__(
        self, folder: RunFolder, on_event: OnEvent, price: Price | None = None, telemetry: Telemetry = NO_TELEMETRY
    ) -> None:
        self.folder = folder
        self._on_event = on_event
        self._price = price
        self._telemetry = telemetry
        self._lock = threading.Lock()
        self._totals: dict[str, int] = {}
        self._done: dict[str, int] = {}
        self._speed: float | None = None
        self._stepped_s = float("-inf")

    @contextmanager
    def run(self, model: str) -> Iterator[None]:
        """Write that a process works on the run, and, when it does not come to its end, why."""
        self._write(RunBegun(model=model, deepnews_version=__version__))
        try:
            with self._telemetry.span("run", {"deepnews.run": self.folder.path.name}):
                yield
        except BaseException as error:
            with suppress(RunError):  # a full disk is told by the error itself
                self._write(RunStopped(error=type(error).__name__))
            raise

    def expect(self, stage: str, total: int) -> None:
        """Say how many steps `stage` will take; raises RunError when the disk refuses."""
        self._totals[stage] = total
        self._done[stage] = 0
        self._write(StepsExpected(stage=stage, total=total))

    @contextmanager
    def stage(self, name: str, detail: str = "") -> Iterator[None]:
        """Time one step of a stage and tell of it, also when it fails."""
        self._tell(name, detail)
        self._write(StepBegun(stage=name, detail=detail))
        started = time.monotonic()
        try:
            with self._telemetry.span(f"stage {name}", {"deepnews.stage": name}):
                yield
        finally:
            wall_s = round(time.monotonic() - started, 3)
            self._write(StepEnded(stage=name, detail=detail, wall_s=wall_s))
            with self._lock:
                self._done[name] = self._done.get(name, 0) + 1
            self._tell(name, detail)

    def step(self, stage: str, done: int, total: int) -> None:
        """Progress inside a step (loading, embedding); written to the folder once a second and at its end."""
        now_s = time.monotonic()
        if done >= total or now_s - self._stepped_s >= STEP_S:
            self._stepped_s = now_s
            self._write(Progress(stage="sources", detail=stage, done=done, total=total))
        self._on_event(ProgressEvent(stage="sources", done=done, total=total, detail=stage))

    def tell(self, stage: str, done: int, total: int, detail: str = "") -> None:
        """Show progress; nothing is written."""
        self._on_event(ProgressEvent(stage=stage, done=done, total=total, detail=detail, tokens_per_s=self._speed))

    def call(self, stage: str, key: str, reply: ChatReply) -> None:
        """Record a finished model call; the hook of the model's accounting."""
        if not reply.from_cache and reply.wall_s > 0:
            self._speed = reply.n_output_tokens / reply.wall_s
        self._write(
            ModelCalled(
                stage=stage,
                key=key,
                from_cache=reply.from_cache,
                wall_s=round(reply.wall_s, 3),
                n_prompt_tokens=reply.n_prompt_tokens,
                n_cached_tokens=reply.n_cached_tokens,
                n_output_tokens=reply.n_output_tokens,
                cost_usd=self._cost_usd(reply),
            )
        )

    def _cost_usd(self, reply: ChatReply) -> float | None:
        if self._price is None:
            return None
        tokens = {name: getattr(reply, name) for name in Usage.model_fields}
        return 0.0 if reply.from_cache else round(self._price.cost_usd(Usage(**tokens)), 9)

    def _write(self, event: RunEvent) -> None:
        fields = event.model_dump(mode="json", exclude={"time", "event", "stage"})
        self.folder.append_event(event.event, stage=event.stage, **fields)

    def _tell(self, name: str, detail: str) -> None:
        done = self._done.get(name, 0)
        total = max(self._totals.get(name, 1), done)
        self.tell(name, done, total, detail)


class Account:
    """Sums over a run's events."""

    def __init__(self, events: Sequence[dict[str, object]]) -> None:
        self._stages = [e for e in events if e["event"] == "stage"]
        calls = [e for e in events if e["event"] == "model_call"]
        self._calls = [c for c in calls if not c["from_cache"]]
        self.n_model_calls = len(self._calls)
        self.n_cached_replies = len(calls) - len(self._calls)

    def total(self, field: str) -> int:
        """Sum of a token count over all calls that reached the model."""
        return sum(_number(c, field) for c in self._calls)

    @property
    def cost_usd(self) -> float | None:
        """US dollars of all calls; None when the price of one is not known."""
        return _cost_usd(self._calls)

    @property
    def wall_s(self) -> float:
        """Seconds in all stages."""
        return round(sum(_seconds(e) for e in self._stages), 3)

    def stages(self) -> dict[str, StageTiming]:
        """Cost of each stage, in the order they first ran."""
        return {name: self._timing(name) for name in dict.fromkeys(str(e["stage"]) for e in self._stages)}

    def _timing(self, name: str) -> StageTiming:
        calls = [c for c in self._calls if c["stage"] == name]
        return StageTiming(
            wall_s=round(sum(_seconds(e) for e in self._stages if e["stage"] == name), 3),
            model_s=round(sum(_seconds(c) for c in calls), 3),
            n_model_calls=len(calls),
            n_prompt_tokens=sum(_number(c, "n_prompt_tokens") for c in calls),
            n_cached_tokens=sum(_number(c, "n_cached_tokens") for c in calls),
            n_output_tokens=sum(_number(c, "n_output_tokens") for c in calls),
            cost_usd=_cost_usd(calls),
        )


def n_requests(events: Sequence[dict[str, object]], stage: str) -> int:
    """Different requests a stage has made so far, answered by the model or from a cache."""
    return len({e["key"] for e in events if e["event"] == "model_call" and e["stage"] == stage})


def _cost_usd(calls: Sequence[dict[str, object]]) -> float | None:
    costs = [c.get("cost_usd") for c in calls]
    known = [float(cost) for cost in costs if isinstance(cost, int | float)]
    return round(sum(known), 6) if len(known) == len(costs) else None


def _number(event: dict[str, object], field: str) -> int:
    value = event.get(field, 0)
    return value if isinstance(value, int) else 0


def _seconds(event: dict[str, object]) -> float:
    value = event.get("wall_s", 0.0)
    return float(value) if isinstance(value, int | float) else 0.0


def peak_rss_mib() -> float:
    """Largest resident set of this process so far, in MiB (0 where the system does not tell)."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
