"""Two versions of one document: what the evidence holds of the one, it needs of the other where figures changed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from deepnews.retrieval.units import Unit, joined_passages, sentence_units
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus, Passage, SourceDocument
from deepnews.schemas.evidence import Evidence, ScoredPassage
from deepnews.text import content_overlap

MAX_COUNTERPARTS = 8
"""Pieces added for being the other version of one that is there."""
_SAME_MATTER = 0.5
"""Share of content two versions of a passage have in common, each way."""
_DATES = re.compile(r"\d{4}(?:-\d{2}-\d{2}|年(?:\d{1,2}月)?(?:\d{1,2}日)?)?")
OLD_VERSION = "旧版"
"""Stands before the name of a Chinese rule of which there is a newer version."""
VERSION_MARK = re.compile(
    r"\s*[（(](?:\d{4}年?)?(?:第?[一二三四五六七八九十]+次)?(?:修正|修订|修改|版)(?:本|版)?[)）]$"
)
"""What the title of a Chinese rule says of its version."""
_IS_RULE = re.compile(r"(?:法|法典|条例|办法|规定|规则|细则|解释|准则|章程)》?$")
"""How the name of a Chinese rule ends: of two versions only the newer is in force; no draft for comment."""
_FIGURE = re.compile(
    r"\d[\d.,]*|[一二三四五六七八九十百千万亿]+(?=[万亿]?(?:元|日|天|年|个|倍|人|条数|以[上下]))|百分之[一二三四五六七八九十百]+"
)


def with_counterparts(
    evidence: Evidence, corpus: Corpus, passages: tuple[Passage, ...], language: Language
) -> Evidence:
    """The evidence with the other version of its sentences, where the corpus holds two dated versions of a document and
    their figures differ; best scented first, in reading order. `passages` are those of the index."""
    pairs = tuple(two_versions(corpus.documents, _bare_title))
    other = dict((*pairs, *((newer, older) for older, newer in pairs)))
    twins: dict[str, list[Unit]] = defaultdict(list)
    for unit in sentence_units(passages, (i for i, p in enumerate(passages) if p.doc_id in other), corpus.by_id):
        twins[unit.doc_id].append(unit)
    held = [p.passage for p in evidence.passages]
    added: dict[tuple[str, int], tuple[Unit, ScoredPassage]] = {}
    for scored in sorted(evidence.passages, key=lambda p: -p.scent):
        for twin in _revisions(scored.passage, twins.get(other.get(scored.passage.doc_id, ""), ()), corpus, language):
            if len(added) < MAX_COUNTERPARTS and not any(_holds(p, twin) for p in held):
                added.setdefault((twin.doc_id, twin.start), (twin, scored))
    if not added:
        return evidence
    found = tuple(
        scored.model_copy(update={"passage": passage})
        for twin, scored in added.values()
        for _, passage in joined_passages((twin,), passages, corpus.by_id)
    )
    return _joined(evidence, found, corpus)


def _revisions(passage: Passage, twins: Sequence[Unit], corpus: Corpus, language: Language) -> Iterator[Unit]:
    """The units among `twins` that tell the matter of a unit of the passage with other figures."""
    for own in sentence_units((passage,), (0,), corpus.by_id) if twins else ():
        yield from (twin for twin in twins if _revised(own.text, twin.text, language))


def _holds(passage: Passage, unit: Unit) -> bool:
    return passage.doc_id == unit.doc_id and passage.start <= unit.start and unit.end <= passage.end


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


def superseded(documents: Iterable[SourceDocument]) -> dict[str, str]:
    """Ids of older versions of Chinese rules, each with that of the newest, as far as the documents hold one of the
    same title and publisher."""
    by_title: dict[tuple[str, str], list[SourceDocument]] = defaultdict(list)
    for document in documents:
        if document.date is not None and (title := rule_title(document.title)):
            by_title[title, document.publisher].append(document)
    ordered = (sorted(found, key=lambda d: str(d.date)) for found in by_title.values())
    return {d.doc_id: found[-1].doc_id for found in ordered for d in found if d.date != found[-1].date}


def is_old_version(document: SourceDocument, documents: Iterable[SourceDocument]) -> bool:
    """True for a Chinese rule of which the documents hold a newer version."""
    return document.doc_id in superseded(documents)


@lru_cache(maxsize=4096)
def rule_title(title: str) -> str:
    """The name of a Chinese rule without its version and date; empty for any other title."""
    name = re.sub("^中华人民共和国|[《》]", "", _DATES.sub("", VERSION_MARK.sub("", title)).strip())
    return name if _IS_RULE.search(name) else ""


def _bare_title(document: SourceDocument) -> str:
    return _DATES.sub("", VERSION_MARK.sub("", document.title)).strip()


def _revised(one: str, other: str, language: Language) -> bool:
    """True when both speak of the same matter with other figures."""
    if set(_FIGURE.findall(one)) == set(_FIGURE.findall(other)):
        return False
    shares = (content_overlap(one, other, language), content_overlap(other, one, language))
    return min(shares) >= _SAME_MATTER


def _joined(evidence: Evidence, added: tuple[ScoredPassage, ...], corpus: Corpus) -> Evidence:
    places = {d.doc_id: (str(d.date or "9999"), d.path) for d in corpus.documents}
    both = sorted((*evidence.passages, *added), key=lambda p: (*places[p.passage.doc_id], p.passage.start))
    n_chars = evidence.saturation.n_chars_evidence + sum(len(p.passage.text) for p in added)
    account = evidence.saturation.model_copy(update={"n_chars_evidence": n_chars})
    return evidence.model_copy(update={"passages": tuple(both), "saturation": account})
