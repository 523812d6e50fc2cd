"""What a Fact is worth to a reader, whatever the story: amounts, changes, what somebody must answer for, decisions.

Likeness to the assignment finds what speaks of its subject; a sentence that only speaks of it ("the panel's work on the
lane will be driven by evidence") is as like it as the sentence that tells something. The kinds follow what news value
research calls magnitude, negativity and power (Harcup and O'Neill, "What is news?", Journalism Studies 2001 and 2017).
"""

from __future__ import annotations

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


def news_value(text: str, language: Language) -> float:
    """What `text`, one sentence, tells a reader: from -0.375, mere procedure, to 0.54; 0 for a plain statement."""
    return weighed(text, packaged_patterns("deepnews.agents", "news_value.yaml")[language], _WEIGHTS)
