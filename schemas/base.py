"""The base of every object that travels between stages."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["en", "zh"]


class Record(BaseModel):
    """Frozen, keyword-built, and closed: an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
