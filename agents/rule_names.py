"""Chinese rules and cases are named so that a reader knows which is meant: an older version as one, no 该法 without its
name, no case by the day it came out as if that were the day of its ruling.

Blocks are drafted side by side, and a sentence that says 该法 may come to stand after one on another law.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from deepnews.agents.candidates import Bench
from deepnews.agents.frames import date_text
from deepnews.agents.labels import label_of
from deepnews.agents.pace.attribution import DATE, PUBLISHED
from deepnews.agents.rules.dates import find_dates
from deepnews.retrieval.versions import OLD_VERSION, superseded
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import DraftBlock, Paragraph, Sentence

_THAT_RULE = re.compile("该(?:法(?![院官庭人定案]|规(?!定))|条例|办法|规定|规则|细则|解释)")
_IS_CASE = re.compile("判决|裁定|案(?:例)?$")
_RULED = re.compile(rf"(?P<day>{DATE['zh']})(?:依法|公开)?(?:作出|宣判|裁定|判决)")
_QUOTED = re.compile("(“[^”]*”)")


def with_rules_named(blocks: Sequence[DraftBlock], bench: Bench) -> tuple[DraftBlock, ...]:
    """The Chinese blocks with 旧版 before the name of a rule of which the corpus holds a newer version, and the name in
    the place of 该法 where neither the sentence nor the one before it in its paragraph tells of that rule alone."""
    if bench.language != "zh":
        return tuple(blocks)
    newer = superseded(bench.documents.values())
    return tuple(
        block.model_copy(update={"paragraphs": tuple(_named(p, bench, newer) for p in block.paragraphs)})
        for block in blocks
    )


def _named(paragraph: Paragraph, bench: Bench, newer: Mapping[str, str]) -> Paragraph:
    return paragraph.model_copy(update={"sentences": tuple(_sentences(paragraph.sentences, bench, newer))})


def _sentences(sentences: Sequence[Sentence], bench: Bench, newer: Mapping[str, str]) -> Iterator[Sentence]:
    before: frozenset[str] = frozenset()
    for sentence in sentences:
        of = frozenset(bench.facts[i].doc_id for i in sentence.fact_ids)
        text = sentence.text
        if len(of) == 1:
            document = bench.documents[next(iter(of))]
            text = _told(text, document, newer, is_known=of == before)
        before = of
        yield sentence.model_copy(update={"text": text})


def _told(text: str, document: SourceDocument, newer: Mapping[str, str], *, is_known: bool) -> str:
    """The sentence with its rule named; `is_known` where the sentence before it tells of that rule alone."""
    label = label_of(document, "zh")
    pieces = _QUOTED.split(text)
    if not label.startswith("《"):
        return text
    if comes_out_later(document):
        pieces = [p if p.startswith("“") else _published(p, label, document) for p in pieces]
    if document.doc_id in newer:
        pieces = [p if p.startswith("“") else _marked(p, label) for p in pieces]
    if not is_known and label not in "".join(pieces[::2]):
        name = _version(document, label, newer)
        pieces = [p if p.startswith("“") else _THAT_RULE.sub(name, p, count=1) for p in pieces]
    return "".join(pieces)


def comes_out_later(document: SourceDocument) -> bool:
    """True for a Chinese case whose text dates its rulings, none of them on the day of the document: that is only the
    day on which it was made public."""
    if document.date is None or not _IS_CASE.search(document.title):
        return False
    days = {day.first for m in _RULED.finditer(document.text) for day in find_dates(m["day"], "zh")}
    return bool(days) and document.date not in days


def _published(text: str, label: str, document: SourceDocument) -> str:
    """The words with the day before the document's name as that on which it came out."""
    day = date_text(document.date, "zh") if document.date else ""
    return re.sub(rf"{day}(?:的|，)(?={re.escape(label)})", f"{day}{PUBLISHED}的", text)


def _marked(text: str, label: str) -> str:
    return re.sub(rf"(?<!{OLD_VERSION}){re.escape(label)}", f"{OLD_VERSION}{label}", text)


def _version(document: SourceDocument, label: str, newer: Mapping[str, str]) -> str:
    """The rule's name, with its year where it is the newer of two."""
    if document.doc_id in newer:
        return f"{OLD_VERSION}{label}"
    return f"{document.date.year}年版{label}" if document.date and document.doc_id in newer.values() else label
