"""Short sentences of the sources that can stand as quotations: they break an even row of long ones, no word added."""

from __future__ import annotations

import re

from deepnews.agents.unnamed import names_nobody
from deepnews.retrieval.worth import worth
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Fact
from deepnews.text import n_units

MOST_UNITS = {"en": 12, "zh": 28}
"""Words, in Chinese characters, of a short quotation."""
_LEAST_UNITS = {"en": 5, "zh": 8}
LEAST_RELEVANCE = 0.45
"""Under it a sentence is short, but not about the story."""
FACTS_A_QUOTATION = 4
"""Facts of an article for each short quotation that it is given."""
_NO_QUOTATION = re.compile(
    r"[:：;；()（）\[\]\"“”「」『』—–\n]|--|\b(?:it|its|this|that|these|those|they|them|their|he|she|his|her|"
    r"as follows|following|above|below)\b|如下|下列|上述|[该此其这那]",
    re.I,
)
"""What a sentence must not hold that stands alone: a second part, or a word for something said before it."""
_ENDS = (".", "!", "?", "。", "！", "？")


def is_short_quotation(fact: Fact, language: Language) -> bool:
    """True when the Fact is one short sentence that reads on its own as a quotation and leaves nobody unnamed."""
    text = fact.text
    if names_nobody(text, language):
        return False
    in_range = _LEAST_UNITS[language] <= n_units(text, language) <= MOST_UNITS[language]
    return len(fact.spans) == 1 and in_range and text.endswith(_ENDS) and _NO_QUOTATION.search(text) is None


def may_break_rhythm(fact: Fact, language: Language) -> bool:
    """True for a short quotation that is also to the point, and no talk of the text or the hearing itself."""
    is_of_story = fact.relevance >= LEAST_RELEVANCE and worth(fact.text, language) >= 0
    return is_of_story and is_short_quotation(fact, language)
