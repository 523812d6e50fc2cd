"""A sentence that all but copies its source, laid beside it: shortened, or with a negation slipped in or out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding
from deepnews.text import units

_MIN_SHARED = 0.7
"""Share of the claim's units that must run along the source sentence."""
_MAX_REPLACED = 3
_MAX_DROPPED = 2
"""Longer differences are clauses that were cut or rewritten, for other rules to judge."""
_NEGATOR = {
    "en": re.compile(
        r"(?:not|no|never|neither|nor|none|nobody|nothing|without|cannot|unable|hardly|barely|fail\w*|lack\w*)$|.*n't$"
    ),
    "zh": re.compile(r"[不未无非没勿禁莫免否]$"),
}
_NO_DENIAL_ZH = frozenset(("不到", "不足", "不少", "不仅", "不但", "不过", "不同", "未来", "无论"))
"""Words that begin like a denial and count or join instead."""
_OPPOSITE = re.compile(r"(?:un|in|im|ir|dis|non)(\w{3,})$")


_NO_GROUND = re.compile("不[能得可应](?:再)?以.+为由")
_GROUND_DENIED = re.compile(r"以?[^。；]+为由[^。；]*不予(?:支持|采纳|采信)")


class NearCopy:
    """A claim laid beside the source sentence that it follows most closely."""

    def __init__(self, text: str, sentences: Sequence[str], language: Language) -> None:
        self._language = language
        self._claim = units(text, language)
        self._source: list[str] = []
        self._steps: Sequence[tuple[str, int, int, int, int]] = ()
        self._n_shared = 0
        self._sentence = ""
        for sentence in sentences:
            source = units(sentence, language)
            matcher = SequenceMatcher(None, self._claim, source, autojunk=False)
            n_shared = sum(b.size for b in matcher.get_matching_blocks())
            if n_shared > self._n_shared:
                self._n_shared, self._source, self._steps = n_shared, source, matcher.get_opcodes()
                self._sentence = sentence

    @property
    def abridges(self) -> bool:
        """True when the claim is the sentence with words left out, none of them negating."""
        dropped = (self._source[k:m] for tag, _, _, k, m in self._steps if tag == "insert")
        whole = bool(self._claim) and self._n_shared == len(self._claim)
        return whole and not any(_n_negators(part, (), self._language) for part in dropped)

    def negation_slip(self) -> Finding | None:
        """A refuting finding when the claim copies the sentence but for a negation; None otherwise."""
        if self._n_shared < _MIN_SHARED * len(self._claim) or _adds_not_before(self._claim, self._source):
            return None
        if _drops_alternative(self._claim, self._source, self._language) or self._denies_a_ground:
            return None
        for tag, i, j, k, m in self._steps:
            cut_off = i == j and (i == len(self._claim) or self._closes_clause(self._source[k:m]))
            claimed, source = self._claim[i:j], self._source[k:m]
            if tag != "equal" and not cut_off and _slips(claimed, source, self._language):
                changed = " ".join(claimed or source)
                reason = f"The claim follows its source word for word but for a negation: “{changed}”."
                return Finding(code="negation.slip", verdict="refuted", claim_text=changed, reason=reason)
        return None

    @property
    def _denies_a_ground(self) -> bool:
        """True for 不能以……为由 where the source lets nobody succeed on that ground: 以……为由……，不予支持."""
        return bool(_NO_GROUND.search("".join(self._claim))) and bool(_GROUND_DENIED.search(self._sentence))

    def _closes_clause(self, part: Sequence[str]) -> bool:
        """True for left-out words that end a clause of the source and deny a word among themselves: 口径不变，."""
        if len(part) < 2 or _NEGATOR[self._language].match(part[-1]):
            return False
        between = "" if self._language == "zh" else r"\s+"
        return bool(re.search(between.join(map(re.escape, part)) + "[,;，；]", self._sentence, re.I))


def _drops_alternative(claim: Sequence[str], source: Sequence[str], language: Language) -> bool:
    """True when the source says "not this but that" and the claim keeps only "that"."""
    turn = "而" if language == "zh" else "but"
    begin = next((i for i, u in enumerate(source) if _NEGATOR[language].match(u)), None)
    end = source.index(turn, begin) if begin is not None and turn in source[begin:] else None
    if begin is None or end is None or turn in claim:
        return False
    denied = [u for u in source[begin + 1 : end] if u not in ("在", "是", "于", "only")]
    return bool(denied) and 2 * sum(u in claim for u in denied) < len(denied)


def _adds_not_before(claim: Sequence[str], source: Sequence[str]) -> bool:
    """True for "not before May" where the source says "from May"."""
    return _not_before(claim) and not _not_before(source) and not _n_negators(source, (), "en")


def _not_before(words: Sequence[str]) -> bool:
    """True for "not ... before", which denies nothing."""
    return "not" in words and any(w in ("before", "until") for w in words[words.index("not") :])


def _slips(claimed: Sequence[str], source: Sequence[str], language: Language) -> bool:
    limit = _MAX_REPLACED if claimed and source else _MAX_DROPPED
    if 0 < len(claimed) <= _MAX_DROPPED < len(source) and not _n_negators(source, claimed, language):
        return _n_negators(claimed, source, language) % 2 == 1  # a denial in the place of words that were cut
    if max(len(claimed), len(source)) > limit or ["or", "not"] in (list(claimed), list(source)):
        return False
    return _n_negators(claimed, source, language) % 2 != _n_negators(source, claimed, language) % 2


def _n_negators(part: Sequence[str], other: Sequence[str], language: Language) -> int:
    """Negating words of a part; "unhappy" is one where the other part says "happy"."""
    spared = {i for i, pair in enumerate(pairwise(part)) if language == "zh" and "".join(pair) in _NO_DENIAL_ZH}
    return sum(
        i not in spared and (bool(_NEGATOR[language].match(u)) or _is_opposite(u, other)) for i, u in enumerate(part)
    )


def _is_opposite(unit: str, other: Sequence[str]) -> bool:
    found = _OPPOSITE.match(unit)
    return found is not None and found.group(1) in other
