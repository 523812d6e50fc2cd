"""Altered quotations and wrong speakers."""

from __future__ import annotations

import random
import re
from typing import Final

from deepnews.agents.rules import find_quotations, find_speaker
from deepnews.agents.rules.lexicon import common_stems
from deepnews.eval.corrupt.planting import Surroundings, replaced
from deepnews.text import HAN, is_stop_word, stem

_WORD: Final = re.compile(rf"[^\W\d_{HAN}]{{4,}}|[{HAN}]{{2}}")
_MIN_QUOTED_CHARS: Final = {"en": 12, "zh": 5}


def altered_quotation(text: str, around: Surroundings, draw: random.Random) -> str | None:
    """The sentence with one word inside quotation marks left out or replaced by another of the article."""
    found = [q for q in find_quotations(text, around.language) if len(q.text) >= _MIN_QUOTED_CHARS[around.language]]
    places = [(q.start + m.start(), q.start + m.end()) for q in found for m in _content(q.text)]
    if not places:
        return None
    start, end = draw.choice(places)
    is_inside = any(_says(text[q.start : start]) and _says(text[end : q.end]) for q in found)
    pool = sorted({m.group() for s in around.sentences for m in _content(s)} - {m.group() for m in _content(text)})
    if not pool and not is_inside:
        return None
    new = draw.choice(pool).lower() if pool and (not is_inside or draw.random() < 0.7) else ""
    return re.sub(r"  +", " ", replaced(text, start, end, new))


def _says(text: str) -> bool:
    """True when more than punctuation stands there: what is cut off at an edge only shortens a quotation."""
    return any(c.isalnum() for c in text)


def _content(text: str) -> list[re.Match[str]]:
    return [m for m in _WORD.finditer(text) if not is_stop_word(m.group()) and not any(map(is_stop_word, _chars(m)))]


def _chars(found: re.Match[str]) -> str:
    """Characters of a Chinese word, for the list of empty ones; none of a Latin word."""
    return found.group() if len(found.group()) == 2 else ""


def wrong_speaker(text: str, around: Surroundings, draw: random.Random) -> str | None:
    """The sentence with its words put into the mouth of another person of the article."""
    who = find_speaker(text, around.language)
    place = text.find(who) if who else -1
    others = [o for o in (*around.speakers, *around.names) if not _same(o, who) and not _is_named(o, text)]
    others = [o for o in others if _is_person(o, around)]
    return replaced(text, place, place + len(who), draw.choice(others)) if place >= 0 and others else None


def _is_person(name: str, around: Surroundings) -> bool:
    """True for two capitalised words that no dictionary has, or two or three Han characters that are no body."""
    if around.language == "en":
        words = name.split()
        return len(words) == 2 and all(w.isalpha() and w.istitle() and stem(w) not in common_stems() for w in words)
    return len(name) in (2, 3) and name in around.persons


def _is_named(name: str, text: str) -> bool:
    """True when the text has a word of the name: the source may then well let it speak."""
    return any(part in text for part in name.split())


def _same(one: str, other: str) -> bool:
    return one in other or other in one or bool(set(one.split()) & set(other.split()))
