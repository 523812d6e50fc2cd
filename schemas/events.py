"""The events of a run, one line each in ``events.jsonl``; the one schema of all that is logged.

No event holds a text of a source, of a prompt or of a reply: a call is known by the hash of its request.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from deepnews.schemas.base import Record


class _Event(Record):
    time: dt.datetime | None = None
    """When it was written (UTC); set by the file, not by who tells the event."""
    stage: str = ""
    """Stage it belongs to; empty for the run as a whole."""


class RunBegun(_Event):
    """A process begins to work on the run, for the first time or again."""

    event: Literal["run"] = "run"
    model: str
    deepnews_version: str


class RunStopped(_Event):
    """The process ends before the article is finished."""

    event: Literal["stopped"] = "stopped"
    error: str
    """Name of the error's class; its sentence stands in the record."""


class StepsExpected(_Event):
    """How many steps a stage will take."""

    event: Literal["expect"] = "expect"
    total: int = Field(ge=0)


class StepBegun(_Event):
    """A step of a stage begins."""

    event: Literal["begin"] = "begin"
    detail: str = ""
    """Which: a group of passages, the role of a block."""


class StepEnded(_Event):
    """A step of a stage ended, or failed."""

    event: Literal["stage"] = "stage"
    detail: str = ""
    wall_s: float = Field(ge=0.0)


class Progress(_Event):
    """How far a long step is, such as reading or embedding."""

    event: Literal["step"] = "step"
    detail: str = ""
    done: int = Field(ge=0)
    total: int = Field(ge=0)


class ModelCalled(_Event):
    """A model call ended with a reply, from the model or from a cache."""

    event: Literal["model_call"] = "model_call"
    key: str
    """SHA-256 of the request and the model."""
    from_cache: bool
    wall_s: float = Field(ge=0.0)
    n_prompt_tokens: int = Field(default=0, ge=0)
    n_cached_tokens: int = Field(default=0, ge=0)
    n_output_tokens: int = Field(default=0, ge=0)
    cost_usd: float | None = Field(default=None, ge=0.0)
    """US dollars at the prices of that moment; None when the model's price is not known."""


RunEvent = Annotated[
    RunBegun | RunStopped | StepsExpected | StepBegun | StepEnded | Progress | ModelCalled,
    Field(discriminator="event"),
]
RUN_EVENT: TypeAdapter[RunEvent] = TypeAdapter(RunEvent)
"""Reads an event, and tells the JSON schema of them all."""
