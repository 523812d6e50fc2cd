"""Word, PowerPoint, Excel, and e-books: containers of XML in a ZIP."""

from __future__ import annotations

import datetime as dt
import posixpath
import zipfile
import zlib
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

_TEMPLATE_AUTHORS = ("python-docx", "openpyxl", "Steve Canny")
_TEMPLATE_DAYS = ("2013-12-23", "2013-01-27")
"""Left by programs that write Office files and say nothing of the document."""
_EPUB_ERRORS = (KeyError, StopIteration, RuntimeError, ValueError, EOFError, zipfile.BadZipFile, zlib.error)
"""What damaged, locked and hostile containers raise (NotImplementedError is a RuntimeError)."""
_PLAIN_TABLES = ("Normal Table", "Table Grid")
_LIGHT = 245
"""Each channel of a colour that cannot be told from paper, 0 to 255."""
_MIN_POINTS = 1.5
"""Size of the smallest letters anybody can read."""
_DAMAGED = "it is damaged or not what its name says; ask for the file again"


def parse_docx(content: bytes, limits: LoadLimits) -> Parsed:
    """Paragraphs and tables in document order."""

    def read() -> Parsed:
        import docx

        document = docx.Document(BytesIO(content))
        text = "\n\n".join(_docx_blocks(document))
        return Parsed(text=cleaned(text), **_core_fields(document.core_properties))

    return _opened(content, limits, read)


def _docx_blocks(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield rows_as_text([_docx_cells(row) for row in block.rows])
        else:
            yield _visible(block)


def _docx_cells(row: Any) -> list[str]:
    """Text of each cell; a merged cell once, then blanks."""
    cells = list(row.cells)
    new = [i == 0 or cell._tc is not cells[i - 1]._tc for i, cell in enumerate(cells)]
    is_coloured = row.table.style is not None and row.table.style.name not in _PLAIN_TABLES

    def shown(cell: Any) -> str:
        on_paper = not is_coloured and not cell._tc.xpath("./w:tcPr/w:shd")
        return "\n".join(_visible(p, on_paper=on_paper) for p in cell.paragraphs)

    return [shown(cell) if n else "" for cell, n in zip(cells, new, strict=True)]


def _visible(paragraph: Any, *, on_paper: bool = True) -> str:
    """Text of a paragraph without the runs that are hidden, white on white paper, or too small to be seen."""
    runs = (run for part in paragraph.iter_inner_content() for run in getattr(part, "runs", [part]))
    on_paper = on_paper and not paragraph._p.xpath("./w:pPr/w:shd")
    return "".join(run.text for run in runs if not _is_unseen(run, paragraph.style, on_paper))


def _is_unseen(run: Any, style: Any, on_paper: bool) -> bool:
    """True for a run that its own format, or where that is silent its styles, keep from being seen."""
    fonts = [run.font, *(s.font for s in (run.style, style) if s is not None)]
    is_hidden = next((f.hidden for f in fonts if f.hidden is not None), False)
    size = next((f.size for f in fonts if f.size is not None), None)
    colour = next((f.color.rgb for f in fonts if f.color is not None and f.color.rgb is not None), None)
    is_pale = colour is not None and min(colour) >= _LIGHT and run.font.highlight_color is None
    return bool(is_hidden) or (is_pale and on_paper) or (size is not None and size.pt < _MIN_POINTS)


def _core_fields(core: Any) -> dict[str, str]:
    """Title, author and date that an Office file carries, without those of an empty template."""
    date = core.created or core.modified
    day = date.date().isoformat() if date else ""
    author = core.author or ""
    return {
        "title": core.title or "",
        "author": "" if author in _TEMPLATE_AUTHORS else author,
        "date": "" if day in _TEMPLATE_DAYS else day,
    }


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
        return Parsed(text=text, pages=tuple(spans), **_core_fields(deck.core_properties))

    return _opened(content, limits, read)


def _slide_texts(slide: Any) -> Iterator[str]:
    if slide.element.get("show") in ("0", "false"):  # a slide taken out of the show
        return
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield from (p.text for p in shape.text_frame.paragraphs)
        elif hasattr(shape, "shapes"):
            yield from _slide_texts(shape)
        elif getattr(shape, "has_table", False) and shape.has_table:
            yield rows_as_text([[cell.text for cell in row.cells] for row in shape.table.rows])


def parse_xlsx(content: bytes, limits: LoadLimits) -> Parsed:
    """Each row as a line that names its columns."""

    def read() -> Parsed:
        import openpyxl

        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        try:
            author = book.properties.creator or ""
            return Parsed(
                text=cleaned("\n\n".join(_sheet_text(s) for s in book.worksheets if s.sheet_state == "visible")),
                title=book.properties.title or "",
                author="" if author in _TEMPLATE_AUTHORS else author,
            )
        finally:
            book.close()

    return _opened(content, limits, read)


def _sheet_text(sheet: Any) -> str:
    sheet.reset_dimensions()  # a sheet that claims a million rows is read to its last cell only
    rows = (row for row in sheet.iter_rows(values_only=True) if row)
    return rows_as_text([[_cell_text(value) for value in row] for row in rows])


def _cell_text(value: object) -> str:
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return "" if value is None else str(value)


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
        except (*_EPUB_ERRORS, ParseError) as error:
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
