"""Words that count from the day a source was written."""

from __future__ import annotations

import pytest

from deepnews.agents.deixis import hangs_on_a_date, without_deixis
from deepnews.schemas.base import Language


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
