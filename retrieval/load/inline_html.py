"""HTML inside Markdown: comments, scripts and hidden elements taken out, in one pass over the text."""

from __future__ import annotations

import re
from typing import Final

from deepnews.retrieval.load.styles import hides, squeezed

_OPENS: Final = re.compile(r"<!--|<([a-z][a-z0-9]{0,20})\b([^<>]{0,2000})>", re.I)
_NEVER_SHOWN: Final = frozenset({"script", "style", "template", "noscript"})
_VOID: Final = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr"})
_STYLE: Final = re.compile(r"style\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)
_HIDDEN: Final = re.compile(r"(?:^|\s)hidden(?:\s|=|/|$)|aria-hidden\s*=\s*[\"']?true", re.I)


def without_hidden(text: str) -> str:
    """`text` without comments, scripts and elements that are not shown; one that is never closed runs to the end."""
    kept: list[str] = []
    position = 0
    while found := _OPENS.search(text, position):
        kept.append(text[position : found.start()])
        if found[1] is None:
            position = _after(text, "-->", found.end())
        elif _is_hidden(found[1].lower(), found[2]):
            position = _end_of(text, found[1], found.end())
        else:
            kept.append(found.group())
            position = found.end()
    return "".join([*kept, text[position:]])


def _after(text: str, mark: str, start: int) -> int:
    end = text.find(mark, start)
    return len(text) if end < 0 else end + len(mark)


def _is_hidden(tag: str, attributes: str) -> bool:
    if tag in _NEVER_SHOWN:
        return True
    if tag in _VOID:
        return False
    style = _STYLE.search(attributes)
    stated = squeezed(next((g for g in style.groups() if g), "")) if style else ""
    return bool(_HIDDEN.search(attributes)) or hides(stated) or "color:white" in stated or "color:#fff" in stated


def _end_of(text: str, tag: str, start: int) -> int:
    """Where the element `tag` that begins before `start` ends, elements of its kind inside it counted."""
    depth = 1
    for found in re.compile(rf"<(/?){tag}\b[^<>]{{0,2000}}>", re.I).finditer(text, start):
        depth += -1 if found[1] else 1
        if depth == 0:
            return found.end()
    return len(text)
