"""How relevant a span is to an assignment: its likeness to what is asked, what it says, and who points to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from statistics import median
from typing import NamedTuple

import numpy as np

from deepnews.agents.brief import quoted_phrases
from deepnews.agents.news_value import news_value
from deepnews.agents.replaced import all_replaced, tells_the_new_figure
from deepnews.agents.rules import annotate
from deepnews.retrieval.acronyms import expanded, find_acronyms
from deepnews.retrieval.index import HybridIndex
from deepnews.retrieval.subject import Subject, years_in
from deepnews.retrieval.worth import worth
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.evidence import InformationNeed, Patch
from deepnews.schemas.facts import Fact, Span
from deepnews.text import content_units, fold

_WHOLE = 0.6
"""Weight of likeness to the whole assignment; the rest is likeness to the nearest of its clauses."""
_SUBJECT = 0.5
"""Weight of nearness to the subject beside likeness to the assignment as it is worded."""
_PICKED = 0.06
_FIGURE = 0.15
"""What a figure that the assignment names adds ("three 75-basis-point rises")."""
_YEAR = 0.08
"""What a year that the assignment names adds where it is not that of the document: what was foreseen, or came of it."""
_IDLE, _IDLE_WORTH = 0.2, -0.15
"""What a sentence loses whose worth is so low: talk of the text or a false start, whatever it is about."""
_TO_THE_POINT = 0.65
"""Share of the median relevance of what is told from which a Fact is to the point."""
_ENOUGH_LIKE, _BEYOND = 0.7, 0.3
"""Likeness from which more of it counts only so much: what is nearest to the subject speaks of it in general."""
_LONG = {"en": (160, 1000), "zh": (120, 600)}
"""Characters from which a Fact is long, and of which each further one costs a part: long quotations read badly."""
_FAINT = 0.3
"""What a Fact of a document without any scent loses."""
_PHRASE = 0.25
"""What holding a phrase that the assignment quotes adds to a Fact's relevance."""
_DOUBTED = 0.25
"""What a Fact loses that the next sentence of its source turns ("But ...")."""
_REPLACING = 0.1
"""What a figure that has replaced another adds: the old one must not be told without it."""
_BESIDE = 0.65
"""Share of the relevance of the best under which a Fact with no word of its matter is beside the point."""
_N_BEST, _SAID_BY = 20, 3
"""The best Facts that show what words an assignment is about, and how many of them must say one."""
_FEW = 3
"""Spans of a document that show whether it is about the matter."""
_HEDGED = re.compile(r"\b(?:perhaps|somewhat|seems?|apparently|etc|and so on|sort of|kind of)\b|等等", re.I)


class Found(NamedTuple):
    """A span that may become a Fact, whether the model picked it, and whether its source's next sentence turns it."""

    span: Span
    speaker: str
    is_picked: bool
    is_doubted: bool


class Scores(Record):
    """Similarity of one span to the assignment and to each slot (cosine, 0 to 1 in practice)."""

    relevance: float
    subject: float = 0.0
    """That of the span and that of the passage around it to the clause of the assignment each is nearest to, added."""
    slots: tuple[tuple[str, float], ...]


def relevances(
    found: Sequence[Found],
    scores: Sequence[Scores],
    assignment: Assignment,
    patches: Sequence[Patch],
    documents: Mapping[str, SourceDocument],
) -> list[float]:
    """Relevance of each span: likeness to the assignment, what it says, who picked it, and its document's scent."""
    asked = f"{assignment.topic} {assignment.angle}"
    years = years_in(asked)
    replaced = all_replaced(documents, assignment.language)
    phrases = [fold(p).casefold() for p in quoted_phrases(assignment)]
    named = _named_figures(asked, assignment.language)
    strongest = max((p.scent for p in patches), default=0.0) or 1.0
    lacking = {p.doc_id: 1.0 - p.scent / strongest for p in patches}
    about = _scaled([s.relevance for s in scores])
    subject = _scaled([s.subject for s in scores])
    return [
        _levelled(likeness + _SUBJECT * (on_subject - 0.5))
        + news_value(span.text, assignment.language)
        + _bonus(span, picked, named, assignment.language)
        + _PHRASE * _holds(span, phrases)
        + _REPLACING * tells_the_new_figure(span.text, replaced, assignment.language)
        + _YEAR * bool(years & years_in(span.text) - years_in(str(documents[span.doc_id].date)))
        - _lengthiness(span.text, assignment.language)
        - _FAINT * lacking.get(span.doc_id, 0.0)
        - _DOUBTED * is_doubted
        for likeness, on_subject, (span, _, picked, is_doubted) in zip(about, subject, found, strict=True)
    ]


def beside_the_point(spans: Sequence[Span], totals: Sequence[float], assignment: Assignment) -> set[int]:
    """Positions of the spans that say none of the words of the assignment that the best say, and are much less relevant
    than these or from a document that says them in few of its spans; none where the best say no word of it, as in
    another language.

    The likeness of vectors alone takes any business news for near to other business news.
    """
    language = assignment.language
    asked = frozenset(content_units(f"{assignment.topic} {assignment.angle}", language))
    said = [{u for u in asked & frozenset(content_units(s.text, language)) if not u.isdigit()} for s in spans]
    best = sorted(range(len(spans)), key=lambda i: -totals[i])[:_N_BEST]
    counts = Counter(unit for i in best for unit in said[i])
    core = {unit for unit, n in counts.items() if n >= _SAID_BY}
    least = _BESIDE * float(np.median([totals[i] for i in best[: _N_BEST // 2]]))
    aside = _aside([s.doc_id for s in spans], [bool(words & core) for words in said])
    found = {i for i, words in enumerate(said) if not words & core and (totals[i] < least or spans[i].doc_id in aside)}
    return found if core else set()


def _aside(doc_ids: Sequence[str], says_it: Sequence[bool]) -> set[str]:
    """Documents that say what it is about in at most half of their spans, of a few; in none, of two."""
    n_of, n_saying = Counter(doc_ids), Counter(d for d, says in zip(doc_ids, says_it, strict=True) if says)
    return {d for d, n in n_of.items() if (n >= _FEW and n_saying[d] <= n / 2) or (n > 1 and not n_saying[d])}


def _lengthiness(text: str, language: Language) -> float:
    """What a Fact loses for its length: 0.2 for 360 characters of English, or 240 of Chinese."""
    enough, per_point = _LONG[language]
    return max(0, len(text) - enough) / per_point


def _levelled(likeness: float) -> float:
    return min(likeness, _ENOUGH_LIKE + _BEYOND * (likeness - _ENOUGH_LIKE))


def _scaled(values: Sequence[float]) -> list[float]:
    """The values on one scale for all embeddings: their 5th percentile at 0.25, their 95th at 0.75."""
    low, high = (float(x) for x in np.percentile(values, (5, 95)))
    width = max(high - low, 1e-6)
    return [0.25 + 0.5 * (value - low) / width for value in values]


def _named_figures(text: str, language: Language) -> frozenset[float | None]:
    """The figures that have a unit; a bare one may be part of a name, or count what is not told."""
    return frozenset(q.value for q in annotate(text, language, None).quantities if q.unit)


def scores_of(
    spans: Sequence[Span],
    needs: Sequence[InformationNeed],
    assignment: Assignment,
    documents: Mapping[str, SourceDocument],
    index: HybridIndex,
) -> tuple[Scores, ...]:
    acronyms = find_acronyms(p.text for p in index.passages)
    texts = [expanded(s.text, acronyms) for s in spans]
    subject = Subject(f"{assignment.topic}\n{assignment.angle}", tuple(documents.values()), index, assignment.language)
    whole = index.similarity(texts, [subject.text])[:, 0]
    clause = index.similarity(texts, subject.clauses).max(axis=1)
    around = subject.around(spans)
    slots = [n for n in needs if n.slot]
    matrix = index.similarity(texts, [n.question for n in slots])
    return tuple(
        Scores(
            relevance=float(_WHOLE * whole[row] + (1 - _WHOLE) * clause[row]),
            subject=float(clause[row]) + around[row],
            slots=tuple((need.slot, float(matrix[row, column])) for column, need in enumerate(slots)),
        )
        for row in range(len(spans))
    )


def _bonus(span: Span, picked: bool, named: Collection[float | None], language: Language) -> float:
    """What the span holds and says, whether the model picked it, and whether it has one of the figures `named`."""
    note = annotate(span.text, language, None)
    held = 0.02 * bool(note.quantities) + 0.03 * bool(note.names) + 0.01 * bool(note.dates)
    held += _FIGURE * any(q.value in named for q in note.quantities)
    own = worth(span.text, language)
    return held + own - _IDLE * (own <= _IDLE_WORTH) + _PICKED * picked - 0.04 * len(_HEDGED.findall(span.text))


def _holds(span: Span, phrases: Sequence[str]) -> bool:
    text = fold(span.text).casefold()
    return any(phrase in text for phrase in phrases)


def least_relevance(told: Sequence[Fact]) -> float:
    """The relevance under which a Fact is off the point beside those that are `told`; 0 beside none."""
    return _TO_THE_POINT * median(f.relevance for f in told) if told else 0.0
