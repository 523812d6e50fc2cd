"""Lists in extracted text: an item that is a sentence of its own is read without its marker."""

from __future__ import annotations

import re
from typing import Final

_ITEM: Final = re.compile(r"(?:[-*+•·▪◦‣●■][ \t]+|\d{1,2}[.)][ \t]+)(?=\S)")
_SENTENCE: Final = re.compile(r"[A-Z\u4e00-\u9fff“\"‘「].{20,}[.!?。！？][\"”’」)）]*$", re.S)
_ANNOUNCES: Final = (":", "：")


def without_markers(text: str) -> str:
    """`text` without the markers of items that are whole sentences; those that hang on words with a colon, of which
    they are a part, keep them, and so do fragments."""
    kept: list[str] = []
    is_announced = False
    for paragraph in text.split("\n\n"):
        marker = _ITEM.match(paragraph)
        if marker is None:
            is_announced = paragraph.endswith(_ANNOUNCES)
        elif not is_announced and _SENTENCE.match(paragraph, marker.end()):
            paragraph = paragraph[marker.end() :]
        kept.append(paragraph)
    return "\n\n".join(kept)
