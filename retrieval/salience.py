"""How telling a unit of evidence is: near to what the assignment asks, and saying something of its own.

Five signs, each brought to mean 0 and spread 1 over the units at hand, and added by weight. Nearness is that of the
passage around the unit, by words and meaning, to the assignment as a whole, and of the unit's own words to the need
they serve best; what it says is its worth, the figures and names in it, and the stand it takes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from deepnews.packaged import packaged_patterns
from deepnews.retrieval.sentences import sentence_spans
from deepnews.retrieval.units import Unit
from deepnews.retrieval.worth import worth
from deepnews.schemas.base import Language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

PASSAGE_WEIGHT: Final = 1.0
WORDS_WEIGHT: Final = 0.5
SAYS_WEIGHT: Final = 0.3
"""Weight of worth, of figures and names, and of a stand taken, each."""
_MOST = 2
"""Finds of one kind that count."""
_QUOTED = re.compile(r"[“\"「《]([^“”\"「」《》\n]{2,120})[”\"」》]")
_HAN = re.compile("[\u4e00-\u9fff]")


def quoted_words(text: str) -> tuple[str, ...]:
    """What `text` puts in quotation marks or marks as a title: a need of its own, to be met word for word."""
    return tuple(dict.fromkeys(words.strip() for words in _QUOTED.findall(text) if words.strip()))


def nearness(passage_relevance: NDArray[Any], own_words: NDArray[Any]) -> Vector:
    """How near each unit is to what is asked; mean 0."""
    near: Vector = PASSAGE_WEIGHT * standardised(passage_relevance) + WORDS_WEIGHT * standardised(own_words)
    return near


def telling(units: Sequence[Unit]) -> Vector:
    """How much each unit says, whatever is asked; mean 0."""
    import numpy as np

    rows = np.array([_signs(unit.text) for unit in units], dtype=np.float64).reshape(len(units), 3)
    total: Vector = SAYS_WEIGHT * np.sum([standardised(column) for column in rows.T], axis=0)
    return total


def standardised(values: NDArray[Any]) -> Vector:
    """`values` with mean 0 and spread 1; zeros where they are all alike."""
    import numpy as np

    moved = np.asarray(values, dtype=np.float64) - (np.mean(values) if len(values) else 0.0)
    spread = float(moved.std()) if len(values) else 0.0
    scaled: Vector = moved / spread if spread > 0 else np.zeros_like(moved)
    return scaled


def _signs(text: str) -> tuple[float, float, float]:
    """Mean worth of its sentences; figures and names; stands taken."""
    language: Language = "zh" if _HAN.search(text) else "en"
    values = [worth(text[s.start : s.end], language) for s in sentence_spans(text, language)]
    patterns = packaged_patterns("deepnews.retrieval", "salience.yaml")[language]
    found = {kind: min(_MOST, len(pattern.findall(text))) for kind, pattern in patterns.items()}
    return sum(values) / max(1, len(values)), float(found["figure"] + found["name"]), float(found["stance"])
