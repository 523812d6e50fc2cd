"""Words of a Chinese claim that are a name of the evidence but for one character, however the claim is cut."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.names import find_names
from deepnews.agents.rules.tokens import tokens
from deepnews.schemas.verification import Finding
from deepnews.text import HAN

_MIN_CHARS, _MAX_CHARS = 4, 12
_N_SHORT, _N_BESIDE = 2, 2
_GAP = "\0"
_HAN_ONLY = re.compile(f"[{HAN}]+")


def near_name_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A refuting finding for the first such word, or for a word of the evidence, that no source has so written."""
    known = _with_gaps(f"{grounds.text}\n{grounds.frame}\n{grounds.window}")
    pairs = ((word, known.get(pattern, "")) for word, pattern in _words(text))
    for word, name in (*pairs, *_misspelt(text, grounds)):
        if name and name != word and not _is_known(word, grounds):
            reason = f"证据中没有“{word}”，近似的是“{name}”。"
            return [Finding(code="name.near_miss", verdict="refuted", claim_text=word, reason=reason)]
    return []


def _is_known(word: str, grounds: Grounds) -> bool:
    """True for a word of the Facts as they are retold, or of any document."""
    return word in grounds.retold or any(word in d.text for d in grounds.documents.values())


def _misspelt(text: str, grounds: Grounds) -> Iterator[tuple[str, str]]:
    """What the claim has between the same characters as a word of the evidence, with that word: one character is
    another, and the whole is no word."""
    for sentence in grounds.sentences:
        for token in (t for t in tokens(sentence, "zh") if len(t.text) == _N_SHORT and _HAN_ONLY.fullmatch(t.text)):
            before = sentence[max(0, token.start - _N_BESIDE) : token.start]
            after = sentence[token.end : token.end + _N_BESIDE]
            at = text.find(before) if len(before) == len(after) == _N_BESIDE else -1
            word = text[at + _N_BESIDE : at + _N_BESIDE + _N_SHORT]
            is_between = at >= 0 and text.startswith(after, at + _N_BESIDE + _N_SHORT)
            if is_between and _differ_by_one(word, token.text) and not _is_word(word):
                yield word, token.text


def _differ_by_one(one: str, other: str) -> bool:
    return _HAN_ONLY.fullmatch(one) is not None and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _is_word(word: str) -> bool:
    """True when the dictionary has it."""
    import jieba

    return bool(jieba.dt.FREQ.get(word))


@lru_cache(maxsize=1024)
def _with_gaps(evidence: str) -> Mapping[str, str]:
    """Names of the evidence and their endings, by what is left of them when one character is blanked."""
    names = {n[i:] for n in find_names(evidence, "zh") for i in range(max(1, len(n) - _MIN_CHARS + 1))}
    return {p: n for n in sorted(names) if _fits(n) for p in _gapped(n)}


def _fits(word: str) -> bool:
    return _MIN_CHARS <= len(word) <= _MAX_CHARS and _HAN_ONLY.fullmatch(word) is not None


def _gapped(word: str) -> Iterator[str]:
    """The word with each of its characters blanked, the first kept: a name is known by it."""
    for i in range(1, len(word)):
        yield f"{word[:i]}{_GAP}{word[i + 1 :]}"


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[tuple[str, str], ...]:
    """Every run of Han characters of a name's length, longest first, with its gapped forms."""
    runs = (text[i : i + n] for n in range(_MAX_CHARS, _MIN_CHARS - 1, -1) for i in range(len(text) - n + 1))
    return tuple((run, pattern) for run in runs if _fits(run) for pattern in _gapped(run))
