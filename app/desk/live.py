"""What a run is doing now, read from the events it leaves in its folder; the page needs no tie to its process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

from pydantic import Field

from deepnews.agents.run_folder import EVIDENCE, FACTS, RECORD, SOURCES, RunFolder
from deepnews.agents.source_list import SourceEntry
from deepnews.app.desk.runs import beginning, live_state
from deepnews.errors import RunError
from deepnews.schemas.base import Record
from deepnews.schemas.corpus import Passage
from deepnews.schemas.evidence import Evidence, SaturationAccount
from deepnews.schemas.run import RunRecord, RunState, StageTiming

STAGES: Final = (
    "sources",
    "brief",
    "mark",
    "forage",
    "note",
    "plan",
    "draft",
    "pace",
    "verify",
    "repair",
    "translate",
    "publish",
)
"""In the order they run; repair may be left out, and those of `OCCASIONAL` are told of where a run has them."""
OCCASIONAL: Final = ("mark", "translate")
N_FACTS_SHOWN: Final = 6
_N_PASSAGE_CHARS: Final = 240

_Event = Mapping[str, object]


class StageLine(Record):
    """One stage and how far it is."""

    name: str
    status: Literal["waiting", "now", "done", "skipped"]
    done: int = Field(ge=0)
    total: int = Field(ge=1)
    wall_s: float = Field(ge=0.0)
    detail: str = ""
    left_s: float | None = None
    """At the speed it has kept; None where that cannot be told."""


class FoundFact(Record):
    """A fact cut from a source, or a passage it may be cut from."""

    text: str
    title: str
    date: dt.date | None


class Live(Record):
    """A run at this moment."""

    state: RunState
    error: str
    stages: tuple[StageLine, ...]
    tokens_per_s: float | None
    n_model_calls: int
    n_output_tokens: int
    wall_s: float
    account: SaturationAccount | None
    n_passages: int
    n_facts: int
    facts: tuple[FoundFact, ...]
    """The weightiest so far."""
    passages: tuple[FoundFact, ...]
    """The passages of strongest scent, as long as no fact has been cut from them."""

    @property
    def share_done(self) -> float:
        """Stages done over all stages, a begun one counted by its steps."""
        parts = [1.0 if s.status in ("done", "skipped") else s.done / s.total for s in self.stages]
        return sum(parts) / len(parts)


def read_live(folder: Path) -> Live:
    """The run in `folder` at this moment; raises RunError when the folder has gone or its events are damaged."""
    run = RunFolder.open(folder)
    events = run.read_events()
    record = run.read_record() if run.has(RECORD) else None
    state = live_state(folder, record.state if record else "interrupted")
    calls = [e for e in events if e["event"] == "model_call" and not e.get("from_cache")]
    evidence = _evidence(run)
    n_facts, facts = _facts(run)
    return Live(
        state=state,
        error=record.error if record and state != "running" else "",
        stages=_stages(events, state),
        tokens_per_s=_speed(calls),
        n_model_calls=len(calls),
        n_output_tokens=sum(int(_number(c, "n_output_tokens")) for c in calls),
        wall_s=sum(_number(e, "wall_s") for e in events if e["event"] == "stage"),
        account=evidence.saturation if evidence else None,
        n_passages=len(evidence.passages) if evidence else 0,
        n_facts=n_facts,
        facts=facts,
        passages=() if facts or evidence is None else _passages(run, evidence),
    )


def left_s(live: Live, like: RunRecord | None, n_chars_target: int) -> float | None:
    """Seconds to the end by what `like`, a finished run of the same model, took; None without one.

    The stage in work is counted by its own speed, once one of its steps has been finished.
    """
    if like is None or not like.n_chars_article:
        return None
    scale = n_chars_target / like.n_chars_article
    return sum(_stage_left_s(s, like.stages.get(s.name), scale) for s in live.stages if s.status in ("now", "waiting"))


def _stage_left_s(line: StageLine, timing: StageTiming | None, scale: float) -> float:
    if line.left_s is not None:
        return line.left_s
    share = 1 - line.done / line.total if line.status == "now" else 1.0
    return share * scale * (timing.wall_s if timing else 0.0)


def _stages(events: Sequence[_Event], state: RunState) -> tuple[StageLine, ...]:
    begun = max((i for i, e in enumerate(events) if (e["event"], e["stage"]) == ("begin", "sources")), default=0)
    told = {name for e in events for name in (e["stage"], e.get("detail"))}
    names = [name for name in STAGES if name in told or name not in OCCASIONAL]
    lines = [_stage(name, _of(name, events), _n_open(_of(name, events[begun:]))) for name in names]
    last = max((i for i, line in enumerate(lines) if line.status != "waiting"), default=-1)
    return tuple(_settled(line, i < last, state) for i, line in enumerate(lines))


def _settled(line: StageLine, is_behind: bool, state: RunState) -> StageLine:
    """A stage the run has passed is done or was not needed; without a process nothing goes on."""
    if line.status == "waiting" and is_behind:
        return line.model_copy(update={"status": "skipped", "done": line.total})
    if line.status == "now" and state != "running":
        return line.model_copy(update={"status": "waiting", "left_s": None})
    return line


def _of(name: str, events: Sequence[_Event]) -> list[_Event]:
    return [e for e in events if e["stage"] == name]


def _stage(name: str, events: Sequence[_Event], n_open: int) -> StageLine:
    """A stage from its events: `expect` says how many steps there are, each has a `begin` and, finished, a `stage`."""
    expected = max((i for i, e in enumerate(events) if e["event"] == "expect"), default=-1)
    total = int(_number(events[expected], "total")) if expected >= 0 else 1
    ended = [e for e in events[expected + 1 :] if e["event"] == "stage"]
    wall_s = sum(_number(e, "wall_s") for e in events if e["event"] == "stage")
    total = max(total, len(ended), 1) if expected >= 0 else 1
    done = min(len(ended), total)
    if not events or not (ended or n_open):
        return StageLine(name=name, status="waiting", done=0, total=total, wall_s=wall_s)
    if done == total and not n_open:
        return StageLine(name=name, status="done", done=total, total=total, wall_s=wall_s)
    if expected < 0:
        done, total, detail = _inner(events)
        return StageLine(name=name, status="now", done=done, total=total, wall_s=wall_s, detail=detail)
    per_step_s = sum(_number(e, "wall_s") for e in ended) / len(ended) if ended else None
    left = per_step_s * (total - done) if per_step_s is not None else None
    return StageLine(name=name, status="now", done=done, total=total, wall_s=wall_s, left_s=left)


def _n_open(events: Sequence[_Event]) -> int:
    """Steps that the process in hand has begun and not ended; every process begins with the sources."""
    kinds = [e["event"] for e in events]
    return max(0, kinds.count("begin") - kinds.count("stage"))


def _inner(events: Sequence[_Event]) -> tuple[int, int, str]:
    """How far a single long step is (reading, embedding), where it tells."""
    step = next((e for e in reversed(events) if e["event"] in ("step", "begin")), None)
    if step is None or step["event"] == "begin":
        return 0, 1, ""
    total = max(1, int(_number(step, "total")))
    return min(int(_number(step, "done")), total), total, str(step.get("detail", ""))


def _speed(calls: Sequence[_Event]) -> float | None:
    wall_s = sum(_number(c, "wall_s") for c in calls[-5:])
    return sum(_number(c, "n_output_tokens") for c in calls[-5:]) / wall_s if wall_s > 0 else None


def _evidence(run: RunFolder) -> Evidence | None:
    with suppress(RunError):
        if run.has(EVIDENCE):
            return run.read_evidence()
    return None


def _passages(run: RunFolder, evidence: Evidence) -> tuple[FoundFact, ...]:
    sources = {s.doc_id: s for s in run.read_sources()} if run.has(SOURCES) else {}
    best = sorted(evidence.passages, key=lambda p: -p.scent)[:N_FACTS_SHOWN]
    return tuple(_found(p.passage, sources.get(p.passage.doc_id)) for p in best)


def _found(passage: Passage, source: SourceEntry | None) -> FoundFact:
    text = beginning(" ".join(passage.text.split()), _N_PASSAGE_CHARS)
    return FoundFact(text=text, title=source.title if source else "", date=source.date if source else None)


def _facts(run: RunFolder) -> tuple[int, tuple[FoundFact, ...]]:
    with suppress(RunError):
        if run.has(FACTS):
            facts = run.read_facts()
            best = sorted(facts, key=lambda f: -f.relevance)[:N_FACTS_SHOWN]
            return len(facts), tuple(FoundFact(text=f.text, title=f.doc_title, date=f.doc_date) for f in best)
    return 0, ()


def _number(event: _Event, field: str) -> float:
    value = event.get(field, 0)
    return float(value) if isinstance(value, int | float) else 0.0
