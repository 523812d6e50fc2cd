"""Names that stand for each other, and how far apart two spellings are."""

from __future__ import annotations

from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.lexicon import word_groups
from deepnews.text import stem


def has_alias(name: str, grounds: Grounds) -> bool:
    """True when another name of the same thing, such as an acronym, stands in the evidence."""
    plain = name.lower().rstrip(".").removeprefix("the ")
    group = next((g for g in word_groups("aliases", grounds.language) if plain in g or stem(plain) in g), frozenset())
    everything = f"{grounds.window}\n{grounds.frame}".lower() if group else ""
    return any(o in grounds.known_stems or ((" " in o or grounds.language == "zh") and o in everything) for o in group)


def edit_distance(one: str, other: str) -> int:
    """Letters to insert, drop or change to turn one word into the other."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]
