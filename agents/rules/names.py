"""Names of persons, bodies and places in a text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from deepnews.agents.rules.lexicon import common_stems, ranks, stem_set, word_set
from deepnews.agents.rules.numerals import NUMBER_WORDS
from deepnews.schemas.base import Language
from deepnews.text import is_stop_word, stem

_WORD = re.compile(r"(?:\[[^\W_]\](?=[^\W_]))?[^\W_]+(?:[-'’&.][^\W_]+)*\.?")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]|\n|…)[\s\"“‘'”’(\[]*$")
_ABBREVIATION = re.compile(
    r"(?:[^\W\d_]|St|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Sgt|Inc|Ltd|Co|Corp|Jr|Sr|Bros|(?:[^\W\d_]\.)+[^\W\d_])\."
)
_ORDINARY_ENDING = re.compile(
    r"(?:ing|ly|ed|[ts]ion|ment|ness|ity|ism|ance|ence|ship|able|ible|ful|less|ous|ive|ies|ers|ors|ists|tions|ments"
    r"|ings|wards?)$"
)
_MONTHS = "january february march april may june july august september october november december"
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_SHORT = "jan feb mar apr jun jul aug sep sept oct nov dec spring summer autumn winter"
_CALENDAR = frozenset(f"{_MONTHS} {_DAYS} {_SHORT}".split())
_JOINERS = frozenset(("of", "the", "&"))


class NameMention(NamedTuple):
    """A name where it stands: ``text == source[start:end]``."""

    text: str
    start: int
    end: int
    is_initial: bool
    """True when it opens a sentence, where every word has a capital."""


class _Word(NamedTuple):
    text: str
    start: int
    end: int


@lru_cache(maxsize=8192)
def name_mentions(text: str, language: Language) -> tuple[NameMention, ...]:
    """Names in order of the text."""
    if language == "zh":
        from deepnews.agents.rules.names_zh import chinese_mentions

        return chinese_mentions(text)
    return _english_mentions(text)


def find_names(text: str, language: Language) -> tuple[str, ...]:
    """Persons, bodies and places named in the text, each once, in order."""
    return tuple(dict.fromkeys(m.text for m in name_mentions(text, language)))


def _words(text: str) -> list[_Word]:
    found = []
    for m in _WORD.finditer(text):
        word, end = m.group(), m.end()
        if word.endswith(".") and not _ABBREVIATION.fullmatch(word):
            word, end = word[:-1], end - 1
        bare = re.sub(r"['’]s?$", "", word)
        found.append(_Word(re.sub(r"[\[\]]", "", bare), m.start(), m.start() + len(bare)))
    return found


def _english_mentions(text: str) -> tuple[NameMention, ...]:
    mentions: list[NameMention] = []
    run: list[_Word] = []
    pending: list[_Word] = []
    words = _words(text)
    for i, word in enumerate(words):
        tail = pending[-1] if pending else run[-1] if run else None
        joined = tail is not None and text[tail.end : word.start] in (" ", "  ", "\xa0", " & ")
        if run and not joined:
            mentions += _closed(text, run)
            run, pending = [], []
        if _is_name_word(text, words, i, in_run=bool(run)):
            run, pending = [*run, *pending, word], []
        elif run and len(pending) < 2 and _may_join(word.text, run):
            pending.append(word)
        elif run:
            mentions += _closed(text, run)
            run, pending = [], []
    return tuple(mentions + (_closed(text, run) if run else []))


def _closed(text: str, run: list[_Word]) -> list[NameMention]:
    titles = word_set("titles", "en")
    if all(w.text.lower().rstrip(".") in titles for w in run):
        return []
    start, end = run[0].start, run[-1].end
    return [NameMention(text[start:end], start, end, _opens(text, start))]


def _may_join(word: str, run: list[_Word]) -> bool:
    """True for a small word that may stand inside a name; the name of a person with a title takes no "of"."""
    if word.lower() == "for":
        return run[-1].text.lower() in word_set("bodies_for", "en")
    if word.lower() in _JOINERS:
        return run[0].text.lower().rstrip(".") not in word_set("plain_titles", "en")
    return word in word_set("particles", "en")


def _opens(text: str, start: int) -> bool:
    before = text[max(0, start - 12) : start]
    return bool(_SENTENCE_START.search(before)) and not re.search(r"\b(?:St|Mr|Mrs|Ms|Dr|Prof|[A-Z])\.\s$", before)


def _is_name_word(text: str, words: list[_Word], i: int, *, in_run: bool) -> bool:
    word = words[i].text
    low = word.lower().rstrip(".")
    if not word[0].isupper() or low in ("i", "ok", "a") or low in _CALENDAR or low.startswith(("i'", "i’")):
        return False
    if in_run or not _opens(text, words[i].start):
        return not (is_stop_word(low) and not word.isupper())
    return _names_at_start(text, words, i)


def _names_at_start(text: str, words: list[_Word], i: int) -> bool:
    """True when the capital of a sentence's first word seems to be its own."""
    word = words[i].text
    low = word.lower()
    if low.split("-")[0] in NUMBER_WORDS:
        return False
    if is_stop_word(low) or low in word_set("light_words", "en") or low in ranks("en") or low.endswith("ly"):
        return False
    following = words[i + 1] if i + 1 < len(words) else None
    leads_name = (
        following is not None
        and text[words[i].end : following.start] == " "
        and following.text[0].isupper()
        and following.text.lower() not in _CALENDAR
        and not low.endswith("ing")
    )
    if leads_name or low in word_set("titles", "en") or (len(word) > 1 and word.isupper()):
        return True
    return not (stem(low) in common_stems() or stem(low) in stem_set("titles", "en") or _ORDINARY_ENDING.search(low))
