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
_LISTED = re.compile(r"\b([a-z]{4,}) (?:of|in|for) ([a-z’'-]{3,})(?: \([^()]*\))?, (?=[\w’'-]+)")
"""What is said of all members of a list ("shortages of metals, paper and men"), and the first of them."""
_THAT = re.compile(r"\b([a-z]{3,}) that (?P<clause>[^,;:“”]+)")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|shall|can|could|may|might|must|should|[a-z]+ed|"
    r"[a-z]{3,}(?:es|s))\b"
)
"""A word that may be the verb of a clause; a plural is taken for one as well, before the last word of the clause."""
_WORD = re.compile(r"[\w’'-]+|[.,;:()]")
_LINKED = re.compile(r"\b(?=([\w’'-]+) (?:to|of|for|by|in|at|with|from|into|as) ([a-z’'-]+)\b)")
_LINK_MAY_GO = frozenset(
    ("all", "both", "half", "some", "many", "most", "any", "each", "none", "help", "helps", "helped", "helping", "in")
)
"""Words after which the small one can go ("all of the ships", "helped to build")."""
_ROW = re.compile(r"\b((?:[a-z’'-]+, )*[a-z’'-]+),? (?:and|or) [a-z’'-]+ [a-z’'-]+s\b")
"""Words in a row that share the noun after the last ("labor, product, and credit markets")."""

_OPENING = re.compile(
    r"(?:Like|Unlike|With|Without|Besides|Among|For|At|By|Under|Despite|After|Before|Since) ([^,]{2,60}),"
)
"""An opening that a small word joins to the sentence."""
_ASIDE = re.compile(r", (?:which|who) (\w+)")
"""What a clause adds to something that is known already."""
_IS_ASIDE = re.compile(r", (?:which|who)\b")


def join_losses(body: str, source: str) -> list[str]:
    """Reason codes of what `body`, an English shortening of `source`, tears apart; empty when it tears nothing."""
    told, own = set(content_units(body, "en")), outside_quotes(body)
    tests = {
        "contrast.lost": any(_lost_halves(body, told, source)),
        "or.and": _turns_or_into_and(own, source),
        "other.loose": _loosens_other(body, told, source),
        "noun.shared": any(_made_plural(own, source)),
        "list.head": _narrows_head(own, source),
        "list.end": _ends_open(own, source),
        "clause.verbless": _lacks_verb(own, source),
        "link.lost": _drops_link(own, source),
        "preposition.lost": _loses_preposition(body, source),
        "relative.loosened": any(_loosens_clause(m[1], source) for m in _ASIDE.finditer(own)),
    }
    return [code for code, found in tests.items() if found]


def _loses_preposition(body: str, source: str) -> bool:
    """True for "Finch, Vane had a boat" where the source has "Like Finch, Vane had a boat"."""
    opening = _OPENING.match(source)
    return opening is not None and body.lstrip(" “").startswith(f"{opening[1]},")


def _loosens_clause(verb: str, source: str) -> bool:
    """True for an aside that the source has not: it makes of it the very thing that is meant ("the strength that showed
    late" is no "strength, which showed late"), or says it of something else."""
    return re.search(rf", (?:that|which|who) {re.escape(verb)}\b", source) is None and not _IS_ASIDE.search(source)


def _drops_link(own: str, source: str) -> bool:
    """True where two words stand side by side that the source joins by a small one: "allow the port open" for "allow
    the port to open"."""
    words = " ".join(_WORD.findall(own)).lower()
    pairs = set(re.findall(r"(?=\b([\w’'-]+ [\w’'-]+)\b)", words))
    apart = " ".join(_WORD.findall(source)).lower()
    linked = ((m[1], m[2]) for m in _LINKED.finditer(apart) if m[1] not in _LINK_MAY_GO)
    return any(f"{a} {b}" in pairs and not re.search(rf"\b{re.escape(a)} {re.escape(b)}\b", apart) for a, b in linked)


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


def _narrows_head(body: str, source: str) -> bool:
    """True where what holds for a whole list is said of its first member only: "metal shortages, paper and men"."""
    heads = ((m[1], m[2].rstrip("s")) for m in _LISTED.finditer(source))
    return any(re.search(rf"\b{re.escape(member)}\w{{0,2}} {head}\b", body, re.I) for head, member in heads)


def _ends_open(body: str, source: str) -> bool:
    """True where the last member of a list has lost its "and", and so reads as what came of the others."""
    last = (m[1] for m in re.finditer(r", and ([\w’'-]+ [\w’'-]+)", source))
    return any(f", {words}" in body and f"and {words}" not in body for words in last)


def _lacks_verb(body: str, source: str) -> bool:
    """True for a clause after "that" without a verb where the source has none there: "warn that the dangers of tight
    money" for "warn of the dangers"."""
    for told in _THAT.finditer(body):
        verb = told[1].rstrip("s").removesuffix("ed")
        is_new = re.search(rf"\b{verb}\w* (?:of|about|against|on|over|for|at)\b", source, re.I)
        words = re.sub(r"\b(?:of|in|on|for|to|by|with|from) (?:[\w’'-]+ ?){1,3}", " ", told["clause"])
        if is_new and not _VERB.search(re.sub(r"^\W*(?:the|a|an|its|their)? ?[\w’'-]+", " ", words)):
            return True
    return False


def _made_plural(body: str, source: str) -> Iterator[str]:
    """Words that the source has before a noun they share with others, told as things of their own ("products")."""
    there, here = _words(source), _words(body)
    for row in _ROW.finditer(source):
        for word in row[1].split(", "):
            yield from ({f"{word}s", f"{word}es"} & here) - there
