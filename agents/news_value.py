"""What a Fact is worth to a reader, whatever the story: amounts, changes, what somebody must answer for, decisions.

Likeness to the assignment finds what speaks of its subject; a sentence that only speaks of it ("the panel's work on the
lane will be driven by evidence") is as like it as the sentence that tells something. The kinds follow what news value
research calls magnitude, negativity and power (Harcup and O'Neill, "What is news?", Journalism Studies 2001 and 2017).
"""

from __future__ import annotations

import re
from typing import Final

from deepnews.packaged import packaged_patterns
from deepnews.retrieval.worth import weighed
from deepnews.schemas.base import Language

_WEIGHTS: Final = {
    "amount": (0.15, 1),
    "change": (0.075, 2),
    "answerable": (0.09, 2),
    "decided": (0.06, 1),
    "procedure": (-0.375, 1),
}


_EMPTY: Final = 0.15
"""What a sentence loses that only calls its subject important."""
_ONLY_CALLS = {
    "en": re.compile(
        r"\b(?:is|are|was|were|remains?|has been|have been) (?:(?:also|now|still|very|particularly|especially) )?"
        r"(?:of (?:\w+ )?(?:interest|concern|importance|significance|relevance|note)|important|interesting|relevant|"
        r"significant|notable|noteworthy|worth (?:noting|watching))(?: (?:to|for) [^,;:]{2,60})?[.”\"]*$",
        re.I,
    ),
    "zh": re.compile(
        "(?:值得|备受|广受|受到|引起|引发)(?:了)?(?:各方|社会|业界|广泛)?(?:关注|注意|重视)[。”]*$|(?:十分|非常|至关)重要[。”]*$"
    ),
}


def only_calls(text: str, language: Language) -> bool:
    """True for a sentence that says of its subject no more than that it matters: a headline on it tells nothing, and
    may make praise of a warning."""
    return _ONLY_CALLS[language].search(text) is not None


def news_value(text: str, language: Language) -> float:
    """What `text`, one sentence, tells a reader: from -0.525, mere procedure, to 0.54; 0 for a plain statement."""
    told = weighed(text, packaged_patterns("deepnews.agents", "news_value.yaml")[language], _WEIGHTS)
    return told - _EMPTY * only_calls(text, language)
