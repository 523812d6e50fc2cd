"""Logic Fog measured: how much is spelled out for the reader. Each function gives a figure and its worst places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deepnews.agents.pace.phrases import PhraseList, find_phrases
from deepnews.agents.pace.prose import PacedSentence, Place, Prose
from deepnews.agents.pace.rhythm import Figure, per_thousand
from deepnews.text import content_overlap

_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_DATED = re.compile(
    rf"\b(?:1[5-9]|20)\d\d\b|\d ?[年月日]|[〇一二三四五六七八九十]+[年月]|\b{_MONTH} (?:\d|of)|\b\d{{1,2}} {_MONTH}\b"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*|[〇一二三四五六七八九十百千万亿两]{2,}")
_FRONT = 0.2
_MIN_NUMBERS = 5
_SAME_NEWS = 0.6


def connectives(prose: Prose) -> Figure:
    """Words that spell out how statements hang together, per 1,000 characters."""
    return _density(prose, "connectives")


def formulas(prose: Prose) -> Figure:
    """Stock phrases of machine prose, per 1,000 characters."""
    return _density(prose, "formulas")


def praise(prose: Prose) -> Figure:
    """Adjectives that judge for the reader, per 1,000 characters."""
    return _density(prose, "praise")


def summary_endings(prose: Prose) -> Figure:
    """Share of paragraphs whose last sentence sums up or draws a moral; the article's own end comes first."""
    if not prose.sentences:
        return Figure(value=None)
    by_sentence, paragraphs = _by_sentence(prose, "summary"), prose.paragraphs
    places = [by_sentence[p[-1].number][0] for p in reversed(paragraphs) if p[-1].number in by_sentence]
    return Figure(value=len(places) / len(paragraphs), places=tuple(places))


def hedge_stacking(prose: Prose) -> Figure:
    """Share of sentences with two hedges or more; the places run from the first hedge to the last."""
    stacks = [places for places in _by_sentence(prose, "hedges").values() if len(places) > 1]
    stacks.sort(key=len, reverse=True)
    return _share(prose, [prose.sentences[s[0].sentence].place(s[0].start, s[-1].end) for s in stacks])


def undated_now(prose: Prose) -> Figure:
    """Share of sentences that say "now" or "recently" and name no date."""
    said = _by_sentence(prose, "undated").items()
    return _share(prose, [places[0] for n, places in said if not _DATED.search(prose.sentences[n].own.text)])


def front_loading(prose: Prose) -> Figure:
    """Share of the article's different numbers that are told in its first fifth; the places are these numbers."""
    first: dict[str, tuple[int, Place]] = {}
    position = 0
    for sentence in prose.sentences:
        for match in _NUMBER.finditer(sentence.text):
            first.setdefault(match.group(), (position + match.start(), sentence.place(*match.span())))
        position += len(sentence.text)
    if len(first) < _MIN_NUMBERS:
        return Figure(value=None)
    early = [place for offset, place in first.values() if offset < _FRONT * prose.n_chars]
    return Figure(value=len(early) / len(first), places=tuple(early))


def reveal_order(prose: Prose) -> Figure:
    """Sentences that tell what their block must hold back; None when no plan says what that is."""
    holding = [s for s in prose.sentences if s.withholds]
    if not holding:
        return Figure(value=None)
    early = tuple(s.place() for s in holding if _tells_early(s, prose))
    return Figure(value=float(len(early)), places=early)


def _tells_early(sentence: PacedSentence, prose: Prose) -> bool:
    """True when it cites a withheld Fact, or says the same as a later sentence that does."""
    if sentence.tells & sentence.withholds:
        return True
    reveals = (s for s in prose.sentences if s.tells & sentence.withholds and not s.tells & s.withholds)
    return any(content_overlap(r.text, sentence.text, prose.language) >= _SAME_NEWS for r in reveals)


def _density(prose: Prose, key: PhraseList) -> Figure:
    places = tuple(_hits(prose, key))
    return Figure(value=per_thousand(len(places), prose), places=places)


def _share(prose: Prose, places: list[Place]) -> Figure:
    n = len(prose.sentences)
    return Figure(value=len(places) / n if n else None, places=tuple(places))


def _by_sentence(prose: Prose, key: PhraseList) -> dict[int, list[Place]]:
    """Occurrences of the entries of a list, by number of the sentence."""
    found: dict[int, list[Place]] = {}
    for place in _hits(prose, key):
        found.setdefault(place.sentence, []).append(place)
    return found


def _hits(prose: Prose, key: PhraseList) -> Iterator[Place]:
    for hit in find_phrases(prose.own_text, key, prose.language):
        place = prose.own_place(hit.start, hit.end)
        if place is not None:
            yield place
