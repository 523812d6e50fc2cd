"""Units are whole sentences with exact offsets, and make their passage again."""

from __future__ import annotations

import hashlib

import pytest

from deepnews.retrieval.passages import split_passages
from deepnews.retrieval.salience import quoted_words, telling
from deepnews.retrieval.units import Unit, joined_passages, sentence_units, whole_units
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument

TEXTS: dict[Language, str] = {
    "en": "The lock was shut on 4 May. Nobody had told the crew of the barge, which lay below the weir all that night. "
    + "Mr. Oram said that the board of the canal had known since March that the gate could not be moved at all. "
    + "A letter of the engineer, which lay in the drawer of the secretary all that time, had told him the opposite. "
    + "He was wrong about that.",
    "zh": "闸门于五月四日关闭。没有人告诉驳船上的船员，他们整夜停在堰下。"
    + "委员会自三月起就知道，闸门已经完全无法移动，但从未书面告知任何一家航运公司，也没有在码头张贴公告。",
}


def source(language: Language) -> SourceDocument:
    digest = hashlib.sha256(TEXTS[language].encode()).hexdigest()
    return SourceDocument(
        doc_id=digest[:12],
        path="a.txt",
        title="A",
        text=TEXTS[language],
        language=language,
        content_sha256=digest,
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_units_are_exact_and_make_their_passage_again(language: Language) -> None:
    document = source(language)
    passages = split_passages(document)
    documents = {document.doc_id: document}
    units = sentence_units(passages, range(len(passages)), documents)
    assert len(units) > len(passages)
    assert all(document.text[u.start : u.end] == u.text for u in units)
    assert all(u.text[-1] in ".。" for u in units)
    again = [p for _, p in joined_passages(reversed(units), passages, documents)]
    assert again == list(passages)
    assert whole_units(passages, [0]) == (Unit(0, document.doc_id, 0, passages[0].end, passages[0].text),)


def test_units_that_do_not_touch_stay_apart() -> None:
    document = source("en")
    passages, documents = split_passages(document), {document.doc_id: document}
    units = sentence_units(passages, [0], documents)
    found = [p for _, p in joined_passages([units[0], units[-1]], passages, documents)]
    assert [p.text for p in found] == [units[0].text, units[-1].text]
    assert all(document.text[p.start : p.end] == p.text for p in found)
    assert len({p.passage_id for p in found}) == 2


def test_what_takes_a_stand_or_gives_a_figure_tells_more() -> None:
    texts = (
        "I am sceptical that the gate will hold.",
        "The gate is there.",
        "It cost the town 40 million pounds.",
    )
    said = telling([Unit(0, "d", 0, len(t), t) for t in texts])
    assert said[1] == min(said)
    assert len(telling([])) == 0


def test_quoted_words_are_needs_of_their_own() -> None:
    assert quoted_words("Was it “transitory”, as the “Red Book” said, or 《数据安全法》?") == (
        "transitory",
        "Red Book",
        "数据安全法",
    )
