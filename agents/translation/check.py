"""Whether a Chinese sentence says what an English one says: by rules over both, then by the model's own reading.

No rule of one language can compare words with those of another, so these compare what both languages mark alike:
figures, dates, names, and the words that bend a statement (not, may, only, expected).
"""

from __future__ import annotations

import re
from typing import Final, Literal

from deepnews.agents.entail import EntailmentAsker, yes_no
from deepnews.agents.pace.phrases import found_phrases
from deepnews.agents.translation.figures import figures_differ, moved
from deepnews.agents.translation.terms import names_lost, own_letters, words_added, words_lost
from deepnews.schemas.facts import Span
from deepnews.text import HAN

Code = Literal["form", "figure", "name", "word.lost", "word.added", "formula"]

LEAST_SURE: Final = 0.74
"""Probability of yes from which the model takes the Chinese sentence for the English one."""
_LEAST_FOLLOWS: Final = 0.75
"""Probability of yes from which the model takes the English sentence to follow from the Chinese one."""
_BY_WORD: Final = {"yes": 1.0, "unclear": 0.3, "no": 0.0}
"""What the word of a model counts that tells no probabilities."""
_LENGTH: Final = (0.14, 0.62)
"""Characters of the Chinese sentence for each of the English one: shorter lost something, longer runs on."""
_SPARE_CHARS: Final = 10
"""What a short sentence may be longer: a date takes as much room in both languages."""
_LEAST_HAN: Final = 3
_LOOP: Final = re.compile(r"(.{4,}?)[，；]?\1")
_LATIN: Final = re.compile(r"[A-Za-z](?:[A-Za-z\d’'.&-]*[A-Za-z\d])?")


def rule_fault(english: str, chinese: str) -> Code | None:
    """What a rule finds wrong with the translation; None where none does."""
    if not _is_formed(english, chinese):
        return "form"
    if figures_differ(english, chinese):
        return "figure"
    if names_lost(english, chinese):
        return "name"
    if words_lost(english, chinese):
        return "word.lost"
    if words_added(f"{english} {moved(english)}", chinese):
        return "word.added"
    return "formula" if found_phrases(chinese, "formulas", "zh") else None


def sameness(english: str, chinese: str, asker: EntailmentAsker) -> float:
    """How sure the model is, 0 to 1, that the Chinese sentence says what the English one says.

    A model that tells no probabilities is asked whether the Chinese one follows. Raises ModelError when it cannot tell.
    """
    if not asker.model.profile.tells_probs:
        return _BY_WORD[asker.ask(chinese, _as_span(english))]
    return asker.share_of(yes_no("same", english=english, chinese=chinese))


def leads_back(english: str, chinese: str, asker: EntailmentAsker) -> bool:
    """True when the model takes the English sentence to follow from the Chinese one. Raises ModelError as above."""
    if not asker.model.profile.tells_probs:
        return asker.ask(english, _as_span(chinese)) == "yes"
    return asker.yes_share(english, _as_span(chinese)) >= _LEAST_FOLLOWS


def _as_span(text: str) -> tuple[Span]:
    return (Span(doc_id="", start=0, end=len(text), text=text),)


def _is_formed(english: str, chinese: str) -> bool:
    """True for a Chinese sentence of a fitting length, without a loop, with no foreign word but the source's names."""
    low, high = _LENGTH
    fits = low * len(english) <= len(chinese) <= high * len(english) + _SPARE_CHARS
    foreign = set(_LATIN.findall(chinese)) - own_letters(english)
    is_chinese = len(re.findall(f"[{HAN}]", chinese)) >= _LEAST_HAN
    is_glossed = "（" in chinese and "(" not in english
    return fits and is_chinese and not foreign and not is_glossed and not _LOOP.search(chinese)
