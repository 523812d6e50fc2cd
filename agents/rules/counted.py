"""What is counted: a figure of one thing must not become the same figure of another that only sounds like the verb.

"Has shipped sixteen blocks" is not "shipped sixteen ships": the stem is in the source, the thing is not. English only.
"""

from __future__ import annotations

import re

from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.numerals import NUMBER_WORDS
from deepnews.schemas.verification import Finding
from deepnews.text import outside_quotes, stem

_SEVERAL = "|".join(word for word, value in NUMBER_WORDS.items() if value > 1)
_NUMBER = rf"(?:\d[\d,.]*|{_SEVERAL}|hundred|thousand|million|billion)"
_COUNTED = re.compile(rf"\b(?P<number>{_NUMBER})\s+(?:[\w’'-]+\s+)?(?P<thing>[a-z]{{3,}}s)\b", re.I)
_WORD = re.compile(r"[^\W\d_]+")


def counted_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for a counted thing that the evidence names nowhere, though it has another word of the same stem."""
    if grounds.language == "zh":
        return []
    words = {word.lower() for word in _WORD.findall(grounds.window)}
    for found in _COUNTED.finditer(outside_quotes(text.removeprefix(grounds.lead_in))):
        thing = found["thing"].lower()
        kin = [word for word in words if stem(word) == stem(thing)]
        is_bent = bool(kin) and all(word.endswith(("ed", "ing")) for word in kin)
        if is_bent and found["number"].lower() in grounds.text.lower():
            reason = f"The evidence counts no “{thing}”."
            return [Finding(code="number.counted", verdict="refuted", claim_text=found.group(), reason=reason)]
    return []
