"""Text for a PDF page: which font has each character, and where lines break, in Latin and in Chinese script.

No font files belong to the project. Latin, Greek and Cyrillic letters are drawn with DejaVu Serif, which comes with
matplotlib, and embedded; Chinese, and what else stands in a Chinese article, with STSong-Light, one of the fonts that
PDF viewers have or replace by one of their own; it is not embedded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal, NamedTuple

from deepnews.errors import DeepNewsError

Face = Literal["DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic"]
SONG: Final = "STSong-Light"
SYMBOLS: Final = "DejaVuSans"
_CJK: Final = ((0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF))
_NEVER_FIRST: Final = frozenset("，。、；：！？）》」』】〕〉”’…—·％,.;:!?)]}%")
_NEVER_LAST: Final = frozenset("（《「『【〔〈“‘([{")


class Piece(NamedTuple):
    """A stretch of text in one font, size and colour."""

    text: str
    font: str
    size: float
    colour: str = "#1e1c19"
    rise: float = 0.0
    """Points above the line, for the number of a note."""
    link: str = ""

    @property
    def width(self) -> float:
        """Points from its begin to its end."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        return float(stringWidth(self.text, self.font, self.size))


def register_fonts() -> None:
    """Make the fonts known to reportlab; raises DeepNewsError when matplotlib's are not there."""
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    known = getRegisteredFontNames()
    for face in ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic", SYMBOLS):
        if face not in known:
            try:
                registerFont(TTFont(face, str(_font_folder() / f"{face}.ttf")))
            except TTFError as error:
                raise DeepNewsError(f"The font {face} cannot be read.", hint="Install matplotlib anew.") from error
    if SONG not in known:
        registerFont(UnicodeCIDFont(SONG))


def _font_folder() -> Path:
    found = find_spec("matplotlib")
    places = found.submodule_search_locations if found else None
    return Path(places[0] if places else ".") / "mpl-data" / "fonts" / "ttf"


def pieces(text: str, face: Face, size: float, *, chinese: bool, **more: str | float) -> Iterator[Piece]:
    """`text` in pieces of one font each; a character that no font has is written as its code, e.g. ``[U+1F4F0]``."""
    done, font = "", ""
    for c in text:
        its_font = _font_of(c, face, chinese)
        shown = c if its_font else f"[U+{ord(c):04X}]"
        if done and (its_font or face) != font:
            yield Piece(done, font, size, **more)  # type: ignore[arg-type]
            done = ""
        done, font = done + shown, its_font or face
    if done:
        yield Piece(done, font, size, **more)  # type: ignore[arg-type]


@lru_cache(maxsize=20_000)
def _font_of(c: str, face: Face, chinese: bool) -> str:
    """The font for one character; empty when none has it."""
    from reportlab.pdfbase.pdfmetrics import getFont

    in_song = _is_cjk(c) or _in_gbk(c)
    if in_song and chinese:
        return SONG
    if ord(c) in getFont(face).face.charToGlyph:
        return face
    if in_song:
        return SONG
    return SYMBOLS if ord(c) in getFont(SYMBOLS).face.charToGlyph else ""


def _is_cjk(c: str) -> bool:
    return any(first <= ord(c) <= last for first, last in _CJK)


def _in_gbk(c: str) -> bool:
    try:
        return bool(c.encode("gbk"))
    except UnicodeEncodeError:
        return False


def lines(parts: Iterable[Piece], width: float) -> Iterator[tuple[Piece, ...]]:
    """The pieces broken into lines of at most `width` points, every character in one of them, in order.

    Breaks stand at spaces and between Chinese characters, not before closing nor after opening marks; a word wider
    than a line is cut.
    """
    line: list[Piece] = []
    used = 0.0
    for group in _groups(parts):
        for atom in _fitting(group, width):
            wide = sum(p.width for p in atom)
            if line and used + _visible(atom, wide) > width:
                yield _joined(line)
                line, used = [], 0.0
            if line or atom[0].text.strip():
                line += atom
                used += wide
    if line:
        yield _joined(line)


def _visible(atom: Sequence[Piece], wide: float) -> float:
    """Width without the spaces at the end, which may hang over the edge."""
    last = atom[-1]
    return wide - last.width + last._replace(text=last.text.rstrip(" ")).width


def _groups(parts: Iterable[Piece]) -> Iterator[list[Piece]]:
    """What must not be torn apart: words with the spaces after them, characters with the marks that cling to them."""
    group: list[Piece] = []
    for part in parts:
        for c in part.text:
            if group and _may_break(group[-1], c, part):
                yield group
                group = []
            if group and group[-1]._replace(text="") == part._replace(text=""):
                group[-1] = part._replace(text=group[-1].text + c)
            else:
                group.append(part._replace(text=c))
    if group:
        yield group


def _may_break(before: Piece, c: str, part: Piece) -> bool:
    last = before.text[-1]
    if c == " " or part.rise:
        return False
    if last == " ":
        return True
    if c in _NEVER_FIRST or last in _NEVER_LAST:
        return False
    return _is_wide(c) or _is_wide(last)


def _is_wide(c: str) -> bool:
    return unicodedata.east_asian_width(c) in "WF"


def _fitting(group: list[Piece], width: float) -> Iterator[list[Piece]]:
    """`group` whole, or cut into single characters when it is wider than a line."""
    if _visible(group, sum(p.width for p in group)) <= width:
        yield group
        return
    for piece in group:
        for c in piece.text:
            yield [piece._replace(text=c)]


def _joined(line: Sequence[Piece]) -> tuple[Piece, ...]:
    """Neighbours of one kind as one piece, without spaces at the end."""
    joined: list[Piece] = []
    for piece in line:
        if joined and joined[-1]._replace(text="") == piece._replace(text=""):
            joined[-1] = piece._replace(text=joined[-1].text + piece.text)
        else:
            joined.append(piece)
    joined[-1] = joined[-1]._replace(text=joined[-1].text.rstrip(" "))
    return tuple(p for p in joined if p.text)
