"""Values of written numerals: digits with separators, fractions, Chinese and English number words."""

from __future__ import annotations

import re
import unicodedata

_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_HAN_STEPS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_HAN_SCALES = {"万": 10**4, "亿": 10**8}
_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
NUMBER_WORDS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
"""English number words with their values."""
ORDINAL_WORDS = {
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "thirteenth": 13,
    "fourteenth": 14,
    "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
}
"""English ordinals with their values; "first" is left to the rule on superlatives."""
_WORD_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def digits_value(text: str) -> float:
    """Value of digits with separators: ``1,234.5``, ``1.234,5``, ``0,5``, and a fraction sign such as ``1½``."""
    if text and not text[-1].isdigit():
        rest = text[:-1].rstrip()
        whole = digits_value(rest) if rest else 0.0
        return whole + unicodedata.numeric(text[-1])
    if _CONTINENTAL.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+,\d{1,2}", text):
        return float(text.replace(",", "."))
    return float(text.replace(",", ""))


def chinese_value(text: str) -> float:
    """Value of a Chinese numeral such as 一百二十三, 三点五 or 二〇二一; raises ValueError for anything else."""
    whole, _, decimals = text.partition("点")
    if not whole or any(c not in _HAN_DIGITS and c not in _HAN_STEPS and c not in _HAN_SCALES for c in whole):
        raise ValueError(f"not a Chinese numeral: {text!r}")
    value = _spelled(whole) if len(whole) > 1 and all(c in _HAN_DIGITS for c in whole) else _composed(whole)
    for place, c in enumerate(decimals, 1):
        value += _HAN_DIGITS[c] / 10**place if c in _HAN_DIGITS else 0.0
    return value


def _spelled(text: str) -> float:
    return float("".join(str(_HAN_DIGITS[c]) for c in text))


def _finite(number: int) -> float:
    """`number` as a float; raises ValueError where it is none, as of a scale that stands a hundred times in a row."""
    try:
        return float(number)
    except OverflowError as error:
        raise ValueError("a number beyond all measure") from error


def _composed(text: str) -> float:
    total, section, current, scale, step = 0, 0, 0, 0, 0
    for c in text:
        if c in _HAN_DIGITS:
            current = _HAN_DIGITS[c]
        elif c in _HAN_STEPS:
            step = _HAN_STEPS[c]
            section, current = section + (current or 1) * step, 0
        else:
            step = _HAN_SCALES[c]
            part = section + current
            total = (total + part or 1) * step if step >= scale else total + (part or 1) * step
            section, current, scale = 0, 0, step
    ends_short = current and step >= 100 and text[-2] not in "零〇"
    return _finite(total + section + current * (step // 10 if ends_short else 1))


def words_value(words: list[str]) -> float:
    """Value of English number words such as ``two hundred and fifty thousand``; raises ValueError for other words."""
    total, current, seen = 0, 0, False
    for word in words:
        if word in NUMBER_WORDS:
            current, seen = current + NUMBER_WORDS[word], True
        elif word == "hundred":
            current, seen = (current or 1) * 100, True
        elif word in _WORD_SCALES:
            total, current, seen = total + (current or 1) * _WORD_SCALES[word], 0, True
        elif word != "and":
            raise ValueError(f"not a number word: {word!r}")
    if not seen:
        raise ValueError("no number word")
    return _finite(total + current)
