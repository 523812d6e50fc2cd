"""What style declarations say of an element: whether it is hidden, its colour, its ground. Every step is linear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from deepnews.schemas.base import Record

_MAX_SHEET_CHARS: Final = 300_000
_MAX_STYLE_CHARS: Final = 2_000
_MAX_DEPTH: Final = 8
_NOUGHT: Final = r"0+(?:\.0*)?(?:[a-z%]+)?(?![.\d])"
_FAR: Final = r"-\d{3,}(?:\.\d+)?(?:px|em|rem|pt|vw|vh|%)"
_OWN: Final = r"(?<![-\w])"
"""The property itself, not one whose name ends like it."""
_UNSEEN: Final = re.compile(
    rf"{_OWN}display:none|{_OWN}visibility:(?:hidden|collapse)|"
    rf"{_OWN}font-size:(?:{_NOUGHT}|(?:0?\.\d+|1)(?:px|pt)(?![\d]))|"
    rf"{_OWN}(?:left|top|right|bottom|text-indent|margin(?:-left|-top)?):{_FAR}|"
    rf"{_OWN}clip:rect\(|{_OWN}clip-path:inset\((?:50|100)%|{_OWN}transform:(?:scale\({_NOUGHT}\)|translate[xy]?\({_FAR})|"
    rf"{_OWN}color:(?:transparent|rgba\(\d+,\d+,\d+,{_NOUGHT}\))|{_OWN}content-visibility:hidden"
)
_FLAT: Final = re.compile(rf"{_OWN}(?:max-)?(?:height|width):(?:{_NOUGHT}|1px)")
_CLIPPED: Final = re.compile(rf"{_OWN}overflow(?:-[xy])?:(?:hidden|clip)")
_FADED: Final = re.compile(rf"{_OWN}opacity:0+(?:\.0\d*)?(?![.\d])")
_MOVES: Final = re.compile(r"animation|transition")
"""What is see-through at first and then faded in."""
_COLOUR: Final = re.compile(rf"{_OWN}color:([^;!]+)")
_GROUND: Final = re.compile(rf"{_OWN}background(?:-color)?:([^;!]+)")
_HEX: Final = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
_RGB: Final = re.compile(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})")
_ESCAPE: Final = re.compile(r"\\([0-9a-f]{1,6})\s?", re.I)
_SOMEWHERE: Final = re.compile(
    r"\bprint\b|\bspeech\b|width|height|orientation|prefers|hover|pointer|@(?!media|supports|layer)"
)
"""Blocks whose rules do not hold for everybody who reads the page on a screen, or are none."""
_SIMPLE: Final = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][\w-]+)*)\Z", re.I)


class Rgb(NamedTuple):
    """A colour; channels from 0 to 255."""

    red: int
    green: int
    blue: int


_NAMED: Final = {"white": Rgb(255, 255, 255), "black": Rgb(0, 0, 0), "snow": Rgb(255, 250, 250)}
_NAMED_WORD: Final = re.compile(rf"\b(?:{'|'.join(_NAMED)})\b")
_SAME: Final = 40
"""Sum of the differences of two colours' channels (0 to 765) that no eye tells apart."""


class Rule(Record):
    """A rule of a style sheet that names an element by itself, without its surroundings."""

    tag: str
    classes: frozenset[str]
    ids: frozenset[str]
    style: str

    @property
    def key(self) -> str:
        """What every element it holds for has: an id, a class or its name."""
        return next((f"#{i}" for i in sorted(self.ids)), next((f".{c}" for c in sorted(self.classes)), self.tag))

    def fits(self, tag: str, classes: frozenset[str], name: str) -> bool:
        """True for an element of that name, classes and id."""
        return self.tag in ("", tag) and self.classes <= classes and self.ids <= {name}


def squeezed(style: str) -> str:
    """A declaration in small letters, without comments, spaces and escapes."""
    plain = _ESCAPE.sub(lambda m: chr(int(m[1], 16) % 0x110000), without_comments(style[:_MAX_STYLE_CHARS]))
    return "".join(plain.split()).lower()


def without_comments(text: str) -> str:
    """A style sheet without its comments; one that is not closed runs to the end."""
    first, *rest = text.split("/*")
    return first + "".join(part.partition("*/")[2] for part in rest)


def hides(style: str) -> bool:
    """True when a squeezed declaration keeps an element from being seen."""
    if _UNSEEN.search(style) or (_FLAT.search(style) and _CLIPPED.search(style)):
        return True
    return bool(_FADED.search(style)) and not _MOVES.search(style)


def colour_of(style: str) -> Rgb | None:
    """The colour of text in a squeezed declaration; None when it states none that is known."""
    found = _COLOUR.search(style)
    return _rgb(found[1]) if found else None


def ground_of(style: str) -> Rgb | None:
    """The background of a squeezed declaration; None when it is a picture, a gradient or an unknown colour."""
    found = _GROUND.search(style)
    return _rgb(found[1]) if found and "url(" not in style and "gradient" not in style else None


def is_alike(one: Rgb, other: Rgb) -> bool:
    """True for two colours that no eye tells apart."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) <= _SAME


def _rgb(text: str) -> Rgb | None:
    if found := _HEX.search(text):
        digits = found[1] if len(found[1]) == 6 else "".join(c * 2 for c in found[1])
        return Rgb(int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))
    if found := _RGB.search(text):
        return Rgb(int(found[1]), int(found[2]), int(found[3]))
    named = _NAMED_WORD.search(text)
    return _NAMED[named.group()] if named else None


def rules_of(sheet: str) -> Iterator[Rule]:
    """The rules of a style sheet that hold on every screen, name an element alone, and hide or colour it."""
    for selectors, style in _declarations(without_comments(sheet[:_MAX_SHEET_CHARS])):
        declaration = squeezed(style)
        if hides(declaration) or "color" in declaration or "background" in declaration:
            yield from (r for s in selectors.split(",") if (r := _rule(s.strip(), declaration)) is not None)


def _declarations(text: str) -> Iterator[tuple[str, str]]:
    """Selectors and style of each rule, without those in blocks that hold only somewhere."""
    opened: list[str] = []
    pieces = re.split(r"([{}])", text)
    for before, brace in zip(pieces[::2], pieces[1::2], strict=False):
        if brace == "{":
            opened.append(before.rpartition(";")[2].strip())
        elif opened:
            selectors = opened.pop()
            if len(opened) > _MAX_DEPTH or selectors.startswith("@"):
                continue
            if not any(_SOMEWHERE.search(o.lower()) for o in opened):
                yield selectors, before


def _rule(selector: str, style: str) -> Rule | None:
    found = _SIMPLE.match(selector)
    if found is None or not selector:
        return None
    marks = re.findall(r"([.#])([\w-]+)", found[2])
    return Rule(
        tag=(found[1] or "").lower(),
        classes=frozenset(name for mark, name in marks if mark == "."),
        ids=frozenset(name for mark, name in marks if mark == "#"),
        style=style,
    )
