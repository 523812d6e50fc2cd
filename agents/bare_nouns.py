"""A noun whose owner only the sentence before tells: "the risk was there", "the scheme failed".

Word for word true, such a sentence alone makes a reader ask: which risk? A complement ("the risk of fire"), or the noun
named before within the sentence, answers it.
"""

from __future__ import annotations

import re

from deepnews.schemas.base import Language
from deepnews.text import stem

_NOUNS = (
    "risk|problem|issue|question|concern|proposal|scheme|approach|situation|process|exercise|arrangement|practice|"
    "measure|mechanism|suggestion|criticism|allegation|incident|delay|dispute|request|option|idea|argument|point"
)
_BARE = {
    "en": re.compile(
        rf"(?<![\w’'-])the (?P<noun>{_NOUNS})s?(?= (?:is|are|was|were|has|had|have|will|would|could|can|may|might|did|"
        r"does|came|went|arose|began|remains?|remained|became)\b|[.;]|, (?:and|but|which)\b)",
        re.I,
    ),
    "zh": re.compile(
        "(?:^|[，。；])(?:该|这一|此)?(?P<noun>风险|问题|方案|做法|情况|措施|机制|建议|质疑|事件)(?=[是在已仍将会未]|并未|没有|依然)"
    ),
}
_OWNED = {
    "en": re.compile(
        rf"\b(?:an?|this|that|no|any|some|its|their|his|her|our|your|one) (?:[\w-]+ )?(?:{_NOUNS})\b", re.I
    ),
    "zh": re.compile("(?:一个|一种|一项|其|的)(?:风险|问题|方案|做法|情况|措施|机制|建议|质疑|事件)"),
}


def leans_on_noun(text: str, before: str, language: Language) -> bool:
    """True where `text` speaks of a thing by a bare noun that the sentence `before` has, and does not say which."""
    found = _BARE[language].search(text)
    if found is None or not before or _OWNED[language].search(text[: found.start()]):
        return False
    noun = found["noun"].lower()
    if language == "zh":
        return noun in before
    named = text[: found.start()].lower()
    held = {stem(w) for w in re.findall(r"[a-z]+", before.lower())}
    return stem(noun) in held and noun not in named
