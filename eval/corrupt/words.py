"""Words that the planting of errors swaps, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from deepnews.schemas.base import Language

WIDER: Final[Mapping[Language, tuple[tuple[str, str], ...]]] = {
    "en": (
        ("one of the", "all the"), ("some of", "all of"), ("some", "all"), ("a few", "most"), ("several", "all"),
        ("many", "all"), ("most", "all"), ("partly", "entirely"), ("often", "always"), ("sometimes", "always"),
    ),
    "zh": (
        ("部分", "全部"), ("一些", "所有"), ("有的", "所有"), ("多数", "全部"), ("大多", "全部"), ("有时", "总是"),
        ("少数", "多数"), ("个别", "所有"), ("局部", "全部"),
    ),
}  # fmt: skip
"""Quantity words, and what reaches further."""

SURER: Final[Mapping[Language, tuple[tuple[str, str], ...]]] = {
    "en": (
        ("may", "will"), ("might", "will"), ("could", "will"), ("is expected to", "is certain to"),
        ("plans to", "has decided to"), ("aims to", "managed to"), ("wants to", "managed to"), ("alleged", "proved"),
        ("suggested", "proved"), ("said", "proved"), ("reported", "proved"), ("believes", "knows"),
        ("estimated", "established"), ("should", "must"), ("will", "may"), ("must", "may"),
    ),
    "zh": (
        ("可能", "必定"), ("或许", "必定"), ("预计", "已经"), ("计划", "已经"), ("拟", "已"), ("争取", "已经"),
        ("表示", "证实"), ("认为", "证实"), ("应当", "可以"), ("可以", "必须"), ("必须", "可以"), ("不得", "可以"),
    ),
}  # fmt: skip
"""Words of reservation, duty and attribution, and what changes their strength."""

HEDGED: Final = (("was", "may have been"), ("were", "may have been"), ("is", "may be"), ("are", "may be"))
"""English verbs that tell a fact, and the same as a possibility."""

AUXILIARIES: Final = (
    "is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "may", "must", "should",
)  # fmt: skip

BECAUSE: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": (" because ", ", which led to this: ", "; as a result, "),
    "zh": ("，因为", "，从而导致", "，因此"),
}

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
NUMBER_WORDS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    "zh": ("两", "三", "四", "五", "六", "七", "八", "九"),
}
