"""Sentences cut into clauses: what opens and joins them is told by code, and what hangs together stays whole."""

from __future__ import annotations

import pytest

from deepnews.agents.translation.cuts import documents, joined, segments


def _shown(english: str) -> str:
    """The segments with the English ones in brackets."""
    return "".join(f"[{p.text}]" if p.is_english else p.text for p in segments(english))


@pytest.mark.parametrize(
    ("english", "shown"),
    [
        (
            "Prices of milk fell in 2021, but the bank did not cut its rates.",
            "[Prices of milk fell in 2021.]，但[The bank did not cut its rates.]",
        ),
        (
            "When the strike began in March, even though we had expected it to end soon, I never thought it would.",
            "当[The strike began in March.]时，尽管[We had expected it to end soon.]，[I never thought it would.]",
        ),
        ("Clearly, this is an unusually large order.", "显然，[This is an unusually large order.]"),
        ("And in fact, the order was withdrawn in May.", "事实上，[The order was withdrawn in May.]"),
        (
            "Some participants also noted that it could be too early.",
            "一些与会者还指出，[It could be too early.]",
        ),
        ("I believe that the vote will be close.", "我认为[The vote will be close.]"),
        ("I am skeptical that the board has the power to do it.", "我不太相信[The board has the power to do it.]"),
        (
            "If the bill passes in June, the fee will double.",
            "如果[The bill passes in June.]，[The fee will double.]",
        ),
        (
            "Many members stated that demand for steel was weak and that the outlook had worsened.",
            "许多成员表示，[Demand for steel was weak.]，并且[The outlook had worsened.]",
        ),
        (
            "The firm was safer because it had paid all of its debts.",
            "[The firm was safer.]，因为[It had paid all of its debts.]",
        ),
        (
            "The levy was raised on June 1, 2020, including a share for the ports.",
            "[The levy was raised on June 1, 2020.]，包括[A share for the ports.]",
        ),
        (
            "In light of the strike at the port, the board decided to wait.",
            "鉴于[The strike at the port.]，[The board decided to wait.]",
        ),
    ],
)
def test_a_sentence_is_cut_where_both_sides_can_stand(english: str, shown: str) -> None:
    assert _shown(english) == shown


@pytest.mark.parametrize(
    "english",
    [
        "The bank was not safer because it had paid its debts.",
        "Not only prices rose in that year, but the bank also cut its rates.",
        "Either the bank will close this year, or the state will buy it.",
        "They bought masks, gowns, and the gloves.",
        "We expect the rate to fall in June.",
        "Measures of price, including the two that it made itself, were wrong.",
        "There was evidence that prices fell and that the bank knew.",
        "Prices rose quickly despite the strike and the bank cut its rates.",
        "The bank failed.",
    ],
)
def test_what_hangs_together_stays_whole(english: str) -> None:
    assert [p.text for p in segments(english)] == [english]


def test_clauses_are_joined_without_stops_between() -> None:
    parts = segments("Prices of milk fell in 2021, but the bank did not cut its rates.")
    told = {parts[0].text: "2021年奶价下跌。", parts[2].text: "该行没有降息。"}
    assert joined(parts, told) == "2021年奶价下跌，但该行没有降息。"


@pytest.mark.parametrize("hostile", ["", ".", ", but the", "If , the", "And ", "《", "I think that "])
def test_a_sentence_of_nothing_is_no_clause(hostile: str) -> None:
    assert all(p.text for p in segments(hostile) if p.is_english)


def test_the_longer_name_of_a_document_goes_first() -> None:
    names = [chinese for pattern, chinese in documents() if pattern.search("the Beige Book National Summary")]
    assert names[0] == "褐皮书全国摘要"
