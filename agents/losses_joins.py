"""Words that join, and what they join: a contrast half told, "or" told as "and", a row without its first.

What they join has force only together: "steel and certain other metals" is not "certain other metals".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deepnews.text import content_units, outside_quotes

_TURN = re.compile(
    r"(?:,|;|—|–| --)? ?(?<!all )(?<!nothing )(?<!anything )\b(?:but(?! for\b)|although|though|whereas|while|whilst|"
    r"despite|albeit|unless|except|provided that|subject to|on condition that|in spite of|notwithstanding) ",
    re.I,
)
_CONCEDES = re.compile(r"^(?:Although|Though|While|Whereas|Despite|Unless|In spite of|Notwithstanding) [^,]+, ", re.I)
_MIN_TOLD = 1 / 3
"""Share of the content words of a half of which it counts as told."""
_MIN_WORDS = 2
_OR = re.compile(r"\b([\w’'-]+),? or (?:(?:the|an?|its|their) )?([\w’'-]+)", re.I)
_AND = re.compile(r"\b([\w’'-]+),? and (?:(?:the|an?|its|their) )?([\w’'-]+)", re.I)
_FIXED_OR = re.compile(r"\bwhether or not\b|\bmore or less\b|\bsooner or later\b", re.I)
_OTHER = re.compile(
    r"([\w’'-]+),? (?:and|or) (?:(?:a|in|certain|some|many|most|any|all|several|various|numerous|the|two|three|few|"
    r"number|of) )*other (?!than\b)",
    re.I,
)
"""The last word of what others stand beside."""
_ROW = re.compile(r"\b((?:[a-z’'-]+, )*[a-z’'-]+),? (?:and|or) [a-z’'-]+ [a-z’'-]+s\b")
"""Words in a row that share the noun after the last ("labor, product, and credit markets")."""


def join_losses(body: str, source: str) -> list[str]:
    """Reason codes of what `body`, an English shortening of `source`, tears apart; empty when it tears nothing."""
    told, own = set(content_units(body, "en")), outside_quotes(body)
    tests = {
        "contrast.lost": any(_lost_halves(body, told, source)),
        "or.and": _turns_or_into_and(own, source),
        "other.loose": _loosens_other(body, told, source),
        "noun.shared": any(_made_plural(own, source)),
    }
    return [code for code, found in tests.items() if found]


def _lost_halves(body: str, told: set[str], source: str) -> Iterator[str]:
    """Halves of a contrast of which next to nothing is told, though the other is."""
    concession = _CONCEDES.match(source)
    halves = [(source[concession.end() :], source[: concession.end()])] if concession else []
    if concession is None:
        halves = [(source[turn.end() :], source[: turn.start()]) for turn in _TURN.finditer(source) if turn.start()]
    for second, first in halves:
        one, other = set(content_units(first, "en")), set(content_units(second, "en"))
        own = other - one
        if len(own) >= _MIN_WORDS and len(own & told) < _MIN_TOLD * len(own) and (one - other) & told:
            yield second


def _turns_or_into_and(body: str, source: str) -> bool:
    """True where two words with "or" between them in the source have "and" between them, and nowhere "or"."""
    either = {(m[1].lower(), m[2].lower()) for m in _OR.finditer(_FIXED_OR.sub(" ", source))}
    both = {(m[1].lower(), m[2].lower()) for m in _AND.finditer(source)}
    joined = {(m[1].lower(), m[2].lower()) for m in _AND.finditer(body)} - both
    return any(a in pair or b in pair for pair in joined for a, b in either if {a, b} <= _words(body))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\w’'-]+", text.lower()))


def _loosens_other(body: str, told: set[str], source: str) -> bool:
    """True for "others" beside something that is told no more."""
    if not re.search(r"\bother\b", body, re.I):
        return False
    members = (set(content_units(match[1], "en")) for match in _OTHER.finditer(source))
    return any(member and not member & told for member in members)


def _made_plural(body: str, source: str) -> Iterator[str]:
    """Words that the source has before a noun they share with others, told as things of their own ("products")."""
    there, here = _words(source), _words(body)
    for row in _ROW.finditer(source):
        for word in row[1].split(", "):
            yield from ({f"{word}s", f"{word}es"} & here) - there
