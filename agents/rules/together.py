"""Which names stand together anywhere in the sources: a pair that never does was joined by the writer.

The idea of asking the corpus, not the model, whether two entities ever co-occur is that of QuCo-RAG (arXiv 2512.19134),
here over paragraphs of the sources: an index of words, and of pairs of Han characters, answers in microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations

from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.lexicon import common_stems
from deepnews.agents.rules.name_check import name_parts
from deepnews.agents.rules.names import find_names
from deepnews.agents.rules.persons_zh import persons_in
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.verification import Finding
from deepnews.text import HAN, outside_quotes, stem

_PARAGRAPH = re.compile(r"\n\s*\n")
_WORD = re.compile(rf"[^\W_{HAN}]+(?:['’][^\W\d_]+)*|[{HAN}]+")
_MIN_PARAGRAPHS = 12
"""Paragraphs of a corpus under which a missing pair says nothing."""
_MAX_NAMES = 6


@lru_cache(maxsize=1024)
def postings(text: str) -> Mapping[str, frozenset[int]]:
    """For each word (its stem; in Chinese each pair of characters) the numbers of the paragraphs it stands in."""
    found: dict[str, set[int]] = {}
    for number, paragraph in enumerate(_PARAGRAPH.split(text)):
        for word in _WORD.findall(paragraph):
            for key in _keys(word):
                found.setdefault(key, set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


def _keys(word: str) -> list[str]:
    if re.match(f"[{HAN}]", word):
        return [word[i : i + 2] for i in range(len(word) - 1)] or [word]
    return [stem(word)]


def paragraphs_with(name: str, document: SourceDocument, language: Language) -> frozenset[int]:
    """Numbers of the paragraphs of a document that hold the name: its last distinctive word, in Chinese all of it."""
    keys = _keys(name) if language == "zh" else [stem(_distinctive(name))]
    table = postings(document.text)
    sets = [table.get(key, frozenset()) for key in keys]
    return frozenset.intersection(*sets) if sets else frozenset()


def _distinctive(name: str) -> str:
    parts = [p for p in name_parts(name) if stem(p) not in common_stems()] or list(name_parts(name)) or [name]
    return parts[-1]


def apart_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for two names of the claim that stand in the sources and never in one paragraph.

    A name in a document's title, publisher, author or speaker goes with everything in that document.
    """
    if sum(len(_PARAGRAPH.split(d.text)) for d in grounds.documents.values()) < _MIN_PARAGRAPHS:
        return []
    names = _names(outside_quotes(text.removeprefix(grounds.lead_in)), grounds)
    for one, other in combinations(names[:_MAX_NAMES], 2):
        if not _stand_together(one, other, grounds):
            reason = f"“{one}” and “{other}” stand together in no paragraph of the sources."
            shown = f"{one}, {other}"
            return [
                Finding(code="join.apart", verdict="not_enough_info", claim_text=shown, reason=reason, is_frame=True)
            ]
    return []


def _names(text: str, grounds: Grounds) -> list[str]:
    if grounds.language == "zh":
        return list(dict.fromkeys(text[a:b] for a, b in persons_in(text, grounds.persons)))
    found = [n for n in find_names(text, "en") if any(stem(p) not in common_stems() for p in name_parts(n))]
    return list({_distinctive(n): n for n in found}.values())


def _stand_together(one: str, other: str, grounds: Grounds) -> bool:
    seen = {one: False, other: False}
    for document in grounds.documents.values():
        here = [paragraphs_with(n, document, grounds.language) for n in (one, other)]
        for name, places in zip((one, other), here, strict=True):
            seen[name] = seen[name] or bool(places)
        if here[0] & here[1] or (any(here) and _is_framed(document, here, (one, other), grounds)):
            return True
    return not all(seen.values())


def _is_framed(document: SourceDocument, here: list[frozenset[int]], names: tuple[str, str], grounds: Grounds) -> bool:
    """True when one name is part of the document's frame and the other stands in its text."""
    frame = f"{document.title}\n{document.publisher}\n{document.author}\n{grounds.speakers}"
    own = [name if grounds.language == "zh" else _distinctive(name) for name in names]
    return (own[0] in frame and bool(here[1])) or (own[1] in frame and bool(here[0]))
