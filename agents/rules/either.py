""" "Or" told as "and": what was one of two became both."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deepnews.agents.rules.grounds import Grounds
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding
from deepnews.text import HAN, outside_quotes

_OR: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"(?<![\w’'-])(?=([\w’'-]+) or ([\w’'-]+))", re.I),
    "zh": re.compile(f"(?=([{HAN}]{{2}})或者?([{HAN}]{{2}}))"),
}
"""The words on either side; in Chinese two characters of each."""
_AND: dict[Language, str] = {"en": r"(?<![\w’'-]){} and {}(?![\w’'-])", "zh": "{}(?:以及|并且?|和|及|与){}"}
_BARRED: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:not|no|never|nor|neither|without|hardly|any|whether|cannot)\b|n['’]t\b", re.I),
    "zh": re.compile("不|没|未|无|禁止|任何|是否"),
}
"""Where "or" holds of both: nothing "in boats or carts" is neither in boats nor in carts."""


def either_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding where the claim joins by "and" two words that its evidence joins by "or", and nowhere by "and"."""
    own = outside_quotes(text.removeprefix(grounds.lead_in))
    for one, other in _alternatives(grounds):
        both = re.compile(_AND[grounds.language].format(re.escape(one), re.escape(other)), re.I)
        if (found := both.search(own)) and not both.search(grounds.text):
            reason = f"The evidence has “{one}” or “{other}”, not both."
            return [Finding(code="join.or", verdict="not_enough_info", claim_text=found.group(), reason=reason)]
    return []


def _alternatives(grounds: Grounds) -> Iterator[tuple[str, str]]:
    for sentence in grounds.sentences:
        for match in _OR[grounds.language].finditer(sentence):
            if not _BARRED[grounds.language].search(sentence[: match.start()]):
                yield match[1], match[2]
