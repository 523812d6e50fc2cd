"""The grammar of a reply: one sentence in its frame, whose names, figures and quotations are those of its Facts.

The model is held to it while it writes (constrained decoding), so a digit cannot slip and a name cannot bend; what is
left to the checks is whether the right one stands in the right place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from deepnews.agents.frames import date_text
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Fact
from deepnews.text import HAN, is_stop_word

_INNER_QUOTE = re.compile(r"[“\"]([^“”\"]{3,120})[”\"]")
_ABBREVIATION = re.compile(r"\b(?:(?:[A-Z]\.){2,}|(?:Mr|Mrs|Ms|Dr|St|Inc|Ltd|Co|Corp|Jr|Sr|No|vs)\.)(?=[\s,;)’'])")
"""Points that end no sentence: a reply may hold those of its Facts."""
_LOCKED = {
    "en": re.compile(r"(?:[A-Z]|\d)[^\s“”\"\\—–/()]*"),
    "zh": re.compile(rf"[A-Za-z\d](?:[^\s“”\"\\，。；：、（）《》{HAN}])*"),
}
"""Tokens that a reply takes whole or not at all: what begins with a digit or a capital letter, in Chinese text with any
Latin letter."""
_TAIL = re.compile(r"(?:[’']s|[^\w%]+)$")
_WORD = {"en": r'[^"“”\\.\n A-Z0-9,;:()%£$€¥/–—一-鿿-]+', "zh": r'[^"“”\\。！？\nA-Za-z0-9]'}
"""What stands between locked tokens: in English a word, in Chinese a character (one at a time: a pattern that can be
matched in many ways takes for ever)."""
_GAP = "[ ,;:()%/–—-]+"
"""What parts English words: no token is run together with the next."""


def sentence_pattern(lead_in: str, facts: Sequence[Fact], language: Language) -> str:
    """Regular expression of an acceptable reply: the lead-in, one sentence, quotations and locked tokens verbatim."""
    quotes = _longest_first(q for f in facts for q in _INNER_QUOTE.findall(f.text) if "\\" not in q)
    locked = [any_of(locked_tokens(facts, language)), f"“{any_of(quotes)}”" if quotes else ""]
    kept = "|".join(p for p in locked if p)
    body = _chinese_body(kept) if language == "zh" else _english_body(kept, opens=not lead_in)
    gap = " " if lead_in and language == "en" else ""
    return f"^{_escaped(lead_in)}{gap}{body}$"


def _english_body(kept: str, *, opens: bool) -> str:
    unit = f"({kept}|{_WORD['en']})" if kept else _WORD["en"]
    first = f"({kept}|[A-Z]{_WORD['en']})" if kept else f"[A-Z]{_WORD['en']}"
    return rf"[(]?{first if opens else unit}({_GAP}{unit})*[)%]?\."


def _chinese_body(kept: str) -> str:
    token = f"({kept})?" if kept else ""
    return f"({token}{_WORD['zh']})+{token}。"


def locked_tokens(facts: Sequence[Fact], language: Language) -> tuple[str, ...]:
    """Tokens of the Facts that a reply may hold, longest first: figures with their unit, dates, names word by word."""
    return _longest_first(token for fact in facts for token in (*_figures(fact, language), *_words(fact, language)))


def _figures(fact: Fact, language: Language) -> Iterator[str]:
    """Quantities with their unit and dates as the Fact writes them, whole days also as the article does: a day of the
    month cannot become a count."""
    yield from (q.text for q in fact.quantities if re.search(r"\d", q.text))
    for date in fact.dates:
        yield date.text
        if date.first == date.last and re.search(r"\d", date.text):
            yield date_text(date.first, language)


def _words(fact: Fact, language: Language) -> Iterator[str]:
    """Names word by word, and codes with digits that are no quantity and no date."""
    held = [(q.start, q.end) for q in fact.quantities] + [(d.start, d.end) for d in fact.dates]
    yield from _ABBREVIATION.findall(fact.text)
    for match in _LOCKED[language].finditer(fact.text):
        word = _TAIL.sub("", match.group())
        is_held = any(start <= match.start() < end for start, end in held)
        opens = language == "en" and word[:1].isupper() and is_stop_word(word)
        if word and not opens and not (is_held and word[0].isdigit()):
            yield word


def _longest_first(pieces: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(pieces), key=lambda p: (-len(p), p)))


def any_of(pieces: Sequence[str]) -> str:
    """A pattern that any of the pieces matches, the first first; empty without one."""
    return f"({'|'.join(map(_escaped, pieces))})" if pieces else ""


def _escaped(text: str) -> str:
    return re.sub(r"([.^$*+?{}\[\]()|/\\-])", r"\\\1", text)
