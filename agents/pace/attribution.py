"""A sentence taken apart: who says it and when (its frame), and what is said (its body)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from deepnews.agents.bylines import NUMBER_IN_NAME, YEAR_IN_NAME
from deepnews.agents.pace.wording import is_gap
from deepnews.agents.rules.lexicon import word_set
from deepnews.agents.titles import frame_words
from deepnews.retrieval.versions import OLD_VERSION
from deepnews.schemas.base import Language
from deepnews.text import MONTHS_EN, content_units, outside_quotes

DATE = {
    "en": rf"(?:(?:{MONTHS_EN}) \d{{1,2}}, \d{{4}}|\d{{1,2}} (?:{MONTHS_EN}) \d{{4}})",
    "zh": r"\d{4}年\d{1,2}月(?:\d{1,2}日)?",
}
"""A date as frames write it."""

# --- English ---------------------------------------------------------------------------------------------------------

_D = DATE["en"]
_TITLE = "‘[^‘“”\n]{2,70}?’(?=[ ,.])"
_IN_SOURCE = rf"(?:{_TITLE}|[^,;:‘“”\".]|(?<=\d),(?= \d{{4}})|(?<=\b[A-Z])\.|(?<=Mr|Ms|Dr)\.|(?<=Mrs)\.)"
_SOURCE = rf"(?P<source>{_IN_SOURCE}{{2,90}}?)"
_OFFICE = r"(?:, (?!in |on |at )[a-z][^,;:“”]{2,80},)?"
"""Who somebody is, between the name and the verb."""
_VERBS = "said|says|wrote|noted|added|reported|records?|recorded|stated|announced|went on"
_VERB = rf"(?:(?:also|then|later|further) )?(?P<verb>{_VERBS})"
_WHEN = rf"(?P<when>(?:On|In|At|By|Speaking|Giving)\b[^;:“”\"]{{0,90}}?{_D}), "
_AFTER = rf"(?P<when> (?:on {_D}|in [^,;:“”]{{2,50}} (?:of|on) {_D}))?"
_LEADS_EN = (
    rf"^{_WHEN}{_SOURCE}{_OFFICE} {_VERB}(?P<link> that |: )",
    rf"^{_SOURCE}(?:, (?P<when>in [^,]{{2,40}} on {_D}),|{_OFFICE}) {_VERB}(?P<link> that |: )",
    rf"^According to {_SOURCE}(?P<link>, )(?!\d{{4}},)",
    rf"^In the (?P<source>{_IN_SOURCE}{{2,90}}? (?:of|on) {_D})(?P<link>, )",
    r"^In its (?P<source>words)(?P<link>: )",
)
_MID_EN = rf"^(?P<first>“[^“”]+”),? {_SOURCE}{_OFFICE} {_VERB}{_AFTER}(?P<joint>[:;]) (?P<rest>.+)$"
_TAIL_EN = rf"(?P<close>,”|”,|,) {_SOURCE}{_OFFICE} {_VERB}{_AFTER}\.$"
_KINDS = (*frame_words("en")["kinds"], *frame_words("en")["headline_kinds"].values())
_NOUNS = "|".join(sorted({str(kind["noun"]) for kind in _KINDS}))
_CREDITS_EN = (
    rf"^{_SOURCE}{_OFFICE} (?P<verb>said) so{_AFTER}\.$",
    rf"^So (?P<verb>said|wrote|noted|reported|recorded) {_SOURCE}{_AFTER}\.$",
    rf"^The (?:speaker|writer) was {_SOURCE}(?:, (?!on |in )[a-z][^,;:“”]{{2,80}})?"
    rf"(?:, (?P<when>(?:on|in) [^:;“”]{{0,60}}?{_D}))?\.$",
)
_SCENES_EN = (
    rf"^{_SOURCE}{_OFFICE} (?P<verb>spoke|wrote|gave evidence|met the press) (?P<when>on {_D})\.$",
    rf"^Then came (?P<source>the {_IN_SOURCE}{{0,60}}?(?i:{_NOUNS})(?: of {_IN_SOURCE}{{2,50}}?)?) of {_D}\.$",
)
_DATELINE_EN = rf"^(?:Then came |It was )?(?P<date>{_D})\.$"
_NOT_A_SOURCE = re.compile(
    r"\b(?:was|were|is|are|be|been|has|have|had|not|never|it|there|that|which|who|if|when)\b", re.I
)
_DATED = re.compile(rf",? (?:of|on|in|from) (?P<date>{_D})$")

# --- Chinese ---------------------------------------------------------------------------------------------------------

_DZ = DATE["zh"]
PUBLISHED = "公布"
"""Behind a day on which a document only came out: no device of pacing tells what it says by that day."""
_TITLE_ZH = rf"(?:{OLD_VERSION})?《[^》]{{2,40}}》"
_IN_NAME_ZH = rf"(?:[^，。：；“”《》年月\d]|{YEAR_IN_NAME})"
_SOURCE_ZH = rf"(?P<source>{_TITLE_ZH}|(?:该|{NUMBER_IN_NAME})?{_IN_NAME_ZH}{{2,16}}?)"
_WAY = r"(?:一文)?(?:在(?:讲话|采访|邮件|[^，。：；“”]{1,8})中)?(?:还|也|又|则)?"
_VERB_ZH = r"(?P<verb>写明|载明|写道|报道|表示|指出|记载|称|说|的原话是|的原文是)"
_LEADS_ZH = (
    rf"^(?:(?P<when>{_DZ})(?:，|(?:{PUBLISHED})?的))?{_SOURCE_ZH}{_WAY}{_VERB_ZH}(?P<link>，|：)",
    rf"^(?:据|按照|根据)(?:(?P<when>{_DZ})(?:{PUBLISHED})?的)?(?P<source>{_TITLE_ZH})(?P<link>，)",
    rf"^(?:(?P<when>{_DZ})，)?题为(?P<source>《[^》]{{2,40}}》)的文章{_VERB_ZH}(?P<link>，|：)",
    r"^(?P<source>原文)写道(?P<link>：)",
)
_CREDITS_ZH = (
    rf"^(?:以上|这段话)出自(?:(?P<when>{_DZ})的)?(?P<source>{_TITLE_ZH})。$",
    rf"^(?:这|以上)是{_SOURCE_ZH}(?:在(?P<later>{_DZ}))?的(?:说法|原?话)。$",
)
_SCENES_ZH = (
    rf"^(?P<when>{_DZ})，(?:(?:在记者会上)?说话|写信|作证)的是{_SOURCE_ZH}。$",
    rf"^再看(?P<when>{_DZ})的(?P<source>{_TITLE_ZH})。$",
)
_DATELINE_ZH = rf"^(?:时间到了|那是)?(?P<date>{_DZ})。$"
_ANAPHORA = frozenset(("words", "原文", "该"))


class Framed(NamedTuple):
    """A sentence and its frame: ``lead + body + tail`` is the sentence, unless the frame stands in its middle."""

    lead: str
    body: str
    tail: str = ""
    source: str = ""
    """Who speaks, as written; empty when the sentence names nobody."""
    verb: str = ""
    link: str = ""
    """How the lead goes over into the body: ``that``, a colon, a comma; empty without a lead."""
    when: str = ""
    """The words of the frame that date it, e.g. ``In a letter of May 14, 2024``."""
    dates: tuple[str, ...] = ()
    """Dates of the frame, as written."""
    leads_on: bool = False
    """True for a sentence that names who speaks next; one that names who has spoken looks back."""

    @property
    def is_frame_only(self) -> bool:
        """True for a sentence that says only who said something, or when."""
        return not self.body


@lru_cache(maxsize=8192)
def framed(sentence: str, language: Language) -> Framed:
    """The sentence taken apart; all of it is body where no frame is recognised."""
    found = _frame_only(sentence, language) or _with_lead(sentence, language)
    if found is None and language == "en":
        found = _with_middle(sentence) or _with_tail(sentence)
    return found or Framed(lead="", body=sentence)


@lru_cache(maxsize=8192)
def told_apart(sentence: str, language: Language) -> tuple[str, ...]:
    """The sentence cut before each clause that names a source of its own after a semicolon, each part a sentence."""
    mark, stop = ("；", "。") if language == "zh" else ("; ", ".")
    for cut in re.finditer(mark, outside_quotes(sentence)):
        rest = sentence[cut.end() :]
        rest = rest[:1].upper() + rest[1:]
        frame = framed(rest, language)
        if frame.lead and frame.source and frame.source not in _ANAPHORA:
            return sentence[: cut.start()] + stop, *told_apart(rest, language)
    return (sentence,)


@lru_cache(maxsize=8192)
def source_key(source: str, language: Language) -> frozenset[str]:
    """What two designations of one source share: the stems of its names and nouns, titles and dates left out."""
    if source in _ANAPHORA:
        return frozenset()
    if language == "zh":
        return frozenset((source.removeprefix(OLD_VERSION).strip("《》").removeprefix("该"),))
    plain = _DATED.sub("", source)
    return frozenset(content_units(plain, "en")) - frozenset(content_units(" ".join(word_set("titles", "en")), "en"))


def same_source(one: frozenset[str], other: frozenset[str]) -> bool:
    """True when the two keys can stand for one source: a surname for a full name, a noun for a title."""
    if all(len(k) == 1 for k in (one, other)):
        a, b = next(iter(one)), next(iter(other))
        return a == b or (not a.isascii() and (a in b or b in a))
    return bool(one) and bool(other) and (one <= other or other <= one)


def _frame_only(sentence: str, language: Language) -> Framed | None:
    dateline = re.match(_DATELINE_ZH if language == "zh" else _DATELINE_EN, sentence)
    if dateline:
        return Framed(lead=sentence, body="", dates=(dateline["date"],))
    if is_gap(sentence, language):
        return Framed(lead=sentence, body="", leads_on=True)
    credits_, scenes = (_CREDITS_ZH, _SCENES_ZH) if language == "zh" else (_CREDITS_EN, _SCENES_EN)
    for pattern in (*credits_, *scenes):
        found = re.match(pattern, sentence)
        if found and _is_source(found["source"], language):
            return _made(found, sentence, "", "", language)._replace(leads_on=pattern in scenes)
    return None


def _with_lead(sentence: str, language: Language) -> Framed | None:
    for pattern in _LEADS_ZH if language == "zh" else _LEADS_EN:
        lead = re.match(pattern, sentence)
        if lead and lead.end() < len(sentence) and _is_source(lead["source"], language):
            return _made(lead, lead.group(), sentence[lead.end() :], "", language)
    return None


def _with_middle(sentence: str) -> Framed | None:
    middle = re.match(_MID_EN, sentence)
    if middle is None or not _is_source(middle["source"], "en"):
        return None
    return _made(middle, "", f"{middle['first']} {middle['rest']}", "", "en")


def _with_tail(sentence: str) -> Framed | None:
    tail = re.search(_TAIL_EN, sentence)
    if tail is None or not _is_source(tail["source"], "en") or tail.start() < 3:
        return None
    closed = "”" if "”" in tail["close"] else ""
    return _made(tail, "", sentence[: tail.start()] + closed, sentence[tail.start() + len(closed) :], "en")


def _made(found: re.Match[str], lead: str, body: str, tail: str, language: Language) -> Framed:
    groups = found.groupdict()
    dates = re.findall(DATE[language], found.group() if "first" not in groups else groups["when"] or "")
    if language == "zh" and re.search(rf"{_DZ}{PUBLISHED}的", lead):
        dates = []
    return Framed(
        lead=lead,
        body=body,
        tail=tail,
        source=groups["source"],
        verb=groups.get("verb") or "",
        link=(groups.get("link") or "").strip(),
        when=groups.get("when") or groups.get("later") or "",
        dates=tuple(dates),
    )


def _is_source(source: str, language: Language) -> bool:
    """True for the name of a person, body or document; a pronoun names nobody."""
    if language == "zh":
        return True
    return not _NOT_A_SOURCE.search(re.sub(_TITLE, "", f"{source} ")) and (
        bool(source_key(source, "en")) or source in _ANAPHORA
    )
