"""Two Facts of one day that tell the same in other words: "closings and layoffs have resulted", "are more frequent".

What a Fact tells is its content without words of reporting and of degree. The shorter one is no news beside the longer
where nearly all it tells stands there, in these words or in near-synonyms (``rules/words_*.yaml``), and no figure, name
or denial of its own. Of another day the same is news: it still holds, or it holds again.
"""

from __future__ import annotations

import re
from functools import lru_cache

from deepnews.agents.provisions import is_rule
from deepnews.agents.rules.lexicon import is_held, stem_set, word_set
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Fact
from deepnews.text import content_units, stem

_SAME = 0.9
"""Share of what a Fact tells from which it is no news."""
_FEW = {"en": 5, "zh": 8}
"""Units under which those of a Fact may meet by chance in one that tells over twice as much, names left out."""
_LEAST = {"en": 2, "zh": 4}
"""Units that a Fact must tell, in Chinese pairs of characters, for this to be said of it."""
_DEGREE = {
    "en": re.compile(
        r"\b(?:also|again|often|appear\w*|apparent\w*|seem\w*|frequent\w*|increas\w+ly|considerabl\w*|substantial\w*|"
        r"significant\w*|somewhat|recent\w*|further|district|result(?:ed|ing|s)?|continu\w+|remain\w*|account\w*|"
        r"according|report\w*|comment\w*|survey\w*|respond\w+)\b",
        re.I,
    ),
    "zh": re.compile(
        "报告|汇报|反映|称|表示|指出|显示|提到|写道|认为|据悉|有的|有些|一些|不少|许多|多数|各地|各区|普遍|明显|显著|"
        "大幅|进一步|日益|逐渐|陆续|频频|频繁|越来越多?|增多|仍然?|继续|持续|出现|发生|近来|近期|目前|当前|已经?|正在|正|了|着"
    ),
}
"""Words that say how often, how much, or that it was reported, and nothing of what."""
_ABATES = frozenset(map(stem, ("abate", "abating", "ease", "easing", "subside", "lessen", "diminish")))
"""Words for one thing that the families of words keep apart, or lack."""
_DENIES = {"en": re.compile(r"\b(?:not|no|never|nor|without)\b|n['’]t\b", re.I), "zh": re.compile("[不没未无非]")}


def tells_the_same(one: Fact, other: Fact, language: Language) -> bool:
    """True for two Facts of which one says nothing that the other does not say."""
    return tells_no_more(one, other, language) or tells_no_more(other, one, language)


def tells_no_more(fact: Fact, other: Fact, language: Language) -> bool:
    """True where `fact` says nothing that `other`, of the same day, does not say."""
    if fact.doc_date is None or fact.doc_date != other.doc_date or is_rule(fact.text):
        return False
    if {(q.value, q.unit) for q in fact.quantities} - {(q.value, q.unit) for q in other.quantities}:
        return False
    if bool(_DENIES[language].search(fact.text)) != bool(_DENIES[language].search(other.text)):
        return False
    own, told = gist(fact.text, language), gist(other.text, language)
    named = frozenset(content_units(" ".join(other.names), language))
    if len(own) < _LEAST[language] or (len(own) < _FEW[language] and len(told - named) > 2 * len(own)):
        return False
    return sum(_is_told(unit, told, language) for unit in own) >= _SAME * len(own)


@lru_cache(maxsize=8192)
def gist(text: str, language: Language) -> frozenset[str]:
    """The content of the text without words of reporting and of degree."""
    units = frozenset(content_units(_DEGREE[language].sub("，" if language == "zh" else " ", text), language))
    return units - (stem_set("light_words", "en") if language == "en" else word_set("light_words", "zh"))


def _is_told(unit: str, told: frozenset[str], language: Language) -> bool:
    return is_held(unit, told, language) or (unit in _ABATES and bool(told & _ABATES))
