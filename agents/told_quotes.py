"""What a source quotes somebody as saying, told as that person's words: “...”, General Vane said.

Press reports are full of such sentences. Put behind an opening of our own they would name their speaker twice ("The
report said that “...,” he said"), and as a quotation of the report they would give its name to another's words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from deepnews.agents.inside import lower_article
from deepnews.agents.note import points_back
from deepnews.agents.speakers import is_pronoun
from deepnews.quote_marks import with_capital
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Fact

_WORDS = r"[\"“](?P<words>[^\"“”]+)[\"”]"
_WHO = r"(?P<who>[^,;:\"“”]{2,80}?)"
_VERBS = "said|says|told|added|adds|wrote|writes|argued|noted|warned|explained|insisted|replied|asked|stated|claimed"
_FORMS = (
    re.compile(rf"^{_WORDS},? {_WHO} (?P<verb>{_VERBS})\b(?P<rest>[^\"“”]*)$"),
    re.compile(rf"^{_WORDS},? (?P<verb>said|says|added|wrote|asked) {_WHO}(?P<rest>,[^\"“”]*)?[.]?$"),
    re.compile(rf"^{_WHO}(?P<rest>,[^,\"“”]+,)? (?P<verb>{_VERBS})(?: that)?[:,]? {_WORDS}[.]?$"),
)
_OPEN = re.compile(r"^[\"“](?P<words>[^\"“”]+)[\"”]?\.?$")
"""A sentence in quotation marks that names nobody; others may close them."""
_CHARS = (25, 300)
_WHERE = re.compile(r"(?<=[A-Za-z]) (?:on|in|at) [^,]{2,50}$")
"""Where somebody spoke ("Ada Finch on Harbour Radio")."""
_MEANT_BEFORE = re.compile(r"(?:the|this|that|another) [a-z]|who$")
"""Somebody who was told of before ("the official")."""
_MOST_WORDS_OF_NAME = 9


class ToldQuote(NamedTuple):
    """Words in quotation marks, and whose they are."""

    who: str
    words: str

    def sentence(self, lead_in: str, *, turn: int) -> str:
        """The quotation after `lead_in`, or with its speaker before or behind it."""
        words = with_capital(self.words)
        stop = "" if words[-1] in ".!?" else "."
        if lead_in:
            return f"{lead_in} {self.who} said: “{words}”{stop}"
        name = self.who[0].upper() + self.who[1:]
        return f"{name} said: “{words}”{stop}" if turn % 2 else f"“{words.rstrip('.')}”, {self.who} said."


def is_quoting(fact: Fact, language: Language) -> bool:
    """True for an English sentence that opens with words in quotation marks, or says nothing else."""
    return language == "en" and _parts(fact.text) is not None


def may_read_as_theirs(before: Fact, after: Fact, language: Language) -> bool:
    """True where the words of `after`, quoted without a frame right behind `before`, may read as those of whom
    `before` quotes or names, and are not."""
    if before.speaker:
        return before.speaker != after.speaker
    return is_quoting(before, language)


def told_quote(fact: Fact) -> ToldQuote | None:
    """The words that an English Fact quotes and who said them; None where it is no such sentence, nobody is named, or
    the words cannot stand without what was said before them."""
    found = _parts(fact.text)
    if found is None:
        return None
    who, words = found
    who = _WHERE.sub("", fact.speaker if not who or is_pronoun(who) else who)
    if not who or is_pronoun(who) or _MEANT_BEFORE.match(who) or len(who.split()) > _MOST_WORDS_OF_NAME:
        return None
    if who.split()[-1] in words:
        return None  # the marks are not closed where they should be: nobody speaks so of themselves
    is_whole = words[:1].isupper() or words.startswith("[")
    fits = _CHARS[0] <= len(words) <= _CHARS[1] and is_whole and not words.endswith(("...", "…"))
    return ToldQuote(lower_article(who), words) if fits and not points_back(words, "en") else None


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, str] | None:
    """Who is named, or nothing, and the words."""
    for form in _FORMS:
        if found := form.match(text):
            return found["who"].strip(), found["words"].strip().rstrip(",")
    found = _OPEN.match(text)
    return ("", found["words"].strip().rstrip(",")) if found else None
