"""Facts from spans: annotated, given their speaker, scored against the assignment, near-copies folded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from deepnews.agents.broken_off import breaks_off
from deepnews.agents.clauses import main_clause
from deepnews.agents.corroboration import with_corroboration
from deepnews.agents.note import NoteGroup, standing
from deepnews.agents.provisions import conduct_of, for_companies
from deepnews.agents.relevance import Found, Scores, beside_the_point, relevances, scores_of
from deepnews.agents.revisions import find_revisions, revised_documents
from deepnews.agents.rules import annotate
from deepnews.agents.speakers import asks, is_all_quoted, is_transcript, turn_at, who_speaks
from deepnews.agents.turned import turned_after
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.evidence import InformationNeed, Patch
from deepnews.schemas.facts import Fact, Span
from deepnews.text import content_overlap

MAX_FACTS = 160
MIN_PER_DOCUMENT = 3
_LEAST_FACTS = 24
"""Facts that an article can be made of; where fewer are to the point, none is left out."""
_MIN_DOCUMENTS = 3
_NEAR_COPY = 0.93
_SAME = 0.6
"""Share of their words that near-copies have in common."""
_SECOND_PERSON = re.compile(r"\b(?:you(?! know,)|your|yours|yourself)\b|您|你们?", re.I)


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
    return _piece(document, *found) if found else None


def _piece(document: SourceDocument, start: int, end: int) -> Span:
    return Span(doc_id=document.doc_id, start=start, end=end, text=document.text[start:end])


def usable(span: Span, speaker: str, document: SourceDocument) -> bool:
    """False for a questioner's words, for talk addressed to somebody, and for what the author of a speech quotes of one
    whom the sentence does not name ("the President said"), or of one who is named nowhere."""
    if is_transcript(document) and asks(speaker, document):
        return False
    if document.author and speaker.lower().startswith("the ") and span.text[:1] in '"“':
        return False
    if not speaker and is_all_quoted(span.text):
        return False
    return not _SECOND_PERSON.search(span.text)


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


def _figures(text: str, language: Language) -> frozenset[float | None]:
    return frozenset(q.value for q in annotate(text, language, None).quantities)


def _on_topic(spans: Sequence[Span], patches: Sequence[Patch]) -> list[Span]:
    """The spans of documents on the topic, where there are a few of these; all of them otherwise."""
    aside = {p.doc_id for p in patches if not p.is_on_topic}
    kept = [s for s in spans if s.doc_id not in aside]
    return kept if len({s.doc_id for s in kept}) >= _MIN_DOCUMENTS else list(spans)


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
        if cut is None or not usable(cut, speaker, document):
            continue
        clause = main_clause(cut, assignment.language)
        if is_transcript(document) and breaks_off(clause.text):
            continue
        turned = turned_after(clause, document, assignment.language)
        if turned != "undone":
            found.append(Found(clause, speaker, (span.doc_id, span.start) in picked, bool(turned)))
    if not found:
        return ()
    spans = [f.span for f in found]
    scores = scores_of(spans, needs, assignment, documents, index)
    totals = relevances(found, scores, assignment, patches, documents)
    revised = _revised(spans, documents, assignment.language)
    beside = beside_the_point(spans, totals, assignment) - revised
    told = [i for i in range(len(found)) if i not in beside]
    told = told if len(told) >= _LEAST_FACTS else list(range(len(found)))
    order = sorted(told, key=lambda i: (i not in revised, -totals[i], spans[i].doc_id, spans[i].start))
    kept = _kept(order, spans, assignment.language, index)
    kept.sort(key=lambda i: (str(documents[spans[i].doc_id].date), documents[spans[i].doc_id].path, spans[i].start))
    facts = tuple(
        _fact(number, spans[i], found[i].speaker, totals[i], scores[i], documents[spans[i].doc_id], assignment.language)
        for number, i in enumerate(kept, 1)
    )
    if assignment.language == "zh":
        pairs = zip(kept, facts, strict=True)
        facts = tuple(f if i in revised else with_company_penalty(f, documents[f.doc_id]) for i, f in pairs)
    return with_corroboration(facts, [(f.span, f.speaker) for f in found], documents, index, assignment.language)


def _revised(spans: Sequence[Span], documents: Mapping[str, SourceDocument], language: Language) -> set[int]:
    """Positions of the spans that stand in two versions of a document with different figures."""
    versions = revised_documents(documents, language)
    bare = Scores(relevance=0.0, slots=())
    places = {_fact_id(i): i for i, s in enumerate(spans) if s.doc_id in versions}
    facts = [_fact(i, spans[i], "", 0.0, bare, documents[spans[i].doc_id], language) for i in places.values()]
    pairs = find_revisions(facts, documents, language)
    return {places[fact.fact_id] for pair in pairs for fact in (pair.older, pair.newer)}


def with_company_penalty(fact: Fact, document: SourceDocument) -> Fact:
    """The Chinese `fact` with what companies have to bear for the same conduct, where the next paragraph says so."""
    company = for_companies(document.text, fact.spans[0].start, fact.spans[0].end) if len(fact.spans) == 1 else None
    if company is None:
        return fact
    spans = (*fact.spans, _piece(document, *company))
    note = annotate(" … ".join(s.text for s in spans), "zh", document.date)
    return fact.model_copy(
        update={"spans": spans, "quantities": note.quantities, "dates": note.dates, "names": note.names}
    )


def _fact_id(number: int) -> str:
    return f"F{number:03d}"


def _fact(
    number: int, span: Span, speaker: str, total: float, scores: Scores, document: SourceDocument, language: Language
) -> Fact:
    conduct = conduct_of(document.text, span.start) if language == "zh" else None
    spans = (_piece(document, *conduct), span) if conduct else (span,)
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
