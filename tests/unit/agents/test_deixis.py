"""Words that count from the day a source was written."""

from __future__ import annotations

import pytest

from deepnews.agents.deixis import hangs_on_a_date, without_deixis, without_same_day
from deepnews.agents.rules import check_sentence
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span


def test_words_of_the_day_are_turned_to_the_documents_time() -> None:
    told = without_deixis("Orders fell last month, “not this year”.", "en")
    assert told == "Orders fell the month before, “not this year”."
    assert without_deixis("The harbour shut this morning and last weekend.", "en") == (
        "The harbour shut that morning and the weekend before."
    )
    assert without_deixis("目前订单下降，去年也是。", "zh") == "当时订单下降，上一年也是。"


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "The board today closed the northern lock.", "The board closed the northern lock."),
        ("en", "The lock was closed early this morning.", "The lock was closed."),
        ("en", "Today's tide is “high today”.", "that day's tide is “high today”."),
        ("zh", "管理局今天关闭了北闸。", "管理局关闭了北闸。"),
    ],
)
def test_without_a_date_no_day_is_told(language: Language, text: str, told: str) -> None:
    assert without_deixis(text, language, dated=False) == told


def test_a_time_that_hangs_on_an_untold_date_is_seen() -> None:
    assert hangs_on_a_date("The lock was closed the week before.", "The lock was closed last week.", "en")
    assert not hangs_on_a_date("The lock was closed that day.", "The lock was closed on 4 May, that day of all.", "en")
    assert hangs_on_a_date("北闸当天关闭。", "北闸今天关闭。", "zh")


RULE = {
    "zh": "船工违反本法第十二条规定，夜间不点灯的，由本市渡口管理处责令改正，可以处五百元以上一千元以下罚款；",
    "en": "The harbour office said that this month's tolls of the northern lock were paid by the ferry company.",
}


def objected(claim: str, language: Language) -> set[str]:
    """Codes of what the rules have against `claim`, told of the rule above."""
    text = RULE[language]
    document = SourceDocument(
        doc_id="d", path="d.txt", title="渡口法", text=text, language=language, content_sha256="0" * 64
    )
    fact = Fact(fact_id="F001", spans=(Span(doc_id="d", start=0, end=len(text), text=text),))
    found = check_sentence(claim, [fact], {"d": document}, language)
    return {f.code for f in found if f.verdict != "supported"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_put_in_the_place_of_a_word_of_the_source_is_the_sources_word(language: Language) -> None:
    told = without_deixis(RULE[language], language).rstrip("；.") + ("。" if language == "zh" else ".")
    assert told.rstrip("。.") != RULE[language].rstrip("；.")
    assert not objected(told, language)


@pytest.mark.parametrize("slip", [("该法", "议法"), ("责令", "责今"), ("该市", "孩市")])
def test_a_misspelt_word_beside_it_still_fails(slip: tuple[str, str]) -> None:
    told = without_deixis(RULE["zh"], "zh").rstrip("；") + "。"
    assert "name.near_miss" in objected(told.replace(*slip), "zh")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("In the notice of May 2, 2031, Corran Yard today launched a ferry.",
         "In the notice of May 2, 2031, Corran Yard launched a ferry."),
        ("From the view of today, two ferries are enough.", "From the view of today, two ferries are enough."),
        ("The fare is higher than today's, “today and ever”.", "The fare is higher than today's, “today and ever”."),
    ],
)  # fmt: skip
def test_a_day_that_is_told_is_not_told_twice(text: str, told: str) -> None:
    assert without_same_day(text) == told
