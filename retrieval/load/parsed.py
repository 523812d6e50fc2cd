"""What a parser of one format hands back."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, Field

from deepnews.retrieval.invisible import without_invisible
from deepnews.schemas.base import Record
from deepnews.schemas.corpus import PageSpan

_CONTROLS = re.compile("[\u0000-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff]")


def _one_line(value: object) -> object:
    return one_line(value)[:1000] if isinstance(value, str) else value


def one_line(text: str) -> str:
    """`text` on one line, without characters that nobody sees."""
    return " ".join(without_invisible(_CONTROLS.sub(" ", text)).split())


Line = Annotated[str, BeforeValidator(_one_line)]
"""A field of metadata: one line that can be written as UTF-8."""


class Parsed(Record):
    """Extracted text with the metadata the file itself carries; empty strings where it carries none."""

    text: str
    title: Line = ""
    publisher: Line = ""
    author: Line = ""
    date: Line = ""
    address: Line = ""
    author_is_stated: bool = False
    """True when people wrote the author down (front matter, a sender), not a program that saved the file."""
    pages: tuple[PageSpan, ...] = Field(default=())
