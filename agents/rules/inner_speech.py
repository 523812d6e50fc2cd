"""A statement within a statement: what a sentence of a source has from somebody else than who writes or speaks there,
and whether a retelling keeps whose statement it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from deepnews.agents.rules.lexicon import forms, stem_set, word_list, word_set
from deepnews.agents.rules.speakers import find_speaker
from deepnews.agents.rules.tokens import tokens
from deepnews.schemas.base import Language
from deepnews.text import HAN, content_units, stem

_MIN_SHARED = 2
_MIN_SHARE = 0.5
"""Share of what is told that must stand in what somebody says there."""
_ADVERB = r"(?:\s+(?:also|all|both|then|later|now|again|still|even|has|have|had|\w+ly)){0,3}"
_ASIDE = r"(?:,\s[^,“”]{2,80},|\s+\([^)]*\))?"
_TIME = r"(?:\d|to|on|in|at|by|during|last|yesterday|today|earlier|again|before|after|also|\w+ly)"
_WHEN = rf"(?:,?\s+{_TIME}\b(?:[^;:“”]|(?<=\d):(?=\d)){{0,120}}?,?)?"
"""When, where or to whom it is said, between the verb and "that"."""
_ADDRESSEE = r"(?:\s+[^;:,“”]{2,60}?)?"
_PRONOUN = re.compile(r"(?i)(?:i|we|you|he|she|it|they|this|that|who|which)(?![\w-])")
_OFTEN_NOUNS = frozenset(word + s for word in ("report", "note", "claim", "estimate", "state") for s in ("", "s"))
"""After these "that" may follow at once only: "the report on the lock that came out"."""
_ATTRIBUTES = re.compile(
    r"(?i)\b(?:according to|statements?|assur\w+|accus\w+|opinions?|views?|viewed|quot\w+|cit(?:es|ed|ing)|"
    r"plans?|planned|intend\w*|propos\w+|agree\w*|promis\w+|commit\w*|letter|version|account|words|testimony|appeal\w*)\b"
)
_ATTRIBUTES_ZH = re.compile(
    "据|按|依照|来自|口径|说法|声明|看法|意见|观点|计划|打算|拟|同意|要求|建议|提出|提议|答应|许诺"
)
"""What has something as somebody's word or will, beside verbs of saying."""


class Inner(NamedTuple):
    """What a sentence has somebody say."""

    who: str
    verb: str
    said: str


@lru_cache(maxsize=8192)
def inner_speech(sentence: str, language: Language) -> Inner | None:
    """Who says what the sentence reports, and what that is; None where it speaks for itself, or says only "he"."""
    text = re.sub(r"\s+", " ", sentence).strip()
    who = find_speaker(text, language)
    if language == "zh":
        return _inner_zh(text, who)
    if not who or who not in text or _PRONOUN.match(who):
        return None
    return _before_that(text, who) or _behind(text, who)


def _before_that(text: str, who: str) -> Inner | None:
    """ "The yard said on 2 May that the lock is shut", "The yard said the lock is shut"."""
    for found in re.finditer(rf"{re.escape(who)}{_ASIDE}{_ADVERB}\s+(?P<verb>{_verbs()})\b", text):
        rest, verb = text[found.end() :], found["verb"].lower()
        between = _ADDRESSEE if verb.startswith(("tell", "told", "warn")) else _WHEN
        that = re.match(rf"{'' if verb in _OFTEN_NOUNS else between}\s+that\s", rest)
        if that or re.match(r",?:?\s*[“\"]", rest) or verb in ("say", "says", "said"):
            return Inner(who, verb, rest[that.end() if that else 0 :])
    return None


def _behind(text: str, who: str) -> Inner | None:
    """ "The lock is shut, the yard said", "according to the yard", "as noted by the yard"."""
    name = re.escape(who)
    said = re.match(
        rf"(?P<said>.+)[,”\"]\s*(?:{name}{_ADVERB}\s+(?P<verb>{_verbs()})|(?P<first>{_verbs()})\s+{name})\b[^,;“”]{{0,60}}$",
        text,
    )
    if said:
        return Inner(who, (said["verb"] or said["first"]).lower(), said["said"])
    by = re.search(rf"(?i:\baccording to|\bas (?P<verb>{_verbs()}) by)\s+{name}", text)
    return Inner(who, (by["verb"] or "say").lower(), f"{text[: by.start()]} {text[by.end() :]}") if by else None


@lru_cache(maxsize=1)
def _verbs() -> str:
    inflected = {f for v in word_list("speech_verbs", "en") for f in forms(v, "en") if not f.endswith("ing")}
    return "|".join(sorted(inflected, key=lambda f: (-len(f), f)))


_PLACED_ZH = r"(?:(?:在|于)[^，。；“”]{1,20}?)?(?:还|也|则|又|均|都|曾|当场|书面|口头|公开|同时|一度|对外){0,2}"
_DATED_WHO_ZH = re.compile(
    rf"(?:^|[，；])(?P<who>[{HAN}·]{{2,16}}?)(?=(?:于|在)[^，。；“”]{{1,16}}(?:称|表示|说|宣布)[，：])"
)
_NO_WHO_ZH = re.compile(r"^(?:规定|要求|按照|根据|其中|会议|上述)|[、\d]|[年月日里中上]$")
"""What stands before a verb of saying and is nobody."""
_MANNER_ZH = re.compile("(?:口头|书面|对外|当场|公开)+$")


def _inner_zh(text: str, who: str) -> Inner | None:
    """ "渡口表示，……", "据渡口介绍，……", "渡口于6月8日称，……"; not what is said to somebody: "对记者说"."""
    dated = _DATED_WHO_ZH.search(text)
    who = _MANNER_ZH.sub("", dated["who"] if dated else who)
    if not who or _NO_WHO_ZH.search(who) or who in word_set("anaphors", "zh"):
        return None
    form = rf"(?<![对向与]){re.escape(who)}{_PLACED_ZH}(?P<verb>{_verbs_zh()})"
    found = re.search(rf"{form}[，：“](?P<said>[^。]{{4,}})", text) or re.search(rf"{form}(?P<said>[^。]{{4,}})", text)
    return Inner(who, found["verb"], found["said"]) if found else None


@lru_cache(maxsize=1)
def _verbs_zh() -> str:
    return "|".join(sorted(word_set("inner_verbs", "zh"), key=lambda v: (-len(v), v)))


def is_endorsed(inner: Inner, language: Language) -> bool:
    """True for "noted", "reported": who passes such a statement on takes it for true."""
    return inner.verb in word_set("endorsing_verbs", language)


def retells(told: str, inner: Inner, sentence: str, language: Language) -> bool:
    """True when most of what is told stands in what somebody says there, and not in the rest of the sentence."""
    named = set(content_units(inner.who, language))
    units = set(content_units(told, language)) - named
    said = set(content_units(inner.said, language))
    rest = set(content_units(sentence.replace(inner.said, " "), language)) - said - named
    shared = len(units & said)
    return shared >= max(_MIN_SHARED, _MIN_SHARE * len(units)) and shared > len(units & rest)


def keeps_speaker(told: str, inner: Inner, language: Language) -> bool:
    """True when `told`, without the frame that names its source, still has it as somebody's word."""
    speaker = find_speaker(told, language)
    if speaker and same_speaker(speaker, inner.who, language):
        return True
    marks = _ATTRIBUTES if language == "en" else _ATTRIBUTES_ZH
    if any(m.group() not in inner.said for m in marks.finditer(told)):
        return True
    if language == "zh":
        named = rf"{re.escape(inner.who[-2:])}{_PLACED_ZH}(?:{_verbs_zh()})"
        verbs = word_set("reporting_verbs", "zh") | word_set("inner_verbs", "zh")
        spoken = (t.text for t in tokens(told, "zh") if t.text in verbs)
        return re.search(named, told) is not None or any(verb not in inner.said for verb in spoken) or bool(speaker)
    if re.search(rf"\b{re.escape(inner.who.split()[-1])}{_ASIDE}{_ADVERB}\s+(?:{_verbs()})\b", told):
        return True
    verbs = stem_set("speech_verbs", "en") | {stem("according")}
    return bool({t.stem for t in tokens(told, "en")} & verbs - {t.stem for t in tokens(inner.said, "en")})


def same_speaker(one: str, other: str, language: Language) -> bool:
    """True when one designation holds all that the other says, titles left out."""
    if language == "zh":
        return one in other or other in one
    a, b = (set(content_units(name, "en")) - stem_set("titles", "en") for name in (one, other))
    return bool(a and b) and (a <= b or b <= a)


def loses_speaker(body: str, source: str, own: Iterable[str], language: Language) -> bool:
    """True when `body`, told of a source sentence without its frame, drops whose statement it is there; `own` are the
    names of who writes or speaks the source, whose words need no second name."""
    inner = inner_speech(source, language)
    if inner is None or any(same_speaker(inner.who, name, language) for name in own if name):
        return False
    return retells(body, inner, source, language) and not keeps_speaker(body, inner, language)


def without_frame(text: str, speaker: str, language: Language) -> str:
    """`text` without the words by which it lets `speaker` speak."""
    name = re.escape(speaker)
    if language == "zh":
        frame = rf"(?:据|根据|按照)?{name}(?:的)?{_PLACED_ZH}(?:{_verbs_zh()})?(?:，|：)?"
        return re.sub(frame, "", text, count=1)
    before = rf"{name}{_ASIDE}{_ADVERB}\s+(?:{_verbs()}|went on|added)\b(?:{_WHEN}\s+that\b)?"
    behind = rf"(?:{_verbs()}|added)\s+{name}"
    return re.sub(rf"(?:,\s*)?(?:(?i:according to)\s+{name}|{before}|{behind})", " ", text, count=1)
