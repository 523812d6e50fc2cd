"""Wrong numbers, dates and names."""

from __future__ import annotations

import random
import re
from typing import Final

from deepnews.agents.rules import find_dates, find_names, find_quantities
from deepnews.eval.corrupt.planting import Surroundings, is_free, replaced
from deepnews.eval.corrupt.words import MONTHS, NUMBER_WORDS

_DIGITS: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_YEAR: Final = re.compile(r"(?<!\d)(?:1[5-9]|20)\d{2}(?!\d)")
_DAY: Final = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_FACTORS: Final = (0.5, 0.7, 1.3, 1.6, 2.0, 3.0)
_MIN_NAME_CHARS: Final = {"en": 4, "zh": 2}


def wrong_number(text: str, around: Surroundings, draw: random.Random) -> str | None:
    """The sentence with one figure or number word changed."""
    found = [q for q in find_quantities(text, around.language) if is_free(text, q.start, q.end)]
    draw.shuffle(found)
    for quantity in found:
        changed = _other_figure(quantity.text, draw) or _other_word(quantity.text, around, draw)
        if changed:
            return replaced(text, quantity.start, quantity.end, changed)
    return None


def _other_figure(text: str, draw: random.Random) -> str | None:
    digits = _DIGITS.search(text)
    if not digits:
        return None
    plain = digits.group().replace(",", "")
    n_places = len(plain.partition(".")[2])
    value = float(plain)
    other = round(value * draw.choice(_FACTORS), n_places)
    other = value + 3 if other == value else other
    shown = f"{other:,.{n_places}f}" if "," in digits.group() else f"{other:.{n_places}f}"
    return replaced(text, digits.start(), digits.end(), shown)


def _other_word(text: str, around: Surroundings, draw: random.Random) -> str | None:
    words = NUMBER_WORDS[around.language]
    for word in words:
        place = re.search(re.escape(word) if around.language == "zh" else rf"\b{word}\b", text, re.I)
        if place:
            other = draw.choice([w for w in words if w != word])
            other = other.capitalize() if place.group()[0].isupper() else other
            return replaced(text, place.start(), place.end(), other)
    return None


def wrong_date(text: str, around: Surroundings, draw: random.Random) -> str | None:
    """The sentence with the year, month or day of one date changed."""
    found = [d for d in find_dates(text, around.language, None) if is_free(text, d.start, d.end)]
    draw.shuffle(found)
    for mention in found:
        changed = _other_year(mention.text, draw) or _other_month(mention.text, draw) or _other_day(mention.text, draw)
        if changed:
            return replaced(text, mention.start, mention.end, changed)
    return None


def _other_year(text: str, draw: random.Random) -> str | None:
    year = _YEAR.search(text)
    return replaced(text, *year.span(), str(int(year.group()) + draw.choice((-4, -3, 3, 4)))) if year else None


def _other_month(text: str, draw: random.Random) -> str | None:
    month = next((m for m in MONTHS if re.search(rf"\b{m}\b", text)), None)
    return text.replace(month, draw.choice([m for m in MONTHS if m != month]), 1) if month else None


def _other_day(text: str, draw: random.Random) -> str | None:
    """A day or a month in figures moved within the first 28 (the first 12 before 月)."""
    number = _DAY.search(text)
    if not number:
        return None
    last = 12 if text[number.end() :].startswith("月") else 28
    others = [n for n in range(1, last + 1) if n != int(number.group())]
    return replaced(text, *number.span(), str(draw.choice(others)))


def wrong_name(text: str, around: Surroundings, draw: random.Random) -> str | None:
    """The sentence with one name replaced by another of the article, or misspelt by a letter."""
    own = [n for n in find_names(text, around.language) if len(n) >= _MIN_NAME_CHARS[around.language]]
    own = [n for n in own if is_free(text, text.index(n), text.index(n) + len(n))]
    if not own:
        return None
    name = draw.choice(own)
    is_alone = around.language == "en" and " " not in name
    others = [] if is_alone else [o for o in around.names if _may_stand_for(o, name, text)]
    new = draw.choice(others) if others and draw.random() < 0.5 else _misspelt(name, around, draw)
    return text.replace(name, new) if new else None


def _may_stand_for(other: str, name: str, text: str) -> bool:
    """True for a name of the same build that has no word in common with the sentence."""
    is_alike = len(other.split()) == len(name.split()) and abs(len(other) - len(name)) <= 4
    return is_alike and other[0].isupper() == name[0].isupper() and not any(part in text for part in other.split())


def _misspelt(name: str, around: Surroundings, draw: random.Random) -> str:
    """The name with one letter, or one character, that is not its own."""
    if around.language == "zh" and re.search(r"[\u4e00-\u9fff]", name):
        pool = sorted({c for n in around.names for c in n if "\u4e00" <= c <= "\u9fff"} - set(name)) or ["岱"]
        at = draw.randrange(max(1, len(name) - 2), len(name)) if len(name) < 4 else draw.randrange(1, 3)
        return replaced(name, at, at + 1, draw.choice(pool))
    words = [m for m in re.finditer(r"[^\W\d_]{4,}", name) if m.group()[0].isupper()]
    places = [i for m in words for i in range(m.start() + 1, m.end()) if name[i].islower()]
    if not places:
        return ""
    at = draw.choice(places)
    return replaced(name, at, at + 1, draw.choice([c for c in "aeiou" if c != name[at]]))
