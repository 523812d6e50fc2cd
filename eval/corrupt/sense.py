"""Errors of sense: a wrong frame, a negation, another modality, two facts joined without ground."""

from __future__ import annotations

import random
import re
from typing import Final

from deepnews.agents.rules import find_dates, find_names
from deepnews.agents.rules.lexicon import word_set
from deepnews.agents.rules.tokens import tokens
from deepnews.eval.corrupt.planting import Surroundings, is_free, replaced, swap_word
from deepnews.eval.corrupt.speech import wrong_speaker
from deepnews.eval.corrupt.words import AUXILIARIES, BECAUSE, HEDGED, SURER, WIDER
from deepnews.quote_marks import MASK
from deepnews.text import outside_quotes

_AUXILIARY: Final = re.compile(rf"\b(?:{'|'.join(AUXILIARIES)})\b(?!\s+(?:not|no|never)\b|\s*{MASK})")
_NOT_EN: Final = re.compile(r"\b(?:not|never)\s+", re.I)
_NOT_ZH: Final = re.compile(r"没有|尚未|并未|并非|不(?!仅|但|断|同|过|少|得|足|久)|未(?!来|必)")
_STOP: Final = re.compile(r"[.。!！]\s*$")
_MAX_JOINED_CHARS: Final = {"en": 400, "zh": 160}


def wrong_frame(text: str, around: Surroundings, draw: random.Random) -> str | None:
    """The sentence with a wrong date before it, a wider reach, or another speaker."""
    ways = [_wider, _misdated, wrong_speaker]
    draw.shuffle(ways)
    return next((changed for way in ways if (changed := way(text, around, draw))), None)


def _wider(text: str, around: Surroundings, draw: random.Random) -> str | None:
    return swap_word(text, WIDER[around.language], around.language, draw)


def _misdated(text: str, around: Surroundings, draw: random.Random) -> str | None:
    """A sentence without a date of its own, dated by another sentence's year less or plus some."""
    years = sorted({d.first.year for d in around.dates})
    if not years or find_dates(text, around.language, None):
        return None
    year = draw.choice(years) + draw.choice((-6, -5, 5, 6))
    return f"{year}年，{text}" if around.language == "zh" else f"In {year}, {_lower_first(text, around)}"


def negated(text: str, around: Surroundings, draw: random.Random) -> str | None:
    """The sentence with a negation taken out, or put in where there is none."""
    own = outside_quotes(text)
    present = list((_NOT_ZH if around.language == "zh" else _NOT_EN).finditer(own))
    if present:
        match = draw.choice(present)
        return replaced(text, match.start(), match.end(), "")
    return _denied_zh(text) if around.language == "zh" else _denied_en(text, own)


def _denied_en(text: str, own: str) -> str | None:
    found = _AUXILIARY.search(own)
    return replaced(text, found.end(), found.end(), " not") if found else None


def _denied_zh(text: str) -> str | None:
    """The first verb denied; verbs of saying are passed over, since a source that says nothing is no fault of fact."""
    saying = word_set("reporting_verbs", "zh") | word_set("speech_verbs", "zh")
    verbs = [t for t in tokens(text, "zh") if t.tag == "v" and len(t.text) > 1 and is_free(text, t.start, t.end)]
    places = [t.start for t in verbs if t.text not in saying and t.text[-1] not in "说称明"]
    return replaced(text, places[0], places[0], "没有") if places else None


def wrong_modality(text: str, around: Surroundings, draw: random.Random) -> str | None:
    """The sentence surer or less sure than it was, a duty made a choice, or a thing said made a thing proved."""
    changed = swap_word(text, SURER[around.language], around.language, draw)
    if changed or around.language == "zh":
        return changed
    return swap_word(text, HEDGED, "en", draw)


def over_inferred(text: str, around: Surroundings, draw: random.Random) -> str | None:
    """The sentence joined to another one by a cause, or another one's statement told of its own subject."""
    others = [s for s in around.sentences if s != text and len(s) + len(text) <= _MAX_JOINED_CHARS[around.language]]
    if not others:
        return None
    other = draw.choice(others)
    merged = _merged(text, other, around) if draw.random() < 0.4 else None
    if merged:
        return merged
    tail = other if around.language == "zh" else _lower_first(other, around)
    return f"{_STOP.sub('', text)}{draw.choice(BECAUSE[around.language])}{tail}"


def _merged(text: str, other: str, around: Surroundings) -> str | None:
    """What the other sentence says of its opening name, said of this sentence's opening name."""
    mine, its = _opening_name(text, around), _opening_name(other, around)
    return f"{mine}{other[len(its) :]}" if mine and its and mine != its and mine not in other else None


def _opening_name(text: str, around: Surroundings) -> str:
    return next((n for n in find_names(text, around.language) if text.startswith(n)), "")


def _lower_first(text: str, around: Surroundings) -> str:
    """The sentence as it goes on after other words: a first word that is no name in lower case."""
    first = re.match(r"[^\W_]+", text)
    is_name = bool(_opening_name(text, around)) or first is None or first.group() == "I" or first.group()[1:2].isupper()
    return text if is_name else text[0].lower() + text[1:]
