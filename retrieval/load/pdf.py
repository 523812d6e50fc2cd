"""PDF: text by page, paragraphs joined, running heads dropped."""

from __future__ import annotations

import re
from collections import Counter

from deepnews.errors import SourceError
from deepnews.retrieval.load.parsed import Parsed
from deepnews.retrieval.load.text import cleaned
from deepnews.schemas.corpus import PageSpan

_DIGITS = re.compile(r"\d+")
_LABEL = re.compile(r"^[A-Z][A-Z.'’ -]{2,40}[.:]\s|^[A-Z][\w.'’ -]{2,40}:\s")
_MIN_CHARS_PER_PAGE = 20


def parse_pdf(content: bytes) -> Parsed:
    """Text and pages; raises SourceError for a damaged, locked or scanned file."""
    pages, info = _pages(content)
    if sum(map(len, pages)) < _MIN_CHARS_PER_PAGE * max(1, len(pages)):
        raise SourceError("it holds no text (a scan?); run it through OCR first")
    running = _running_lines(pages)
    texts = [_paragraphs(page, running) for page in pages]
    text, spans, at = "", [], 0
    for number, page in enumerate(texts, 1):
        if text and page:
            joint = " " if _goes_on(text, page) else "\n\n"
            text, at = text + joint, at + len(joint)
        spans.append(PageSpan(number=number, start=at, end=at + len(page)))
        text, at = text + page, at + len(page)
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
    for line in lines:
        if out and not _LABEL.match(line) and not _ends_paragraph(out[-1], width):
            out[-1] = out[-1][:-1] + line if re.search(r"[a-z]-$", out[-1]) else _joined(out[-1], line)
        else:
            out.append(line)
    return cleaned("\n\n".join(out))


def _joined(one: str, other: str) -> str:
    return one + ("" if re.search("[\u3400-\u9fff，。；：]$", one) else " ") + other


def _ends_paragraph(text: str, width: int) -> bool:
    last = len(text) % max(1, width) if len(text) > width else len(text)
    return text[-1:] in '.?!:”"。？！：' and last < 0.8 * width


def _goes_on(before: str, after: str) -> bool:
    return before[-1:] not in '.?!:”"。？！：' and not _LABEL.match(after)


def _pdf_date(info: dict[str, str]) -> str:
    found = re.match(r"D:(\d{4})(\d{2})(\d{2})", info.get("CreationDate", ""))
    return "-".join(found.groups()) if found else ""
