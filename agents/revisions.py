"""Then and now: two versions of one document that set different figures for the same thing.

The sentence is code's work: what both say is quoted once, and what differs from each, with its date.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from deepnews.agents.frames import date_text, revision_form
from deepnews.agents.labels import label_of
from deepnews.retrieval.versions import two_versions
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

_CLAUSE = re.compile(r"(?<=[，,])\s*")
_STOPS = "，,；;。."
_MOST_CHARS = {"en": 320, "zh": 200}
_INNER = re.compile(r"[\"“”「」『』]")


class Revision(Record):
    """One provision in two versions of a document."""

    older: Fact
    newer: Fact
    shared: str
    """The clauses both begin with, verbatim."""


def find_revisions(
    facts: Sequence[Fact], documents: Mapping[str, SourceDocument], language: Language
) -> tuple[Revision, ...]:
    """Pairs of Facts from the two dated versions of a document that begin alike and differ in a figure, in the order of
    the newer one. A title with more than two dates is a series, not a revision."""
    by_document: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_document[fact.doc_id].append(fact)
    pairs = two_versions(documents.values(), lambda document: label_of(document, language))
    found = (r for older, newer in pairs for r in _pairs(by_document[older], by_document[newer], language))
    return tuple(sorted(found, key=lambda r: r.newer.fact_id))


def revised_documents(documents: Mapping[str, SourceDocument], language: Language) -> frozenset[str]:
    """Ids of the documents of which there are two versions."""
    pairs = two_versions(documents.values(), lambda document: label_of(document, language))
    return frozenset(doc_id for pair in pairs for doc_id in pair)


def _pairs(older: Sequence[Fact], newer: Sequence[Fact], language: Language) -> Iterator[Revision]:
    for now in newer:
        options = [(shared, then) for then in older if (shared := _shared(then, now, language))]
        if options:
            shared, then = max(options, key=lambda option: len(option[0]))
            yield Revision(older=then, newer=now, shared=shared)


def _shared(then: Fact, now: Fact, language: Language) -> str:
    """The clauses both begin with, where what follows differs in a figure; empty otherwise."""
    if _INNER.search(then.text + now.text):
        return ""
    pairs = zip(_CLAUSE.split(then.text), _CLAUSE.split(now.text), strict=False)
    same = takewhile(lambda pair: pair[0] == pair[1], pairs)
    shared = (" " if language == "en" else "").join(one for one, _ in same)
    figures = [{(q.value, q.unit) for q in f.quantities} for f in (then, now)]
    comparable = {unit for _, unit in figures[0]} & {unit for _, unit in figures[1]}
    return shared if comparable and not figures[0] & figures[1] else ""


def revision_sentence(revision: Revision, documents: Mapping[str, SourceDocument], language: Language) -> str:
    """Both versions in one sentence, their words in quotation marks; empty when it would be too long."""
    older, newer = documents[revision.older.doc_id], documents[revision.newer.doc_id]
    if older.date is None or newer.date is None:
        return ""
    n_shared = len(revision.shared)
    text = revision_form(language, "sentence").format(
        shared=revision.shared.rstrip(_STOPS),
        label=label_of(newer, language),
        older_date=date_text(older.date, language),
        newer_date=date_text(newer.date, language),
        older=revision.older.text[n_shared:].strip().rstrip(_STOPS),
        newer=revision.newer.text[n_shared:].strip().rstrip(_STOPS),
    )
    return text if len(text) <= _MOST_CHARS[language] else ""


def revision_headline(revision: Revision, documents: Mapping[str, SourceDocument], language: Language) -> str:
    """The two figures under the document's name; empty where either version has more than one."""
    then, now = revision.older.quantities, revision.newer.quantities
    if len(then) != 1 or len(now) != 1:
        return ""
    label = label_of(documents[revision.newer.doc_id], language)
    return revision_form(language, "headline").format(label=label, older=then[0].text, newer=now[0].text)
