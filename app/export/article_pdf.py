"""The article as a PDF: A4, page numbers, links; the same input gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from deepnews.agents.footnotes import collect_notes, note_words, plain
from deepnews.agents.report_texts import disclosure, report_texts
from deepnews.app.export.pdf_text import Face, Piece, lines, pieces, register_fonts

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from deepnews.agents.annex import Annex, ClaimRow
    from deepnews.agents.footnotes import Note
    from deepnews.agents.publication import Publication
    from deepnews.schemas.draft import Paragraph
    from deepnews.schemas.verification import Verdict

_A4: Final = (595.28, 841.89)
_MARGIN: Final = 72.0
_WIDTH: Final = _A4[0] - 2 * _MARGIN
_SOFT: Final = "#625d55"
_COLOURS: Final[dict[Verdict, str]] = {
    "supported": "#12736a",
    "refuted": "#98231c",
    "not_enough_info": "#8c6508",
    "not_checkable": "#625d55",
    "unscored": "#6c2f9c",
}


class _Style(NamedTuple):
    face: Face
    size: float
    leading: float
    before: float = 0.0
    after: float = 0.0
    colour: str = "#1e1c19"
    indent: float = 0.0
    keep: float = 0.0
    """Points that must be free below it, so that a heading never stands alone at the foot of a page."""


_HEADLINE: Final = _Style("DejaVuSerif-Bold", 20, 26, after=8)
_STANDFIRST: Final = _Style("DejaVuSerif-Italic", 11, 17, after=12, colour=_SOFT)
_HEADING: Final = _Style("DejaVuSerif-Bold", 11.5, 16, before=10, after=4, keep=40)
_BODY: Final = _Style("DejaVuSerif", 10, 16, after=8)
_NOTE: Final = _Style("DejaVuSerif", 8, 12, after=3, indent=18)
_CLOSING: Final = _Style("DejaVuSerif-Italic", 8, 12, before=10, after=8, colour=_SOFT)
_CLAIM: Final = _Style("DejaVuSerif", 8, 12, indent=18)
_REASON: Final = _Style("DejaVuSerif", 8, 12, after=6, colour=_SOFT, indent=18)


def article_pdf(publication: Publication, annex: Annex) -> bytes:
    """The bytes of a PDF: headline, standfirst, article with note numbers, notes, sources, disclosure, claims.

    Raises DeepNewsError when the fonts are missing.
    """
    register_fonts()
    return _Writer(publication, annex).written()


class _Sheets:
    """Pages filled from the top."""

    def __init__(self, title: str, language: str) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self.buffer = io.BytesIO()
        self.canvas: Canvas = Canvas(self.buffer, pagesize=_A4, invariant=1, lang=language)
        self.canvas.setTitle(title)
        self.canvas.setAuthor("DeepNews")
        self.canvas.setCreator("DeepNews")
        self.y = _A4[1] - _MARGIN

    def put(self, parts: Sequence[Piece], style: _Style) -> None:
        """A paragraph; lines after the first are as far in as `style` says."""
        self.y -= style.before
        if self.y - style.leading - style.keep < _MARGIN:
            self._turn()
        for line in lines(parts, _WIDTH - style.indent):
            if self.y - style.leading < _MARGIN:
                self._turn()
            self.y -= style.leading
            self._draw(line, _MARGIN + style.indent)
        self.y -= style.after

    def label(self, parts: Sequence[Piece], style: _Style) -> None:
        """Words in the margin of the paragraph that comes next, on its first line."""
        if self.y - style.leading - style.keep < _MARGIN:
            self._turn()
        y = self.y
        self.y -= style.leading
        self._draw(parts, _MARGIN)
        self.y = y

    def _draw(self, line: Sequence[Piece], x: float) -> None:
        from reportlab.lib.colors import HexColor

        text = self.canvas.beginText(x, self.y)
        for piece in line:
            text.setFont(piece.font, piece.size)
            text.setRise(piece.rise)
            text.setFillColor(HexColor(piece.colour))
            text.textOut(piece.text)
            if piece.link:
                area = (x, self.y - 2, x + piece.width, self.y + piece.size)
                self.canvas.linkURL(piece.link, area, relative=0)
            x += piece.width
        self.canvas.drawText(text)

    def _turn(self) -> None:
        self._number()
        self.canvas.showPage()
        self.y = _A4[1] - _MARGIN

    def _number(self) -> None:
        from reportlab.lib.colors import HexColor

        self.canvas.setFont("DejaVuSerif", 8)
        self.canvas.setFillColor(HexColor(_SOFT))
        self.canvas.drawCentredString(_A4[0] / 2, _MARGIN / 2, str(self.canvas.getPageNumber()))

    def closed(self) -> bytes:
        """All bytes; nothing can be put after this."""
        self._number()
        self.canvas.save()
        return self.buffer.getvalue()


class _Writer:
    """An article on its way onto the pages."""

    def __init__(self, publication: Publication, annex: Annex) -> None:
        self.publication = publication
        self.annex = annex
        self.draft = publication.draft
        self.is_chinese = self.draft.language == "zh"
        self.texts = report_texts(self.draft.language)
        self.notes = collect_notes(self.draft, publication.facts, publication.corpus)
        title = plain(self.draft.headline.text)
        self.sheets = _Sheets(title, "zh-Hans" if self.is_chinese else "en")

    def written(self) -> bytes:
        self._article()
        self._list("notes", self.notes.notes)
        self._list("sources", self.annex.sources)
        p = self.publication
        self._put(disclosure(p.ledger, p.record, self.draft.language, self.annex.signatures), _CLOSING)
        self._put(self.texts["annex"], _HEADING)
        for row in self.annex.claims:
            self._claim(row)
        return self.sheets.closed()

    def _article(self) -> None:
        self._put(self.draft.headline.text, _HEADLINE)
        if self.draft.standfirst:
            self._put(self.draft.standfirst.text, _STANDFIRST)
        for block in self.draft.blocks:
            if block.heading.strip():
                self._put(block.heading, _HEADING)
            for paragraph in block.paragraphs:
                self.sheets.put(list(self._sentences(paragraph)), _BODY)

    def _sentences(self, paragraph: Paragraph) -> Iterator[Piece]:
        for i, sentence in enumerate(paragraph.sentences):
            gap = " " if i and not self.is_chinese else ""
            yield from self._pieces(gap + plain(sentence.text), _BODY)
            numbers = self.notes.numbers.get(sentence.sentence_id, ())
            if numbers:
                yield Piece(",".join(str(n) for n in numbers), _BODY.face, 6.5, _BODY.colour, rise=3.5)

    def _list(self, heading: str, notes: Sequence[Note]) -> None:
        if notes:
            self._put(self.texts[heading], _HEADING)
        for note in notes:
            self.sheets.label(list(self._pieces(f"{note.number}.", _NOTE)), _NOTE)
            self.sheets.put(list(self._note(note)), _NOTE)

    def _note(self, note: Note) -> Iterator[Piece]:
        words = "".join(text for text, _ in note_words(note, self.draft.language))
        yield from self._pieces(words, _NOTE)
        if note.link:
            yield from self._pieces(" ", _NOTE)
            for piece in self._pieces(note.link, _NOTE):
                yield piece._replace(link=note.link)
        elif note.path:
            yield from self._pieces(f" ({note.path})", _NOTE)

    def _claim(self, row: ClaimRow) -> None:
        style = _CLAIM._replace(colour=_COLOURS[row.verdict], keep=2 * _CLAIM.leading)
        self._put(f"{row.claim_id}  {row.shown}", style._replace(indent=0))
        self._put(row.text, _CLAIM)
        self._put(row.reason, _REASON)

    def _put(self, words: str, style: _Style) -> None:
        self.sheets.put(list(self._pieces(plain(words), style)), style)

    def _pieces(self, words: str, style: _Style) -> Iterator[Piece]:
        return pieces(words, style.face, style.size, chinese=self.is_chinese, colour=style.colour)
