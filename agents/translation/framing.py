"""Who says it and when, told by code: only what is said is left to the translator."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from deepnews.agents.pace.attribution import Framed, framed
from deepnews.agents.pace.credits import without_date
from deepnews.agents.pace.wording import forms
from deepnews.agents.translation.figures import with_chinese_figures
from deepnews.agents.translation.prepare import in_chinese

_LATIN_WORD: Final = re.compile(r"\b[a-z]{2,}")
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
_VERBS: Final = {"wrote": "写道", "noted": "指出", "went on": "接着说", "announced": "宣布"}
_SCENES: Final = {"speaker": " spoke on ", "writer": " wrote on "}
_QUOTE_MARKS: Final = re.compile("[“”]")


class Spoken(NamedTuple):
    """A sentence taken apart for translation."""

    frame: str
    """Its beginning in Chinese; empty where all of the sentence is left to the translator."""
    rest: str
    """What is left of it, in English, without quotation marks: no translation is anybody's own words."""


def spoken(english: str) -> Spoken:
    """The sentence with its frame told in Chinese, where all of the frame has a Chinese form."""
    frame = framed(english, "en")
    lead = _frame(frame) if frame.source and frame.body and frame.verb and len(frame.dates) <= 1 else ""
    if not lead:
        return Spoken("", plain(english))
    body = plain(frame.body).strip().rstrip(",.")
    return Spoken(lead, f"{body[0].upper()}{body[1:]}." if body else "")


def named(english: str) -> str:
    """A sentence that only names a source and its day, in Chinese; empty where words of it have no settled form."""
    frame = framed(english, "en")
    if not frame.is_frame_only or len(frame.dates) != 1:
        return ""
    date, source = with_chinese_figures(frame.dates[0]), _source(frame)
    if source is None:
        return ""
    scenes: dict[str, str] = forms("zh")["scene"]
    if not source:
        return str(forms("zh")["day" if english.startswith("It ") else "dateline"]).format(date=date)
    found = next((kind for kind, verb in _SCENES.items() if verb in english), "")
    return scenes[found].format(date=date, source=source) if found else ""


def plain(english: str) -> str:
    """The sentence without quotation marks."""
    return _QUOTE_MARKS.sub("", english)


def _frame(frame: Framed) -> str:
    """ "2021年5月26日，Quarles在讲话中说："; empty where words of it are no name."""
    source = _source(frame)
    if not source:
        return ""
    date = f"{with_chinese_figures(frame.dates[0])}，" if frame.dates else ""
    place = next((words for pattern, words in _PLACES if pattern.search(frame.when)), "")
    return f"{date}{source}{place}{_VERBS.get(frame.verb, '说')}："


def _source(frame: Framed) -> str | None:
    """Who is named, in Chinese and without the day; None where words of it are no name and have no settled form."""
    bare = without_date(frame.source, frame.dates[0], "en") if frame.dates else frame.source
    source = in_chinese(re.sub("^the ", "", bare, flags=re.I))
    return None if _LATIN_WORD.search(source) else source
