"""Sentences that speak to the machine which reads them ("ignore previous instructions") instead of telling anything.

A source is material, never an instruction; what is addressed to the reader as an order states nothing, and so it can
be neither a Fact nor evidence. The patterns are data (``instructions.yaml``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, cast

from deepnews.packaged import packaged_yaml
from deepnews.retrieval.invisible import without_invisible

_LOOKALIKES: Final = str.maketrans(
    "аеорсухіјѕһԁԛԝвкмнтзгпбАЕОРСУХІЈЅНВКМТαεορτυνικηχωΑΕΟΡΤΥΝΙΚΗΧΜΒΖ’‘´ıɡɑ",
    "aeopcyxijshdqwbkmht3rn6AEOPCYXIJSHBKMTaeoptuvikhxwAEOPTYNIKHXMBZ'''iga",
)
"""Letters of other scripts that look like Latin ones, as they are read."""
_EDGES: Final = " \t\n\"'“”‘’「」()（）[]【】-–—•·"
_EMPHASIS: Final = re.compile(r"[*_`~#>|]+")
_SPACED: Final = re.compile(r"(?<!\S)(?:[a-z][ .\-]){5,}[a-z](?!\S)")
"""A word written with a space after each letter."""
_ENCODED: Final = re.compile(
    r"(?<![\w/+])(?=[A-Za-z0-9+/_-]*\d)(?=[A-Za-z0-9+/_-]*[A-Z])[A-Za-z0-9+/_-]{28,}={0,2}(?![\w/+])"
)
_HEXED: Final = re.compile(
    r"(?:\\x[0-9a-f]{2}|%[0-9a-f]{2}|&#x?[0-9a-f]{2,5};|\b[0-9a-f]{2}\s){8,}|\b[0-9a-f]{40,}\b", re.I
)
_TOKENS: Final = re.compile(
    r"<\|[^|<>]{1,40}\|>|\[/?INST\]|<</?SYS>>|</?(?:start_of_turn|end_of_turn|system|assistant|user|passages?|facts?|"
    r"evidence|claim|source)\b[^<>]{0,40}>|^\s*#{2,}\s*(?:system|user|assistant|instruction|response)\b",
    re.I | re.M,
)
"""Marks of a chat's turns, and of the sections of a prompt."""
_MAX_CHARS: Final = 2_000


@lru_cache(maxsize=16384)
def speaks_to_machine(text: str) -> bool:
    """True when `text`, one sentence, is an order to the program that reads it, or hides one in a code."""
    text = text[:_MAX_CHARS]
    if _TOKENS.search(text) or _ENCODED.search(text) or _HEXED.search(text):
        return True
    plain = folded_for_orders(text)
    return any(pattern.search(plain) for pattern in _patterns())


def folded_for_orders(text: str) -> str:
    """`text` as a reader sees it: compatibility forms and look-alikes made plain, in small letters, on one line."""
    plain = unicodedata.normalize("NFKC", without_invisible(text)).translate(_LOOKALIKES).casefold()
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    plain = _EMPHASIS.sub(" ", plain).strip(_EDGES)
    plain = _SPACED.sub(lambda m: re.sub(r"[ .\-]", "", m.group()), plain)
    return " ".join(plain.split())


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    """The patterns of both languages: a Chinese source may hold English orders, and the other way round."""
    by_language = cast(dict[str, list[str]], packaged_yaml("deepnews.retrieval", "instructions.yaml"))
    return tuple(re.compile(form) for forms in by_language.values() for form in forms)
