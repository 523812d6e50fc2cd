"""What a claim explains that no source explains: what a thing is, what kind of place it lies in."""

from __future__ import annotations

import re

from deepnews.agents.rules.grounds import Grounds, stems_of
from deepnews.agents.rules.lexicon import is_held, stem_set
from deepnews.agents.rules.novelty import one_family
from deepnews.schemas.verification import Finding
from deepnews.text import content_units, outside_quotes, stem

_NOUN_PHRASE = r"(?P<np>(?:[\w’'-]+\s){0,4}?[\w’'-]+(?:\sof\s(?:[\w’'-]+\s?){1,3}?)?)"
_NP_END = r"(?=\s+(?:that|which|who|for|in|on|to|with|from|by|and|but|at|as|when|where|because)\b|[,.;:]|$)"
_IS_A = re.compile(rf"\b(?:is|are|was|were)\s+(?:now\s+)?(?:an?|one of the)\s+{_NOUN_PHRASE}{_NP_END}")
_ASIDE = re.compile(rf",\s+an?\s+{_NOUN_PHRASE}(?=,|\.|$)")
_PLACE = re.compile(
    r"\b(?P<kind>city|town|village|state|country|county|province|region|island|republic|kingdom) of (?P<name>[A-Z]\w+)"
)
_IS_A_ZH = re.compile(r"是(?:一种|一个|一家|一座|一款|一项)(?P<np>[\u4e00-\u9fff]{2,10})")
_MIN_ASIDE = 2
"""Content words that an aside must have to be an explanation."""


def gloss_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for an explanation none of whose words stand in the evidence."""
    own = outside_quotes(text.removeprefix(grounds.lead_in))
    if grounds.language == "zh":
        return _chinese(own, grounds)
    for match in _IS_A.finditer(own):
        if not _anchored(match["np"], stems_of(grounds.text, "en")):
            return [_finding("gloss.added", match.group())]
    for match in _ASIDE.finditer(own):
        if len(content_units(match["np"], "en")) >= _MIN_ASIDE and not _anchored(match["np"], grounds.known_stems):
            return [_finding("gloss.added", match.group().lstrip(", "))]
    places = (m for m in _PLACE.finditer(own) if stem(m["kind"]) not in grounds.known_stems)
    return [_finding("gloss.place", m.group()) for m in places][:1]


def _everything(grounds: Grounds) -> str:
    return f"{grounds.text}\n{grounds.window}\n{grounds.frame}"


def _anchored(phrase: str, held: frozenset[str]) -> bool:
    """True when a content word of the phrase, or one of its family, is among the stems held, or it has none."""
    words = [u for u in content_units(phrase, "en") if u not in stem_set("light_words", "en")]
    return not words or any(is_held(w, held, "en") or any(one_family(w, h) for h in held) for w in words)


def _chinese(own: str, grounds: Grounds) -> list[Finding]:
    for match in _IS_A_ZH.finditer(own):
        pairs = content_units(match["np"], "zh")
        if pairs and not any(pair in _everything(grounds) for pair in pairs):
            return [_finding("gloss.added", match.group())]
    return []


def _finding(code: str, words: str) -> Finding:
    reason = f"No source explains it so: “{words.strip()}”."
    return Finding(code=code, verdict="not_enough_info", claim_text=words.strip(), reason=reason)
