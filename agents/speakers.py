"""Who speaks in a transcript: the label of the turn that an offset lies in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

from deepnews.agents.rules.lexicon import word_set
from deepnews.agents.rules.names import name_mentions
from deepnews.agents.rules.speakers import find_speaker
from deepnews.agents.sentence_search import document_sentences
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.text import HAN, fold

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
_QUESTIONER = re.compile(
    r"\b(?:counsel|interviewer|moderator|operator|chair(?:man|woman)?)\b|^Q$|记者|主持人|提问|审判长|法官|检察官|公诉人",
    re.I,
)
_ANSWERER = re.compile(r"\bwitness\b|证人|受访者|答复人|发言人", re.I)
_HOSTED = re.compile(
    r"\b(?:(?:press|news) (?:conference|briefing)|interview)\b|"
    r"\b(?:evidence|testimony|examination|deposition|questioning|hearing) (?:of|by|from|with)\b|"
    r"记者会|发布会|采访|专访|答记者问|听证|作证|证词|证言|质询|问询|询问",
    re.I,
)
"""What is held by one who answers, or several; the others ask."""
_ONE_SIDED = re.compile(
    r"\b(?:opening|closing) (?:statement|speech|remarks)|\bsubmissions?\b|陈述词?|代理词|意见书", re.I
)
"""What somebody says of evidence, not the hearing of it."""


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


def asks(speaker: str, document: SourceDocument) -> bool:
    """True for one who puts the questions: by the label, or because another is named as the one who answers."""
    if not speaker or _is_host(speaker, document):
        return False
    if _QUESTIONER.search(speaker) or _ANSWERER.search(speaker):
        return bool(_QUESTIONER.search(speaker))
    is_hosted = _HOSTED.search(document.title) and not _ONE_SIDED.search(document.title)
    return bool(is_hosted) and any(_is_host(s, document) for s in turn_speakers(document))


def _is_host(speaker: str, document: SourceDocument) -> bool:
    """True when title or author bear the speaker's name: a chair who answers, at a conference of the chair's own."""
    head = fold(f"{document.title} {document.author}").casefold()
    surname = fold((speaker.split() or [""])[-1]).casefold()
    if re.search(f"[{HAN}]", surname):
        return surname in head and not _QUESTIONER.search(surname)
    return surname in re.findall(r"\w+", head)


_PRONOUNS = frozenset(("he", "she", "it", "they", "i", "we", "you", "他", "她", "它", "他们", "她们", "我", "我们"))
_ARTICLE = re.compile(r"(?:an?|the|some|one|local|both) (?!Rev|Hon|Rt|Most )", re.I)
_ALL_QUOTED = re.compile(r"[\"“「][^\"“”「」]+[\"”」]?[.。]?$")
_HE_SAID = re.compile(r"[\"”],? (?:he|she) \w+")
"""Whoever else is named ("according to the transcript"): the words in quotation marks are his or hers."""
_MOST_BACK = 3
"""Sentences before, among which the one is looked for who goes on speaking."""
_PRONOUN_SPEAKS = re.compile(
    r"\b(?:[Hh]e|[Ss]he)\s+(?:\w+ly\s+)?(?:said|says|added|told|asked|wrote|explained|argued|noted|replied|went on)\b"
    r"|\b(?:said|added|wrote|asked|replied)\s+(?:he|she)\b|(?:^|[。”，])[他她](?:还|又|则)?(?:说|表示|指出|认为|强调|解释|写道)"
)


def who_speaks(document: SourceDocument, start: int, sentence: str, language: Language) -> str:
    """Who says a sentence of a document: the turn's label, or who it names.

    For "he said", and for a sentence in quotation marks that names nobody: who was named last before it in its
    paragraph, up to three sentences before. Empty when nobody is.
    """
    turn = turn_at(document, start) if is_transcript(document) else None
    goes_on = is_all_quoted(sentence)
    named = turn.speaker if turn else "" if goes_on else find_speaker(sentence, language)
    if named and not is_pronoun(named) and (turn or not _HE_SAID.search(sentence)):
        return named
    is_he = not goes_on and _PRONOUN_SPEAKS.search(sentence) is not None
    if not is_he and not goes_on:
        return ""
    told = _before(document, start, language)
    return _named_before(told, language) if is_he else _speaking_on(told, language)


def _before(document: SourceDocument, start: int, language: Language) -> list[str]:
    """The last sentences before `start` in its paragraph, the nearest first."""
    begin = document.text.rfind("\n", 0, start) + 1
    sentences = document_sentences(document.text, language)
    at = bisect_left(sentences, start, key=lambda s: s.start)
    return [document.text[s.start : s.end] for s in reversed(sentences[max(0, at - _MOST_BACK) : at]) if s.end > begin]


def is_all_quoted(sentence: str) -> bool:
    """True for a sentence that stands in quotation marks whole, or opens with one that another sentence closes."""
    return _ALL_QUOTED.match(sentence) is not None


def _named_before(told: Sequence[str], language: Language) -> str:
    """Who "he" is: the person who speaks or is spoken of first in the nearest of the sentences before."""
    found = (who for text in told for who in (find_speaker(text, language), _subject(text, language)))
    return next((who for who in found if who and _is_person(who, language)), "")


def _speaking_on(told: Sequence[str], language: Language) -> str:
    """Who goes on speaking: the one whose words the sentence before reports, which may go on itself."""
    for number, text in enumerate(told):
        named = find_speaker(text, language)
        if named and not is_pronoun(named):
            return named
        if named or _PRONOUN_SPEAKS.search(text):
            return _named_before(told[number + 1 :], language)
        if not is_all_quoted(text):
            return ""
    return ""


def is_pronoun(who: str) -> bool:
    """True for a word that stands for somebody named elsewhere."""
    return who.lower() in _PRONOUNS


def _is_person(who: str, language: Language) -> bool:
    """False for a thing or a body ("The tape", "Local residents"): no "he" stands for one."""
    if language == "zh":
        return not is_pronoun(who)
    last = who.split()[-1]
    is_name = last[:1].isupper() and last.rstrip(".").lower() not in word_set("titles", "en")
    return is_name and not is_pronoun(who) and not _ARTICLE.match(who) and not re.search("['’]s? ", who)


def _subject(text: str, language: Language) -> str:
    """The name a sentence opens with; empty when it opens otherwise, as with an article."""
    opens = (m for m in name_mentions(text, language) if m.start <= _MAX_OPENING_CHARS)
    return next((m.text for m in opens if not _ARTICLE.match(text)), "")


def turn_at(document: SourceDocument, offset: int) -> Turn | None:
    """The turn that holds `offset`; None outside transcripts and before the first turn."""
    turns = _turns(document.text)
    position = bisect_right([t.start for t in turns], offset) - 1
    return turns[position] if position >= 0 else None
