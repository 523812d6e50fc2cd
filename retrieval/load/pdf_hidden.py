"""Text of a PDF page that no reader sees: drawn invisibly, in white on white, too small to read."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

_UNDRAWN: Final = (3, 7)
"""Render modes that put nothing on the page: invisible, and clipping only."""
_LIGHT: Final = 245
"""Each channel of a colour that cannot be told from the paper, 0 to 255."""
_MIN_POINTS: Final = 1.5
"""Size of the smallest letters anybody can read."""
_SCAN_SHARE: Final = 0.5
"""Share of the page a picture covers where its invisible text is what OCR read from it."""


class _Box(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        return max(0.0, self.right - self.left) * max(0.0, self.top - self.bottom)

    def holds_middle_of(self, other: _Box) -> bool:
        x, y = (other.left + other.right) / 2, (other.bottom + other.top) / 2
        return self.left <= x <= self.right and self.bottom <= y <= self.top


class _Fill(NamedTuple):
    """Channels from 0 to 255."""

    red: int
    green: int
    blue: int
    alpha: int


def drop_hidden(page: Any) -> None:
    """Take from `page` the text that nobody sees; the invisible text over a scanned picture stays, it is its reading.

    Raises PdfiumError for a damaged page.
    """
    from pypdfium2.raw import FPDF_PAGEOBJ_TEXT

    texts = list(page.get_objects(filter=[FPDF_PAGEOBJ_TEXT]))
    fills = [_fill(t) for t in texts]
    undrawn = [_is_undrawn(t, f) for t, f in zip(texts, fills, strict=True)]
    if all(undrawn) and _is_scan(page):
        return
    light = [_is_light(f) for f in fills]
    grounds = _grounds(page) if any(light) else []
    for text, is_undrawn, is_light in zip(texts, undrawn, light, strict=True):
        if is_undrawn or _is_tiny(text) or (is_light and not _lies_on(text, grounds)):
            page.remove_obj(text)


def _lies_on(text: Any, grounds: Sequence[_Box]) -> bool:
    own = _box(text)
    return any(ground.holds_middle_of(own) for ground in grounds)


def _box(item: Any) -> _Box:
    """Where an object stands on the page, the forms it lies in taken into account."""
    bounds = item.get_bounds()
    for form in _forms(item):
        bounds = form.get_matrix().on_rect(*bounds)
    return _Box(*bounds)


def _forms(item: Any) -> Iterator[Any]:
    """The forms around an object, innermost first."""
    while (item := item.container) is not None:
        yield item


def _is_undrawn(text: Any, fill: _Fill) -> bool:
    from pypdfium2.raw import FPDFTextObj_GetTextRenderMode

    return FPDFTextObj_GetTextRenderMode(text) in _UNDRAWN or fill.alpha == 0


def _is_light(fill: _Fill) -> bool:
    return min(fill.red, fill.green, fill.blue) >= _LIGHT


def _is_tiny(text: Any) -> bool:
    size = text.get_font_size()
    for item in (text, *_forms(text)):
        matrix = item.get_matrix()
        size *= math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
    return bool(size < _MIN_POINTS)


def _fill(item: Any) -> _Fill:
    """The colour an object is filled with; black where the file does not say."""
    from pypdfium2.raw import FPDFPageObj_GetFillColor

    channels = [ctypes.c_uint() for _ in range(4)]
    if not FPDFPageObj_GetFillColor(item, *channels):
        return _Fill(0, 0, 0, 255)
    return _Fill(*(c.value for c in channels))


def _grounds(page: Any) -> list[_Box]:
    """Boxes of pictures and of areas filled with a colour, on which light text can be read."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH, FPDF_PAGEOBJ_SHADING

    kinds = [FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH, FPDF_PAGEOBJ_SHADING]
    return [_box(o) for o in page.get_objects(filter=kinds) if o.type != FPDF_PAGEOBJ_PATH or not _is_light(_fill(o))]


def _is_scan(page: Any) -> bool:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    width, height = page.get_size()
    areas = [_box(o).area for o in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE])]
    return bool(max(areas, default=0.0) >= _SCAN_SHARE * width * height)
