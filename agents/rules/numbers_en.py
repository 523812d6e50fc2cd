"""English quantities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from deepnews.agents.rules.lexicon import word_list
from deepnews.agents.rules.numerals import NUMBER_WORDS, ORDINAL_WORDS, digits_value, words_value
from deepnews.schemas.facts import Quantity
from deepnews.text import is_stop_word, stem

_FRACTION_SIGNS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_ORDINALS = "|".join(sorted(ORDINAL_WORDS, key=len, reverse=True))
_DIGITS = (
    rf"\d{{1,3}}(?:\.\d{{3}})+,\d+|\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+[.,]\d+"
    rf"|\d+(?:\s?[{_FRACTION_SIGNS}])?|[{_FRACTION_SIGNS}]"
)
_CURRENCY = {
    "us$": "USD", "hk$": "HKD", "a$": "AUD", "c$": "CAD", "$": "USD", "£": "GBP", "€": "EUR", "¥": "CNY", "usd": "USD",
    "eur": "EUR", "gbp": "GBP", "rmb": "CNY", "cny": "CNY", "dollar": "USD", "dollars": "USD", "pounds": "GBP",
    "euro": "EUR", "euros": "EUR", "yuan": "CNY", "renminbi": "CNY", "yen": "JPY", "pence": "GBX", "cents": "USX",
}  # fmt: skip
_SCALE = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9,
          "b": 1e9, "trillion": 1e12, "trn": 1e12, "tn": 1e12}  # fmt: skip
_PREFIX = r"(?P<money>US\$|HK\$|A\$|C\$|[$£€¥]|\b(?:USD|EUR|GBP|RMB|CNY)\s?)\s?"
_FRACTION_WORDS = (
    r"(?:(?P<top>one|two|three|four|five|a)[-\s])?"
    r"(?P<bottom>half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?)"
)
_CORE = re.compile(
    rf"(?:{_PREFIX})?(?<![\w.,])(?<![A-Za-z]-)(?:"
    rf"(?P<slash>\d+/(?:2|3|4|5|8|10|16|32))(?=[-\s](?:per|point|of|mile|inch|cent))"
    rf"|(?P<digits>{_DIGITS})(?P<suffix>(?:st|nd|rd|th)\b)?"
    rf"|(?P<ratio>\b(?:{_WORDS}|\d+)\s(?:in|out\sof)\s(?:every\s)?(?:{_WORDS}|\d+)\b(?!\s+(?:per\s?cent|years?|months?|weeks?|days?)))"
    rf"|(?P<fraction>\b(?:{_FRACTION_WORDS})\b)"
    rf"|(?P<words>\b(?:{_WORDS})(?:[-\s](?:{_WORDS}|hundred|and(?=\s(?:{_WORDS})\b)))*\b)"
    rf"|(?P<vague>\b(?:(?:a|several|two|three)\s+)?(?:dozens?|hundreds|thousands|millions|billions|trillions)\b)"
    rf"|(?P<plain>\b(?:a|one)\s+(?=(?:hundred|thousand|million|billion|trillion)\b))"
    rf"|(?P<ordinal>\b(?:{_ORDINALS})\b)"
    rf")",
    re.I,
)
_AFTER_SCALE = re.compile(r"(?:\s?-?\s?(hundred|thousand|million|billion|trillion)\b|\s?(bn|trn|tn|mn|m|k|b)\b)", re.I)
_PERCENT = re.compile(
    r"(?P<point>\s?-?(?:percentage|per\s?cent|%)[-\s]points?\b|\s?pps?\b)|(?P<percent>\s?%|\s?-?per\s?cent\b|\s?-?pct\b|\s?pc\b)"
    r"|(?P<basis>\s?-?basis[-\s]points?\b|\s?bps?\b)|(?P<half>[-\s]points?\b)",
    re.I,
)
_MONEY_AFTER = re.compile(
    r"[-\s](?:U\.?S\.?\s+)?(dollars?|pounds|euros?|yuan|renminbi|yen|pence|cents|RMB|USD|EUR|GBP|CNY)\b", re.I
)
_STATISTICS = frozenset(("average", "mean", "median", "total", "mark", "level", "figure", "peak"))
"""Words after a number that say what kind of figure it is, not what it counts."""
_ARTICLE = re.compile(
    r"\b(?:article|section|chapter|rule|paragraph|page|clause|figure|table|exhibit|no\.|number|part|schedule|annex)\s$",
    re.I,
)
_NEXT_WORD = re.compile(r"[-\s]([A-Za-z][\w'’-]*)")
_RANGE = re.compile(r"\s?(?:-|–|—|to|and|or)\s?$", re.I)
_NOT_ONE = re.compile(
    r"\s+(?:of|another|is|was|can|could|must|may|might|should|would|who|that|which|by)\b|['’]s\b|\s*[.,;:?!)]|\s*$",
    re.I,
)
_BEFORE_ONE = re.compile(r"\b(?:no|this|that|the|which|each|any|every|another|only|some)[-\s]$", re.I)
_BOTTOM = {
    "half": 2,
    "halve": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "eighth": 8,
    "tenth": 10,
}
_KINDS = ("percent", "percentage_point", "basis_point")
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "a": 1, "several": 3}
_VAGUE = {"dozen": 12.0, "hundreds": 100.0, "thousands": 1e3, "millions": 1e6, "billions": 1e9, "trillions": 1e12}
_FRACTION_FOLLOWS = re.compile(
    r"\s*[.,;:)]|\s*$|\s+(?:of|above|below|more|less|higher|lower|fewer|larger|smaller|to|from|in|by|over|since|on|between|and|or|as)\b",
    re.I,
)
_MAX_DIGITS = 18


@lru_cache(maxsize=1)
def _approximate() -> re.Pattern[str]:
    words = "|".join(re.escape(w) for w in word_list("approximate", "en"))
    return re.compile(rf"\b(?:{words})\s+(?:the\s+|an?\s+)?[$£€¥]?$", re.I)


class _Number(NamedTuple):
    value: float
    unit: str
    vague: bool = False


def quantities(text: str) -> Iterator[Quantity]:
    """All quantities, dates not yet taken out."""
    previous: Quantity | None = None
    for m in _CORE.finditer(text):
        quantity = _quantity(text, m)
        if quantity is None or (previous and quantity.start < previous.end):
            continue
        if previous is not None and _RANGE.fullmatch(text[previous.end : quantity.start]):
            previous, quantity = _in_range(previous, quantity)
        if previous is not None:
            yield previous
        previous = quantity
    if previous is not None:
        yield previous


def _quantity(text: str, m: re.Match[str]) -> Quantity | None:
    number = _number(text, m)
    if number is None or (m.end() < len(text) and m["digits"] and _glued(text, m)) or _in_a_name(text, m):
        return None
    end, value, unit = m.end(), number.value, number.unit
    if not unit:
        end, value = _scaled(text, end, value, takes_letters=bool(m["digits"]))
        end, unit = _unit(text, end, m)
    start = m.start()
    approximate = number.vague or bool(_approximate().search(text[max(0, start - 24) : start]))
    return Quantity(text=text[start:end], start=start, end=end, value=value, unit=unit, approximate=approximate)


def _in_a_name(text: str, m: re.Match[str]) -> bool:
    """True for a number word within a sentence that has a capital, as the word after it has: the Seven Sisters."""
    is_word = m.group().lower() in NUMBER_WORDS and m.group()[0].isupper()
    within = is_word and re.search(r"[a-z,;] $", text[: m.start()]) is not None
    return within and re.match(" [A-Z][a-z]", text[m.end() :]) is not None


def _glued(text: str, m: re.Match[str]) -> bool:
    """True when letters follow the digits that are neither a scale nor a unit, as in 5G or 3D."""
    rest = text[m.end() : m.end() + 12]
    known = _AFTER_SCALE.match(rest) or _PERCENT.match(rest) or m["suffix"]
    return rest[:1].isalpha() and not known


def _number(text: str, m: re.Match[str]) -> _Number | None:
    if m["ratio"]:
        return _from_ratio(m["ratio"].lower())
    if m["slash"]:
        top, bottom = m["slash"].split("/")
        return _Number(int(top) / int(bottom), "")
    if m["digits"]:
        return _from_digits(text, m)
    if m["fraction"]:
        return _from_fraction(text, m)
    if m["words"]:
        return _from_words(text, m)
    if m["vague"]:
        return _from_vague(m["vague"].lower())
    return _Number(1.0, "") if m["plain"] else _from_ordinal(text, m, m["ordinal"].lower())


def _from_digits(text: str, m: re.Match[str]) -> _Number | None:
    digits = m["digits"].replace(" ", "")
    if (
        len(digits) > _MAX_DIGITS
        or text[m.end() : m.end() + 1] == ":"
        or text[m.start() - 1 : m.start()] in (":", "#", "/")
    ):
        return None
    is_ordinal = m["suffix"] or (not m["money"] and _ARTICLE.search(text[max(0, m.start() - 12) : m.start()]))
    return _Number(digits_value(digits), "ordinal" if is_ordinal else "")


def _from_fraction(text: str, m: re.Match[str]) -> _Number | None:
    bottom, top = m["bottom"].lower(), (m["top"] or "").lower()
    after = text[m.end() : m.end() + 12].lower()
    if not top and not bottom.startswith("half"):
        return _from_ordinal(text, m, bottom) if bottom in ORDINAL_WORDS else None
    if (
        top in ("a", "one")
        and bottom == "quarter"
        and not after.startswith((" of", "-", " point", " percent", " per cent"))
    ):
        return None
    if top == "a" and bottom not in ("half", "quarter") and not _FRACTION_FOLLOWS.match(text, m.end()):
        return _from_ordinal(text, m, bottom)
    scale = _AFTER_SCALE.match(text, m.end()) or re.match(r"\s+(?:a|an)\s+(?=million|billion|dozen)", after)
    value = _COUNTS.get(top, 1) / _BOTTOM[bottom.rstrip("s") if bottom != "halves" else "halve"]
    return None if scale and not top and not scale.group().strip() else _Number(value, "")


def _from_words(text: str, m: re.Match[str]) -> _Number | None:
    words = re.split(r"[-\s]+", m["words"].lower())
    if words == ["one"] and (
        _NOT_ONE.match(text, m.end()) or _BEFORE_ONE.search(text[max(0, m.start() - 9) : m.start()])
    ):
        return None
    try:
        return _Number(words_value(words), "")
    except ValueError:
        return None


def _from_vague(text: str) -> _Number:
    *count, noun = text.split()
    if noun == "dozen":
        return _Number(12.0 * _COUNTS.get(count[0] if count else "a", 1), "")
    return _Number(_VAGUE[noun.rstrip("s") if noun == "dozens" else noun], "", vague=True)


def _from_ratio(text: str) -> _Number | None:
    parts = re.split(r"\s(?:in|out\sof)\s(?:every\s)?", text)
    top, bottom = (float(p) if p.isdigit() else words_value([p]) for p in parts)
    return _Number(top / bottom, "") if 0 < top < bottom else None


def _from_ordinal(text: str, m: re.Match[str], word: str) -> _Number | None:
    if re.match(r"\s*[,.]|\s+(?:of|party|parties|quarter|half)\b|\s*$", text[m.end() : m.end() + 10]):
        return None
    if word not in ORDINAL_WORDS:
        return None
    return _Number(float(ORDINAL_WORDS[word]), "ordinal")


def _scaled(text: str, end: int, value: float, *, takes_letters: bool) -> tuple[int, float]:
    """End and value after the scale words that follow, e.g. ``hundred thousand``."""
    while found := _AFTER_SCALE.match(text, end):
        word = (found.group(1) or found.group(2)).lower()
        if found.group(2) and not takes_letters:
            break
        value, end = value * _SCALE[word], found.end()
        takes_letters = False
    half = re.compile(r"\s+(?:a|an)\s+(million|billion|trillion|dozen)\b", re.I).match(text, end)
    if half and value < 1:
        return half.end(), value * _SCALE.get(half.group(1).lower(), 12.0)
    and_half = re.compile(r"\s+and\s+a\s+half\b(?:\s+(million|billion|trillion))?", re.I).match(text, end)
    if and_half:
        scale = _SCALE[and_half.group(1).lower()] if and_half.group(1) else 1.0
        return and_half.end(), (value + 0.5) * scale
    return end, value


def _unit(text: str, end: int, m: re.Match[str]) -> tuple[int, str]:
    if m["money"]:
        return end, _CURRENCY[m["money"].strip().lower()]
    if found := _PERCENT.match(text, end):
        return found.end(), _percent_unit(found)
    of_point = re.compile(r"\s+(?:of\s+)?(?:a|one)\s+(?:percentage\s+point|(?P<c>per\s?cent))", re.I).match(text, end)
    if of_point and m["fraction"]:
        return of_point.end(), "percent" if of_point["c"] else "percentage_point"
    if found := _MONEY_AFTER.match(text, end):
        return found.end(), _CURRENCY[found.group(1).lower()]
    return _counted(text, end)


def _percent_unit(found: re.Match[str]) -> str:
    if found["point"] or found["half"]:
        return "percentage_point"
    return "percent" if found["percent"] else "basis_point"


def _counted(text: str, end: int) -> tuple[int, str]:
    """End and stem of the noun counted: the first plural of the next three words, else the next word."""
    position, first = end, None
    for _ in range(3):
        found = _NEXT_WORD.match(text, position)
        word = found.group(1) if found else ""
        if not found or is_stop_word(word) or word[0].isupper() or word in _STATISTICS:
            break
        first = first or found
        position = found.end()
        if word.endswith("s") and not word.endswith(("ss", "ous", "'s", "’s")):
            return position, word.lower()
    return (first.end(), first.group(1).lower()) if first else (end, "")


def _in_range(low: Quantity, high: Quantity) -> tuple[Quantity, Quantity]:
    """Both ends of a range with the unit and scale they share, as in ``30-40 per cent`` or ``$5-7 million``."""
    is_noun = bool(high.unit) and high.unit not in _CURRENCY.values() and high.unit not in _KINDS
    if "ordinal" in (low.unit, high.unit) or low.value > high.value or (low.unit in _CURRENCY.values() and is_noun):
        return low, high
    scale = re.search(r"(thousand|million|billion|trillion|bn|mn)", high.text, re.I)
    plain = not re.search("[a-z]", low.text, re.I)
    factor = _SCALE[scale.group(1).lower()] if scale and plain and low.value < 1000 else 1.0
    unit = high.unit or low.unit
    unit = low.unit if low.unit in _CURRENCY.values() and high.unit not in _CURRENCY.values() else unit
    first = low if low.unit else low.model_copy(update={"unit": unit})
    return first.model_copy(update={"value": low.value * factor}), high.model_copy(update={"unit": unit})


def same_counted(one: str, other: str) -> bool:
    """True when two counted nouns are one word in singular or plural."""
    return stem(one) == stem(other)
