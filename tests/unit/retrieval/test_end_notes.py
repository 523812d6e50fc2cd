"""End notes, event lines and title lines never become passages."""

from __future__ import annotations

from deepnews.retrieval.furniture import furniture_flags

BODY = "The council met in May and decided to close the old quay before winter."
NOTES = [
    "1. I am grateful to Ruth Vane for help with this text.",
    "2. See Tom Adair, The Quay and Its Debts (Eastwick: Harbour Press, 2019).",
    "3. Harbour Review, vol. 3, no. 2, pp. 11-19.",
]


def flags(*paragraphs: str) -> list[bool]:
    return list(furniture_flags(paragraphs, frozenset(), tabular=False))


def test_numbered_notes_at_the_end_are_furniture() -> None:
    assert flags(BODY, BODY, *NOTES) == [False, False, True, True, True]


def test_a_numbered_list_that_cites_nothing_is_matter() -> None:
    steps = ["1. Close the quay to lorries.", "2. Move the boats to the north pier.", "3. Pay the crews in full."]
    assert not any(flags(BODY, *steps))


def test_chinese_notes_are_furniture() -> None:
    assert flags("委员会于五月开会，决定关闭旧码头。", "1. 参见《港口评论》第3页。", "2. 载《港口年鉴》2019年版。") == [
        False,
        True,
        True,
    ]


def test_an_event_line_in_title_case_is_furniture() -> None:
    assert flags(BODY, "At the Future of Quays Conference, Sponsored by the Harbour Institute, Eastwick D.C.", BODY)[1]


def test_a_sentence_full_of_names_is_matter() -> None:
    names = "Ruth Vane, Tom Adair and the Eastwick Harbour Board agreed to close the quay and to repay the loan."
    assert not any(flags(BODY, names, BODY))
