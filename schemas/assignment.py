"""What a journalist asks for."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from deepnews.schemas.base import Language, Record

OnScarcity = Literal["refuse", "shorten", "allow"]


class Assignment(Record):
    """One article to be written."""

    topic: str = Field(min_length=3, max_length=4000)
    """What the article is about; may hold the questions it must answer."""
    angle: str = Field(default="", max_length=4000)
    language: Language = "en"
    n_chars_target: int = Field(default=3000, ge=600, le=100_000)
    """Length of the article in characters."""
    schema_code: str = "auto"
    """Narrative schema by code, or ``auto``."""
    style_notes: str = Field(default="", max_length=4000)
    sources: tuple[str, ...] = ()
    """Folders, files or URLs."""
    on_scarcity: OnScarcity = "shorten"
    seed: int = Field(default=7, ge=0)
