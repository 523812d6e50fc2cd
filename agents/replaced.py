"""Figures that a source says are replaced: "the first estimate is no longer used", 原估算数不再使用, 以审计数为准.

Told alone the old figure would pass for the figure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from deepnews.agents.rules import find_quantities
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Quantity
from deepnews.text import content_units

_MIN_SHARED: Final = 2
"""Content units that a text must share with what tells of the replacement, the figure's own left out."""
_LEAST_VALUE: Final = 12
"""Smaller counts stand for too many things."""
_OF_OLD = {
    "en": re.compile(
        r"\b(?:replac(?:es|ed|ing)|supersed(?:es|ed|ing)|correct(?:s|ed)|in place of|instead of)\s"
        r"(?!(?:to|by|with|as|at)\b)(?=[^.;]{0,80}\d)",
        re.I,
    ),
    "zh": re.compile(r"(?:取代|替代|更正|代替)了?(?!为)(?=[^。；]{0,30}\d)"),
}
"""The old figure follows."""
_BY_NEW = {
    "en": re.compile(
        r"\b(?:(?:revised|corrected|restated) (?:(?:up|down|upwards?|downwards?) )?(?:to|as|at)|"
        r"(?:superseded|replaced) (?:by|with))\b",
        re.I,
    ),
    "zh": re.compile(r"(?:更正|修正|订正|核减|核增)(?:为|到|至)|(?:被|由)[^。；]{0,24}(?:取代|替代|代替)|为准"),
}
"""The new figure follows, or in Chinese stands right before; the old one comes first."""
_GONE = {
    "en": re.compile(
        r"\b(?:no longer (?:holds?|appl(?:y|ies)|(?:in )?use|(?:be(?:ing)? )?used|valid|stands?)|withdrawn|"
        r"was (?:wrong|corrected))\b",
        re.I,
    ),
    "zh": re.compile(r"不再(?:使用|采用|适用|沿用)|作废|有误|(?:没有|未)(?:被)?作为[^。]{0,8}依据"),
}
"""The old figure stands before it in the clause, or else in the sentence before."""
_RECKONED = re.compile(
    r"[£$€¥%]|\b(?:per ?cent|estimates?|figures?|forecasts?|projections?|totals?|guidance|budgets?|counts?)\b", re.I
)
"""What is replaced is a figure, and not the things counted ("3,840 frames were replaced")."""
_CLAUSE = re.compile(r"[，；。]|[,;](?!\d)")


class Replaced(NamedTuple):
    """A figure that a document says is replaced, the figures that stand for it now as far as it tells them, and the
    content of what tells so."""

    quantity: Quantity
    by: tuple[Quantity, ...]
    content: frozenset[str]


def all_replaced(documents: Mapping[str, SourceDocument], language: Language) -> tuple[Replaced, ...]:
    """Figures that one of the documents calls replaced."""
    return tuple(found for document in documents.values() for found in replaced(document.text, language))


def replaced_figure(text: str, known: Sequence[Replaced], language: Language) -> str:
    """The figure of `text` that is among the `known`; empty where there is none."""
    return next((quantity.text for quantity, _ in _replaced_of(text, known, language)), "")


def tells_the_new_figure(text: str, known: Sequence[Replaced], language: Language) -> bool:
    """True for a statement with a figure that has replaced one of the `known`."""
    pairs = _known_of(text, known, language)
    return any(_same(quantity, new) for quantity, found in pairs for new in found.by)


def tells_replaced_alone(text: str, others: Sequence[str], known: Sequence[Replaced], language: Language) -> bool:
    """True for a statement with a replaced figure where neither it nor one of the `others` tells what became of it."""
    return any(
        not any(_tells_what_became(found, told, language) for told in (text, *others))
        for _, found in _replaced_of(text, known, language)
    )


def _tells_what_became(found: Replaced, text: str, language: Language) -> bool:
    figures = find_quantities(text, language)
    if any(_same(q, new) for q in figures for new in found.by):
        return True
    has_cue = any(cue[language].search(text) for cue in (_OF_OLD, _BY_NEW, _GONE))
    return has_cue and any(_same(q, found.quantity) for q in figures)


def _replaced_of(text: str, known: Sequence[Replaced], language: Language) -> Iterator[tuple[Quantity, Replaced]]:
    """Figures of the text that are replaced, each with what a document says of it."""
    return ((q, found) for q, found in _known_of(text, known, language) if _same(q, found.quantity))


def _known_of(text: str, known: Sequence[Replaced], language: Language) -> Iterator[tuple[Quantity, Replaced]]:
    """Figures of the text, each with every one of the `known` that is told of the same thing."""
    told = frozenset(content_units(text, language)) if known else frozenset()
    for quantity in find_quantities(text, language) if known else ():
        rest = told - frozenset(content_units(quantity.text, language))
        yield from ((quantity, found) for found in known if len(rest & found.content) >= _MIN_SHARED)


@lru_cache(maxsize=256)
def replaced(text: str, language: Language) -> tuple[Replaced, ...]:
    """Figures that a document calls replaced."""
    if not any(cue[language].search(text) for cue in (_OF_OLD, _BY_NEW, _GONE)):
        return ()
    return tuple(_replaced_in(text, language))


def _replaced_in(text: str, language: Language) -> Iterator[Replaced]:
    before = ""
    for span in sentence_spans(text, language):
        sentence = text[span.start : span.end]
        pair = _old_and_new(sentence, before, language)
        content = frozenset(content_units(f"{before} {sentence}", language)) if pair.old else frozenset()
        yield from (Replaced(old, tuple(pair.new), content) for old in pair.old)
        before = sentence


class _Pair(NamedTuple):
    old: Sequence[Quantity]
    new: Sequence[Quantity]


def _old_and_new(sentence: str, before: str, language: Language) -> _Pair:
    figures, earlier = find_quantities(sentence, language), find_quantities(before, language)
    if (cue := _OF_OLD[language].search(sentence)) and (language == "zh" or _RECKONED.search(sentence)):
        old = [q for q in figures if q.start >= cue.end()]
        first = [q for q in figures if q.start < cue.start()]
        return _Pair(old, _other_than(old, first) or _other_than(old, earlier))
    if cue := _BY_NEW[language].search(sentence):
        return _by_new(figures, cue, earlier)
    if cue := _GONE[language].search(sentence):
        cuts = [cut.end() for cut in _CLAUSE.finditer(sentence, 0, cue.start())]
        own = [q for q in figures if max(cuts, default=0) <= q.start < cue.start()]
        return _Pair(own, _other_than(own, figures)) if own else _Pair(_other_than(figures, earlier), figures)
    return _Pair((), ())


def _by_new(figures: Sequence[Quantity], cue: re.Match[str], earlier: Sequence[Quantity]) -> _Pair:
    """Where the new figure follows the cue, or is the last before it (以……为准); it may not be told at all."""
    new = [q for q in figures if q.start >= cue.end()][:1]
    first = [q for q in figures if q.start < cue.start()]
    if new:
        return _Pair(_other_than(new, first or earlier), new)
    if cue.group() == "为准":
        return _Pair(_other_than(first[-1:], [*earlier, *first[:-1]]), first[-1:])
    return _Pair(first, ())


def _other_than(some: Sequence[Quantity], others: Sequence[Quantity]) -> list[Quantity]:
    """Those of `others` that have the unit of a figure of `some`, and the value of none."""
    units = {q.unit for q in some if q.unit and q.unit != "ordinal"}
    return [q for q in others if q.unit in units and not any(_same(q, s) for s in some)]


def _same(one: Quantity, other: Quantity) -> bool:
    is_counted = one.unit == other.unit and one.unit != "ordinal" and one.value > _LEAST_VALUE
    return is_counted and math.isclose(one.value, other.value)
