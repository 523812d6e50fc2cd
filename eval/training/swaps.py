"""One thing changed in a supported claim, so that its window supports it no longer."""

from __future__ import annotations

import calendar
import random
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from deepnews.agents.rules import find_dates, find_quantities
from deepnews.agents.rules.lexicon import common_stems
from deepnews.agents.rules.numerals import NUMBER_WORDS, ORDINAL_WORDS
from deepnews.eval.training.phrases import both_ways, replaced_phrase, word_pairs
from deepnews.eval.training.windows import FIGURE, NameUse, Window, name_uses
from deepnews.schemas.facts import DateMention
from deepnews.text import content_units, stem

_T = TypeVar("_T")
Swap = Callable[[str, Window, random.Random], "str | None"]
"""The changed claim; None where there is nothing of the kind to change."""

_YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d(?=\b|s\b)")
_MONTHS = tuple(calendar.month_name)[1:]
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")
_DAY = re.compile(r"(?<!\d)[1-3]?\d(?!\d)")
_QUARTERS = ("first", "second", "third", "fourth")
_QUARTER = re.compile(r"\b(?:first|second|third|fourth)(?=[- ]quarter)", re.I)
_SMALL_WORDS = tuple(w for w, n in NUMBER_WORDS.items() if 2 <= n <= 12)
_VAGUE = {
    "hundreds": "thousands", "thousands": "hundreds", "millions": "billions", "billions": "millions",
    "half": "a third", "one-third": "two-thirds", "two-thirds": "one-third", "a third": "two-thirds",
    "a quarter": "half", "one-quarter": "three-quarters", "dozens": "thousands", "a dozen": "a hundred",
}  # fmt: skip
_REFERENCE = re.compile(r"\b(?:figures?|paragraphs?|sections?|pages?|chapters?|notes?|tables?|footnote)\s$", re.I)
_FACTORS = (0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 1.2, 1.3, 1.5, 1.75, 2.0, 3.0, 10.0)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must|may|might|did|does|do)\b"
    r"(?!\s+(?:not|never|no|only|also not|nothing|little|few|hardly)\b|n['’]t|\?)"
)
_OPEN_CLAUSE = re.compile(
    r"\b(?:if|whether|unless|when|where|what|how|who|which|that|as|than|before|until)\b[^,;]*$", re.I
)
_NEGATION = re.compile(
    r"\b(?P<aux>is|are|was|were|has|have|had|will|would|could|should|must|may|might|did|does|do|can)"
    r"(?:\s+not|n['’]t|\s+never|\s+no longer)\b(?!\s+(?:only|just|yet|necessarily|simply|merely|all|every|least))"
    r"|\b(?P<can>can)(?:not|['’]t)\b"
)
_OR_NOT = re.compile(r"\bor\s+(?:is|are|was|were|has|have)?\s*not\b|\bwhether\b")


def number(claim: str, window: Window, rng: random.Random) -> str | None:
    """The claim with one figure or number word replaced by another."""
    for quantity in _shuffled(find_quantities(claim, "en"), rng):
        is_reference = _REFERENCE.search(claim[: quantity.start])
        new = None if is_reference else _other_quantity(quantity.text, window, rng)
        if new and new not in window.full_text:
            return f"{claim[: quantity.start]}{new}{claim[quantity.end :]}"
    return None


def _other_quantity(text: str, window: Window, rng: random.Random) -> str | None:
    if found := FIGURE.search(text):
        new = _other_figure(found.group(), window, rng)
        return f"{text[: found.start()]}{new}{text[found.end() :]}" if new else None
    for old, vague in _VAGUE.items():
        if text.lower().startswith(old):
            return vague + text[len(old) :]
    first = re.match(r"[A-Za-z]+", text)
    word = first.group().lower() if first else ""
    for family in (_SMALL_WORDS, tuple(ORDINAL_WORDS)):
        if first and word in family:
            new = rng.choice([w for w in family[:12] if w != word])
            new = new.capitalize() if first.group()[0].isupper() else new
            return f"{new}{text[first.end() :]}"
    return None


def _other_figure(figure: str, window: Window, rng: random.Random) -> str | None:
    """Another figure written alike: one of the document, or this one made larger or smaller."""
    value = float(figure.replace(",", ""))
    decimals = len(figure.partition(".")[2])
    of_document = [f for f in window.source.figures if len(f) == len(figure) and f.count(",") == figure.count(",")]
    usable = [f for f in of_document if not _holds(window.full_text, f)]
    if usable and rng.random() < 0.4:
        return rng.choice(usable).rstrip(",")
    factors = _shuffled(_FACTORS, rng)
    made = (_written(value * factor, figure, decimals) for factor in factors)
    return next((f for f in made if f != figure and not _holds(window.full_text, f)), None)


def _written(value: float, like: str, decimals: int) -> str:
    n_round = -2 if not decimals and value >= 1000 and like.replace(",", "").endswith("00") else decimals
    value = round(value, n_round) if n_round else round(value)
    return f"{value:,.{decimals}f}" if "," in like or value >= 10_000 else f"{value:.{decimals}f}"


def _holds(text: str, figure: str) -> bool:
    return bool(re.search(rf"(?<![\d.,]){re.escape(figure)}(?!\d|[.,]\d)", text))


def unit(claim: str, window: Window, rng: random.Random) -> str | None:
    """The claim with the scale or unit of one quantity replaced."""
    pairs = word_pairs("units")
    for quantity in _shuffled(find_quantities(claim, "en"), rng):
        old = claim[quantity.start : quantity.end + 12]
        body = _units_changed(old, pairs, rng)
        if body and body not in window.full_text:
            return f"{claim[: quantity.start]}{body}{claim[quantity.end + 12 :]}"
    return _currency(claim)


def _units_changed(text: str, pairs: Sequence[tuple[str, str]], rng: random.Random) -> str | None:
    for old, new in pairs:
        found = re.search(rf"(?<=[\d\w])[- ]{old}\b(?!-old)", text[:30])
        if found:
            return f"{text[: found.start() + 1]}{new}{text[found.end() :]}"
    return None


def _currency(claim: str) -> str | None:
    for old, new in (("$", "£"), ("£", "$"), ("€", "$")):
        if re.search(rf"{re.escape(old)}\d", claim):
            return claim.replace(old, new, 1)
    return None


def date(claim: str, window: Window, rng: random.Random) -> str | None:
    """The claim with the year, month, day or quarter of one date replaced."""
    for mention in _shuffled(find_dates(claim, "en", window.source.document.date), rng):
        new = _other_date(mention, rng)
        if new and new != mention.text and new not in window.full_text and not _same_day(new, window):
            return f"{claim[: mention.start]}{new}{claim[mention.end :]}"
    return None


def _same_day(text: str, window: Window) -> bool:
    known = find_dates(window.full_text, "en", window.source.document.date)
    return any(d.first == k.first and d.last == k.last for d in find_dates(text, "en") for k in known)


def _other_date(mention: DateMention, rng: random.Random) -> str | None:
    text = mention.text
    parts = [part for part in (_YEAR, _MONTH, _QUARTER, _DAY) if len(part.findall(text)) == 1]
    if len(_YEAR.findall(text)) > 1 or not parts:
        return None
    part = rng.choice(parts)
    found = part.search(text)
    assert found is not None
    return f"{text[: found.start()]}{_other_part(found.group(), text, part, rng)}{text[found.end() :]}"


def _other_part(old: str, text: str, part: re.Pattern[str], rng: random.Random) -> str:
    if part is _YEAR:
        step = 10 if f"{old}s" in text or f"{old}'s" in text else 1
        return str(int(old) + step * rng.choice((-3, -2, -1, 1, 2)))
    if part is _DAY:
        return str(rng.choice([n for n in range(1, 29) if n != int(old)]))
    family: Sequence[str] = _MONTHS if part is _MONTH else _QUARTERS
    new = rng.choice([w for w in family if w.lower() != old.lower()])
    return new.capitalize() if old[0].isupper() else new


def name(claim: str, window: Window, rng: random.Random) -> str | None:
    """The claim with one name replaced by another of the document that the window does not hold."""
    uses = name_uses(claim)
    known = {w.lower() for use in uses.values() for w in use.text.split()} | set(window.full_text.lower().split())
    for (start, end), old in _shuffled(tuple(uses.items()), rng):
        alike = [n for n in window.source.names if _may_replace(old, n) and not _is_known(n, known, window)]
        if alike and claim[end : end + 1] not in '”"':
            return f"{claim[:start]}{rng.choice(alike).text}{claim[end:]}"
    return None


def _may_replace(old: NameUse, new: NameUse) -> bool:
    return (old.has_article, old.is_acronym, min(old.n_words, 3)) == (
        new.has_article,
        new.is_acronym,
        min(new.n_words, 3),
    )


def _is_known(new: NameUse, known: set[str], window: Window) -> bool:
    """True when the window holds the name, a word of it that is its own, or its initials."""
    words = [w for w in new.text.split() if w[0].isupper()]
    own = [w for w in words if stem(w.lower()) not in common_stems()] or words
    initials = "".join(w[0] for w in words)
    return any(w.lower() in known for w in own) or (len(initials) > 1 and initials in window.full_text)


def polarity(claim: str, window: Window, rng: random.Random) -> str | None:
    """The claim with a denial added or taken away, or a word turned into its contrary."""
    for way in _shuffled((_denied, _affirmed, _contrary, _contrary), rng):
        changed = way(claim, window, rng)
        if changed:
            return changed
    return None


def _denied(claim: str, window: Window, rng: random.Random) -> str | None:
    found = next((m for m in _AUXILIARY.finditer(claim) if not _OPEN_CLAUSE.search(claim[: m.start()])), None)
    if found is None or "not" in claim.split() or "“" in claim:
        return None
    denial = "never" if found.group() in ("has", "have", "had") and rng.random() < 0.3 else "not"
    word = "cannot" if found.group() == "can" else f"{found.group()} {denial}"
    return f"{claim[: found.start()]}{word}{claim[found.end() :]}"


def _affirmed(claim: str, window: Window, rng: random.Random) -> str | None:
    found = _NEGATION.search(claim)
    if found is None or _OR_NOT.search(claim) or len(_NEGATION.findall(claim)) > 1:
        return None
    if re.match(r"\s+(?:any|anything|anyone|either|at all|until|but|because|as\s+\w+\s+as)\b", claim[found.end() :]):
        return None
    return f"{claim[: found.start()]}{found['aux'] or found['can']}{claim[found.end() :]}"


def _contrary(claim: str, window: Window, rng: random.Random) -> str | None:
    if re.search(r"\b(?:more or less|or)\b", claim):
        return None
    return replaced_phrase(claim, both_ways("opposite"), rng, guard="opposite")


def modality(claim: str, window: Window, rng: random.Random) -> str | None:
    """The claim with what is open, planned or expected told as certain or done."""
    pairs = word_pairs("stronger")
    may_month = re.search(r"\b(?:in|of|since|by|until|last|early|mid|late)[ -]May\b|\bMay \d", claim)
    return None if may_month else replaced_phrase(claim, pairs, rng, guard="stronger")


def quantifier(claim: str, window: Window, rng: random.Random) -> str | None:
    """The claim with a part told as the whole, or its scope widened."""
    district = re.search(r"\bthe (?:[A-Z][\w.]+ ){1,3}District(?!s)\b", claim)
    if district:
        return f"{claim[: district.start()]}every district{claim[district.end() :]}"
    return replaced_phrase(claim, word_pairs("wider"), rng, guard="wider")


def _shuffled(items: Sequence[_T], rng: random.Random) -> list[_T]:
    found = list(items)
    rng.shuffle(found)
    return found


def unfounded(claim: str, window: Window) -> float:
    """Share of the claim's content words that the window does not hold."""
    content = set(content_units(claim, "en"))
    return len(content - window.content) / max(1, len(content))


SWAPS: dict[str, Swap] = {
    "number": number,
    "unit": unit,
    "date": date,
    "name": name,
    "polarity": polarity,
    "modality": modality,
    "quantifier": quantifier,
}
"""All swaps by kind of error."""
