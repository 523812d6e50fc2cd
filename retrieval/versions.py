"""Two versions of one document: what the evidence holds of the one, it needs of the other where figures changed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus, Passage, SourceDocument
from deepnews.schemas.evidence import Evidence, ScoredPassage
from deepnews.text import content_overlap

MAX_COUNTERPARTS = 6
"""Passages added for being the other version of one that is there."""
_SAME_MATTER = 0.5
"""Share of content two versions of a passage have in common, each way."""
_DATES = re.compile(r"\d{4}(?:-\d{2}-\d{2}|年(?:\d{1,2}月)?(?:\d{1,2}日)?)?")
_FIGURE = re.compile(
    r"\d[\d.,]*|[一二三四五六七八九十百千万亿]+(?=[万亿]?(?:元|日|天|年|个|倍|人|条数|以[上下]))|百分之[一二三四五六七八九十百]+"
)


def with_counterparts(
    evidence: Evidence, corpus: Corpus, passages: tuple[Passage, ...], language: Language
) -> Evidence:
    """The evidence with the other version of its passages, where the corpus holds two dated versions of a document and
    their figures differ; best scented first, in reading order."""
    pairs = tuple(two_versions(corpus.documents, _bare_title))
    other = dict((*pairs, *((newer, older) for older, newer in pairs)))
    by_document: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        by_document[passage.doc_id].append(passage)
    taken = {p.passage.passage_id for p in evidence.passages}
    added: dict[str, ScoredPassage] = {}
    for scored in sorted(evidence.passages, key=lambda p: -p.scent):
        for twin in by_document.get(other.get(scored.passage.doc_id, ""), ()):
            if (
                len(added) < MAX_COUNTERPARTS
                and twin.passage_id not in taken
                and _revised(scored.passage, twin, language)
            ):
                added[twin.passage_id] = scored.model_copy(update={"passage": twin})
                taken.add(twin.passage_id)
    if not added:
        return evidence
    return _joined(evidence, tuple(added.values()), corpus)


def two_versions(
    documents: Iterable[SourceDocument], title_of: Callable[[SourceDocument], str]
) -> Iterator[tuple[str, str]]:
    """Ids of the older and the newer document wherever exactly two have one title, as `title_of` reads it, and one
    publisher, and differ in date; more than two are a series."""
    by_title: dict[tuple[str, str], list[SourceDocument]] = defaultdict(list)
    for document in documents:
        if document.date is not None:
            by_title[title_of(document), document.publisher].append(document)
    for found in by_title.values():
        if len(found) == 2 and found[0].date != found[1].date:
            older, newer = sorted(found, key=lambda d: str(d.date))
            yield older.doc_id, newer.doc_id


def _bare_title(document: SourceDocument) -> str:
    return _DATES.sub("", document.title).strip()


def _revised(one: Passage, other: Passage, language: Language) -> bool:
    """True when both speak of the same matter with other figures."""
    if set(_FIGURE.findall(one.text)) == set(_FIGURE.findall(other.text)):
        return False
    shares = (content_overlap(one.text, other.text, language), content_overlap(other.text, one.text, language))
    return min(shares) >= _SAME_MATTER


def _joined(evidence: Evidence, added: tuple[ScoredPassage, ...], corpus: Corpus) -> Evidence:
    places = {d.doc_id: (str(d.date or "9999"), d.path) for d in corpus.documents}
    both = sorted((*evidence.passages, *added), key=lambda p: (*places[p.passage.doc_id], p.passage.start))
    n_chars = evidence.saturation.n_chars_evidence + sum(len(p.passage.text) for p in added)
    account = evidence.saturation.model_copy(update={"n_chars_evidence": n_chars})
    return evidence.model_copy(update={"passages": tuple(both), "saturation": account})
