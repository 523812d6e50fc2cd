"""Past tense for what a dated document reports: a few safe verb forms, outside quotation marks."""

from __future__ import annotations

import re

_PAST = {
    "is": "was", "are": "were", "isn't": "wasn't", "aren't": "weren't", "has": "had", "have": "had",
    "says": "said", "sees": "saw", "expects": "expected", "expect": "expected",
    "remains": "remained", "remain": "remained",
    "continues": "continued", "continue": "continued", "appears": "appeared", "appear": "appeared", "seems": "seemed",
    "seem": "seemed", "suggests": "suggested", "suggest": "suggested",
    "indicates": "indicated", "indicate": "indicated",
    "believes": "believed", "believe": "believed", "feels": "felt", "mentions": "mentioned", "attributes": "attributed",
    "describes": "described", "describe": "described", "becomes": "became", "shows": "showed",
}  # fmt: skip
_VERB = re.compile(
    r"(?<!\bto )(?<!\bwill )(?<!\bwould )(?<!\bmay )(?<!\bmight )(?<!\bcan )(?<!\bcould )(?<!\bshould )(?<!\bmust )"
    r"(?<!\bnot )(?<!\bdid )(?<!\bdoes )(?<!\bdo )(?<!\bshall )(?<!\bcannot )(?<!\bonly )\b("
    + "|".join(sorted(map(re.escape, _PAST), key=len, reverse=True))
    + r")\b(?!['’-])"
)


_TOLD = {
    "report": "reported", "say": "said", "tell": "told", "note": "noted", "point": "pointed", "mention": "mentioned",
    "emphasize": "emphasized", "see": "saw", "cite": "cited", "describe": "described", "feel": "felt",
}  # fmt: skip
_WHO_TELL = re.compile(
    r"\b([A-Z][a-z]+s|[A-Z][a-z]+ and [A-Z][a-z]+|reports|banks|firms|companies|members|participants|officials|"
    rf"respondents|contacts|directors|retailers|manufacturers|economists) ({'|'.join(_TOLD)})\b"
)
"""A plural subject right before a verb of telling; "sales report" is none."""


_TELLS = {
    "reports": "reported", "notes": "noted", "cites": "cited", "observes": "observed", "calls": "called",
    "points": "pointed", "emphasizes": "emphasized", "warns": "warned", "finds": "found", "predicts": "predicted",
    "characterizes": "characterized", "foresees": "foresaw", "anticipates": "anticipated",
}  # fmt: skip
_WHO_TELLS = re.compile(
    rf"\b([A-Z][a-z]+|and) ({'|'.join(_TELLS)})(?=\s+(?:that|an?|the|some|no|attention|out)\b|\s+$)"
)
"""A name right before such a verb and its object, or before a quotation: "Chicago reports" alone may be papers."""


def in_past(text: str) -> str:
    """`text` with those present forms turned to the past; quotations are left alone."""
    pieces = re.split(r"(“[^”]*”)", text)
    return "".join(p if p.startswith("“") else _turned(p) for p in pieces)


def _turned(text: str) -> str:
    text = _VERB.sub(lambda m: _PAST[m.group()], text)
    text = _WHO_TELLS.sub(lambda m: f"{m.group(1)} {_TELLS[m.group(2)]}", text)
    return _WHO_TELL.sub(lambda m: f"{m.group(1)} {_TOLD[m.group(2)]}", text)
