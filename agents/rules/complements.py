"""What a claim says of a thing where its source says it of the pressure on, the fear of or the talks about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from deepnews.agents.rules.aliases import edit_distance
from deepnews.agents.rules.grounds import Grounds, best_sentence
from deepnews.agents.rules.lexicon import is_held
from deepnews.agents.rules.numerals import ORDINAL_WORDS
from deepnews.agents.rules.tokens import Token, tokens
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding
from deepnews.text import content_units, outside_quotes

_OPERATOR = {
    "en": re.compile(
        r"\b(?P<op>pressures?|risks?|threats?|fears?|concerns?|worr(?:y|ies)|hopes?|expectations?|prospects?|"
        r"possibilit(?:y|ies)|rumou?rs?|talks?|plans?|proposals?|requests?|calls?|debates?|questions?|doubts?|attempts?|"
        r"opposition|resistance)"
        r"\s(?:of|on|in|for|to|about|over|that|against|from)\s(?!which|whom|whose)(?P<of>(?:[\w’'-]+ ?){1,5})",
        re.I,
    ),
    "zh": re.compile(
        r"(?P<of>[\u4e00-\u9fff]{2,8})的?(?P<op>压力|风险|可能性|担心|担忧|忧虑|谈判|传闻|威胁|疑虑|预期|争论)"
    ),
}
UNREAL = {
    "en": re.compile(
        r"\b(?:press\w*|risk\w*|threat\w*|fear\w*|concern\w*|worr\w*|hop(?:e|es|ed|ing)|expect\w*|prospect\w*|possib\w*|may|"
        r"might|could|would|will|if|whether|likel\w+|rumou?r\w*|talk\w*|discuss\w*|negotiat\w*|plan\w*|propos\w*|intend\w*|"
        r"want\w*|debat\w*|question\w*|doubt\w*|attempt\w*|try|tries|trying|tried|seek\w*|"
        r"sought|aim\w*|effort\w*|oppos\w*|resist\w*|forecast\w*|not|no|never|against)\b|n['’]t\b",
        re.I,
    ),
    "zh": re.compile(
        r"压力|风险|可能|担心|担忧|忧虑|谈判|商谈|洽谈|传闻|威胁|疑虑|预期|预计|希望|争论|讨论|考虑|准备|计划|拟|或|若|如果|建议|要求|"
        r"请求|将|会|怕|是否|不|没|未|无"
    ),
}
_ASKS = re.compile(r"\b(?:ask\w*|demand\w*|request\w*|call\w*|urg\w+)\b", re.I)
"""What a claim may make of a request or a call."""
_GOVERNED = re.compile(
    r"\b(?P<head>[a-z]{5,}) (?:of|on|for|about|into|over) (?!which|whom|whose)(?P<of>(?:[\w’'-]+ ?){1,6})"
)
_ASIDE = re.compile(r"\s*\([^()]*\)")
_PREPOSITIONS = frozenset(("of", "on", "for", "about", "into", "over"))
_AMOUNTS = frozenset(ORDINAL_WORDS) | frozenset(
    ("thousand", "million", "billion", "trillion", "percent", "cents", "pence", "pounds", "dollars")
)
_N_OF = 3
_REACH = 6
"""Words after a head within which its preposition must stand."""
_MIN_SHARED = 0.6
"""Share of the claim's content that its source sentence must have to be the one it retells."""


def complement_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding when the claim drops that its matter is only feared or sought, or hangs it on another word."""
    own = outside_quotes(text.removeprefix(grounds.lead_in))
    sentence = best_sentence(own, grounds)
    told = frozenset(content_units(own, grounds.language))
    shared = told & frozenset(content_units(sentence, grounds.language))
    if not told or len(shared) < _MIN_SHARED * len(told):
        return []
    found = _operator_lost(own, told, sentence, grounds.language)
    if found is None and grounds.language == "en":
        found = _complement_changed(own, told, sentence)
    return [found] if found else []


def is_operator(word: str) -> bool:
    """True for a noun such as "fear" or "plan", after which a thing need not be real."""
    return bool(_OPERATOR["en"].match(f"{word} of it"))


def keeps(root: str, told: Collection[str], language: Language) -> bool:
    """True when the word, one of its family or another form of it (creep and crept) is among the told ones."""
    return is_held(root, told, language) or any(_is_bent(root, t) for t in told)


def _is_bent(one: str, other: str) -> bool:
    return one.isascii() and min(len(one), len(other)) > 3 and one[:2] == other[:2] and edit_distance(one, other) <= 2


def _operator_lost(own: str, told: frozenset[str], sentence: str, language: Language) -> Finding | None:
    if UNREAL[language].search(own):
        return None
    for match in _OPERATOR[language].finditer(sentence):
        operator = content_units(match["op"], language)
        if match["op"].lower().startswith(("request", "call")) and _ASKS.search(own):
            continue
        if any(keeps(u, told, language) for u in operator):
            continue
        if _keeps_matter(match["of"], told, language):
            return _finding("frame.head", match["op"], f"The evidence says it of “{match.group().strip()}”.")
    return None


def _keeps_matter(complement: str, told: frozenset[str], language: Language) -> bool:
    """True when the claim has the first two words that carry the complement; in Chinese two pairs of its end."""
    if language == "zh":
        return sum(pair in told for pair in content_units(complement, "zh")[-2 * _N_OF :]) >= 2
    words = [found for word in complement.split() if (found := content_units(word, "en"))][:2]
    return bool(words) and all(unit in told for word in words for unit in word)


def _complement_changed(own: str, told: frozenset[str], sentence: str) -> Finding | None:
    """A finding for "research on vouchers" where the source has vouchers elsewhere and research on something else."""
    words = list(tokens(_ASIDE.sub("", sentence), "en"))
    everything = {t.stem for t in tokens(sentence, "en")}
    for match in _GOVERNED.finditer(own):
        mine = content_units(match["of"], "en")[:_N_OF]
        known = _complements_of(match["head"], words)
        if match["head"] in _AMOUNTS or not mine or not known or not set(mine) <= everything or mine[0].isdigit():
            continue
        if all(_is_other(mine, its, told) for its in known):
            reason = f"In the evidence “{match['head']}” goes with: {' '.join(known[0])}."
            return _finding("frame.complement", match.group().strip(), reason)
    return None


def _is_other(mine: Sequence[str], its: Sequence[str], told: frozenset[str]) -> bool:
    """True when under half of one complement is in the other, either way."""
    first = set(its[:_N_OF])
    return 2 * len(set(mine) & set(its)) < len(mine) and 2 * len(told & first) < len(first)


def _complements_of(head: str, words: list[Token]) -> list[list[str]]:
    """For each place of the head in the source, the stems of the content words hung on it by a preposition."""
    root = content_units(head, "en")
    places = [i for i, t in enumerate(words) if root and t.stem == root[0]]
    return [found for i in places if (found := _hung_on(i, words))]


def _hung_on(at: int, words: list[Token]) -> list[str]:
    reach = range(at + 1, min(len(words), at + _REACH))
    place = next((i for i in reach if words[i].text.lower() in _PREPOSITIONS), None)
    return [t.stem for t in words[place + 1 : place + 10] if t.has_content][: 2 * _N_OF] if place else []


def _finding(code: str, words: str, reason: str) -> Finding:
    return Finding(code=code, verdict="not_enough_info", claim_text=words, reason=reason, is_frame=True)
