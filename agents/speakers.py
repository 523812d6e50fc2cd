"""Who speaks in a transcript: the label of the turn that an offset lies in."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from deepnews.agents.rules.names import name_mentions
from deepnews.agents.rules.speakers import find_speaker
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument

# "Mr Max Cairnduff: ...", "CHAIR POWELL. ...", "张某：..." at the start of a paragraph.
_LABEL = re.compile(
    r"^(?:(?P<mixed>[A-Z][\w.'’\-]*(?:[ ](?:[A-Z][\w.'’\-]*|of|to|the|for|and|de|von|van)){0,9}):\s"
    r"|(?P<upper>[A-Z][A-Z.'’\-]+(?:[ ][A-Z][A-Z.'’\-]*){0,4})\.\s"
    r"|(?P<han>[\u4e00-\u9fff·]{2,12})[:：])",
    re.M,
)
_OPENS_A_SENTENCE = re.compile(
    r"(?:According to|After|And|As|At|Before|But|By|During|Finally|For|From|However|In|On|Since|So|Then|Under|With)\s"
)
"""What a line that ends in a colon begins with when it announces something and names no speaker."""
_MAX_OPENING_CHARS = 4
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
        if label.lower() not in _NOT_SPEAKERS and not _OPENS_A_SENTENCE.match(label):
            turns.append(Turn(start=match.start(), text_start=match.end(), speaker=label.strip()))
    speakers = [t.speaker for t in turns]
    repeated = sum(speakers.count(s) > 1 for s in speakers)
    return tuple(turns) if len(turns) >= _MIN_TURNS and repeated >= len(turns) // 2 else ()


def is_transcript(document: SourceDocument) -> bool:
    """True when the document is made of labelled turns; the columns of a table are none."""
    return not _TABULAR.search(document.media_type) and bool(_turns(document.text))


def turn_speakers(document: SourceDocument) -> frozenset[str]:
    """Who has a turn in the transcript; empty for other documents."""
    return frozenset(t.speaker for t in _turns(document.text)) if is_transcript(document) else frozenset()


_PRONOUN_SPEAKS = re.compile(
    r"\b(?:[Hh]e|[Ss]he)\s+(?:\w+ly\s+)?(?:said|says|added|told|asked|wrote|explained|argued|noted|replied|went on)\b"
    r"|\b(?:said|added|wrote|asked|replied)\s+(?:he|she)\b|(?:^|[。”，])[他她](?:还|又|则)?(?:说|表示|指出|认为|强调|解释|写道)"
)


def who_speaks(document: SourceDocument, start: int, sentence: str, language: Language) -> str:
    """Who says a sentence of a document: the turn's label, who it names, or for "he said" who was named last before it.

    Empty when nobody is named, in the sentence or before it in its paragraph.
    """
    turn = turn_at(document, start) if is_transcript(document) else None
    named = turn.speaker if turn else find_speaker(sentence, language)
    if named or not _PRONOUN_SPEAKS.search(sentence):
        return named
    begin = document.text.rfind("\n", 0, start) + 1
    earlier = sentence_spans(document.text[begin:start], language)
    told = [document.text[begin + s.start : begin + s.end] for s in reversed(earlier)]
    return next((who for text in told if (who := find_speaker(text, language) or _subject(text, language))), "")


def _subject(text: str, language: Language) -> str:
    """The name a sentence opens with; empty when it opens otherwise."""
    return next((m.text for m in name_mentions(text, language) if m.start <= _MAX_OPENING_CHARS), "")


def turn_at(document: SourceDocument, offset: int) -> Turn | None:
    """The turn that holds `offset`; None outside transcripts and before the first turn."""
    turns = _turns(document.text)
    position = bisect_right([t.start for t in turns], offset) - 1
    return turns[position] if position >= 0 else None
