"""The base of the objects of the core."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Frozen, keyword-built, and closed: an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
