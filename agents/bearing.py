"""Whether a Fact bears out the heading it would stand under: for, against, doubt, warning, cost, change and their kind.

A heading such as "The case against" asserts something of every sentence below it. A sentence that is only near in
meaning makes it false, however true the sentence is; so it must say, in words, what the heading says of it. The
patterns ask for evidence, not for truth: what nothing matches may still be a cost or a doubt, and goes where no heading
claims it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from deepnews.packaged import Patterns, packaged_patterns
from deepnews.schemas.base import Language
from deepnews.schemas.narrative import Claimed
from deepnews.text import content_units

_DENIED = {
    "en": re.compile(
        r"(?:\b(?:not|no|never|without|neither|nor|hardly|lack of|absence of|free of|far from)|n['’]t)"
        r"(?: [\w’'-]+){0,3} ?$|"
        r"(?:\b(?:not|cannot|never)|n['’]t)(?: \w+)? "
        r"(?:assume|believe|think|convinced|persuaded|say|see|agree|accept)\b[^,;:.]{0,90}$",
        re.I,
    ),
    "zh": re.compile("(?:不|没有|并未|并无|毫无|未|无|非|避免|防止)[^，。；、]{0,3}$|不得[^，。；]{0,14}$"),
}
"""Before a word: it is denied."""
_LEFT_OPEN = {
    "en": re.compile(r"\b(?:whether|if|unless|unsure)\b[^,;:]{0,90}$", re.I),
    "zh": re.compile("(?:是否|如果|若|倘若|能否|有无)[^，。；]{0,6}$"),
}
"""Before a word: nobody says that it is so, nor that it is not."""
_ONLY = re.compile(r"\bnot only\b", re.I)
_REACH = {"en": 100, "zh": 16}
"""Characters before a word in which it can be denied or left open."""


@lru_cache(maxsize=16384)
def bears(text: str, asserts: tuple[Claimed, ...], language: Language) -> bool:
    """True for a sentence that says what a heading asserts of it, in one of the ways `asserts` names."""
    return any(_says(text, kind, language) for kind in asserts)


def stance(text: str, language: Language) -> int:
    """1 for words that speak for something, -1 for words against, 0 where neither outweighs the other."""
    patterns = _patterns(language)
    for_, denied_for = _counted(patterns["support"], text, language)
    against, denied_against = _counted(patterns["objection"], text, language)
    pro, contra = for_ + denied_against, against + denied_for
    return (pro > contra) - (pro < contra)


def is_sworn(text: str, language: Language) -> bool:
    """True for a speaker who says outright to be against it."""
    return bool(_patterns(language)["sworn"].search(text))


_STANDS = {
    "en": re.compile(
        r"\b(?:I|[Ww]e)(?: (?:do|am|are|was|were|have|also|still|highly|very|strongly|firmly|fully|not|would|cannot))* "
        r"(?:disagree with|agree with|oppose[ds]?|object(?:ed)? to|reject(?:ed)?|s[kc]eptical (?:of|about)|"
        r"doubt(?:ed)?|support(?:ed)?|favou?r(?:ed)?|endorsed?|welcomed?|advocated?(?: for)?) (?P<object>[^.;]{3,200})"
    ),
    "zh": re.compile(
        "(?:我|我们|本人|本院)[^，。]{0,6}?(?:反对|不同意|不赞成|不支持|支持|赞成|赞同|同意|欢迎)(?P<object>[^。；]{2,60})"
    ),
}
"""Somebody says outright what he is for or against."""
_POINTS = {
    "en": re.compile(r"(?:this|that|it|them|these|those|such|the (?:proposal|idea|plan|move|bill|scheme))\b", re.I),
    "zh": re.compile("[这那其它该此]|上述|前述"),
}


def is_beside(text: str, matter: frozenset[str], language: Language) -> bool:
    """True for words by which somebody stands for or against something else than the `matter`, given by its content
    units."""
    found = _STANDS[language].search(text)
    if found is None or not matter or _POINTS[language].match(found["object"]):
        return False
    return not matter & set(content_units(found["object"], language))


def _says(text: str, kind: Claimed, language: Language) -> bool:
    patterns = _patterns(language)
    if kind == "support":
        return stance(text, language) > 0 and not patterns["irony"].search(text)
    if kind == "objection":
        return stance(text, language) < 0 and not patterns["reported"].search(text)
    return _counted(patterns[kind], text, language)[0] > 0


def _counted(pattern: re.Pattern[str], text: str, language: Language) -> tuple[int, int]:
    """How often the pattern is found: as it stands, and denied; what is left open counts for neither."""
    starts = [m.start("said" if m.groupdict().get("said") else 0) for m in pattern.finditer(text)]
    before = [text[max(0, start - _REACH[language]) : start] for start in starts]
    denied = [_is_denied(b, language) for b in before if not _LEFT_OPEN[language].search(b)]
    return denied.count(False), denied.count(True)


def _is_denied(before: str, language: Language) -> bool:
    return bool(_DENIED[language].search(before)) and not _ONLY.search(before)


def _patterns(language: Language) -> Patterns:
    return packaged_patterns("deepnews.agents", "bearing.yaml")[language]
