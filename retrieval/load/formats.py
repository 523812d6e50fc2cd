"""Which parser reads a file: by its ending, corrected by its first bytes."""

from __future__ import annotations

from collections.abc import Callable

from deepnews.errors import SourceError
from deepnews.retrieval.load.dateline import without_dateline
from deepnews.retrieval.load.html import parse_html
from deepnews.retrieval.load.limits import LoadLimits, checked_archive
from deepnews.retrieval.load.mail import parse_mail
from deepnews.retrieval.load.office import parse_docx, parse_epub, parse_pptx, parse_xlsx
from deepnews.retrieval.load.parsed import Parsed
from deepnews.retrieval.load.pdf import parse_pdf
from deepnews.retrieval.load.table import parse_csv, parse_json
from deepnews.retrieval.load.text import parse_markdown, parse_text

_PLAIN: dict[str, Callable[[bytes], Parsed]] = {
    ".txt": parse_text,
    ".md": parse_markdown,
    ".html": parse_html,
    ".htm": parse_html,
    ".pdf": parse_pdf,
    ".csv": parse_csv,
    ".json": parse_json,
    ".eml": parse_mail,
}
_ARCHIVES: dict[str, Callable[[bytes, LoadLimits], Parsed]] = {
    ".docx": parse_docx,
    ".pptx": parse_pptx,
    ".xlsx": parse_xlsx,
    ".epub": parse_epub,
}
_TABLES = (".csv", ".json", ".xlsx")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of the old Office formats, and of new ones under a password."""
SUPPORTED = (*_PLAIN, *_ARCHIVES)
_PARTS = {
    "word/document.xml": ".docx",
    "ppt/presentation.xml": ".pptx",
    "xl/workbook.xml": ".xlsx",
    "META-INF/container.xml": ".epub",
}


def true_suffix(content: bytes, suffix: str, limits: LoadLimits) -> str:
    """The ending that fits the content; `suffix` where the first bytes do not speak against it.

    Raises SourceError for an archive that is no document, and for a document that is not what its ending says.
    """
    if not content.strip():
        raise SourceError("it is empty")
    head = content[:1024].lstrip()
    if head.startswith(b"%PDF-"):
        return ".pdf"
    if content.startswith(b"PK\x03\x04"):
        with checked_archive(content, limits) as archive:
            names = set(archive.namelist())
        found = next((s for part, s in _PARTS.items() if part in names), None)
        if found is None:
            raise SourceError("it is an archive without a document; unpack it and give the files inside")
        return found
    if head[:15].lower().startswith((b"<!doctype html", b"<html")):
        return ".html"
    if content.startswith(_OLE):
        raise SourceError("it is locked by a password or in a format of before 2007; save it anew without one")
    if suffix in _ARCHIVES or suffix == ".pdf":
        raise SourceError(f"it is damaged or not the {suffix} file its name says; ask for it again")
    return suffix


def parse(content: bytes, suffix: str, limits: LoadLimits) -> Parsed:
    """Text and metadata of a file's content; raises SourceError with the reason when there is nothing to read."""
    suffix = true_suffix(content, suffix, limits)
    parsed = _ARCHIVES[suffix](content, limits) if suffix in _ARCHIVES else _PLAIN[suffix](content)
    if not parsed.text.strip():
        raise SourceError("it holds no text that can be read")
    return parsed if parsed.pages or suffix in _TABLES else _without_dateline(parsed)


def _without_dateline(parsed: Parsed) -> Parsed:
    """`parsed` without a dateline, dated by it where the file names no day; offsets of pages must not depend on it."""
    filed = without_dateline(parsed.text)
    return parsed.model_copy(update={"text": filed.text, "date": parsed.date or filed.day})
