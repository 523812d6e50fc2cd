"""Word, PowerPoint, Excel and e-books, made by the libraries that people make them with."""

from __future__ import annotations

import datetime as dt
import time
import zipfile
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pptx.util import Inches

from deepnews.errors import SourceError
from deepnews.retrieval.load.formats import parse
from deepnews.retrieval.load.limits import LoadLimits
from deepnews.retrieval.load.office import parse_docx, parse_epub, parse_pptx, parse_xlsx

LIMITS = LoadLimits()
DAY = dt.datetime(2024, 5, 14, 10)


def saved(document: Any) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def table(document: Any, rows: list[list[str]]) -> Any:
    made = document.add_table(rows=len(rows), cols=len(rows[0]))
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            made.cell(i, j).text = cell
    return made


def docx_text(document: Any) -> str:
    return parse_docx(saved(document), LIMITS).text


def test_docx_metadata() -> None:
    document = docx.Document()
    document.add_paragraph("The mill closed.")
    core = document.core_properties
    core.title, core.author, core.created = "The mill closes", "Ann Lee", DAY
    parsed = parse_docx(saved(document), LIMITS)
    assert (parsed.title, parsed.author, parsed.date) == ("The mill closes", "Ann Lee", "2024-05-14")


def test_docx_without_metadata_does_not_take_those_of_the_template() -> None:
    document = docx.Document()
    document.add_paragraph("The mill closed.")
    parsed = parse_docx(saved(document), LIMITS)
    assert (parsed.title, parsed.author, parsed.date) == ("", "", "")


def test_docx_paragraphs_and_tables_in_order() -> None:
    document = docx.Document()
    document.add_heading("Memorandum", 1)
    table(document, [["Date", "14 May 2024"], ["From", "Ann Lee"]])
    document.add_paragraph("The mill closed.\nNobody went home.")
    table(document, [["grade", "units", "town"], ["G30", "43", "Hexcombe"]])
    document.add_paragraph("磨坊在五月关门。")
    assert docx_text(document) == (
        "Memorandum\n\nDate: 14 May 2024\n\nFrom: Ann Lee\n\nThe mill closed.\nNobody went home.\n\n"
        "grade: G30; units: 43; town: Hexcombe.\n\n磨坊在五月关门。"
    )


def test_docx_merged_cells_are_told_once() -> None:
    document = docx.Document()
    made = table(document, [["grade", "units", "town"], ["G30", "", "Hexcombe"]])
    made.cell(1, 0).merge(made.cell(1, 1))
    assert docx_text(document).count("G30") == 1


def test_docx_hidden_text_is_dropped() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The mill closed.")
    paragraph.add_run(" SECRET order").font.hidden = True
    paragraph.add_run(" Nobody went home.")
    assert docx_text(document) == "The mill closed. Nobody went home."


def test_pptx_slides_are_pages() -> None:
    deck = pptx.Presentation()
    for number in (1, 2):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"Part {number}"
        slide.placeholders[1].text = f"The mill closed in year {number}.\vNobody went home."
    deck.slides.add_slide(deck.slide_layouts[6])
    core = deck.core_properties
    core.title, core.author, core.created = "The mill closes", "Ann Lee", DAY
    parsed = parse_pptx(saved(deck), LIMITS)
    assert (parsed.title, parsed.author, parsed.date) == ("The mill closes", "Ann Lee", "2024-05-14")
    assert [p.number for p in parsed.pages] == [1, 2, 3]
    second = parsed.pages[1]
    assert parsed.text[second.start : second.end] == "Part 2\n\nThe mill closed in year 2.\nNobody went home."


def test_pptx_groups_and_tables_are_read() -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Inches(2), Inches(1)).text_frame.text = "Inside a group."
    frame = slide.shapes.add_table(2, 3, 0, 0, Inches(4), Inches(2))
    for i, row in enumerate([["grade", "units", "town"], ["G30", "43", "Hexcombe"]]):
        for j, cell in enumerate(row):
            frame.table.cell(i, j).text = cell
    parsed = parse_pptx(saved(deck), LIMITS)
    assert parsed.text == "Inside a group.\n\ngrade: G30; units: 43; town: Hexcombe."
    assert parsed.date == ""


def test_xlsx_rows_of_every_sheet() -> None:
    book = openpyxl.Workbook()
    book.active.append(["month", "units", "share"])
    book.active.append([dt.datetime(2024, 5, 1), 40, 0.5])
    book.active.append([None, None, None])
    other = book.create_sheet("二")
    other.append(["月份", "数量", "备注"])
    other.append(["五月", 40, "已缴"])
    book.properties.title, book.properties.creator = "Units", "Ann Lee"
    parsed = parse_xlsx(saved(book), LIMITS)
    assert parsed.text == "month: 2024-05-01; units: 40; share: 0.5.\n\n月份: 五月; 数量: 40; 备注: 已缴。"
    assert (parsed.title, parsed.author) == ("Units", "Ann Lee")


def test_xlsx_with_one_cell_in_the_far_corner_is_quick() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "The mill closed."
    book.active["XFD200000"] = "Far away."
    start = time.perf_counter()
    text = parse_xlsx(saved(book), LIMITS).text
    assert time.perf_counter() - start < 10
    assert "Far away." in text


def epub_bytes(chapters: list[str], *, order: list[int] | None = None) -> bytes:
    ids = range(len(chapters))
    items = "".join(f'<item id="c{i}" href="text/c%20{i}.xhtml" media-type="application/xhtml+xml"/>' for i in ids)
    spine = "".join(f'<itemref idref="c{i}"/>' for i in (order or ids))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>The mill shut</dc:title><dc:creator>Ann Lee</dc:creator>"
        "<dc:publisher>Hexcombe Press</dc:publisher>"
        f"<dc:date>2024-05-14T00:00:00Z</dc:date></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/package.opf"/></rootfiles></container>'
    )
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("OEBPS/package.opf", package)
        for i, body in enumerate(chapters):
            archive.writestr(f"OEBPS/text/c {i}.xhtml", f"<html><body><h1>Part {i}</h1>{body}</body></html>")
    return stream.getvalue()


def chapter(number: int) -> str:
    told = (
        f"In chapter {number} the committee met for the {i}th time and heard a report on the river." for i in range(6)
    )
    return "".join(f"<p>{sentence}</p>" for sentence in told)


def test_epub_chapters_in_reading_order() -> None:
    parsed = parse_epub(epub_bytes([chapter(0), chapter(1)], order=[1, 0]), LIMITS)
    assert (parsed.title, parsed.author, parsed.publisher) == ("The mill shut", "Ann Lee", "Hexcombe Press")
    assert parsed.date.startswith("2024-05-14")
    assert 0 <= parsed.text.index("In chapter 1 the") < parsed.text.index("In chapter 0 the")


def test_epub_with_a_chapter_of_pictures_is_read() -> None:
    assert "In chapter 1" in parse_epub(epub_bytes(["<img src='a.png'/>", chapter(1)]), LIMITS).text


def test_epub_with_entities_that_grow_is_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx">]><container>&x;</container>'
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("META-INF/container.xml", bomb)
    with pytest.raises(SourceError):
        parse_epub(stream.getvalue(), LIMITS)


def made(suffix: str) -> bytes:
    if suffix == ".docx":
        document = docx.Document()
        document.add_paragraph("The mill closed.")
        return saved(document)
    if suffix == ".pptx":
        deck = pptx.Presentation()
        deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "The mill closed."
        return saved(deck)
    if suffix == ".xlsx":
        book = openpyxl.Workbook()
        book.active["A1"] = "The mill closed."
        return saved(book)
    return epub_bytes([chapter(0)])


SUFFIXES = (".docx", ".pptx", ".xlsx", ".epub")
WHOLE = {suffix: made(suffix) for suffix in SUFFIXES}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("wrong", SUFFIXES)
def test_the_content_and_not_the_ending_decides(suffix: str, wrong: str) -> None:
    assert parse(WHOLE[suffix], wrong, LIMITS) == parse(WHOLE[suffix], suffix, LIMITS)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SUFFIXES), st.floats(0, 1), st.binary(min_size=1, max_size=60))
@example(".epub", 0.8663060132724258, b"@")  # a part of a version of ZIP that is to come
def test_a_damaged_file_is_read_or_refused(suffix: str, share: float, damage: bytes) -> None:
    content = WHOLE[suffix]
    at = int(share * (len(content) - 1))
    for broken in (content[: max(1, at)], content[:at] + damage + content[at + len(damage) :]):
        try:
            parse(broken, suffix, LIMITS).model_dump_json()
        except SourceError as error:
            assert error.message
