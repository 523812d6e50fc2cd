"""Which of two is the larger: "larger than Linton's" where the source has "smaller than Linton's". English only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.lexicon import axes
from deepnews.schemas.verification import Finding
from deepnews.text import stem

_COMPARES = re.compile(r"\b(?P<word>[a-z]+er)\s+(?:[a-z]+\s+){0,2}?than\s+(?=(?P<rest>[^.;:]*))", re.I)
_NEXT = re.compile(r"\b(?:[a-z]+er|more|less|worse)\s+(?:[a-z]+\s+){0,2}?than\b|\bthe same as\b|\bequal to\b", re.I)
"""What ends the names that a comparison reaches."""
_NAME = re.compile(r"\b[A-Z][a-z]+(?:\s+(?:of\s+)?[A-Z][a-z]+)*")


def comparative_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A refuting finding for a comparison of size that the evidence has the other way round."""
    if grounds.language != "en":
        return []
    known = [c for s in grounds.sentences for c in _compared(s)]
    for word, pole, name in _compared(text):
        if {p for _, p, n in known if n == name} == {-pole}:
            reason = f"The evidence has the comparison with {name} the other way round."
            return [Finding(code="polarity.opposite", verdict="refuted", claim_text=word, reason=reason)]
    return []


def _compared(text: str) -> Iterator[tuple[str, int, str]]:
    """Word, pole and name of each comparison with something named."""
    size = next(axis for axis in axes("en") if axis.name == "size")
    for found in _COMPARES.finditer(text):
        pole = size.pole(stem(found["word"].lower()))
        names = _NAME.findall(_NEXT.split(found["rest"])[0]) if pole else ()
        yield from ((found["word"], pole, name) for name in names)
