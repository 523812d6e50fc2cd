"""An English sentence made ready for a weak translator: what has a settled Chinese form already stands in it.

Figures, dates, offices and bodies are written by code, and the names that stay in their letters are set in title marks,
which a model copies; they fall again afterwards.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from deepnews.agents.reply_grammar import any_of
from deepnews.agents.rules.names import find_names
from deepnews.agents.translation.figures import chinese_tokens, with_chinese_figures
from deepnews.agents.translation.terms import is_own, mended, offices, settled_names, settled_words
from deepnews.text import HAN

_MARKED: Final = re.compile(r"《([^《》]*)》")
_ARTICLE: Final = re.compile(rf"\b(?:[Tt]he|[Aa]n?) (?=[{HAN}\d])")
_TERM: Final = re.compile(rf"\b(\d+)-(year|month|week|day) ?(?=[{HAN}])")
_TERMS: Final = {"year": "年期", "month": "个月期", "week": "周期", "day": "天期"}


_WHO: Final = r"\b([Ii]|[Ww]e|[Yy]ou|[Tt]hey|[Hh]e|[Ss]he|[Ii]t|[Tt]here|[Tt]hat|[Ww]ho)[’']"
_DRAWN: Final = (
    (re.compile(rf"{_WHO}ve\b"), r"\1 have"),
    (re.compile(rf"{_WHO}re\b"), r"\1 are"),
    (re.compile(rf"{_WHO}ll\b"), r"\1 will"),
    (re.compile(r"\bI[’']m\b"), "I am"),
    (re.compile(rf"{_WHO}d(?= better\b)"), r"\1 had"),
    (re.compile(rf"{_WHO}d(?= (?:not |never |also )?(?:be|have|do|like|say|see|want|need|expect)\b)"), r"\1 would"),
    (re.compile(r"\b(is|are|was|were|has|have|had|do|does|did|could|would|should|must|need)n[’']t\b"), r"\1 not"),
    (re.compile(r"\bcan[’']t\b"), "cannot"),
    (re.compile(r"\bwon[’']t\b"), "will not"),
)
"""Verbs and "not" that are drawn to the word before them, where only one is meant."""


class Prepared(NamedTuple):
    """A sentence as the translator gets it."""

    text: str
    names: tuple[str, ...]
    """Names that stay in their own letters, each in title marks."""

    @property
    def pattern(self) -> str:
        """Regular expression of a reply: Chinese characters and marks, figures and names whole."""
        unit = f"[{HAN}，；：、（）]"
        tokens = any_of((*(f"《{n}》" for n in self.names), *chinese_tokens(self.text)))
        return f"^({tokens}|{unit})+。$" if tokens else f"^{unit}+。$"

    def told(self, reply: str) -> str:
        """The reply as it is printed."""
        text = _MARKED.sub(lambda m: m[1] if m[1] in self.names else m[0], reply)
        text = re.sub(rf"(?<=[{HAN}，；：、（）]) +| +(?=[{HAN}，；：、（）。])", "", text.strip())
        return mended(text.rstrip("。") + "。")


@lru_cache(maxsize=1024)
def prepared(english: str) -> Prepared:
    """The sentence with its figures, dates, offices and settled names in Chinese, its other names marked."""
    text = with_chinese_figures(_whole_words(english))
    for pattern, chinese in (*offices(), *settled_words()):
        text = pattern.sub(chinese, text)
    for known in settled_names():
        text = known.pattern.sub(known.chinese[0], text)
    text = _TERM.sub(lambda m: f"{m[1]}{_TERMS[m[2]]}", text)
    names = _own_names(_whole_words(english))
    for name in names:
        text = re.sub(rf"(?<![\w《]){re.escape(name)}(?![\w》])", f"《{name}》", text)
    return Prepared(_ARTICLE.sub("", text), tuple(n for n in names if f"《{n}》" in text))


def _whole_words(english: str) -> str:
    """The sentence with what is drawn together in it written out: "we’ve" as "we have"."""
    for pattern, whole in _DRAWN:
        english = pattern.sub(whole, english)
    return english


def in_chinese(name: str) -> str:
    """A name as Chinese text has it: its office and its settled parts in Chinese, the rest in its own letters."""
    text = re.sub("[《》]", "", prepared(name).text)
    return re.sub(rf"(?<=[{HAN}]) +| +(?=[{HAN}])", "", text)


def _own_names(english: str) -> tuple[str, ...]:
    """The names that stay in their own letters, the longest first, without what only surrounds them."""
    found = (_core(name) for name in find_names(english, "en"))
    return tuple(sorted({n for n in found if n}, key=lambda n: (-len(n), n)))


def _core(name: str) -> str:
    """The name from its first word that is one to its last, where no part of it has a settled Chinese form."""
    words = re.sub("[’']s$|[’']$", "", name).split()
    own = [is_own(w) for w in words]
    if not any(own) or any(known.pattern.search(name) for known in settled_names()):
        return next((w for w, is_name in zip(words, own, strict=True) if is_name), "")
    return " ".join(words[own.index(True) : len(own) - own[::-1].index(True)])
