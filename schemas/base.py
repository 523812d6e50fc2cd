"""The base of every object that travels between stages."""

from __future__ import annotations

from typing import Literal

from deepnews.frozen import Frozen

Language = Literal["en", "zh"]


class Record(Frozen):
    """Frozen, keyword-built, and closed: an unknown field is an error."""
