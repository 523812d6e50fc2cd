"""How much a sentence is worth to an article before anything is known of the story: what it says, not what it is about.

Talk about the text itself, speech that breaks off and begins anew, sentences that point back to others, announcements
of questions and views told of nobody in particular carry little for a reader; a position taken, a figure, a date
carries more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from deepnews.packaged import Patterns, packaged_patterns
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.base import Language

Weights: TypeAlias = Mapping[str, tuple[float, int]]
"""For each kind of pattern, what one find adds and how many count."""
_WEIGHTS: Final = {
    "talk_of_text": (-0.18, 1),
    "false_start": (-0.18, 1),
    "points_back": (-0.10, 2),
    "only_asks": (-0.12, 1),
    "others_view": (-0.12, 1),
    "position": (0.04, 2),
    "concrete": (0.03, 2),
}
_HAN = re.compile("[\u4e00-\u9fff]")
_N_BEST = 3
_PASSAGE_WEIGHT = 2.0


def worth(text: str, language: Language) -> float:
    """What `text`, one sentence, is worth: from about -0.6 to 0.16; 0 for a plain statement."""
    return weighed(text, _patterns(language), _WEIGHTS)


def tells_of_others(text: str, language: Language) -> bool:
    """True for a view that the sentence reports of nobody in particular ("proponents argue", "some say")."""
    return bool(_patterns(language)["others_view"].search(text))


def passage_worth(text: str) -> float:
    """Factor of a passage's rank: 1 where its best sentences are plain statements, about 0.4 to 1.3 otherwise."""
    language: Language = "zh" if _HAN.search(text) else "en"
    sentences = (worth(text[s.start : s.end], language) for s in sentence_spans(text, language))
    best = sorted(sentences, reverse=True)[:_N_BEST]
    return max(0.0, 1.0 + _PASSAGE_WEIGHT * sum(best) / len(best)) if best else 1.0


def weighed(text: str, patterns: Patterns, weights: Weights) -> float:
    """The sum of what the finds of each kind add to `text`."""
    return sum(weight * min(most, len(patterns[kind].findall(text))) for kind, (weight, most) in weights.items())


def _patterns(language: Language) -> Patterns:
    return packaged_patterns("deepnews.retrieval", "worth.yaml")[language]
