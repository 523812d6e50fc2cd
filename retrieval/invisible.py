"""Characters that are not seen: they part words, turn their direction, or carry a message of their own."""

from __future__ import annotations

import re
from typing import Final

_RANGES: Final = (
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"  # control characters but tab, line feed, carriage return
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners, fillers, Mongolian selectors
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f"  # zero-width characters, bidirectional controls, invisible operators
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"  # fillers, variation selectors, half pairs
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # controls of shorthand and of musical notation
    "\U000e0000-\U000e0fff"  # tags and further variation selectors: a whole alphabet that no font shows
)
_INVISIBLE: Final = re.compile(f"[{_RANGES}]")


def without_invisible(text: str) -> str:
    """`text` without the characters nobody sees; tabs and line ends stay."""
    return _INVISIBLE.sub("", text)
