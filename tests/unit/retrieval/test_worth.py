"""What a sentence is worth before anything is known of the story."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.retrieval.worth import passage_worth, worth
from deepnews.schemas.base import Language

PLAIN: dict[Language, str] = {"en": "The ferry runs between the two islands.", "zh": "渡轮往返于两座岛之间。"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I am honoured to be here at the harbour conference.", "en"),
        ("My speech today focuses on the ferry.", "en"),
        ("Let me turn to the question of fares.", "en"),
        ("A related question is whether the port may charge a toll.", "en"),
        ("These issues deserve attention.", "en"),
        ("The ferry would not meet this standard.", "en"),
        ("Most of those moving boats are old.", "en"),
        ("People had that in hand when they—when the ferry sailed.", "en"),
        ("Forty boats in the harbour—we think that the ferry must wait.", "en"),
        ("About 12 million -- 13 million of the boats are old.", "en"),
        ("I’m looking at the list here, and the ferry is on it.", "en"),
        ("At past meetings, I have discussed the ferry.", "en"),
        ("A second broad argument raised by owners is that the ferry is old.", "en"),
        ("I was asked to say something about the ferry.", "en"),
        ("Proponents argue that the bridge would pay for itself.", "en"),
        ("In this view, the bridge would pay for itself.", "en"),
        ("A few words now about the ferry.", "en"),
        ("My Lady, the subject of this is the ferry.", "en"),
        ("The ferry was -- maybe the boats of April.", "en"),
        ("Well, the ferry runs between the two islands.", "en"),
        ("Mr. Speaker, my fellow islanders, the ferry runs between the two islands.", "en"),
        ("The ferry must be sold by that date.", "en"),
        ("What Captain Berg said in May is even more true today.", "en"),
        ("本文将讨论渡轮的票价。", "zh"),
        ("这些问题有待研究。", "zh"),
        ("有人认为大桥可以收回成本。", "zh"),
    ],
)
def test_talk_about_the_text_and_pointers_are_worth_less_than_a_plain_statement(text: str, language: Language) -> None:
    assert worth(text, language) < worth(PLAIN[language], language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The port refused 40 percent of the claims.", "en"),
        ("In my view the bridge is a mistake.", "en"),
        ("港口拒绝了40%的索赔。", "zh"),
        ("该局决定罚款三十万元。", "zh"),
    ],
)
def test_positions_and_figures_are_worth_more(text: str, language: Language) -> None:
    assert worth(text, language) > worth(PLAIN[language], language)


@given(st.text(max_size=400), st.sampled_from(["en", "zh"]))
def test_worth_stays_in_its_range(text: str, language: Language) -> None:
    assert -1.0 <= worth(text, language) <= 0.2
    assert 0.0 <= passage_worth(text) <= 1.5


def test_a_passage_is_worth_what_its_best_sentences_are() -> None:
    talk = "Thank you for having me. I will discuss three topics. Let me begin with the ferry."
    news = "The port refused 40 percent of the claims. It must repay $3 million. No reason was given."
    assert passage_worth(talk) < passage_worth(PLAIN["en"]) < passage_worth(news)
