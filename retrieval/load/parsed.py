"""What a parser of one format hands back."""

from __future__ import annotations

from pydantic import Field

from deepnews.schemas.base import Record
from deepnews.schemas.corpus import PageSpan


class Parsed(Record):
    """Extracted text with the metadata the file itself carries; empty strings where it carries none."""

    text: str
    title: str = ""
    publisher: str = ""
    author: str = ""
    date: str = ""
    address: str = ""
    pages: tuple[PageSpan, ...] = Field(default=())
