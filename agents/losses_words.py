"""Words a shortened English sentence may not bring in, and words it may not lose: whose view it is, and on what terms.

A small model fills a shortening with words from memory ("respiratory respirators", "a shortage of resources"). Each can
be harmless; a sentence is chosen by this, and nothing turned red.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from deepnews.agents.losses import new_words
from deepnews.agents.plain_words import plain_words
from deepnews.agents.rules.lexicon import is_held, stem_set
from deepnews.text import MONTHS_EN, content_units, is_stop_word, outside_quotes, stem, units

_STANCE = re.compile(
    r"\b(perceptions?|views?|beliefs?|impressions?|feelings?|arguments?|allegations?|suggestions?|suspicions?|"
    r"assumptions?|notions?|rumou?rs?|expectations?|assertions?|accusations?|hypothes[ie]s|myths?)"
    r"\s+(?:is|was|are|were|that|has been)\b",
    re.I,
)
"""Whose view it is, before what the view is."""
_JUDGEMENT = re.compile(
    r"\b(appropriate|necessary|essential|premature|advisable|desirable|prudent|reasonable|possible|impossible|unlikely|"
    r"likely|difficult|hard|important|crucial|critical|vital|sufficient|enough|ready|willing|free|bound|set|due)"
    r"\s+(?:for\s+(?:\w+\s+){1,4})?(?:to|that)\b",
    re.I,
)
"""How what comes after it is judged: "it will become appropriate to slow" is not "it will slow"."""
_OPENING = re.compile(
    r"^(?:In|Under|Without|Despite|Unlike|As|With|Among|Until|Before|After|Outside|Within|Given)\s"
    r"((?:[a-z][\w’'-]*\s?){1,5}),\s",
)
"""Terms on which the rest holds ("In opposition, ..."); a date or a name is looked for elsewhere."""
_QUALIFIED = re.compile(
    r",\s+(?:dimmed|tempered|offset|clouded|moderated|marred|overshadowed|limited|hampered)\b([^;]+)|"
    r",\s+(?:\w+\s+){0,3}however,([^;]+)",
    re.I,
)
"""What takes back part of the statement before it."""
_CONCEDED = re.compile(r",\s+(?:though|although|albeit|but|if|even if)\s+([^,.;]{2,60})(?=[,.;]|$)")
"""What a statement grants: "a mild, though fragile, recovery"."""
_TENTATIVE = re.compile(
    r"\b(?:suggest\w*|hint\w*|impl(?:y|ies|ied)|appear\w*|seem\w*|apparently|reportedly|purported(?:ly)?|alleged(?:ly)?|"
    r"supposed(?:ly)?|ostensibl[ey]|so-called|claim(?:s|ed)?|perhaps|possibly|presumably|probably|believe[ds]?|hope[ds]?)\b",
    re.I,
)
"""How a source keeps its distance from what it says next."""
_N_AFTER = 6
"""Content words after such a word, of which half are told, for it to be missed."""
_ONE = frozenset(("it", "he", "she"))
_ONE_AND_MANY = re.compile(
    r"\b(?P<one>[Ii]t|[Hh]e|[Ss]he)\b(?P<between>(?: [\w’'-]+){1,8}?) (?:their|them|themselves|theirs|they)\b"
)
"""One who acts, and within the clause more than one whose things they are."""
_MANY = re.compile(
    r"\b(?!(?:was|is|has|does|its|his|this|as|always|less|across|towards|perhaps|us|news|business|process|access|gas|"
    r"loss|press)\b)(?:[a-z’'-]+[^s\W]s(?!\w)|people|men|women|children|staff|police|others|those|both|all|many|some|and|"
    r"each|every\w*|any\w*|no one|nobody)\b",
    re.I,
)
"""Several between them, whose things they may be."""
_CASE = re.compile(r"\b[Ii]t(?:['’]s| is| was) (?:not|n[’']t|also|simply|certainly )?\s?(?:not )?the case that\b")
"""A statement about a statement: without its "it" it says something else."""
_DEIXIS = re.compile(
    r"\b(?:that|the) (?:day|week|month|year|quarter)(?: (?:before|after|earlier|later))?\b|"
    r"\b(?:then|earlier|later)\b",
    re.I,
)
"""What code puts for "today", "last year" and "current"."""
_SAID_NOTHING = re.compile(
    r"^[^,”]*\b(?:said|says|told|wrote|noted|added|reported|announced|stated)"
    r"(?:\s+(?:on|in|at|during|before|after|to)\s+(?:[\w’'-]+,?\s*){1,6})?[.]?$"
)
"""Someone speaks, and what was said is neither before nor after it."""
_FIGURES = frozenset(content_units("one two three four five six seven eight nine ten several", "en"))
"""Figures in words, and "several" for "a number of": the rules of numbers and quantifiers look at them."""
_COUNTED_LIST = re.compile(
    r"\b(two|three|four|five|six|seven|eight) (?:[a-z’'-]+ ){0,2}[a-z’'-]+s: (?P<items>[^:;]+)", re.I
)
"""How many things there are, and which."""
_ONLY = re.compile(r"\b(?:only|merely|solely|just)\s+(?:[a-z]{1,3}\s+){0,3}([a-z]{4,})", re.I)
_NO_TERMS = frozenset(
    content_units("in addition part general turn fact short summary conclusion particular contrast", "en")
)
_SCOPE = re.compile(
    r"\b(?:in|by|at|from|across|among) (?:several|some|most|many|a few|certain|two|three|four|five|six) "
    r"(?:(?:of the|other|large|small|major) )*((?-i:[A-Z][a-z]+s|[a-z]{3,}s))\b(?=[ .,;])",
    re.I,
)
"""Where, or of whom, something holds that does not hold everywhere."""
_WITHIN_MONTH = re.compile(rf"\b(?:in|during|since) (?:early |mid-|late )?({MONTHS_EN})\b(?! \d)")
"""The month of what is told."""
_CHANGE = re.compile(
    r", ((?:an? )?(?:increase|decrease|rise|fall|drop|decline|gain|jump|reduction|improvement) of [£$€]?\d[^,;]*|"
    r"(?:up|down) (?:by |from )?[£$€]?\d[^,;]*)"
)
"""How a figure has moved: alone it may point the other way."""
_SUBORDINATORS = ("as", "because", "while", "whilst", "since", "amid", "due to", "so that")
_AFTER_AUXILIARY = re.compile(r"\b(?:has|have|had|is|are|was|were|been|being) ([a-z]{3,})\b")


def word_losses(body: str, source: str) -> list[str]:
    """Reason codes of words that `body`, a shortening of `source`, brings in or loses; empty when there are none."""
    told, said = set(content_units(body, "en")), {stem(unit) for unit in units(body, "en")}
    tests = {
        "word.new": any(_brought_in(outside_quotes(body), source)),
        "stance.lost": any(content_units(m.group(1), "en")[0] not in told for m in _STANCE.finditer(source)),
        "judgement.lost": any(stem(m.group(1).lower()) not in said for m in _JUDGEMENT.finditer(source)),
        "opening.lost": _loses_opening(told, source),
        "agent.new": " by " in outside_quotes(body) and " by " not in source,
        "list.cut": any(_cut_lists(body, told, source)),
        "phrase.repeated": _repeats_a_phrase(outside_quotes(body), source),
        "word.repeated": _repeats_a_word(outside_quotes(body), source),
        "qualification.lost": any(_unqualified(told, source)),
        "case.garbled": _CASE.search(source) is not None and not _CASE.search(body),
        "speech.empty": _SAID_NOTHING.match(body) is not None,
        "concession.lost": any(_ungranted(told, source)),
        "hedge.lost": not _TENTATIVE.search(body) and any(_firmer(told, source)),
        "pronoun.number": disagrees(outside_quotes(body), source),
        "scope.lost": any(not set(content_units(m[1], "en")) & told for m in _SCOPE.finditer(source)),
        "month.lost": any(m[1] not in body for m in _WITHIN_MONTH.finditer(source)),
        "change.lost": any(_is_half_told(m[1], told) for m in _CHANGE.finditer(source)),
        "subordinator.new": any(_more_often(word, outside_quotes(body), source) for word in _SUBORDINATORS),
        "participle.lost": any(_lacks_ending(m[1], source) for m in _AFTER_AUXILIARY.finditer(body)),
        "only.lost": not _ONLY.search(body) and any(stem(m.group(1).lower()) in told for m in _ONLY.finditer(source)),
    }
    return [code for code, found in tests.items() if found]


def _is_half_told(words: str, told: set[str]) -> bool:
    """True where less than half of what the words say is told."""
    own = set(content_units(words, "en"))
    return len(own & told) < len(own) / 2


def _more_often(word: str, body: str, source: str) -> bool:
    """True where the word, which makes one clause the time or the reason of another, stands more often than before."""
    said, there = (len(re.findall(rf"\b{word}\b", text, re.I)) for text in (body, source))
    return said > there


def _lacks_ending(word: str, source: str) -> bool:
    """True for a word after "have" or "be" that the source only has as a participle: "had moderate"."""
    there = set(units(source, "en"))
    return word not in there and bool({f"{word}d", f"{word}ed"} & there)


def disagrees(body: str, source: str) -> bool:
    """True where "it" stands for what the source names, and "their" of the source stayed: "it had their lunch"."""
    said, there = (Counter(w for w in units(text, "en") if w in _ONE) for text in (body, source))
    apart = any(not _MANY.search(m["between"]) for m in _ONE_AND_MANY.finditer(body) if said[m["one"].lower()])
    return apart and any(said[w] > there[w] for w in said)


def _brought_in(body: str, source: str) -> Iterator[str]:
    for word in new_words(_DEIXIS.sub(" ", body), source):
        if word not in _neutral() and not any(c.isdigit() for c in word):
            yield word


def _repeats_a_phrase(body: str, source: str) -> bool:
    """True when two neighbouring words, of which the second says something, stand more often than in the source: what
    was said of one thing is said of another as well."""
    said, there = (Counter(pairwise(units(text, "en"))) for text in (body, source))
    return any(n > max(1, there[pair]) and not is_stop_word(pair[1]) for pair, n in said.items())


def _repeats_a_word(body: str, source: str) -> bool:
    """True when a word of the source, in whatever form, says more than once what it says there once: what falls from 5
    to 3 neither fell from 5 nor is to fall to 3."""
    said, there = content_units(body, "en"), content_units(source, "en")
    return any(
        len([w for w in said if is_held(w, (word,), "en")])
        > max(1, len([w for w in there if is_held(w, (word,), "en")]))
        for word in set(said) & set(there)
    )


def _cut_lists(body: str, told: set[str], source: str) -> Iterator[str]:
    """Lists whose number is told without their last item ("three factors: the surge in demand")."""
    for match in _COUNTED_LIST.finditer(source):
        last = set(content_units(re.split(r",|\band\b", match["items"])[-1], "en"))
        if 2 * len(last & told) < len(last) and re.search(rf"\b{match[1]}\b", body, re.I):
            yield match.group()


def _unqualified(told: set[str], source: str) -> Iterator[str]:
    """Qualifications of which no word is told."""
    for match in _QUALIFIED.finditer(source):
        words = set(content_units(match[1] or match[2], "en"))
        if words and not words & told:
            yield match.group()


def _ungranted(told: set[str], source: str) -> Iterator[str]:
    """Concessions of which no word is told."""
    for match in _CONCEDED.finditer(source):
        words = set(content_units(match[1], "en"))
        if words and not words & told:
            yield match.group()


def _firmer(told: set[str], source: str) -> Iterator[str]:
    """Words of distance in the source before what is told."""
    for match in _TENTATIVE.finditer(outside_quotes(source)):
        after = content_units(source[match.end() :], "en")[:_N_AFTER]
        if after and 2 * len(set(after) & told) >= len(set(after)):
            yield match.group()


def _loses_opening(told: set[str], source: str) -> bool:
    opening = _OPENING.match(source)
    terms = set(content_units(opening.group(1), "en")) - _NO_TERMS if opening else set()
    return bool(terms) and not terms & told


@lru_cache(maxsize=1)
def _neutral() -> frozenset[str]:
    """Stems of words that report, and of the plain words that code puts for stiff ones."""
    plain = {unit for words in plain_words("en") for unit in content_units(words, "en")}
    return stem_set("reporting_verbs", "en") | plain | _FIGURES
