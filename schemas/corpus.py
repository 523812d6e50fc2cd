"""Sources: documents, their passages, and what could not be read."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cached_property
from typing import Literal

from pydantic import Field

from deepnews.schemas.base import Language, Record

DocumentLanguage = Literal["en", "zh", "other"]


class PageSpan(Record):
    """Where a page lies in the extracted text."""

    number: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class SourceDocument(Record):
    """One source and its extracted text; every offset elsewhere points into `text`."""

    doc_id: str
    """Stable short id: first 12 hex digits of SHA-256 over `path` and the extracted text."""
    path: str
    """Name shown to people: path relative to the folder it came from, or the URL."""
    title: str
    publisher: str = ""
    author: str = ""
    """Person or body that speaks in the document, when known."""
    date: dt.date | None = None
    """Date of publication or of the event it records."""
    address: str = ""
    """Public address, for the footnote."""
    language: DocumentLanguage = "en"
    media_type: str = "text/plain"
    text: str
    """Extracted text (main text only); newline-separated paragraphs."""
    pages: tuple[PageSpan, ...] = ()
    """Pages of a PDF (or slides of a deck), in order; empty elsewhere."""
    content_sha256: str
    """SHA-256 of the original bytes (hex)."""

    @property
    def n_chars(self) -> int:
        """Characters of extracted text."""
        return len(self.text)

    def page_at(self, offset: int) -> int | None:
        """Page number that holds the character `offset`; None for formats without pages."""
        return next((p.number for p in self.pages if p.start <= offset < p.end), None)


class Passage(Record):
    """A span of one document: ``document.text[start:end] == text`` always holds."""

    passage_id: str
    """``{doc_id}:{start}-{end}``."""
    doc_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str
    page: int | None = None


class SkippedSource(Record):
    """A file or URL that is not part of the corpus, and why."""

    path: str
    reason: str
    """A sentence for people that names the cure where there is one."""


class Corpus(Record):
    """All documents of an assignment, in a fixed order (by path)."""

    documents: tuple[SourceDocument, ...]
    skipped: tuple[SkippedSource, ...] = ()
    duplicates: tuple[SkippedSource, ...] = ()
    """Exact copies that were dropped; they do not count towards saturation."""

    @cached_property
    def by_id(self) -> dict[str, SourceDocument]:
        """Documents by `doc_id`."""
        return {d.doc_id: d for d in self.documents}

    @property
    def n_chars(self) -> int:
        """Characters of all documents."""
        return sum(d.n_chars for d in self.documents)

    @property
    def language(self) -> Language | Literal["mixed"]:
        """Language of most characters; ``mixed`` when the lesser language holds over a tenth."""
        zh = sum(d.n_chars for d in self.documents if d.language == "zh")
        share = zh / self.n_chars if self.n_chars else 0.0
        return "zh" if share > 0.9 else "en" if share < 0.1 else "mixed"

    @property
    def sha256(self) -> str:
        """Hash over all content, in path order (hex)."""
        digest = hashlib.sha256()
        for document in self.documents:
            digest.update(f"{document.path}\0{document.content_sha256}\n".encode())
        return digest.hexdigest()
