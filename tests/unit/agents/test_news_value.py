"""What a sentence tells a reader, whatever the story."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.news_value import news_value, only_calls
from deepnews.schemas.base import Language

PLAIN: dict[Language, str] = {"en": "The ferry runs between the two islands.", "zh": "渡轮往返于两座岛之间。"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferry cost £13 million.", "en"),
        ("Fares are higher than those of the bridge.", "en"),
        ("The owner admitted that the lamp was dark.", "en"),
        ("The ferry was found to be in breach of its licence.", "en"),
        ("The board approved a second ferry.", "en"),
        ("We would not build the ferry again.", "en"),
        ("渡轮耗资1300万元。", "zh"),
        ("渡轮的票价首次高于桥费。", "zh"),
        ("船东承认灯没有亮。", "zh"),
        ("船东被处五十元以下的罚款。", "zh"),
    ],
)
def test_what_happened_and_who_answers_for_it_is_news(text: str, language: Language) -> None:
    assert news_value(text, language) > news_value(PLAIN[language], language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Over the next two days we will examine the ferry and its lamps.", "en"),
        ("The inquiry's work on the ferry, as on the whole harbour, will be driven by evidence.", "en"),
        ("The panel has received 36 statements from owners.", "en"),
        ("Before the short pause we were looking at the ferry.", "en"),
        ("My Lady, I now turn to the controversial subject of the ferry.", "en"),
        ("I am Ansgar Vane, of the harbour.", "en"),
        ("I ask questions on behalf of the families.", "en"),
        ("渡口管理部门应当加强安全管理。", "zh"),
        ("本次会议共有三项议题。", "zh"),
    ],
)
def test_procedure_is_none(text: str, language: Language) -> None:
    assert news_value(text, language) < news_value(PLAIN[language], language)


def test_a_duty_with_its_fine_is_no_procedure() -> None:
    assert news_value("渡口未加强安全管理的，处五万元以下罚款。", "zh") > 0.2


@given(text=st.text(max_size=120), language=st.sampled_from(("en", "zh")))
def test_the_value_is_bounded(text: str, language: Language) -> None:
    assert -0.375 <= news_value(text, language) <= 0.55


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Ferries on the sound are of particular interest to the board.", "en", True),
        ("The lamp of the ferry is important.", "en", True),
        ("The lamp is important because it failed.", "en", False),
        ("The board has an interest in the ferry.", "en", False),
        ("渡轮的安全值得关注。", "zh", True),
        ("渡轮的安全检查十分重要，已于五月完成。", "zh", False),
    ],
)
def test_a_sentence_that_only_calls_its_subject_important_is_seen(
    text: str, language: Language, expected: bool
) -> None:
    assert only_calls(text, language) is expected
