"""The article as a Word document, its notes as a numbered list at the end."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from deepnews.agents.article_markdown import unverified
from deepnews.agents.footnotes import Note, Notes, collect_notes, note_words, plain
from deepnews.agents.report_texts import disclosure, report_texts
from deepnews.agents.sentence_marks import SentenceMark, sentence_marks
from deepnews.schemas.base import Language
from deepnews.schemas.draft import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from deepnews.agents.annex import Annex
    from deepnews.schemas.corpus import Corpus
    from deepnews.schemas.draft import Draft
    from deepnews.schemas.facts import Fact
    from deepnews.schemas.run import RunRecord
    from deepnews.schemas.verification import ClaimLedger

_FONT: Final = "Georgia"
_EAST_ASIAN_FONT: Final = "SimSun"
_RED: Final = (0xB0, 0x3A, 0x12)


def article_docx(
    draft: Draft,
    facts: Sequence[Fact],
    corpus: Corpus,
    ledger: ClaimLedger,
    record: RunRecord,
    annex: Annex | None = None,
) -> bytes:
    """The bytes of a .docx: headline, standfirst, paragraphs with note numbers, notes, disclosure; then the annex."""
    notes = collect_notes(draft, facts, corpus)
    signatures = annex.signatures if annex else ()
    writer = _Writer(notes, sentence_marks(draft, ledger, signatures), draft.language)
    writer.head(draft)
    for block in draft.blocks:
        if block.heading.strip():
            writer.document.add_heading(plain(block.heading), level=2)
        for paragraph in block.paragraphs:
            writer.paragraph(paragraph.sentences)
    writer.notes_list("notes", notes.notes)
    writer.notes_list("sources", annex.sources if annex else ())
    writer.closing(disclosure(ledger, record, draft.language, signatures))
    if annex:
        writer.claims(annex)
    return writer.to_bytes()


class _Writer:
    """A Word document in the making."""

    def __init__(self, notes: Notes, marks: Mapping[str, SentenceMark], language: Language) -> None:
        self.notes = notes
        self.marks = marks
        self.language = language
        self.document = _new_document()

    def head(self, draft: Draft) -> None:
        self.document.core_properties.title = plain(draft.headline.text)[:255]
        self.document.core_properties.language = draft.language
        self._mark(self.document.add_heading(plain(draft.headline.text), level=1), draft.headline)
        if draft.standfirst:
            paragraph = self.document.add_paragraph()
            paragraph.add_run(plain(draft.standfirst.text)).italic = True
            self._mark(paragraph, draft.standfirst)

    def paragraph(self, sentences: Sequence[Sentence]) -> None:
        paragraph = self.document.add_paragraph()
        for i, sentence in enumerate(sentences):
            gap = " " if i and self.language == "en" else ""
            paragraph.add_run(gap + plain(sentence.text))
            numbers = self.notes.numbers.get(sentence.sentence_id, ())
            if numbers:
                paragraph.add_run(",".join(str(n) for n in numbers)).font.superscript = True
            self._mark(paragraph, sentence)

    def _mark(self, paragraph: Paragraph, sentence: Sentence) -> None:
        from docx.shared import RGBColor

        words = unverified(self.marks.get(sentence.sentence_id), self.language)
        if words:
            run = paragraph.add_run(f" {words}")
            run.bold = True
            run.font.color.rgb = RGBColor(*_RED)

    def notes_list(self, heading: str, notes: Sequence[Note]) -> None:
        if notes:
            self.document.add_heading(report_texts(self.language)[heading], level=2)
        for note in notes:
            words = "".join(text for text, _ in note_words(note, self.language))
            where = note.link or (f"({note.path})" if note.path else "")
            self.document.add_paragraph(f"{note.number}. {words} {where}".rstrip())

    def closing(self, words: str) -> None:
        self.document.add_paragraph().add_run(words).italic = True

    def claims(self, annex: Annex) -> None:
        """The claims as a table."""
        texts = report_texts(self.language)
        self.document.add_heading(texts["annex"], level=2)
        rows = [(r.claim_id, r.shown, r.text, r.reason) for r in annex.claims]
        table = self.document.add_table(rows=0, cols=len(texts["annex_columns"]), style="Table Grid")
        for row in [texts["annex_columns"], *rows]:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words

    def to_bytes(self) -> bytes:
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()


def _new_document() -> Document:
    import docx
    from docx.oxml.ns import qn

    document = docx.Document()
    document.core_properties.author = "DeepNews"
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = _FONT
        style.element.rPr.rFonts.set(qn("w:eastAsia"), _EAST_ASIAN_FONT)
    return document
