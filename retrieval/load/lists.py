"""Lists in extracted text: items that are sentences of their own, and the teasers at the end of a page."""

from __future__ import annotations

import re
from typing import Final

from deepnews.retrieval.notices import is_notice
from deepnews.retrieval.paragraphs import ends_sentence

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


_EDITOR: Final = re.compile(r"\W*(?:责任编辑|责编|本文编辑)\W*[：:]?")
_ROW: Final = re.compile(r"\|?[^|\n]*\|")
_LEAST_CALLED: Final = 60
_MOST_TAIL: Final = 0.7


def without_tail(text: str) -> str:
    """`text` of a page without what follows its last paragraph of prose: teasers, credits, promotion, forms; all of it
    where that would be most, or holds a table."""
    paragraphs = _up_to_editor(text.split("\n\n"))
    last = next((i for i in range(len(paragraphs) - 1, -1, -1) if _is_prose(paragraphs[i])), -1)
    kept, tail = "\n\n".join(paragraphs[: last + 1]), paragraphs[last + 1 :]
    is_table = any(_ROW.match(paragraph) for paragraph in tail)
    is_most = len(kept) < (1 - _MOST_TAIL) * sum(map(len, paragraphs))
    return "\n\n".join(paragraphs) if is_table or is_most else kept


def _up_to_editor(paragraphs: list[str]) -> list[str]:
    """The paragraphs before the line that names the editor, with which Chinese reports end; all of them where it
    stands at the beginning."""
    at = next((i for i, paragraph in enumerate(paragraphs) if _EDITOR.match(paragraph)), len(paragraphs))
    return paragraphs[:at] if sum(map(_is_prose, paragraphs[:at])) > 1 else paragraphs


def _is_prose(paragraph: str) -> bool:
    """True for a whole sentence or a remark in brackets; titles have no stop, but some call out."""
    n_columns = len(paragraph) + sum("\u3000" <= c <= "\u9fff" for c in paragraph)
    if paragraph.endswith(("!", "！", "?", "？")) and n_columns < _LEAST_CALLED:
        return False
    is_whole = paragraph.endswith((")", "）")) or ends_sentence(paragraph)
    is_open = paragraph.endswith((":", "：", ";", "；", "...", "…"))
    return is_whole and not is_open and not _ITEM.match(paragraph) and not is_notice(paragraph)
