"""Where, when and by whom a text was given: the lines above its first sentence."""

from __future__ import annotations

import re
from functools import lru_cache

_MAX_CHARS = 600
_MAX_LINE_CHARS = 160
_SENTENCE = re.compile(r"[.!?。！？][\"”’」』]?$|[，；]")


@lru_cache(maxsize=256)
def dateline(text: str) -> str:
    """The short lines before the first sentence of a text; empty when it begins with one."""
    found = []
    for line in (raw.strip() for raw in text[:_MAX_CHARS].split("\n")):
        if len(line) > _MAX_LINE_CHARS or _SENTENCE.search(line):
            break
        found.append(line)
    else:
        return ""  # a list or a table: no text that anything is given for
    return "\n".join(line for line in found if line)
