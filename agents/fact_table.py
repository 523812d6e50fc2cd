"""Facts from spans: annotated, given their speaker, scored against the assignment, near-copies folded."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from deepnews.agents.brief import quoted_phrases
from deepnews.agents.clauses import main_clause
from deepnews.agents.corroboration import with_corroboration
from deepnews.agents.news_value import news_value
from deepnews.agents.note import NoteGroup, standing
from deepnews.agents.provisions import conduct_of
from deepnews.agents.replaced import tells_the_new_figure
from deepnews.agents.revisions import find_revisions, revised_documents
from deepnews.agents.rules import annotate
from deepnews.agents.speakers import asks, is_transcript, turn_at, who_speaks
from deepnews.agents.turned import turned_after
from deepnews.retrieval.acronyms import expanded, find_acronyms
from deepnews.retrieval.index import HybridIndex
from deepnews.retrieval.subject import Subject, years_in
from deepnews.retrieval.worth import worth
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.evidence import InformationNeed, Patch
from deepnews.schemas.facts import Fact, Span
from deepnews.text import content_overlap, fold

MAX_FACTS = 160
MIN_PER_DOCUMENT = 3
_WHOLE = 0.6
"""Weight of likeness to the whole assignment; the rest is likeness to the nearest of its clauses."""
_SUBJECT = 0.5
"""Weight of nearness to the subject beside likeness to the assignment as it is worded."""
_PICKED = 0.06
_MIN_DOCUMENTS = 3
_FIGURE = 0.15
"""What a figure that the assignment names adds ("three 75-basis-point rises")."""
_YEAR = 0.08
"""What a year that the assignment names adds where it is not that of the document: what was foreseen, or came of it."""
_IDLE, _IDLE_WORTH = 0.2, -0.15
"""What a sentence loses whose worth is so low: talk of the text or a false start, whatever it is about."""
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
_NEAR_COPY = 0.93
_SAME = 0.6
"""Share of their words that near-copies have in common."""
_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|yourself)\b|您|你们?", re.I)
_HEDGED = re.compile(r"\b(?:perhaps|somewhat|seems?|apparently|etc|and so on|sort of|kind of)\b|等等", re.I)


Found = tuple[Span, str, bool]
"""A span, its speaker, and whether the model picked it."""


class Scores(Record):
    """Similarity of one span to the assignment and to each slot (cosine, 0 to 1 in practice)."""

    relevance: float
    subject: float = 0.0
    """That of the span and that of the passage around it to the clause of the assignment each is nearest to, added."""
    slots: tuple[tuple[str, float], ...]


def _speaker(span: Span, document: SourceDocument, language: Language) -> tuple[Span | None, str]:
    """The span without a turn's label, None where it cannot stand without it, and who speaks it."""
    turn = turn_at(document, span.start) if is_transcript(document) else None
    if turn is None:
        return span, who_speaks(document, span.start, span.text, language)
    if span.start < turn.text_start < span.end:
        return _without_label(span, turn.text_start, document, language), turn.speaker
    return span, turn.speaker


def _without_label(span: Span, text_start: int, document: SourceDocument, language: Language) -> Span | None:
    """What the span says after the label before `text_start`; None where that cannot stand alone."""
    found = standing(document.text, text_start, span.end, language, opens=True)
    return Span(doc_id=span.doc_id, start=found[0], end=found[1], text=document.text[slice(*found)]) if found else None


def usable(span: Span, speaker: str, document: SourceDocument) -> bool:
    """False for a questioner's words, for talk addressed to somebody, and for what the author of a speech quotes of one
    whom the sentence does not name ("the President said")."""
    if is_transcript(document) and asks(speaker, document):
        return False
    if document.author and speaker.lower().startswith("the ") and span.text[:1] in '"“':
        return False
    return not _SECOND_PERSON.search(span.text)


def _scores(
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


def _kept(order: Sequence[int], spans: Sequence[Span], language: Language, index: HybridIndex) -> list[int]:
    """At most MAX_FACTS spans, best first: no near-copy with the same figures, every document given its floor."""

    def is_same(i: int, j: int) -> bool:
        one, other = spans[i].text, spans[j].text
        shares = (content_overlap(one, other, language), content_overlap(other, one, language))
        return min(shares) > _SAME and _figures(one, language) == _figures(other, language)

    similar = index.similarity([s.text for s in spans], [s.text for s in spans])
    chosen: list[int] = []
    per_document: dict[str, int] = {}
    for position, i in enumerate(order):
        document = spans[i].doc_id
        floor_due = per_document.get(document, 0) < MIN_PER_DOCUMENT
        is_copy = any(similar[i, j] > _NEAR_COPY and is_same(i, j) for j in chosen)
        if (position >= MAX_FACTS and not floor_due) or is_copy:
            continue
        chosen.append(i)
        per_document[document] = per_document.get(document, 0) + 1
    return chosen


def _named_figures(text: str, language: Language) -> frozenset[float | None]:
    """The figures that have a unit; a bare one may be part of a name, or count what is not told."""
    return frozenset(q.value for q in annotate(text, language, None).quantities if q.unit)


def _figures(text: str, language: Language) -> frozenset[float | None]:
    return frozenset(q.value for q in annotate(text, language, None).quantities)


def _on_topic(spans: Sequence[Span], patches: Sequence[Patch]) -> list[Span]:
    """The spans of documents on the topic, where there are a few of these; all of them otherwise."""
    aside = {p.doc_id for p in patches if not p.is_on_topic}
    kept = [s for s in spans if s.doc_id not in aside]
    return kept if len({s.doc_id for s in kept}) >= _MIN_DOCUMENTS else list(spans)


def _totals(
    found: Sequence[Found],
    scores: Sequence[Scores],
    assignment: Assignment,
    patches: Sequence[Patch],
    documents: Mapping[str, SourceDocument],
) -> list[float]:
    """Relevance of each span: likeness to the assignment, what it says, who picked it, and its document's scent."""
    asked = f"{assignment.topic} {assignment.angle}"
    years = years_in(asked)
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
        + _REPLACING * tells_the_new_figure(span.text, documents, assignment.language)
        + _YEAR * bool(years & years_in(span.text) - years_in(str(documents[span.doc_id].date)))
        - _lengthiness(span.text, assignment.language)
        - _FAINT * lacking.get(span.doc_id, 0.0)
        - _DOUBTED * bool(turned_after(span, documents[span.doc_id], assignment.language))
        for likeness, on_subject, (span, _, picked) in zip(about, subject, found, strict=True)
    ]


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


def build_facts(
    groups: Sequence[NoteGroup],
    picks: Mapping[str, Sequence[Span]],
    assignment: Assignment,
    needs: Sequence[InformationNeed],
    documents: Mapping[str, SourceDocument],
    index: HybridIndex,
    patches: Sequence[Patch] = (),
) -> tuple[Fact, ...]:
    """Facts in source order; those the model picked weigh more, but code may add what it overlooked."""
    picked = {(s.doc_id, s.start) for spans in picks.values() for s in spans}
    found: list[Found] = []
    for span in _on_topic([s for group in groups for s in group.spans], patches):
        document = documents[span.doc_id]
        cut, speaker = _speaker(span, document, assignment.language)
        if cut and usable(cut, speaker, document) and turned_after(cut, document, assignment.language) != "undone":
            found.append((main_clause(cut, assignment.language), speaker, (span.doc_id, span.start) in picked))
    if not found:
        return ()
    spans = [f[0] for f in found]
    scores = _scores(spans, needs, assignment, documents, index)
    totals = _totals(found, scores, assignment, patches, documents)
    revised = _revised(spans, documents, assignment.language)
    order = sorted(range(len(found)), key=lambda i: (i not in revised, -totals[i], spans[i].doc_id, spans[i].start))
    kept = _kept(order, spans, assignment.language, index)
    kept.sort(key=lambda i: (str(documents[spans[i].doc_id].date), documents[spans[i].doc_id].path, spans[i].start))
    facts = tuple(
        _fact(number, spans[i], found[i][1], totals[i], scores[i], documents[spans[i].doc_id], assignment.language)
        for number, i in enumerate(kept, 1)
    )
    return with_corroboration(facts, [f[:2] for f in found], documents, index, assignment.language)


def _revised(spans: Sequence[Span], documents: Mapping[str, SourceDocument], language: Language) -> set[int]:
    """Positions of the spans that stand in two versions of a document with different figures."""
    versions = revised_documents(documents, language)
    bare = Scores(relevance=0.0, slots=())
    places = {_fact_id(i): i for i, s in enumerate(spans) if s.doc_id in versions}
    facts = [_fact(i, spans[i], "", 0.0, bare, documents[spans[i].doc_id], language) for i in places.values()]
    pairs = find_revisions(facts, documents, language)
    return {places[fact.fact_id] for pair in pairs for fact in (pair.older, pair.newer)}


def _fact_id(number: int) -> str:
    return f"F{number:03d}"


def _fact(
    number: int, span: Span, speaker: str, total: float, scores: Scores, document: SourceDocument, language: Language
) -> Fact:
    conduct = conduct_of(document.text, span.start) if language == "zh" else None
    before = [conduct] if conduct else []
    spans = (
        *(Span(doc_id=span.doc_id, start=a, end=b, text=document.text[a:b]) for a, b in before),
        span,
    )
    note = annotate(" … ".join(s.text for s in spans), language, document.date)
    ranked = sorted(scores.slots, key=lambda pair: -pair[1])
    return Fact(
        fact_id=_fact_id(number),
        spans=spans,
        speaker=speaker,
        doc_title=document.title,
        doc_date=document.date,
        quantities=note.quantities,
        dates=note.dates,
        names=note.names,
        modality=note.modality,
        relevance=round(total, 6),
        slots=tuple(slot for slot, _ in ranked),
    )
