"""Claims from drafts: spans, frames of split sentences, and what is not sent to the checker."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.agents.decompose import decompose, placed_sentences, statements, why_not_checkable
from deepnews.schemas.base import Language
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.verification import Claim

FACT = ("F001",)


def draft(paragraphs: list[list[str]], language: Language = "en", fact_ids: tuple[str, ...] = FACT) -> Draft:
    numbered = iter(range(1, 1000))
    made = tuple(
        Paragraph(sentences=tuple(Sentence(sentence_id=f"S{next(numbered)}", text=t, fact_ids=fact_ids) for t in texts))
        for texts in paragraphs
    )
    head = Sentence(sentence_id="headline", text="Head", kind="furniture")
    blocks = tuple(DraftBlock(block_id=f"B{i}", paragraphs=(p,)) for i, p in enumerate(made))
    return Draft(language=language, headline=head, blocks=blocks)


SAMPLES = {
    "en": [
        "On May 8, 1974, the Red Book said that orders fell, while prices of steel rose; mills were closed.",
        "Prices rose; wages did not.",
        "Did it work?",
        "“It fell; it was over, but we stayed,” he said.",
        "Then came the turn.",
    ],
    "zh": [
        "2021年11月，工信部表示，企业应当整改，而逾期不改的平台将被下架；罚款最高五千万元。",
        "价格上涨；工资没有变化。",
        "结果如何？",
        "他说：“价格上涨；但是需求下降。”",
        "转折来了。",
    ],
}


@pytest.mark.parametrize("language", ["en", "zh"])
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_every_claim_lies_inside_its_sentence_and_in_order(language: Language, data: st.DataObject) -> None:
    sentence = st.sampled_from(SAMPLES[language]) | st.text(
        st.characters(codec="utf-8", exclude_characters="\n\x00"), min_size=1, max_size=60
    )
    made = draft(data.draw(st.lists(st.lists(sentence, min_size=1, max_size=3), max_size=3)), language)
    body = made.body
    places = {p.sentence.sentence_id: p for p in placed_sentences(made)}
    for place in places.values():
        assert body[place.start : place.start + len(place.sentence.text)] == place.sentence.text
    claims = [d.claim for d in decompose(made)]
    for claim in claims:
        sentence_start = places[claim.sentence_id].start
        sentence_text = places[claim.sentence_id].sentence.text
        assert sentence_start <= claim.start < claim.end <= sentence_start + len(sentence_text)
        assert claim.text.endswith(body[claim.start : claim.end])
    assert [c.start for c in claims] == sorted(c.start for c in claims)
    assert all(a.end <= b.start for a, b in pairwise(claims))
    assert {c.sentence_id for c in claims} == {
        p.sentence.sentence_id for p in places.values() if p.sentence.text.strip()
    }


def texts(sentence: str, language: Language = "en") -> list[str]:
    return [text for text, _ in statements(sentence, language)]


def test_a_plain_sentence_is_one_claim() -> None:
    assert texts("Orders fell in May and prices of steel rose.") == ["Orders fell in May and prices of steel rose."]


def test_clauses_keep_date_and_speaker() -> None:
    sentence = "On May 8, 1974, the Red Book said that orders had fallen sharply, while prices of steel rose."
    assert texts(sentence) == [
        "On May 8, 1974, the Red Book said that orders had fallen sharply",
        "On May 8, 1974, the Red Book said that prices of steel rose.",
    ]
    assert [sentence[s.start : s.end] for _, s in statements(sentence, "en")][1] == "prices of steel rose."


def test_clauses_keep_a_bare_date() -> None:
    assert texts("In May 1974, orders for cloth fell; prices of steel rose by half.") == [
        "In May 1974, orders for cloth fell",
        "In May 1974, prices of steel rose by half.",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "On May 8, 1974, the Red Book said that orders had fallen, but in June 1974 they rose again sharply.",
        "Brainard said that a digital dollar was needed, but Waller said that stablecoins would do.",
    ],
)
def test_a_clause_with_a_frame_of_its_own_takes_no_other(sentence: str) -> None:
    first, second = texts(sentence)
    assert sentence.startswith(first)
    assert sentence.endswith(second)
    assert second.startswith(("in June", "Waller"))


@pytest.mark.parametrize(
    "sentence",
    [
        "He called it slow, but sure.",
        "Orders fell; prices, too.",
        "The firm sold mills in Leeds; Bradford; Halifax.",
        "He said: “Orders fell sharply in May, but prices of steel rose by half; it was over.”",
    ],
)
def test_what_is_no_clause_or_stands_in_quotation_marks_is_not_cut(sentence: str) -> None:
    assert texts(sentence) == [sentence]


def test_chinese_clauses() -> None:
    assert texts("2021年11月，工信部表示，企业应当在月底前完成整改，而逾期不改的平台将被下架。", "zh") == [
        "2021年11月，工信部表示，企业应当在月底前完成整改",
        "2021年11月，工信部表示，逾期不改的平台将被下架。",
    ]
    assert len(texts("处理个人信息应当取得同意；违反规定的处五千万元以下罚款。", "zh")) == 2
    assert len(texts("这是必要的，而且是合理的做法。", "zh")) == 1
    assert len(texts("他说：“价格上涨得很快；但是需求下降得更快。”", "zh")) == 1


@pytest.mark.parametrize(
    ("language", "text", "why"),
    [
        ("en", "So what had changed?", "question"),
        ("en", "Then came the turn.", "transition"),
        ("en", "Then came 1974.", ""),
        ("en", "Then came Waller.", ""),
        ("en", "It was “chaotic”.", ""),
        ("en", "Businesses were reporting widespread shortages of materials and labour.", ""),
        ("zh", "到底发生了什么？", "question"),
        ("zh", "转折来了。", "transition"),
        ("zh", "罚款五千万元。", ""),
        ("zh", "企业普遍反映原材料供应紧张，招工困难。", ""),
    ],
)
def test_what_is_checked(language: Language, text: str, why: str) -> None:
    (uncited,) = decompose(draft([[text]], language, ()))
    assert uncited.not_checkable == why
    (cited,) = decompose(draft([[text]], language))
    assert cited.checkable


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        (
            "en",
            "Both left the yard on 12 March, and they had been running since April.",
            ["Both left the yard on 12 March", "they had been running since April."],
        ),
        (
            "en",
            "Alder argued that the duty begins with a release of oil; the board did not agree.",
            ["Alder argued that the duty begins with a release of oil", "the board did not agree."],
        ),
        ("en", "Oake left the point open, but found it odd.", ["Oake left the point open, but found it odd."]),
        (
            "en",
            "She asked the board for four things, and the board refused one of them.",
            ["She asked the board for four things, and the board refused one of them."],
        ),
        (
            "zh",
            "会议决定准备终止合同，罗静川建议当场送达意向函，局长陈立明认为时机未到。",
            ["会议决定准备终止合同", "罗静川建议当场送达意向函", "局长陈立明认为时机未到。"],
        ),
    ],
)
def test_statements_that_stand_by_themselves_are_told_apart(
    language: Language, sentence: str, expected: list[str]
) -> None:
    assert [text for text, _ in statements(sentence, language)] == expected


@pytest.mark.parametrize("text", ["Yes.", "Oh, that is true.", "Yeah, it's so true!", "I know right.", "Haha, ok."])
def test_words_that_only_agree_are_no_claim(text: str) -> None:
    assert why_not_checkable(Claim(claim_id="C1", sentence_id="S1", text=text, start=0, end=len(text)), "en")


@pytest.mark.parametrize("text", ["No ferry left.", "True North owns the ferry."])
def test_what_tells_something_stays_a_claim(text: str) -> None:
    assert not why_not_checkable(Claim(claim_id="C1", sentence_id="S1", text=text, start=0, end=len(text)), "en")


def test_though_begins_a_statement_of_its_own() -> None:
    said = "The yards asked for help with the northern lock, though the board had never paid for it."
    assert len(statements(said, "en")) == 2
