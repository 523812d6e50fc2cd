"""PDF: pages, paragraphs, headings, running heads, metadata, and files that cannot be read."""

from __future__ import annotations

import datetime as dt

import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.errors import SourceError
from deepnews.retrieval.load.pdf import parse_pdf

WORDS = "the committee met in old hall and heard three reports on state of river before it rose again without a vote"


def sentence(number: int) -> str:
    """A sentence of its own, long enough to fill more than a line."""
    words = WORDS.split()
    turned = words[number % 7 :] + words[: number % 7]
    return f"Report {number} says that {' '.join(turned)} in the year {1900 + number}."


def paragraph(number: int) -> str:
    return " ".join(sentence(3 * number + i) for i in range(3))


class Paper(FPDF):
    """Pages with a running head and a page number."""

    def header(self) -> None:
        self.cell(0, 8, "Hexcombe Herald, quarterly review", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.cell(0, 8, f"Page {self.page_no()} of 4")


def paper(blocks_by_page: list[list[str]], *, kind: type[FPDF] = FPDF) -> FPDF:
    pdf = kind()
    pdf.set_font("Helvetica", size=11)
    for blocks in blocks_by_page:
        pdf.add_page()
        for block in blocks:
            pdf.multi_cell(0, 6, block, align="L", new_x="LMARGIN", new_y="NEXT")
            pdf.ln(3)
    return pdf


def content(pdf: FPDF) -> bytes:
    return bytes(pdf.output())


def test_metadata() -> None:
    pdf = paper([[paragraph(1)]])
    pdf.set_title("The mill closes")
    pdf.set_author("Ann Lee")
    pdf.set_creation_date(dt.datetime(2024, 5, 14, 10, tzinfo=dt.UTC))
    parsed = parse_pdf(content(pdf))
    assert (parsed.title, parsed.author, parsed.date) == ("The mill closes", "Ann Lee", "2024-05-14")


def test_each_page_is_an_exact_span() -> None:
    parsed = parse_pdf(content(paper([[paragraph(n)] for n in range(1, 5)])))
    assert [p.number for p in parsed.pages] == [1, 2, 3, 4]
    for number, span in enumerate(parsed.pages, 1):
        assert parsed.text[span.start : span.end] == paragraph(number)
    assert all(a.end <= b.start for a, b in zip(parsed.pages, parsed.pages[1:], strict=False))


def test_lines_of_a_paragraph_are_joined_and_paragraphs_apart() -> None:
    blocks = [f"{paragraph(n)}\nIt rose." for n in range(1, 6)]
    parsed = parse_pdf(content(paper([blocks])))
    assert "\n" not in parsed.text.replace("\n\n", "")
    assert " ".join(parsed.text.split()) == " ".join(" ".join(blocks).split())
    assert all(any(p.startswith(b[:40]) for p in parsed.text.split("\n\n")) for b in blocks)


def test_running_heads_and_page_numbers_go() -> None:
    parsed = parse_pdf(content(paper([[paragraph(n)] for n in range(1, 5)], kind=Paper)))
    assert "Hexcombe Herald" not in parsed.text
    assert "Page 1" not in parsed.text
    assert all(paragraph(n) in parsed.text for n in range(1, 5))


def test_a_heading_is_a_paragraph_of_its_own() -> None:
    parsed = parse_pdf(content(paper([["The mill closes", paragraph(1), "What the owners say", paragraph(2)]])))
    assert {"The mill closes", "What the owners say"} <= set(parsed.text.split("\n\n"))
    assert parsed.text.split("\n\n")[1].startswith(paragraph(1)[:40])


def test_letter_heads_are_lines_of_their_own() -> None:
    parsed = parse_pdf(content(paper([["Reference: 24/0883", "Aldersey, 30 August 2024", paragraph(1)]])))
    assert parsed.text.split("\n\n")[:2] == ["Reference: 24/0883", "Aldersey, 30 August 2024"]


def test_a_sentence_that_crosses_the_page_is_whole() -> None:
    words = paragraph(1).split()
    parsed = parse_pdf(content(paper([[" ".join(words[:30])], [" ".join(words[30:])]])))
    assert parsed.text == paragraph(1)
    assert parsed.text[parsed.pages[1].start :].startswith(words[30])


def test_a_title_page_is_not_joined_to_the_next() -> None:
    parsed = parse_pdf(content(paper([["Annual report"], [paragraph(1)]])))
    assert parsed.text.startswith("Annual report\n\nReport 3")


def test_a_word_cut_at_the_line_end_is_whole() -> None:
    first, second = (
        "The committee heard at length what the repre-",
        "sentatives of the river towns had to say about it.",
    )
    parsed = parse_pdf(content(paper([[f"{first}\n{second}"]])))
    assert "representatives of the river towns" in parsed.text


@pytest.mark.parametrize("text", ["", "4"])
def test_a_scan_is_refused(text: str) -> None:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    for _ in range(3):
        pdf.add_page()
        pdf.rect(20, 20, 100, 100, style="F")
        pdf.text(20, 200, text)
    with pytest.raises(SourceError, match="OCR"):
        parse_pdf(content(pdf))


def test_a_page_without_text_among_others_keeps_the_numbers() -> None:
    pdf = paper([[paragraph(1)]])
    pdf.add_page()
    pdf.add_page()
    pdf.multi_cell(0, 6, paragraph(2), align="L")
    parsed = parse_pdf(content(pdf))
    assert [p.number for p in parsed.pages] == [1, 2, 3]
    assert parsed.pages[1].start == parsed.pages[1].end
    assert parsed.text[parsed.pages[2].start : parsed.pages[2].end] == paragraph(2)


def test_password() -> None:
    pdf = paper([[paragraph(1)]])
    pdf.set_encryption(owner_password="owner", user_password="secret")
    with pytest.raises(SourceError, match="locked by a password"):
        parse_pdf(content(pdf))


def test_a_file_closed_to_changes_but_open_to_readers_is_read() -> None:
    pdf = paper([[paragraph(1)]])
    pdf.set_encryption(owner_password="owner")
    assert parse_pdf(content(pdf)).text == paragraph(1)


WHOLE = content(paper([[paragraph(1)], [paragraph(2)]]))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_file_is_read_or_refused(at: int, damage: bytes) -> None:
    for broken in (WHOLE[:at], WHOLE[:at] + damage + WHOLE[at + len(damage) :]):
        try:
            parsed = parse_pdf(broken)
        except SourceError as error:
            assert error.message
        else:
            parsed.model_dump_json()
            assert all(p.end <= len(parsed.text) for p in parsed.pages)
