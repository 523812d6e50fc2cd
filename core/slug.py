"""Texts as pieces of file names."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_MAX_BYTES: Final = 60


def slug(topic: str) -> str:
    """The topic as a piece of a file name: letters and digits of any script, lower case, joined by hyphens."""
    plain = unicodedata.normalize("NFKC", topic).casefold()
    kept = ""
    for word in re.findall(r"[^\W_]+", plain):
        longer = f"{kept}-{word}" if kept else _cut(word)
        if longer != _cut(longer):
            break
        kept = longer
    return kept or "article"


def _cut(text: str) -> str:
    return text.encode("utf-8", errors="ignore")[:_MAX_BYTES].decode("utf-8", errors="ignore")
