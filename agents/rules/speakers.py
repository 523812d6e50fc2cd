"""Who says what a sentence reports."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from deepnews.agents.rules.lexicon import forms, word_list, word_set
from deepnews.agents.rules.tokens import Token, tokens
from deepnews.quote_marks import MASK, outside_quotes
from deepnews.schemas.base import Language

_LABEL = re.compile(
    r"^\s*(?P<who>(?:[A-Z][A-Z.'’-]+(?:\s+[A-Z][A-Z.'’-]+){0,3})|(?:(?:Mr|Mrs|Ms|Dr|Sir|Lord|Lady|Professor|Chair|Governor)\.?\s+)"
    r"?[A-Z][\w'’-]+(?:\s+[A-Z][\w'’.-]+){0,3})\s*(?::|(?<=[A-Z])\.(?=\s+[A-Z]))\s"
)
_LABEL_ZH = re.compile(r"^\s*(?P<who>[\u4e00-\u9fff·]{2,12})[:：](?![“\"])")
_CAP = r"(?:[A-Z][\w'’&-]*\.?)"
_PARTICLE = r"(?:de|van|von|der|bin|ibn|al|el|da|di|del|la|le)"
_NAME = rf"(?:(?:the|The)\s+)?(?:{_PARTICLE}\s+)?{_CAP}(?:\s+(?:of|the|for|and|{_PARTICLE})\s+{_CAP}|\s+{_CAP})*"
_NAMES = rf"{_NAME}(?:(?:,\s+{_NAME})*,?\s+and\s+{_NAME})?"
_NOUN = (
    r"(?:(?:[Tt]he|[Aa]n?|[Oo]ne|[Ss]ome|[Mm]any|[Mm]ost|[Ss]everal)\s+)?(?:[A-Za-z][\w'’-]*\s+){0,3}?[A-Za-z][\w'’-]*"
)
_SOMEBODY = (
    r"(?:an?|the|one|another)\s+(?:[a-z][\w'’-]*\s+){0,3}?[a-z][\w'’-]*"
    r"(?=[,.]|\s+(?:among|who|in|at|of|from|for|with|on)\b)"
)
_IN_PLACE = rf"{_NOUN}\s+(?:in|at|of|from|for)\s+(?:the\s+)?{_NAMES}"
_ADVERB = (
    r"(?:\s+(?:also|both|all|now|still|even|later|then|generally|however|again|already|has|have|had|is|are|\w+ly))*"
)
_SMALL_WORDS = "in on at by for as but and if when while although there however to of that which who so yet then also"
_PREPOSITIONS = (
    "among amid after before during since until besides despite with without through between against from into across "
    "within under because"
)
_DENIALS = "not no none neither nothing nobody"
_OPENINGS = frozenset(f"{_SMALL_WORDS} {_PREPOSITIONS} {_DENIALS}".split())
_ARTICLES = frozenset(("the", "a", "an", "its", "his", "her", "their", "our"))
_ASIDE = re.compile(
    r", (?:in|at|on|during) (?:an?|the|his|her|its|their) [^,“”]{3,40}(?:, \d{4})?,"
    r"(?= (?:said|says|told|added|noted|wrote)\b)"
)
"""Where somebody spoke, between who and the verb: "Vane, in a speech on May 4, 2031, said"."""
_PRONOUNS = frozenset(("i", "it", "he", "she", "they", "we", "this", "these", "you"))
_TELLS = frozenset(("tell", "tells", "told"))
"""Verbs that stand before whom they are said to, not before who says it."""
_NOBODY = re.compile(
    r"(?:^|\b)(?:to|the|an?|of|in|for|were|was|is|are|be|may|might|can|could|will|would|not|no|first|more|[\w’']+['’]s)$|"
    r"^(?:now|given|from|suffice|sales|the end of)\b|"
    r"^(?:(?:the|an?) )?(?:more |most )?"
    r"(?:all|most|current|related|recent|relevant|latest|new|further|previous|word|median)$",
    re.I,
)
"""Words before a verb that name nobody who could say something."""
_HAS_VERB = re.compile(r"\b(?:is|are|was|were|been|be|has|had|have|will|would)\b", re.I)
"""A clause, and no name, stands before the verb."""
_IS_NOUN = re.compile(r"(?:reports|notes|claims|records|states|estimates)\b(?=\s*[.,;)]|\s*$|\s+(?:of|from|by|and)\b)")
"""A verb's form that is a noun by what follows it ("in District reports.")."""
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|be|being)\s*(?:\b(?:now|also|often|still|already|\w+ly)\s*)?$")
_THING = re.compile(r"\s+(?:an?|the|about|around|some|nearly|almost|over|more|another|[$£€]?\d[\d,.]*)\s")
"""What follows a verb that has a thing for its object, and no speech."""
_ACCORDING_ZH = re.compile(
    r"(?:据|根据|按照)(?P<who>[^，。；《》]{2,20}?)(?:的)?(?:介绍|表示|通报|披露|说法|统计|报告|公告|称)"
)
_NOT_SUBJECT = ("x", "uj", "c", "p", "ul", "uz", "v", "d", "y", "e", "ug")


class _Forms(NamedTuple):
    """The ways an English sentence names who speaks, the surest first."""

    according: re.Pattern[str]
    said_by: re.Pattern[str]
    before_verb: re.Pattern[str]
    by: re.Pattern[str]
    noun_verb: re.Pattern[str]


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    """The forms of reporting verbs that somebody stands before or behind."""
    inflected = {f for v in word_list("reporting_verbs", "en") for f in forms(v, "en") if not f.endswith("ing")}
    return frozenset(inflected - {"state"})  # a noun far more often than what several people do


def _either(verbs: Iterable[str]) -> str:
    return "|".join(sorted(verbs, key=lambda f: (-len(f), f)))


@lru_cache(maxsize=1)
def _apposed_form() -> re.Pattern[str]:
    """A name between commas before a verb."""
    who = rf"(?P<who>{_CAP}(?:\s+{_PARTICLE})?(?:\s+{_CAP}){{1,3}})"
    return re.compile(rf",\s{who},{_ADVERB}\s+(?:{_either(_verbs())})\b")


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    verb, before_name = _either(_verbs()), _either(_verbs() - _TELLS)
    who = rf"(?P<who>{_IN_PLACE}|{_NAMES})"
    aside = r"(?:,\s[^,]{2,80},|\s+\([^)]*\))?"
    return _Forms(
        according=re.compile(rf"\b[Aa]ccording\s+to\s+(?P<who>{_NAME}(?:,\s+{_NAME})+|{_NAMES}|{_IN_PLACE}|{_NOUN})"),
        said_by=re.compile(
            rf"(?:[,”\"’'.?!{MASK}]\s+(?:{before_name})\s+(?P<who>{_NAMES}|{_IN_PLACE})"
            rf"|{MASK},?\s+(?:{before_name})\s+(?P<somebody>{_SOMEBODY})"
            rf"(?:,\s+(?P<called>{_CAP}(?:\s+{_CAP}){{1,3}}))?)(?=[\s,.;]|$)"
        ),
        before_verb=re.compile(rf"{who}{aside}{_ADVERB}\s+(?P<verb>{verb})\b(?!\s+by\b)"),
        by=re.compile(rf"\b(?:{verb})\s+(?:\w+\s+)?by\s+(?P<who>{_NAMES}|{_IN_PLACE})"),
        noun_verb=re.compile(rf"^(?P<who>{_NOUN}){_ADVERB}\s+(?P<verb>{verb})\b(?!\s+by\b)"),
    )


@lru_cache(maxsize=1)
def _placed_zh() -> re.Pattern[str]:
    """Where and when somebody speaks, between who speaks and the verb: 在签约仪式上."""
    verbs = "|".join(word_list("speech_verbs", "zh"))
    return re.compile(rf"在[^，。；：“”]{{1,20}}?(?:上|中|时|里|后|期间)(?=(?:{verbs}))")


@lru_cache(maxsize=8192)
def find_speaker(sentence: str, language: Language) -> str:
    """Who says what the sentence reports; empty when it speaks for itself.

    A label ("MRS QUILL:"), the subject of a reporting verb, or who stands after "according to".
    """
    return _chinese_speaker(sentence) if language == "zh" else _english_speaker(sentence)


def _english_speaker(sentence: str) -> str:
    text = _ASIDE.sub("", re.sub(r"\s+", " ", outside_quotes(sentence)))
    label = _LABEL.match(sentence)
    if label:
        return label["who"].strip()
    if apposed := _apposed(text):
        return apposed
    for regex in _forms():
        for found in regex.finditer(text):
            who = _who(found)
            is_speech = not _is_no_verb(found, text) and not _adds_a_thing(found, text)
            if is_speech and not (_is_opening_only(who) or _NOBODY.search(who) or _HAS_VERB.search(who)):
                return who
    return ""


def _who(found: re.Match[str]) -> str:
    """The name that was found, else the office."""
    groups = found.groupdict()
    named: str = groups["who"] or groups.get("called") or groups["somebody"]
    return named.strip(" .,")


def _apposed(text: str) -> str:
    """The name behind an office, where it stands between commas: "The union's secretary, Ada Finch, says"."""
    for found in _apposed_form().finditer(text):
        before = re.split(r"[,.;:] ", text[: found.start()])[-1]
        if any(w.isalpha() and w.islower() and w not in _OPENINGS for w in before.split()):
            return found["who"]
    return ""


def _is_no_verb(found: re.Match[str], text: str) -> bool:
    """True where what was taken for a verb of saying is a passive or a noun."""
    if "verb" not in found.re.groupindex:
        return False
    at = found.start("verb")
    return _PASSIVE.search(text[:at]) is not None or _IS_NOUN.match(text, at) is not None


def _adds_a_thing(found: re.Match[str], text: str) -> bool:
    """True for "added 40 jobs", which says nothing."""
    verb = found.groupdict().get("verb") or ""
    return verb.startswith("add") and bool(_THING.match(text[found.end("verb") :]))


def _is_opening_only(who: str) -> bool:
    """True for a capital that only opens the sentence: a pronoun, a conjunction, an adverb."""
    words = who.lower().split()
    return not words or who.lower() in _ARTICLES or words[0] in _OPENINGS or words[-1] in _PRONOUNS


def _chinese_speaker(sentence: str) -> str:
    label = _LABEL_ZH.match(sentence)
    if label and not re.search(r"如下|包括|规定|以下|表示|指出", label["who"]):
        return label["who"]
    according = _ACCORDING_ZH.search(sentence)
    if according:
        return according["who"].removesuffix("的")
    verbs = word_set("speech_verbs", "zh")
    sentence = _placed_zh().sub("", sentence)
    words = tokens(sentence, "zh")
    for i, word in enumerate(words):
        verb = word.text if word.text in verbs else word.text[-1]
        if verb in verbs and i > 0 and (word.text == verb or words[i - 1].tag.startswith("nr")):
            who = _subject(sentence, words, i, word.end - len(verb)).rstrip("还也则曾均都并又再")
            if (len(who) >= 2 and not who[0].isdigit()) or who in ("他", "她"):
                return who
    return ""


def _subject(sentence: str, words: tuple[Token, ...], i: int, end: int) -> str:
    """The words before the verb `words[i]`, up to `end`."""
    first = i
    while (
        first > 0 and words[first - 1].end == words[first].start and not words[first - 1].tag.startswith(_NOT_SUBJECT)
    ):
        first -= 1
    return sentence[words[first].start : end]
