"""Who speaks in a transcript: labels of turns, and documents that only look like one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deepnews.agents.speakers import is_transcript, turn_at
from deepnews.schemas.corpus import SourceDocument

Source = Callable[..., SourceDocument]

SAYINGS = (
    "The well was closed on a Monday.",
    "And who held the key?",
    "The clerk held it. The pump was the county's.",
    "Thank you.",
    "It rained all June.",
    "It did not.",
)


def transcript(*labels: str, mark: str = ": ") -> str:
    """Six turns, the labels in rotation, after a line that belongs to nobody."""
    turns = (f"{labels[n % len(labels)]}{mark}{said}" for n, said in enumerate(SAYINGS))
    return "Hearing on the well\n" + "\n".join(turns)


@pytest.mark.parametrize(
    ("labels", "mark", "speakers"),
    [
        (("Mrs Ada Finch", "The Chair"), ": ", ("Mrs Ada Finch", "The Chair")),
        (("CLERK FINCH", "CHAIR"), ". ", ("Clerk Finch", "Chair")),
        (("Warden of the Well", "Tom O'Dell"), ": ", ("Warden of the Well", "Tom O'Dell")),
        (("冯若兰", "主席"), "：", ("冯若兰", "主席")),
        (("阿依古丽·买买提", "主席"), ":", ("阿依古丽·买买提", "主席")),
    ],
)
def test_a_turn_belongs_to_its_label(
    source: Source, labels: tuple[str, str], mark: str, speakers: tuple[str, str]
) -> None:
    document = source(transcript(*labels, mark=mark))
    assert is_transcript(document)
    for n, said in enumerate(SAYINGS):
        at = document.text.index(said)
        turn = turn_at(document, at)
        assert turn is not None
        assert turn.speaker == speakers[n % 2]
        assert turn.text_start == at
        assert document.text[turn.start : at].startswith(labels[n % 2])
        assert turn_at(document, at + len(said) - 1) == turn == turn_at(document, turn.start)


def test_a_line_that_announces_is_no_label(source: Source) -> None:
    text = transcript("Ada Finch", "Tom Hale").replace("The pump was", "\nAccording to the County Board:\nThe pump was")
    turn = turn_at(source(text), text.index("The pump was"))
    assert turn is not None and turn.speaker == "Ada Finch"


def test_before_the_first_turn_nobody_speaks(source: Source) -> None:
    document = source(transcript("Ada Finch", "Tom Hale"))
    assert turn_at(document, 0) is None
    assert turn_at(document, len("Hearing on the well")) is None


def test_a_turn_may_have_paragraphs(source: Source) -> None:
    text = transcript("Ada Finch", "Tom Hale").replace("The pump was", "\n\nThe pump was")
    document = source(text)
    turn = turn_at(document, text.index("The pump was"))
    assert turn is not None and turn.speaker == "Ada Finch"


@pytest.mark.parametrize(
    "text",
    [
        "The parish of Corran closed its well. It rained.",
        "\n".join(transcript("Ada Finch", "Tom Hale").splitlines()[:4]),
        transcript("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
        transcript("Subject", "From"),
        transcript("Question", "Answer"),
        "\n".join(f"In its letter number {n} Ada Finch: {said}" for n, said in enumerate(SAYINGS)),
        "",
    ],
)  # prose, too few turns, no speaker twice, heads of a letter, labels inside of lines
def test_what_is_no_transcript(source: Source, text: str) -> None:
    document = source(text)
    assert not is_transcript(document)
    assert turn_at(document, len(text) // 2) is None
