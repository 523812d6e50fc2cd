"""What a shortened English sentence must not lose or add, where the rules of the ledger are too broad to say so.

These tests cost good candidates too: they choose among several, and a quotation is there when all fail. The ledger
does not use them, so they turn no sentence red.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deepnews.agents.rules.dates import find_dates
from deepnews.agents.rules.lexicon import is_held
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact
from deepnews.text import content_units, is_stop_word, outside_quotes, quoted_ranges, stem

_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being|be)\s+(?:\w+ly\s+)?([a-z]{2,}(?:ed|wn|en))\b")
_PLAIN_PASSIVES = frozenset(
    map(stem, ("expected", "reported", "noted", "said", "mentioned", "stated", "told", "needed", "used", "made"))
)
_JOINS = re.compile(r"\b(?:coupled|combined|together|along|alongside|accompanied|paired)\b(?: with| by)?", re.I)
_COMPLEMENT = re.compile(r"\b([a-z]{4,}) (?:of|for|on) (?!which|whom|whose)((?:[\w’'-]+ ?){1,4})", re.I)
_SUBJECT_OF = re.compile(
    r"(?:(?:The|A|An|Its|Their|Our|This)\s+)?(?:\w+ly |[a-z]+ )?([A-Za-z]{4,}) of ((?:[\w’'-]+ ?){1,4})"
)
_BEFORE = re.compile(r"\b(\w+) (?=(?:(?:the|an?|its|their) )?(\w{3,}))")
_PLACED = re.compile(
    r"\b(into|from|below|above|over|under|before|after|until|since|against|without|within|through|throughout|during|"
    r"beyond) (?:(?:the|an?|its|their) )?(\w{3,})"
)
_COUNTING = frozenset(
    (
        "number",
        "majority",
        "range",
        "variety",
        "series",
        "most",
        "many",
        "some",
        "each",
        "none",
        "pair",
        "group",
        "half",
    )
)
_AT_DATE = re.compile(
    r"\b(?:on|by|of|in|since|until|till|before|after|from|to|for|during|through|at|between|and|or|to|into|towards?|early|mid|late|"
    r"around|about|end|the|dated)[\s-]+$|[(,]\s*$",
    re.I,
)
"""What may stand before a date."""
_GOVERNS = re.compile(
    r"\b([A-Za-z]{3,})\s+(?:(?:of|at|for|to|by|about|nearly|almost|over|some|around|only|just|the|a|an|all|its|their)\s+)*$"
)
"""The word that a figure hangs on."""
_BOUND = re.compile(
    r"\b(?:up to|at least|at most|no more than|no less than|as (?:many|much) as|fewer than|more than)\b", re.I
)
_OPERATOR = re.compile(
    r"\b(pressures?|declines?|drops?|falls?|increases?|rises?|growth|slow(?:ing|down)|deterioration|improvements?|weakening|"
    r"softening|reductions?|cuts?|cutbacks?|risks?|threats?|fears?|concerns?|worr(?:y|ies)|hopes?|expectations?|prospects?|"
    r"possibilit(?:y|ies)|lack|absence|shortages?|news|rumou?rs?|talks?|plans?|proposals?|requests?|promises?|calls?|demand|need|"
    r"debates?|questions?|doubts?|delays?|forecasts?|estimates?|attempts?|efforts?|opposition|support|resistance|end|loss(?:es)?)"
    r" (?:of|on|in|for|to|about|over|that|against|from) (?!which|whom|whose)((?:[\w’'-]+ ?){1,4})",
    re.I,
)
_PLACED_IN = re.compile(r"\bin the (?:city|town|village|state|country|region|county|province) of\b", re.I)
_GLOSS = re.compile(
    r"\b(?:is|are|was|were) (?:a|an|one of the)\b|, (?:a|an) (?:\w+ ){0,3}(?:type|kind|form|company|measure) "
)
"""What something is said to be: a small model explains from memory."""
_QUANTIFIER = re.compile(
    r"\b(?:(?:virtually|nearly|almost|practically) (?:all|every)|not all|all|every|each|most|the majority of|half of|"
    r"many|several|a number of|some|a few|few|no|none of|neither|both|various|numerous)\b",
    re.I,
)
_SAME_QUANTIFIER = {
    **{
        f"{word} {of}": "nearly all"
        for word in ("virtually", "nearly", "almost", "practically")
        for of in ("all", "every")
    },
    **dict.fromkeys(("every", "each"), "all"),
    **dict.fromkeys(("a number of", "various"), "several"),
    **dict.fromkeys(("none of", "neither"), "no"),
    "the majority of": "most",
    "numerous": "many",
}
_PLAIN_ADVERBS = frozenset(
    (
        *("only", "early", "monthly", "yearly", "quarterly", "weekly", "daily", "family", "reply", "supply", "apply"),
        *("assembly", "nearly", "previously", "initially", "subsequently", "formerly"),
    )
)
_BARE_PREDICATE = re.compile(r"\b(?:was|were|is|are|had been|has been)\s+[a-z]+(?:ed|wn)\.[”\"]?$")
_N_COMPLEMENT = 2
"""Content words of a complement that are looked for."""
_PART_OF_MANY = frozenset(("nearly all", "most", "few", "half of"))
"""Quantifiers that cannot be left out: what most say is not what all say."""
_HE_OR_SHE = re.compile(r"\b(?:he|him|his|she|hers?)\b", re.I)
_PARTICIPLE = re.compile(r"\b(?:a|an|the|every|each|all|any|no|its|their|his|her|of) ([a-z]{3,}ed) (?=[a-z]{3,})")
_PHRASE = re.compile(r"\b(?:of|for|to|in|on|by|with|from|about|over|against) (?=((?:[a-z][a-z’'-]+ ?){1,5}))")
"""What follows a preposition, in small letters."""


def losses(body: str, fact: Fact, document: SourceDocument) -> list[str]:
    """Reason codes of what `body`, a shortening of `fact`, loses or adds; empty when nothing was found."""
    told, own = set(content_units(body, "en")), outside_quotes(body)
    tests = {
        "predicate.new": _adds_passive(own, fact.text),
        "join.new": any(m.group().lower() not in fact.text.lower() for m in _JOINS.finditer(own)),
        "complement.lost": any(_lost_complements(told, fact.text)),
        "place.turned": _turns_preposition(own, fact.text),
        "head.lost": _loses_head(told, fact.text),
        "operator.lost": any(_lost_operators(told, fact.text)),
        "word.bent": _bends_adverb(own, fact.text),
        "year.lost": _loses_year(body, fact, document),
        "date.loose": _sets_date_loose(body, fact.text),
        "figure.loose": any(_loose_figures(body, fact)),
        "quantifier.new": bool(_quantifiers(own) - _quantifiers(fact.text)),
        "quantifier.lost": any(_lost_quantifiers(told, body, fact.text)),
        "phrase.new": any(_new_phrases(own, fact.text)),
        "phrase.cut": any(_cut_phrases(told, fact.text)),
        "pronoun.new": bool(_pronouns(own) - _pronouns(fact.text)) or _points(own) > _points(fact.text),
        "participle.new": any(_new_participles(own, fact.text)),
        "place.new": bool(_PLACED_IN.search(body)) and not _PLACED_IN.search(fact.text),
        "gloss.new": bool(_GLOSS.search(own)) and not _GLOSS.search(fact.text),
        "or.new": " or " in own and " or " not in fact.text,
        "as.new": own.count(" to as ") > fact.text.count(" to as "),
        "bound.new": bool(_bounds(own) - _bounds(fact.text)),
        "adverb.new": any(_new_adverbs(own, fact.text)),
        "speaker.lost": _loses_speaker(told, fact),
        "predicate.bare": _BARE_PREDICATE.search(body) is not None and not _BARE_PREDICATE.search(fact.text),
    }
    return [code for code, found in tests.items() if found]


def _loses_speaker(told: set[str], fact: Fact) -> bool:
    """True where the source's sentence quotes somebody whom the shortening leaves out: the words become another's."""
    is_quoting = fact.speaker in fact.text and bool(quoted_ranges(fact.text))
    named = set(content_units(fact.speaker, "en")) if is_quoting else set()
    return bool(named) and not named & told


def _adds_passive(body: str, source: str) -> bool:
    """True for "was established" where the source has no such word."""
    known = {stem(w) for w in re.findall(r"[a-z]+", source.lower())} | _PLAIN_PASSIVES
    return any(stem(m.group(1)) not in known for m in _PASSIVE.finditer(body.lower()))


def _turns_preposition(body: str, source: str) -> bool:
    """True for "from one dollar" where the source says "into one dollar"."""
    said: dict[str, set[str]] = {}
    for word, after in _BEFORE.findall(source.lower()):
        said.setdefault(after, set()).add(word)
    return any(after in said and word not in said[after] for word, after in _PLACED.findall(body.lower()))


def _bends_adverb(body: str, source: str) -> bool:
    """True for an adverb made of an adjective of the source ("of particularly interest")."""
    known = set(re.findall(r"[a-z]+", source.lower()))
    adverbs = re.findall(r"\b([a-z]{3,})ly\b", body.lower())
    return any(root in known and f"{root}ly" not in known for root in adverbs)


def _lost_complements(told: set[str], source: str) -> Iterator[str]:
    """Nouns that `told` keeps without any word of what they were "of" or "for" ("outlays for durables")."""
    for match in _COMPLEMENT.finditer(source):
        complement = set(content_units(match.group(2), "en")[:_N_COMPLEMENT])
        if stem(match.group(1).lower()) in told and complement and not complement & told:
            yield match.group(1)


def _loses_head(told: set[str], source: str) -> bool:
    """True when the sentence keeps what its subject was "of" and drops the subject ("news of weakness")."""
    match = _SUBJECT_OF.match(source)
    if match is None or match.group(1).lower() in _COUNTING:
        return False
    complement = set(content_units(match.group(2), "en")[:_N_COMPLEMENT])
    return bool(complement & told) and stem(match.group(1).lower()) not in told


def _sets_date_loose(body: str, source: str) -> bool:
    """True for a date without the preposition it has in the Fact ("delivered December 31, 2024 blocks")."""
    placed = {d.first for d in find_dates(source, "en") if _AT_DATE.search(source[: d.start])}
    return any(d.first in placed and not _AT_DATE.search(body[: d.start]) for d in find_dates(body, "en"))


def _loose_figures(body: str, fact: Fact) -> Iterator[str]:
    """Figures that `body` keeps without the word that governs them in the Fact ("employs 980 people")."""
    told = set(content_units(body, "en"))
    for figure in fact.quantities:
        governing = _GOVERNS.search(fact.text[: figure.start])
        if governing is None or figure.text not in body:
            continue
        word = stem(governing.group(1).lower())
        if not is_stop_word(governing.group(1)) and not is_held(word, told, "en"):
            yield figure.text


def _lost_operators(told: set[str], source: str) -> Iterator[str]:
    """Nouns that turn the sense of what follows them, lost while that is kept ("pressure on prices" told as prices)."""
    for match in _OPERATOR.finditer(source):
        word = stem(match.group(1).lower())
        if not is_held(word, told, "en") and set(content_units(match.group(2), "en")[:_N_COMPLEMENT]) & told:
            yield match.group(1)


def _quantifiers(text: str) -> set[str]:
    """How many of them: all, nearly all, most, many, several, some, few; "virtually all" is nearly all."""
    found = {" ".join(m.group().lower().split()) for m in _QUANTIFIER.finditer(text)}
    return {_SAME_QUANTIFIER.get(words, words) for words in found}


def _lost_quantifiers(told: set[str], body: str, source: str) -> Iterator[str]:
    """Nouns that `told` keeps without the quantifier they have in the source ("virtually every indicator")."""
    kept = _quantifiers(body)
    for match in _QUANTIFIER.finditer(source):
        words = " ".join(match.group().lower().split())
        counted = set(content_units(source[match.end() :][:40], "en")[:1])
        if _SAME_QUANTIFIER.get(words, words) in _PART_OF_MANY - kept and counted & told:
            yield match.group()


def new_words(text: str, source: str) -> tuple[str, ...]:
    """Stems of the words of `text` of which the source has neither the word nor one of its family."""
    known = set(content_units(source, "en"))
    return tuple(u for u in content_units(text, "en") if not is_held(u, known, "en"))


def _pronouns(text: str) -> set[str]:
    """Words for he or she, by sex: whether a "me" of the source is he or she the model can only guess."""
    return {"he" if m.lower() in ("he", "him", "his") else "she" for m in _HE_OR_SHE.findall(text)}


def _points(text: str) -> bool:
    """True for a text that means several things by a word for them ("one that stands out among them")."""
    return re.search(r"\b(?:they|them|those|these)\b", text, re.I) is not None


def _new_participles(body: str, source: str) -> Iterator[str]:
    """Words of the source that became what something is like ("every block in the field" told as a blocked field)."""
    words = set(re.findall(r"[a-z]+", source.lower()))
    for match in _PARTICIPLE.finditer(body):
        word = match.group(1).lower()
        if word not in words and {word[:-1], word[:-2]} & words:
            yield word


def _new_phrases(body: str, source: str) -> Iterator[str]:
    """Phrases after a preposition of which the source has no word ("a shortage of resources")."""
    new = set(new_words(body, source))
    for match in _PHRASE.finditer(body):
        units = content_units(_to_function_word(match.group(1)), "en")
        if units and new.issuperset(units):
            yield match.group(1)


def _cut_phrases(told: set[str], source: str) -> Iterator[str]:
    """Phrases whose first word is kept as if it were their noun ("businesses" of "business fixed investment")."""
    for match in _PHRASE.finditer(source):
        units = content_units(_to_function_word(match.group(1)), "en")
        if len(units) > 1 and units[0] in told and not told & set(units[1:]):
            yield match.group(1)


def _to_function_word(words: str) -> str:
    """The words before the first stop word that is no article or possessive."""
    kept: list[str] = []
    for word in words.split():
        if is_stop_word(word) and kept and word not in ("the", "a", "an", "its", "their"):
            break
        kept.append(word)
    return " ".join(kept)


def _bounds(text: str) -> set[str]:
    """Words that make a figure a limit ("up to", "at least")."""
    return {m.group().lower() for m in _BOUND.finditer(text)}


def _new_adverbs(body: str, source: str) -> Iterator[str]:
    """Adverbs of manner or degree that the source does not have in any form ("successfully")."""
    known = {stem(w) for w in re.findall(r"[a-z]+", source.lower())}
    for word in re.findall(r"\b[a-z]{3,}ly\b", body):
        if word not in _PLAIN_ADVERBS and stem(word) not in known and stem(word[:-2]) not in known:
            yield word


def _loses_year(body: str, fact: Fact, document: SourceDocument) -> bool:
    """True when the Fact names years other than its document's, and the sentence none of them."""
    years = set(re.findall(r"\b(?:1[5-9]|20)\d\d\b", fact.text))
    own = str(document.date.year) if document.date else ""
    return bool(years - {own}) and not any(year in body for year in years)
