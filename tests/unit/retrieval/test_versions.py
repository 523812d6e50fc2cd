"""Two versions of a document: the evidence holds both where figures changed."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from deepnews.retrieval.versions import MAX_COUNTERPARTS, with_counterparts
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus, Passage, SourceDocument
from deepnews.schemas.evidence import Evidence, InformationNeed, SaturationAccount, ScoredPassage

WORDS: dict[Language, str] = {
    "en": "A ferryman who sails at night without a lamp pays a fine of {} pounds at the upper gate.",
    "zh": "船工夜间航行不点灯的，由渡口责令改正，可以处{}元以下的罚款。",
}


def law(year: int, texts: list[str], title: str = "Ferry Act", publisher: str = "County") -> SourceDocument:
    text = "\n\n".join(texts)
    digest = hashlib.sha256(f"{year}{title}{publisher}{text}".encode()).hexdigest()
    return SourceDocument(
        doc_id=digest[:12],
        path=f"{year}.txt",
        title=title,
        publisher=publisher,
        date=dt.date(year, 5, 1),
        language="en",
        text=text,
        content_sha256=digest,
    )


def passages(document: SourceDocument) -> list[Passage]:
    found, start = [], 0
    for n, text in enumerate(document.text.split("\n\n")):
        end = start + len(text)
        passage_id = f"{document.doc_id}:{n}"
        found.append(Passage(passage_id=passage_id, doc_id=document.doc_id, start=start, end=end, text=text))
        start = end + 2
    return found


def evidence(taken: list[Passage]) -> Evidence:
    n_chars = sum(len(p.text) for p in taken)
    account = SaturationAccount(
        n_chars_requested=3000,
        n_chars_target=3000,
        n_chars_required=30_000,
        n_chars_available=30_000,
        n_chars_evidence=n_chars,
        policy="shorten",
    )
    scored = tuple(ScoredPassage(passage=p, scent=1.0 / (n + 1), need_ids=("Q1",)) for n, p in enumerate(taken))
    needs = (InformationNeed(need_id="Q1", question="Why?"),)
    return Evidence(needs=needs, patches=(), passages=scored, saturation=account)


def completed(
    older: SourceDocument, newer: SourceDocument, *others: SourceDocument, language: Language = "en"
) -> Evidence:
    """Evidence of all of `older`, completed from all documents."""
    corpus = Corpus(documents=(older, newer, *others))
    every = [p for d in corpus.documents for p in passages(d)]
    return with_counterparts(evidence(passages(older)), corpus, every, language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_other_version_comes_with_it_in_reading_order(language: Language) -> None:
    fifty, nine_hundred = ("50", "900") if language == "en" else ("五十", "九百")
    older, newer = law(2007, [WORDS[language].format(fifty)]), law(2022, [WORDS[language].format(nine_hundred)])
    found = completed(older, newer, language=language)
    assert [p.passage.doc_id for p in found.passages] == [older.doc_id, newer.doc_id]
    assert found.saturation.n_chars_evidence == sum(len(p.passage.text) for p in found.passages)


@pytest.mark.parametrize(
    ("newer", "others"),
    [
        (law(2022, [WORDS["en"].format(50)]), ()),  # nothing changed
        (law(2022, ["The county pays 900 pounds for the pier."]), ()),  # another matter
        (law(2022, [WORDS["en"].format(900)], title="Lamp Act"), ()),
        (law(2022, [WORDS["en"].format(900)], publisher="Parish"), ()),
        (law(2022, [WORDS["en"].format(900)]), (law(2023, [WORDS["en"].format(950)]),)),  # a series
    ],
)
def test_what_is_no_other_version_stays_out(newer: SourceDocument, others: tuple[SourceDocument, ...]) -> None:
    older = law(2007, [WORDS["en"].format(50)])
    assert len(completed(older, newer, *others).passages) == 1


def test_only_so_many_are_added_the_best_first() -> None:
    places = ["gate", "pier", "mill", "yard", "well", "barn", "inn", "weir", "lock", "quay"]
    older = law(2007, [f"{WORDS['en'].format(50)} Near {p} {p}s." for p in places])
    newer = law(2022, [f"{WORDS['en'].format(900)} Near {p} {p}s." for p in places])
    found = completed(older, newer)
    assert sum(p.passage.doc_id == newer.doc_id for p in found.passages) == MAX_COUNTERPARTS
