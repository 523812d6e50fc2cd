"""Names in Chinese text: tagged words, bodies by their last word, titles in book marks."""

from __future__ import annotations

import re
from functools import lru_cache

from deepnews.agents.rules.lexicon import word_list, word_set
from deepnews.agents.rules.names import NameMention
from deepnews.agents.rules.tokens import Token, tokens

_TITLE = re.compile(r"《([^《》\n]{2,60})》")
_LATIN = re.compile(r"[A-Z][A-Za-z0-9]+(?:[ &.-][A-Z][A-Za-z0-9]*)*")
_EXTENDS = ("n", "j", "b", "vn", "an", "eng", "l", "i", "s", "f", "a", "vg", "ag", "g")
_NOT_START = (
    "该",
    "本",
    "各",
    "某",
    "此",
    "其",
    "每",
    "这",
    "那",
    "全",
    "有关",
    "相关",
    "当地",
    "一家",
    "多家",
    "上述",
)
_MAX_PARTS = 6


@lru_cache(maxsize=1)
def _masked_person() -> re.Pattern[str]:
    return re.compile("[{}]某{{1,2}}[甲乙丙丁]?".format("".join(word_list("surnames", "zh"))))


@lru_cache(maxsize=1)
def _no_name() -> frozenset[str]:
    """Words such as 内部 that end like the name of a body and are none; 公司 and the like may still end one."""
    return word_set("name_stop", "zh") - frozenset(word_list("name_suffixes", "zh"))


def chinese_mentions(text: str) -> tuple[NameMention, ...]:
    """Names in order of the text; a name inside a longer one is not repeated."""
    ranges = [(m.start(1), m.end(1)) for m in _TITLE.finditer(text)]
    ranges += [(m.start(), m.end()) for m in _masked_person().finditer(text)]
    ranges += [(m.start(), m.end()) for m in _LATIN.finditer(text)]
    words = tokens(text, "zh")
    for i, word in enumerate(words):
        body = _body(words, i)
        if body:
            ranges.append(body)
        elif _is_tagged_name(word) and not _begins_with_unit(text, word):
            ranges.append((word.start, word.end))
    kept: list[tuple[int, int]] = []
    for start, end in sorted(ranges, key=lambda r: (r[0] - r[1], r[0])):
        if text[start:end] not in word_set("name_stop", "zh") and all(end <= a or start >= b for a, b in kept):
            kept.append((start, end))
    return tuple(NameMention(text[a:b], a, b, is_initial=False) for a, b in sorted(kept))


def _begins_with_unit(text: str, word: Token) -> bool:
    """True where the cutter took the unit of a date for the first character of a name: 21|日市."""
    return text[max(0, word.start - 1) : word.start].isdigit() and word.text[0] in "年月日号时"


def _is_tagged_name(word: Token) -> bool:
    if word.tag.startswith("nr"):
        return 2 <= len(word.text) <= 4 and (word.tag == "nrt" or word.text[0] in word_set("surnames", "zh"))
    return (word.tag == "ns" and len(word.text) >= 2) or (word.tag == "nt" and len(word.text) >= 4)


def _body(words: tuple[Token, ...], i: int) -> tuple[int, int] | None:
    """Range of the name of a body, law or place that ends with word `i`; None when that is not its last word."""
    word = words[i]
    suffix = next((s for s in word_list("name_suffixes", "zh") if word.text.endswith(s)), None)
    if suffix is None or (len(suffix) == 1 and not _is_own_word(word, suffix)) or word.text in _no_name():
        return None
    first = i
    while first > 0 and i - first < _MAX_PARTS and _extends(words[first - 1], words[first]):
        first -= 1
    start = words[first].start
    name_length = word.end - start
    if word.text.startswith(_NOT_START) or name_length <= len(suffix) + 1 or name_length < 3:
        return None
    if first > 0 and words[first - 1].end == start and words[first - 1].text[-1].isdigit():
        return None  # what a number counts
    return start, word.end


def _is_own_word(word: Token, suffix: str) -> bool:
    named = word.tag.startswith(("nr", "ns", "nt", "nz"))
    return word.text == suffix or named or (suffix in ("法", "厂") and len(word.text) >= 3)


def _extends(before: Token, word: Token) -> bool:
    if before.end != word.start or before.text.startswith(_NOT_START):
        return False
    return before.tag.startswith(_EXTENDS) and not before.tag.startswith("nrfg") and before.tag != "ad"
