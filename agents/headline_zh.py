"""What a Chinese headline may not make of a rule."""

from __future__ import annotations

import re

from deepnews.agents.losses_zh import shares_a_run

_HAN = re.compile("[\u4e00-\u9fff]")
_LIGHT_ZH = frozenset("的将被因对与和在为至到达近约超")
"""Characters that a shorter sentence may need."""
_ACTOR_ZH = re.compile("的，由([^。；]+)")
"""Who acts on a case, and how: what follows is said of nobody else."""


def takes_liberties(text: str, source: str) -> bool:
    """True for a Chinese headline with a character that the source has not, and for one that tells who is to do what a
    rule says ("……的，由船东……") of somebody else."""
    if set(_HAN.findall(text)) - set(_HAN.findall(source)) - _LIGHT_ZH:
        return True
    duty = _ACTOR_ZH.search(source)
    return duty is not None and "由" not in text and text[:2] != duty[1][:2] and shares_a_run(text, duty[1])
