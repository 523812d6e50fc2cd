"""A small file of every format that sources may have, each telling the same lines in its own way."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Final

import docx
import openpyxl
import pptx
from fpdf import FPDF

_CONTAINER: Final = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
_BOOK: Final = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The book</dc:title></metadata>
<manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="c"/></spine></package>"""


def _text(path: Path, lines: Sequence[str]) -> None:
    path.write_text("\n\n".join(lines), encoding="utf-8")


def _html(path: Path, lines: Sequence[str]) -> None:
    path.write_text(_page(lines), encoding="utf-8")


def _page(lines: Sequence[str]) -> str:
    return f"<html><head><title>A page</title></head><body>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>"


def _csv(path: Path, lines: Sequence[str]) -> None:
    path.write_text("number,line\n" + "".join(f'{n},"{line}"\n' for n, line in enumerate(lines)), encoding="utf-8")


def _json(path: Path, lines: Sequence[str]) -> None:
    path.write_text(json.dumps([{"line": line} for line in lines]), encoding="utf-8")


def _mail(path: Path, lines: Sequence[str]) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = "A letter", "a@example.org", "Mon, 6 May 2024 10:00:00 +0000"
    message.set_content("\n\n".join(lines))
    path.write_bytes(message.as_bytes())


def _pdf(path: Path, lines: Sequence[str]) -> None:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    pdf.add_page()
    pdf.multi_cell(0, 6, "\n\n".join(lines))
    path.write_bytes(bytes(pdf.output()))


def _docx(path: Path, lines: Sequence[str]) -> None:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def _pptx(path: Path, lines: Sequence[str]) -> None:
    slides = pptx.Presentation()
    for line in lines:
        slide = slides.slides.add_slide(slides.slide_layouts[1])
        slide.placeholders[1].text = line
    slides.save(str(path))


def _xlsx(path: Path, lines: Sequence[str]) -> None:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append([line])
    book.save(path)


def _epub(path: Path, lines: Sequence[str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", _CONTAINER)
        archive.writestr("book.opf", _BOOK)
        archive.writestr("c.xhtml", _page(lines))


WRITERS: Final[dict[str, Callable[[Path, Sequence[str]], None]]] = {
    ".txt": _text,
    ".md": _text,
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
    ".csv": _csv,
    ".json": _json,
    ".eml": _mail,
    ".docx": _docx,
    ".pptx": _pptx,
    ".xlsx": _xlsx,
    ".epub": _epub,
}
