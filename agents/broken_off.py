"""Speech that breaks off: false starts, words said twice, fillers. As a quotation it cannot be followed."""

from __future__ import annotations

import re
from typing import Final

_DASH: Final = r" ?(?:--|—|–) ?"
_RESTARTS: Final = re.compile(
    rf"\b(?P<word>[^\W\d_]{{2,}})(?:['’]\w+)?{_DASH}(?:(?:and|or|I mean|some|every\w*|my|the|a|that|this)[,’'s]* )?"
    r"(?P=word)",
    re.I,
)
"""The word before a dash said again behind it: "the boats—some boats", "monthly" for "month"."""
_RESTARTS_CLAUSE: Final = re.compile(
    rf"\b(?P<who>I|we|they|he|she|it|you)(?:['’]\w+)?(?: [\w’'-]+){{0,3}}{_DASH}(?:and |but |[Ii] mean,? )?"
    rf"(?:(?P=who)\b|(?:I|we|it)(?:['’](?:d|ll|ve|m)| would| will| started| mean)\b)",
    re.I,
)
"""A clause begun anew after three words or fewer: "we started to see—it started"."""
_HANGS: Final = re.compile(
    r"\b(?:an?|the|my|our|your|their|its|whole|very|quite|really|of|to|from|with|by|at|into|is|are|was|were|be|been|has|"
    r"have|had|will|would|can|could|do|does|did|don['’]t|didn['’]t|they|we|I|he|she|to me)" + _DASH,
    re.I,
)
"""A dash behind a word that points on."""
_SIDE: Final = re.compile("--|—|–")
_LEAVES: Final = re.compile(rf"\b(?:which|who|and|but){_DASH}(?:it|that|this|they|he|she|we|I)\b", re.I)
_GOES_ON: Final = re.compile(rf"{_DASH}(?:is|are|was|were|has|have|had|will|would|went)\b", re.I)
"""A verb behind a lone dash: what it belongs to stands nowhere."""
_TWICE: Final = re.compile(
    r"\b(?P<word>I|we|they|he|she|it|the|an?|if|when|that|this|and|but|so|to|of|in|is|was) (?P=word)\b(?!['’])|"
    r"\b(?P<first>I|we|the|an?|if|when|that|and|but|so|to|of),? (?P=first)\b(?!['’])",
    re.I,
)
_MAY_BE_TWICE: Final = re.compile(r"\b(?:that that|is is|in in)\b", re.I)
"""Right in writing too ("he held that that was so")."""
_FILLER: Final = re.compile(
    r"(?:^|, )(?:you know|I mean|um|uh|er)(?:,|\b)|"
    r"\b(?:is|was|are|were|just|really|I|we|they|to|and|but|got|be)(?:['’]\w+)?,? (?:sort|kind) of\b",
    re.I,
)


def breaks_off(text: str) -> bool:
    """True for English speech that breaks off, begins anew or stumbles."""
    return _stumbles(text) or any(form.search(text) for form in (_RESTARTS, _RESTARTS_CLAUSE, _HANGS, _LEAVES, _FILLER))


def _stumbles(text: str) -> bool:
    if _GOES_ON.search(text) and len(_SIDE.findall(text)) == 1:
        return True
    return any(not _MAY_BE_TWICE.fullmatch(m.group()) for m in _TWICE.finditer(text))
