"""Rhythm Break measured: how evenly sentences and paragraphs run. Each function gives a figure and its worst places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from statistics import fmean

from deepnews.agents.pace.prose import Place, Prose
from deepnews.schemas.base import Record

_FLAT_SPREAD = 0.20
_STRETCH = 5
_DASH = re.compile(r"—+|(?<=\s)(?:–|--)(?=\s)")


class Figure(Record):
    """What one measure found."""

    value: float | None
    """None where the text is too short to be measured."""
    places: tuple[Place, ...] = ()
    """Worst first."""


def spread(lengths: Sequence[int]) -> float:
    """Coefficient of variation: standard deviation over mean; 0 for fewer than two lengths."""
    if len(lengths) < 2:
        return 0.0
    mean = fmean(lengths)
    return sqrt(fmean([(n - mean) ** 2 for n in lengths])) / mean


def is_flat(lengths: Sequence[int]) -> bool:
    """True when the lengths lie within 20% of their mean."""
    return max(lengths) - min(lengths) < _FLAT_SPREAD * sum(lengths) / len(lengths)


def sentence_spread(prose: Prose) -> Figure:
    """Coefficient of variation of sentence length; the places open the most even stretches of five sentences."""
    if len(prose.sentences) < 3:
        return Figure(value=None)
    starts = range(len(prose.sentences) - _STRETCH + 1)
    even = sorted(starts, key=lambda i: spread(prose.lengths[i : i + _STRETCH]))
    return Figure(value=spread(prose.lengths), places=tuple(prose.sentences[i].place() for i in even[:3]))


def paragraph_spread(prose: Prose) -> Figure:
    """Coefficient of variation of paragraph length; the places open paragraphs as long as the one before."""
    paragraphs = prose.paragraphs
    if len(paragraphs) < 3:
        return Figure(value=None)
    lengths = [sum(s.n_units for s in p) for p in paragraphs]
    alike = [i for i in range(1, len(lengths)) if is_flat(lengths[i - 1 : i + 1])]
    return Figure(value=spread(lengths), places=tuple(paragraphs[i][0].place() for i in alike))


def even_runs(prose: Prose) -> Figure:
    """Share of triples of neighbours that are of like length; the places are their middle sentences."""
    if len(prose.sentences) < 3:
        return Figure(value=None)
    n_triples = len(prose.lengths) - 2
    flat = [i for i in range(n_triples) if is_flat(prose.lengths[i : i + 3])]
    flat.sort(key=lambda i: spread(prose.lengths[i : i + 3]))
    return Figure(value=len(flat) / n_triples, places=tuple(prose.sentences[i + 1].place() for i in flat))


def length_range(prose: Prose) -> Figure:
    """The longest sentence over the shortest; the places are these two."""
    if len(prose.sentences) < 3:
        return Figure(value=None)
    by_length = sorted(prose.sentences, key=lambda s: s.n_units)
    longest, shortest = by_length[-1], by_length[0]
    return Figure(value=longest.n_units / shortest.n_units, places=(longest.place(), shortest.place()))


def same_openings(prose: Prose) -> Figure:
    """Share of sentences that begin with the two words (Chinese: characters) with which the one before began."""
    if len(prose.sentences) < 2:
        return Figure(value=None)
    again = [b for a, b in pairwise(prose.sentences) if a.opening and a.opening == b.opening]
    return Figure(value=len(again) / (len(prose.sentences) - 1), places=tuple(s.place() for s in again))


def dashes(prose: Prose) -> Figure:
    """Dashes per 1,000 characters outside quotations."""
    places = tuple(s.place(*m.span()) for s in prose.sentences for m in _DASH.finditer(s.unquoted))
    return Figure(value=per_thousand(len(places), prose), places=places)


def per_thousand(n_found: int, prose: Prose) -> float | None:
    """Occurrences per 1,000 characters of the article; None for an empty one."""
    return 1000 * n_found / prose.n_chars if prose.n_chars else None
