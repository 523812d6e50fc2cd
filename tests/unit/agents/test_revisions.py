"""Then and now: two versions of a document, side by side in verbatim words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from deepnews.agents.revisions import find_revisions, revision_headline, revision_sentence
from deepnews.agents.rules import check_sentence
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

Source = Callable[..., SourceDocument]
MakeFact = Callable[..., Fact]
Pair = tuple[list[Fact], dict[str, SourceDocument]]

WORDS: dict[Language, tuple[str, str]] = {
    "en": (
        "A ferryman who sails without a lamp, shall pay a fine of up to £50.",
        "A ferryman who sails without a lamp, shall pay a fine of up to £900.",
    ),
    "zh": ("船工夜航不点灯的，可以处五十元以下的罚款；", "船工夜航不点灯的，由渡口责令改正，可以处九百元以下的罚款。"),
}
TITLES: dict[Language, str] = {"en": "Ferry Act", "zh": "中华人民共和国渡船法"}


@pytest.fixture
def versions(source: Source, fact: MakeFact) -> Callable[..., Pair]:
    """Facts of documents with one title, one a year, and the documents by id."""

    def make(*texts: str, language: Language = "en", title: str = "") -> Pair:
        documents = [
            source(t, f"{n}.txt", language, title=title or TITLES[language], date=dt.date(2007 + 15 * n, 5, 1))
            for n, t in enumerate(texts)
        ]
        return [fact(f"F{n}", d) for n, d in enumerate(documents)], {d.doc_id: d for d in documents}

    return make


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_versions_stand_in_one_checked_sentence(versions: Callable[..., Pair], language: Language) -> None:
    facts, documents = versions(*WORDS[language], language=language)
    (revision,) = find_revisions(facts, documents, language)
    assert (revision.older, revision.newer) == (facts[0], facts[1])
    text = revision_sentence(revision, documents, language)
    expected = {
        "en": "Of “A ferryman who sails without a lamp” the Ferry Act of May 1, 2007 said "
        "“shall pay a fine of up to £50”; that of May 1, 2022 says “shall pay a fine of up to £900”.",
        "zh": "对“船工夜航不点灯的”，2007年5月1日的《渡船法》写的是“可以处五十元以下的罚款”，"
        "2022年5月1日的《渡船法》改为“由渡口责令改正，可以处九百元以下的罚款”。",
    }
    assert text == expected[language]
    findings = check_sentence(text, (revision.newer, revision.older), documents, language)
    assert not [f for f in findings if f.verdict in ("refuted", "not_enough_info")]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_headline_holds_the_two_figures(versions: Callable[..., Pair], language: Language) -> None:
    facts, documents = versions(*WORDS[language], language=language)
    (revision,) = find_revisions(facts, documents, language)
    expected = {"en": "Ferry Act: from £50 to £900", "zh": "《渡船法》：从五十元到九百元"}
    assert revision_headline(revision, documents, language) == expected[language]


def test_a_figure_that_stays_is_no_revision(versions: Callable[..., Pair]) -> None:
    older, newer = WORDS["en"]
    facts, documents = versions(older, newer.replace("£900", "£50"))
    assert find_revisions(facts, documents, "en") == ()


def test_other_units_are_not_compared(versions: Callable[..., Pair]) -> None:
    older, newer = WORDS["en"]
    facts, documents = versions(older, newer.replace("a fine of up to £900", "3% of the fare"))
    assert find_revisions(facts, documents, "en") == ()


def test_another_beginning_is_another_provision(versions: Callable[..., Pair]) -> None:
    older, newer = WORDS["en"]
    facts, documents = versions(older, newer.replace("lamp", "bell"))
    assert find_revisions(facts, documents, "en") == ()


def test_a_series_is_no_pair_of_versions(versions: Callable[..., Pair]) -> None:
    facts, documents = versions(*WORDS["en"], WORDS["en"][1].replace("900", "950"))
    assert find_revisions(facts, documents, "en") == ()


def test_other_titles_are_other_documents(source: Source, fact: MakeFact) -> None:
    titles = ("Ferry Act", "Lamp Act")
    documents = [
        source(t, f"{n}.txt", title=titles[n], date=dt.date(2007 + n, 5, 1)) for n, t in enumerate(WORDS["en"])
    ]
    facts = [fact(f"F{n}", d) for n, d in enumerate(documents)]
    assert find_revisions(facts, {d.doc_id: d for d in documents}, "en") == ()


def test_a_sentence_too_long_to_read_is_none(versions: Callable[..., Pair]) -> None:
    tail = " at the desk of the harbour master in the old customs house by the upper gate"
    facts, documents = versions(*(w.replace(".", f"{tail * 2}.") for w in WORDS["en"]))
    (revision,) = find_revisions(facts, documents, "en")
    assert revision_sentence(revision, documents, "en") == ""
