"""An English sentence made ready for a weak translator: what has a settled Chinese form already stands in it.

Figures, dates, offices and bodies are written by code, and the names that stay in their letters are set in title marks,
which a model copies; they fall again afterwards.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from deepnews.agents.reply_grammar import any_of
from deepnews.agents.translation.figures import chinese_tokens, with_chinese_figures
from deepnews.agents.translation.terms import is_own, offices, settled_names, settled_words
from deepnews.text import HAN

_NAME: Final = re.compile(r"(?<![\w’'.-])(?:[A-Z][\w’'&.-]*[\w]|[A-Z])(?: (?:[A-Z][\w’'&.-]*[\w]|[A-Z]\.?))*")
_POSSESSIVE: Final = re.compile(r"(?:[’']s|[’'])$")
_MARKED: Final = re.compile(r"《([^《》]*)》")
_BRACKETED: Final = re.compile(r"\[(\w+)\]")
"""A letter or word that a quotation has changed."""
_ARTICLE: Final = re.compile(rf"\b(?:[Tt]he|[Aa]n?) (?=[{HAN}])")


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
        return re.sub(rf"(?<=[{HAN}，；：、（）]) +| +(?=[{HAN}，；：、（）。])", "", text.strip()).rstrip("。") + "。"


def prepared(english: str) -> Prepared:
    """The sentence with its figures, dates, offices and settled names in Chinese, its other names marked."""
    text = with_chinese_figures(_BRACKETED.sub(r"\1", english))
    for pattern, chinese in (*offices(), *settled_words(), *settled_names()):
        text = pattern.sub(chinese, text)
    names: list[str] = []
    text = _NAME.sub(lambda found: _marked(found.group(), found.start() == 0, names), text)
    return Prepared(_ARTICLE.sub("", text), tuple(sorted(set(names), key=lambda n: (-len(n), n))))


def _marked(words: str, opens: bool, names: list[str]) -> str:
    """The words with the names among them in title marks; ordinary words that only have a capital stay."""
    parts = words.split(" ")
    own = [is_own(_POSSESSIVE.sub("", part)) for part in parts]
    if not any(own):
        return words
    first, last = own.index(True), len(own) - own[::-1].index(True)
    if opens is False and all(p[:1].isupper() for p in parts):
        first, last = (0, len(parts)) if sum(own) * 2 >= len(own) else (first, last)
    name = _POSSESSIVE.sub("", " ".join(parts[first:last]))
    rest = " ".join(parts[first:last])[len(name) :]
    names.append(name)
    return " ".join(filter(None, (" ".join(parts[:first]), f"《{name}》{rest}", " ".join(parts[last:]))))
