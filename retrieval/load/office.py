"""Word, PowerPoint, Excel, and e-books: containers of XML in a ZIP."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from deepnews.errors import SourceError
from deepnews.retrieval.load.html import parse_html
from deepnews.retrieval.load.limits import LoadLimits, checked_archive
from deepnews.retrieval.load.parsed import Parsed
from deepnews.retrieval.load.table import rows_as_text
from deepnews.retrieval.load.text import cleaned
from deepnews.schemas.corpus import PageSpan

_DAMAGED = "it is damaged or not what its name says; ask for the file again"


def parse_docx(content: bytes, limits: LoadLimits) -> Parsed:
    """Paragraphs and tables in document order."""

    def read() -> Parsed:
        import docx

        document = docx.Document(BytesIO(content))
        core = document.core_properties
        text = "\n\n".join(_docx_blocks(document))
        date = (core.created or core.modified).date().isoformat() if core.created or core.modified else ""
        return Parsed(text=cleaned(text), title=core.title or "", author=core.author or "", date=date)

    return _opened(content, limits, read)


def _docx_blocks(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield rows_as_text([[cell.text for cell in row.cells] for row in block.rows])
        else:
            yield block.text


def parse_pptx(content: bytes, limits: LoadLimits) -> Parsed:
    """Text of each slide; slides are the pages."""

    def read() -> Parsed:
        import pptx

        deck = pptx.Presentation(BytesIO(content))
        slides = [cleaned("\n\n".join(_slide_texts(slide))) for slide in deck.slides]
        text, spans = "", []
        for number, slide in enumerate(slides, 1):
            text += "\n\n" if text and slide else ""
            spans.append(PageSpan(number=number, start=len(text), end=len(text) + len(slide)))
            text += slide
        return Parsed(
            text=text,
            title=deck.core_properties.title or "",
            author=deck.core_properties.author or "",
            pages=tuple(spans),
        )

    return _opened(content, limits, read)


def _slide_texts(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield from (p.text for p in shape.text_frame.paragraphs)
        elif getattr(shape, "has_table", False) and shape.has_table:
            yield rows_as_text([[cell.text for cell in row.cells] for row in shape.table.rows])


def parse_xlsx(content: bytes, limits: LoadLimits) -> Parsed:
    """Each row as a line that names its columns."""

    def read() -> Parsed:
        import openpyxl

        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        try:
            sheets = [
                rows_as_text([["" if v is None else str(v) for v in row] for row in s.iter_rows(values_only=True)])
                for s in book.worksheets
            ]
            return Parsed(
                text=cleaned("\n\n".join(sheets)),
                title=book.properties.title or "",
                author=book.properties.creator or "",
            )
        finally:
            book.close()

    return _opened(content, limits, read)


def _opened(content: bytes, limits: LoadLimits, read: Callable[[], Parsed]) -> Parsed:
    checked_archive(content, limits).close()
    try:
        return read()
    except SourceError:
        raise
    except Exception as error:  # the office libraries raise errors of lxml, zipfile and their own for damaged files
        raise SourceError(_DAMAGED) from error


def parse_epub(content: bytes, limits: LoadLimits) -> Parsed:
    """Chapters in reading order."""
    from defusedxml.ElementTree import ParseError, fromstring

    with checked_archive(content, limits) as archive:
        try:
            container = fromstring(archive.read("META-INF/container.xml"))
            package_path = next(e.attrib["full-path"] for e in container.iter() if e.tag.endswith("rootfile"))
            package = fromstring(archive.read(package_path))
            items = {e.attrib["id"]: e.attrib["href"] for e in package.iter() if e.tag.endswith("}item")}
            order = [e.attrib["idref"] for e in package.iter() if e.tag.endswith("}itemref")]
            base = posixpath.dirname(package_path)
            names = [posixpath.normpath(posixpath.join(base, unquote(items[i]))) for i in order if i in items]
            chapters = [parse_html(archive.read(name)).text for name in names]
        except (KeyError, StopIteration, ParseError, RuntimeError, NotImplementedError) as error:
            raise SourceError(_DAMAGED) from error
    fields = {name: _dublin_core(package, name) for name in ("title", "publisher", "creator", "date")}
    return Parsed(
        text=cleaned("\n\n".join(chapters)),
        title=fields["title"],
        publisher=fields["publisher"],
        author=fields["creator"],
        date=fields["date"],
    )


def _dublin_core(package: Any, name: str) -> str:
    return next((e.text or "" for e in package.iter() if e.tag.endswith(f"}}{name}")), "")
