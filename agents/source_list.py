"""The list of sources as a run's record keeps it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from deepnews.schemas.base import Record
from deepnews.schemas.corpus import Corpus, DocumentLanguage, SkippedSource, SourceDocument


class SourceEntry(Record):
    """What the run's record keeps of a source: all but its text."""

    path: str
    status: Literal["read", "skipped", "duplicate"]
    reason: str = ""
    """Why it was left out; empty for a source that was read."""
    doc_id: str = ""
    title: str = ""
    publisher: str = ""
    author: str = ""
    date: dt.date | None = None
    address: str = ""
    language: DocumentLanguage = "other"
    media_type: str = ""
    n_chars: int = Field(default=0, ge=0)
    """Characters of extracted text."""
    n_pages: int = Field(default=0, ge=0)
    content_sha256: str = ""


def source_entries(corpus: Corpus) -> tuple[SourceEntry, ...]:
    """What the record keeps of each source: those read, then those skipped, then copies."""
    read = tuple(_entry(d) for d in corpus.documents)
    skipped = tuple(_left_out(s, "skipped") for s in corpus.skipped)
    return read + skipped + tuple(_left_out(s, "duplicate") for s in corpus.duplicates)


def _entry(document: SourceDocument) -> SourceEntry:
    kept = document.model_dump(exclude={"text", "pages"})
    return SourceEntry(status="read", n_chars=document.n_chars, n_pages=len(document.pages), **kept)


def _left_out(source: SkippedSource, status: Literal["skipped", "duplicate"]) -> SourceEntry:
    return SourceEntry(path=source.path, status=status, reason=source.reason)
