"""Who says it and when, told by code: only what is said is left to the translator."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from deepnews.agents.pace.attribution import DATE, Framed, framed
from deepnews.agents.pace.credits import without_date
from deepnews.agents.pace.wording import forms, gap_in_chinese
from deepnews.agents.translation.cuts import documents
from deepnews.agents.translation.figures import with_chinese_figures
from deepnews.agents.translation.prepare import in_chinese
from deepnews.text import HAN

_LATIN_WORD: Final = re.compile(r"(?<![A-Za-z’'.&-])[a-z]{2,}")
_OF: Final = re.compile(rf"([{HAN}]+) ?of ?([{HAN}]+)")
_PLACES: Final = (
    (re.compile("press conference"), "在记者会上"),
    (re.compile(r"\bhearing\b"), "在听证会上"),
    (re.compile(r"^Speaking|\bspeech\b|\bremarks\b"), "在讲话中"),
    (re.compile(r"\be-?mail\b"), "在邮件中"),
    (re.compile(r"\bletter\b"), "在信中"),
    (re.compile(r"\bwitness statement\b"), "在证人陈述中"),
    (re.compile(r"\bstatement\b"), "在声明中"),
    (re.compile(r"\bnote\b"), "在报告中"),
)
_VERBS: Final = {"wrote": "写道", "noted": "指出", "went on": "还说", "announced": "宣布"}
_SCENES: Final = {
    "speaker": " spoke on ",
    "writer": " wrote on ",
    "witness": " gave evidence on ",
    "conference": " met the press on ",
}
_QUOTE_MARKS: Final = re.compile(r"[“”]|\[(\w+)\]")
"""Quotation marks, and a letter or word that a quotation has changed."""

_UNFRAMED: Final = re.compile(r"(?P<and>And |)(?P<words>“[^“”]+”\.?)")
_WORDS_OF: Final = {"": "大意是：", "And ": "又说："}
"""Before words of somebody whom the sentence before has named: not the writer's, and no longer verbatim."""
_DATED: Final = re.compile(rf"On (?P<date>{DATE['en']}), ")
_STATED_IN: Final = re.compile(rf"In the (?P<source>[^,;:“”]{{2,60}}?) (?:of|on) (?P<date>{DATE['en']}), ")


class Spoken(NamedTuple):
    """A sentence taken apart for translation."""

    frame: str
    """Its beginning in Chinese; empty where all of the sentence is left to the translator."""
    rest: str
    """What is left of it, in English, without quotation marks: no translation is anybody's own words."""


def spoken(english: str) -> Spoken:
    """The sentence with its frame told in Chinese, where all of the frame has a Chinese form."""
    frame = framed(english, "en")
    lead = _frame(frame) if frame.source and frame.body and len(frame.dates) <= 1 else ""
    if not lead:
        return _unnamed(english)
    return Spoken(lead, _sentence(plain(frame.body)))


def _unnamed(english: str) -> Spoken:
    """A sentence whose speaker is not named in it, or has no Chinese form: its day or its document is told by code."""
    whole = _UNFRAMED.fullmatch(english)
    if whole:
        return Spoken(_WORDS_OF[whole["and"]], _sentence(plain(whole["words"])))
    dated = _DATED.match(english)
    if dated:
        return Spoken(f"{with_chinese_figures(dated['date'])}，", _sentence(plain(english[dated.end() :])))
    stated = _STATED_IN.match(english)
    source = _document(stated["source"]) if stated else None
    if stated and source:
        lead = f"按{with_chinese_figures(stated['date'])}的{source}的说法，"
        return Spoken(lead, _sentence(plain(english[stated.end() :])))
    return Spoken("", plain(english))


def _sentence(words: str) -> str:
    words = words.strip().rstrip(",.")
    return f"{words[0].upper()}{words[1:]}." if words else ""


def named(english: str) -> str:
    """A sentence that only names a source and its day, or says how much time passed, in Chinese; empty where words of
    it have no settled form."""
    if gap := gap_in_chinese(english):
        return gap
    frame = framed(english, "en")
    if not frame.is_frame_only or len(frame.dates) != 1:
        return ""
    date, source = with_chinese_figures(frame.dates[0]), _source(frame)
    if source is None:
        return ""
    scenes: dict[str, str] = forms("zh")["scene"]
    if not source:
        return str(forms("zh")["day" if english.startswith("It ") else "dateline"]).format(date=date)
    if not frame.leads_on:
        return str(forms("zh")["credit"]["person"]).format(source=source, date=date)
    found = next((kind for kind, verb in _SCENES.items() if verb in english), "")
    return scenes[found].format(date=date, source=source) if found else ""


def plain(english: str) -> str:
    """The sentence without the marks of quotations."""
    return _QUOTE_MARKS.sub(lambda m: m[1] or "", english)


def _frame(frame: Framed) -> str:
    """ "2021年5月26日，Quarles在讲话中说："; empty where words of it are no name."""
    source = _source(frame)
    if not source:
        return ""
    date = f"{with_chinese_figures(frame.dates[0])}，" if frame.dates else ""
    if not frame.verb:
        return f"按{date.replace('，', '的')}{source}的说法，"
    place = next((words for pattern, words in _PLACES if pattern.search(frame.when)), "")
    return f"{date}{source}{place}{_VERBS.get(frame.verb, '说')}："


def _source(frame: Framed) -> str | None:
    """Who is named, in Chinese and without the day; None where words of it are no name and have no settled form."""
    bare = without_date(frame.source, frame.dates[0], "en") if frame.dates else frame.source
    return _document(re.sub("^the ", "", bare, flags=re.I))


def _document(source: str) -> str | None:
    for pattern, chinese in documents():
        source = pattern.sub(chinese, source)
    source = in_chinese(source)
    source = _OF.sub(r"\2\1", source)
    return None if _LATIN_WORD.search(source) else source
