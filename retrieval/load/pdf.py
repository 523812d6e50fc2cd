"""PDF: text by page, paragraphs joined, running heads dropped."""

from __future__ import annotations

import re
from collections import Counter

from deepnews.errors import SourceError
from deepnews.retrieval.load.parsed import Parsed
from deepnews.retrieval.load.pdf_hidden import drop_hidden
from deepnews.retrieval.load.text import cleaned, joined
from deepnews.schemas.corpus import PageSpan

_DIGITS = re.compile(r"\d+")
_LABEL = re.compile(r"^[A-Z][A-Z.'’ -]{2,40}[.:]\s|^[A-Z][\w.'’ -]{2,40}:\s")
_ENDS = '.?!:”"。？！：'
_NOT_AFTER_HEADING = _ENDS + ",;，；、-"
_HEADING_SHARE = 0.6
_HEADING_CHARS = 30
_MIN_CHARS_PER_PAGE = 20


def parse_pdf(content: bytes) -> Parsed:
    """Text and pages; raises SourceError for a damaged, locked or scanned file."""
    pages, info = _pages(content)
    if sum(map(len, pages)) < _MIN_CHARS_PER_PAGE * max(1, len(pages)):
        raise SourceError("it holds no text (a scan?); run it through OCR first")
    running = _running_lines(pages)
    texts = [_paragraphs(page, running) for page in pages]
    text, spans = "", []
    for number, page in enumerate(texts, 1):
        if text and page:
            text = joined(text, "") if _goes_on(text, page) else f"{text}\n\n"
        spans.append(PageSpan(number=number, start=len(text), end=len(text) + len(page)))
        text += page
    return Parsed(
        text=text, title=info.get("Title", ""), author=info.get("Author", ""), date=_pdf_date(info), pages=tuple(spans)
    )


def _pages(content: bytes) -> tuple[list[str], dict[str, str]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise SourceError("it is locked by a password; save a copy without one") from error
        raise SourceError("it is damaged and cannot be opened; ask for the file again") from error
    try:
        texts = []
        for page in document:
            drop_hidden(page)
            text_page = page.get_textpage()
            texts.append(text_page.get_text_bounded())
            text_page.close()
            page.close()
        return texts, dict(document.get_metadata_dict())
    except pypdfium2.PdfiumError as error:
        raise SourceError("a page of it is damaged; ask for the file again") from error
    finally:
        document.close()


def _running_lines(pages: list[str]) -> set[str]:
    """Lines (digits folded) that stand at the head or foot of most pages."""
    counts: Counter[str] = Counter()
    for page in pages:
        lines = [_folded(line) for line in page.splitlines() if line.strip()]
        counts.update(set(lines[:3] + lines[-3:]))
    return {line for line, n in counts.items() if len(pages) > 2 and n > 0.6 * len(pages)}


def _folded(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.split()))


def _paragraphs(page: str, running: set[str]) -> str:
    lines = [" ".join(line.split()) for line in page.splitlines()]
    lines = [
        line
        for line in lines
        if line and _folded(line) not in running and not re.fullmatch(r"(?:Page )?\d+(?: of \d+)?", line)
    ]
    width = sorted(map(len, lines))[int(len(lines) * 0.8)] if lines else 0
    out: list[str] = []
    before = ""
    for line, following in zip(lines, [*lines, ""][1:], strict=True):
        is_heading = _is_heading(before, line, following, width)
        if out and not (before == "" or is_heading or _LABEL.match(line) or _ends_paragraph(before, line, width)):
            out[-1] = out[-1][:-1] + line if re.search(r"[a-z]-$", out[-1]) else joined(out[-1], line)
        else:
            out.append(line)
        before = "" if is_heading else line
    return cleaned("\n\n".join(out))


def _is_heading(before: str, line: str, following: str, width: int) -> bool:
    """True for a line much shorter than the others, without closing punctuation, between an end and a new start."""
    is_open = line[-1] not in _NOT_AFTER_HEADING and not line[0].islower() and len(line) < _HEADING_SHARE * width
    return is_open and before[-1:] in _ENDS and bool(following) and not following[0].islower()


def _ends_paragraph(line: str, following: str, width: int) -> bool:
    """True for a sentence end after which the next word would still have had room on the line."""
    first_word = re.split(r"\s|(?<=[\u3400-\u9fff])", following, maxsplit=1)[0]
    has_room = len(line) < 0.8 * width or len(line) + 1 + len(first_word) < 1.02 * width
    return line[-1:] in _ENDS and has_room


def _goes_on(before: str, after: str) -> bool:
    last = before.rsplit("\n\n", 1)[-1]
    is_heading = len(last) < _HEADING_CHARS and not after[0].islower()
    return last[-1:] not in _ENDS and not is_heading and not _LABEL.match(after)


def _pdf_date(info: dict[str, str]) -> str:
    found = re.match(r"D:(\d{4})(\d{2})(\d{2})", info.get("CreationDate", ""))
    return "-".join(found.groups()) if found else ""
