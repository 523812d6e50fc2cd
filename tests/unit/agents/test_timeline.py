"""The time line: dated documents in order, words of change, the turn, and the eras around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.timeline import Aims, Turn, change_cues, dated, eras, find_turn, turn_scores, with_answers
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span

Source = Callable[..., SourceDocument]
MakeFact = Callable[..., Fact]
Index = Callable[..., HybridIndex]

LETTERS: dict[Language, tuple[str, ...]] = {
    "en": (
        "The ferry of Corran runs on time and its speed is praised in every letter of the office.",
        "The ferry of Corran ran with one short delay, and the office put it down to fog.",
        "The office no longer speaks of speed: it has stopped the ferry because of breakdowns of the engine.",
        "The ferry of Corran lay at its pier all month and gulls sat on its deck.",
    ),
    "zh": (
        "柯兰渡轮班班准点，每封信都称赞它的航速。",
        "柯兰渡轮晚点一回，公所说是雾大的缘故。",
        "公所不再谈论航速，决定暂停渡轮，因为发动机故障频出。",
        "柯兰渡轮整月停靠在码头，甲板上落满海鸥。",
    ),
}
AIMS: dict[Language, Aims] = {
    "en": Aims(towards=("breakdowns of the engine",), away="the speed of the ferry"),
    "zh": Aims(towards=("发动机故障频出",), away="渡轮的航速"),
}
both = pytest.mark.parametrize("language", ["en", "zh"])


def by_id(documents: Sequence[SourceDocument]) -> dict[str, SourceDocument]:
    return {d.doc_id: d for d in documents}


@pytest.fixture
def letters(source: Source) -> Callable[[Language], list[SourceDocument]]:
    """A letter a month."""

    def make(language: Language) -> list[SourceDocument]:
        texts = enumerate(LETTERS[language], 1)
        return [source(t, f"{9 - n}.txt", language, date=dt.date(2031, n, 2)) for n, t in texts]

    return make


# --- words of change -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "n_cues"),
    [
        ("en", "The ferry runs on time.", 0),
        ("en", "The office NO LONGER speaks of speed and stopped the ferry.", 2),
        ("en", "The timetable was revised and the captain replaced.", 2),
        ("en", "Nothing of it has not changed.", 0),
        ("en", "There was little change in the timetable.", 0),
        ("en", "The timetable has never really shifted.", 0),
        ("en", "Now let's turn to the other half of the timetable.", 0),
        ("en", "Turning to fares, I turn to what they were.", 0),
        ("en", "The ferry was not sold but the timetable changed.", 1),
        ("zh", "渡轮班班准点。", 0),
        ("zh", "公所不再谈航速，决定暂停渡轮。", 3),
        ("zh", "班次没有明显变化，船长没变。", 0),
        ("zh", "票价由三元调到五元。", 1),
    ],
)
def test_words_of_change_and_of_none(language: Language, text: str, n_cues: int) -> None:
    assert change_cues(text, language) == n_cues


# --- order -----------------------------------------------------------------------------------------------------------


def test_dated_documents_oldest_first(source: Source, fact: MakeFact) -> None:
    march, april, undated, unused = (
        source("March.", "z.txt", date=dt.date(2031, 3, 1)),
        source("April.", "b.txt", date=dt.date(2031, 4, 1)),
        source("Whenever.", "c.txt"),
        source("May.", "d.txt", date=dt.date(2031, 5, 1)),
    )
    twin = source("April too.", "a.txt", date=dt.date(2031, 4, 1))
    documents = by_id([march, april, twin, undated, unused])
    facts = [fact(f"F{n}", d) for n, d in enumerate((undated, april, march, twin, april))]
    assert dated(facts, documents) == [march.doc_id, twin.doc_id, april.doc_id]
    assert dated([], documents) == []


# --- the turn --------------------------------------------------------------------------------------------------------


@both
def test_the_turn_is_where_the_words_change(
    letters: Callable[..., list[SourceDocument]], fact: MakeFact, indexed: Index, language: Language
) -> None:
    documents = letters(language)
    facts = [fact(f"F{n}", d) for n, d in enumerate(documents)]
    index = indexed(*documents)
    turn = find_turn(facts, AIMS[language], by_id(documents), index, language)
    assert turn is not None and turn.doc_id == documents[2].doc_id
    scores = turn_scores(facts, AIMS[language], index, language)
    assert turn.strength == pytest.approx(scores[2]) and scores[2] == max(scores)


@both
def test_the_order_of_the_facts_does_not_matter(
    letters: Callable[..., list[SourceDocument]], fact: MakeFact, indexed: Index, language: Language
) -> None:
    documents = letters(language)
    facts = [fact(f"F{n}", d) for n, d in enumerate(documents)]
    index = indexed(*documents)
    turns = [find_turn(f, AIMS[language], by_id(documents), index, language) for f in (facts, facts[::-1])]
    assert turns[0] == turns[1]


def test_the_oldest_document_is_never_the_turn(source: Source, fact: MakeFact, indexed: Index) -> None:
    texts = (LETTERS["en"][2], LETTERS["en"][0], LETTERS["en"][3])
    documents = [source(t, date=dt.date(2031, n, 1)) for n, t in enumerate(texts, 1)]
    facts = [fact(f"F{n}", d) for n, d in enumerate(documents)]
    turn = find_turn(facts, AIMS["en"], by_id(documents), indexed(*documents), "en")
    assert turn is not None and turn.doc_id != documents[0].doc_id


def test_the_newest_document_is_the_turn_only_where_it_stands_out(
    source: Source, fact: MakeFact, indexed: Index
) -> None:
    def turned(*texts: str) -> int:
        documents = [source(t, f"{n}.txt", date=dt.date(2031, n, 1)) for n, t in enumerate(texts, 1)]
        facts = [fact(f"F{n}", d) for n, d in enumerate(documents)]
        turn = find_turn(facts, AIMS["en"], by_id(documents), indexed(*documents), "en")
        return [d.doc_id for d in documents].index(turn.doc_id) if turn else -1

    old, plain, change = LETTERS["en"][0], LETTERS["en"][1], LETTERS["en"][2]
    assert turned(old, change, change) == 1
    assert turned(old, plain, change) == 2


@both
def test_two_dates_make_no_turn(
    letters: Callable[..., list[SourceDocument]], fact: MakeFact, indexed: Index, source: Source, language: Language
) -> None:
    documents = [*letters(language)[1:3], source("An undated note.", "n.txt", language)]
    facts = [fact(f"F{n}", d) for n, d in enumerate(documents)]
    assert find_turn(facts, AIMS[language], by_id(documents), indexed(*documents), language) is None
    assert find_turn([], AIMS[language], {}, indexed(*documents), language) is None


def test_the_strength_is_the_mean_of_the_two_best(source: Source, fact: MakeFact, indexed: Index) -> None:
    sentences = (LETTERS["en"][2], "The office halted the ferry.", "Gulls sat on the pier.")
    old, middle = (source(f"Old {n}.", date=dt.date(2031, n, 1)) for n in (1, 2))
    turned = source(" ".join(sentences), date=dt.date(2031, 3, 1))
    documents = [old, middle, turned]
    facts = [fact("F1", old), fact("F2", middle), *(fact(f"F{n}", turned, s) for n, s in enumerate(sentences, 3))]
    index = indexed(*documents)
    turn = find_turn(facts, AIMS["en"], by_id(documents), index, "en")
    best = sorted(turn_scores(facts, AIMS["en"], index, "en")[2:])[-2:]
    assert turn is not None and turn.doc_id == turned.doc_id
    assert turn.strength == pytest.approx(sum(best) / 2)


def test_what_makes_a_score(source: Source, fact: MakeFact, indexed: Index) -> None:
    """Likeness to the end of the story and words of change; likeness to its beginning only beside such words."""
    document = source(
        "The ferry has breakdowns of the engine. The ferry stopped here. Gulls sat here. The speed of the ferry. "
        "The speed of the ferry changed."
    )
    index = indexed(document)
    towards, change, neither, away, both_ends = (
        fact(f"F{n}", document, s.strip() + ".") for n, s in enumerate(document.text.rstrip(".").split("."))
    )
    facts = [towards, change, neither, away, both_ends]
    scores = turn_scores(facts, AIMS["en"], index, "en")
    blind = turn_scores(facts, Aims(towards=AIMS["en"].towards), index, "en")
    assert scores[0] > scores[2] and scores[1] > scores[2]
    assert scores[3] == blind[3] and scores[4] > blind[4]
    assert turn_scores([], AIMS["en"], index, "en") == []


# --- eras ------------------------------------------------------------------------------------------------------------


def line(n_documents: int) -> tuple[list[Fact], Mapping[str, SourceDocument], list[str]]:
    """A Fact a day, its documents, and their ids in order."""
    documents = [
        SourceDocument(
            doc_id=f"d{n:02d}", path="p", title="t", text="x", content_sha256="0", date=dt.date(2031, 1, 1 + n)
        )
        for n in range(n_documents)
    ]
    facts = [
        Fact(fact_id=f"F{n}", spans=(Span(doc_id=d.doc_id, start=0, end=1, text="x"),)) for n, d in enumerate(documents)
    ]
    return facts, by_id(documents), [d.doc_id for d in documents]


@given(st.integers(2, 20), st.data())
def test_eras_around_a_turn(n_documents: int, data: st.DataObject) -> None:
    facts, documents, order = line(n_documents)
    at = data.draw(st.integers(1, n_documents - 1))
    found = [eras(facts, Turn(doc_id=order[at], strength=1.0), documents)[i] for i in order]
    assert found[at] == "turn" and found.count("turn") == 1
    assert set(found[at + 1 :]) <= {"late"}
    before = found[:at]
    assert before[0] == "early"
    assert before == sorted(before)  # early, then middle
    assert abs(before.count("early") - before.count("middle")) <= 1


@given(st.integers(3, 20), st.data())
def test_nothing_older_than_what_the_turn_tells_is_after_it(n_documents: int, data: st.DataObject) -> None:
    facts, documents, order = line(n_documents)
    at = data.draw(st.integers(1, n_documents - 1))
    found = eras(facts, Turn(doc_id=order[at], strength=1.0), documents)
    answer = data.draw(st.integers(0, n_documents - 1))
    told = with_answers(found, [facts[answer]], documents)
    assert all(told[i] == ("turn" if at <= n < answer else found[i]) for n, i in enumerate(order))
    assert with_answers(found, [], documents) == found


@given(st.integers(0, 20))
def test_eras_without_a_turn_are_thirds(n_documents: int) -> None:
    facts, documents, order = line(n_documents)
    found = eras(facts, None, documents)
    places = [("early", "middle", "late").index(found[i]) for i in order]
    assert places == sorted(places)
    if n_documents > 2:
        assert places.count(0) == places.count(2) == n_documents // 3


def test_undated_documents_have_no_era(source: Source, fact: MakeFact) -> None:
    documents = [source("Whenever.", "n.txt"), *(source(f"Day {n}.", date=dt.date(2031, 1, n)) for n in (1, 2, 3))]
    facts = [fact(f"F{n}", d) for n, d in enumerate(documents)]
    assert set(eras(facts, None, by_id(documents))) == {d.doc_id for d in documents[1:]}
    elsewhere = Turn(doc_id=documents[0].doc_id, strength=1.0)
    assert eras(facts, elsewhere, by_id(documents)) == eras(facts, None, by_id(documents))
