"""The small change of rewriting: forms of words from ``rewrites.yaml``, first letters and full stops."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from deepnews.agents.inside import inside
from deepnews.agents.pace.units import Ground
from deepnews.packaged import packaged_yaml
from deepnews.quote_marks import with_capital
from deepnews.schemas.base import Language
from deepnews.text import outside_quotes

Texts = tuple[str, ...]
"""The sentences that stand in place of one or two others."""
_LEANS_ON_DATE = re.compile(
    r"\b(?:that|the (?:same|previous|following|next)) (?:day|week|month|quarter|year)\b|"
    r"\bthe (?:day|week|month|quarter|year) (?:before|after)\b|\bthen current\b|"
    r"\b(?:recent|past|last|coming|next) (?:\w+ )?(?:days|weeks|months|quarters|years)\b|\b(?:recently|so far|ago)\b|"
    r"当[日天月年时]|上一[月年]|次[日年]|前一[天个]|最近|近[年日期来]|日前|迄今|至今|未来[几数一二两三四五六七八九十\d]"
)


_BRACKETED = re.compile(r"^\[(\w)\](?=\w)")


@lru_cache(maxsize=2)
def forms(language: Language) -> dict[str, Any]:
    """Sentences that code puts beside others, by what they are for."""
    section: dict[str, Any] = packaged_yaml("deepnews.agents.pace", "rewrites.yaml")[language]
    return section


def gap_sentence(n: int, unit: str, language: Language) -> str:
    """The sentence that `n` years, months, weeks or days passed."""
    words = forms(language)["gap"]
    text: str = words["one" if n == 1 else "more"][unit].format(n=words["numbers"][n - 1])
    return text


@lru_cache(maxsize=2)
def _gap_sentences(language: Language) -> dict[str, tuple[int, str]]:
    """Each with its number and its unit of time."""
    words = forms(language)["gap"]
    numbers = range(1, len(words["numbers"]) + 1)
    return {gap_sentence(n, unit, language): (n, unit) for n in numbers for unit in words["one"]}


def is_gap(text: str, language: Language) -> bool:
    """True for a sentence that only says how much time passed."""
    return text in _gap_sentences(language)


def gap_in_chinese(english: str) -> str:
    """An English sentence that only says how much time passed, in Chinese; empty for any other."""
    told = _gap_sentences("en").get(english)
    return gap_sentence(*told, "zh") if told else ""


def upper(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def headed(body: str, language: Language) -> str:
    """What was said as a sentence of its own, where it opens on a quotation with the capital of that in brackets."""
    return f"“{quoted_first(body[1:], language)}" if body.startswith("“") else upper(body)


def quoted_first(words: str, language: Language) -> str:
    """Quoted words as they stand at the head of a sentence: an English letter made small within one is a capital again,
    and one that is small in the source stands in brackets."""
    if language == "zh":
        return words
    return with_capital(_BRACKETED.sub(lambda m: m[1].upper() if m[1].islower() else m[0], words))


def lower_first(text: str) -> str:
    """The text with a small first letter."""
    return text[:1].lower() + text[1:]


def lower_known(text: str, ground: Ground) -> str:
    """The words with a small first letter where the sources write that word so elsewhere; a name keeps its capital."""
    return text if ground.language == "zh" else inside(text, (d.text for d in ground.documents.values()))


def leans_on_date(body: str) -> bool:
    """True for words that a date before them makes clear ("that day", "in recent months"), outside quotation marks."""
    return _LEANS_ON_DATE.search(outside_quotes(body)) is not None


def unstopped(text: str, stop: str) -> str:
    """The sentence without its full stop, also inside a closing mark."""
    bare = text.rstrip(stop)
    return f"{bare[:-1].rstrip(stop + ',，')}”" if bare.endswith("”") else bare
