"""Who speaks in a transcript: the label of the turn that an offset lies in."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from deepnews.schemas.base import Record
from deepnews.schemas.corpus import SourceDocument

# "Mr Max Cairnduff: ...", "CHAIR POWELL. ...", "张某：..." at the start of a paragraph.
_LABEL = re.compile(
    r"^(?:(?P<mixed>[A-Z][\w.'’\-]*(?:[ ](?:[A-Z][\w.'’\-]*|of|to|the|for|and|de|von|van)){0,9}):\s"
    r"|(?P<upper>[A-Z][A-Z.'’\-]+(?:[ ][A-Z][A-Z.'’\-]*){0,4})\.\s"
    r"|(?P<han>[\u4e00-\u9fff·]{2,12})[:：])",
    re.M,
)
_TABULAR = re.compile(r"csv|sheet|excel|xls|json", re.I)
_MIN_TURNS = 6
_NOT_SPEAKERS = {
    "note",
    "source",
    "date",
    "subject",
    "from",
    "to",
    "cc",
    "question",
    "answer",
    "q",
    "a",
    "re",
    "figure",
}


class Turn(Record):
    """One labelled turn of a transcript."""

    start: int
    text_start: int
    """Offset of the first character after the label."""
    speaker: str


@lru_cache(maxsize=256)
def _turns(text: str) -> tuple[Turn, ...]:
    turns = []
    for match in _LABEL.finditer(text):
        label = match["mixed"] or match["han"] or (match["upper"] or "").title()
        if label.lower() not in _NOT_SPEAKERS:
            turns.append(Turn(start=match.start(), text_start=match.end(), speaker=label.strip()))
    speakers = [t.speaker for t in turns]
    repeated = sum(speakers.count(s) > 1 for s in speakers)
    return tuple(turns) if len(turns) >= _MIN_TURNS and repeated >= len(turns) // 2 else ()


def is_transcript(document: SourceDocument) -> bool:
    """True when the document is made of labelled turns; the columns of a table are none."""
    return not _TABULAR.search(document.media_type) and bool(_turns(document.text))


def turn_at(document: SourceDocument, offset: int) -> Turn | None:
    """The turn that holds `offset`; None outside transcripts and before the first turn."""
    turns = _turns(document.text)
    position = bisect_right([t.start for t in turns], offset) - 1
    return turns[position] if position >= 0 else None
