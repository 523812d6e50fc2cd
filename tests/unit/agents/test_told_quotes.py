"""Sentences of press reports that quote somebody, told as that person's words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deepnews.agents.rules import find_speaker
from deepnews.agents.speakers import who_speaks
from deepnews.agents.told_quotes import is_quoting, may_read_as_theirs, told_quote
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

Source = Callable[..., SourceDocument]
WORDS = "We shall open the northern lock before the winter"


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        (f'"{WORDS}," General Ansgar Vane said.', "General Ansgar Vane"),
        (f"“{WORDS},” said Ansgar Vane, the harbour's engineer.", "Ansgar Vane"),
        (f'"{WORDS}," said a Norland diplomat among the observers.', "a Norland diplomat among the observers"),
        (f'Ansgar Vane said: "{WORDS}."', "Ansgar Vane"),
        (f'Ansgar Vane, in a hurry, said "{WORDS}".', "Ansgar Vane"),
        (f'"{WORDS}," Ansgar Vane said, adding that nobody had asked.', "Ansgar Vane"),
    ],
)
def test_the_words_and_who_said_them(sentence: str, who: str, source: Source, fact: Callable[..., Fact]) -> None:
    document = source(sentence)
    told = told_quote(fact("F1", document, speaker=who_speaks(document, 0, sentence, "en")))
    assert told is not None
    assert (told.who, told.words.rstrip(".")) == (who, WORDS)
    assert told.sentence("In one report,", turn=0).startswith(f"In one report, {who} said: “{WORDS}")


def test_without_an_opening_the_speaker_stands_before_or_behind(source: Source, fact: Callable[..., Fact]) -> None:
    told = told_quote(fact("F1", source(f'"{WORDS}," a Norland diplomat said.')))
    assert told is not None
    assert told.sentence("", turn=0) == f"“{WORDS}”, a Norland diplomat said."
    assert told.sentence("", turn=1) == f"A Norland diplomat said: “{WORDS}”."


@pytest.mark.parametrize(
    ("before", "speaker", "theirs"),
    [
        ("Ansgar Vane warned of the ice.", "Ansgar Vane", True),
        (f'"{WORDS}."', "", True),
        ("The harbour is closed.", "", False),
    ],
)
def test_bare_words_behind_whom_a_document_quotes_may_read_as_theirs(
    before: str, speaker: str, *, theirs: bool, source: Source, fact: Callable[..., Fact]
) -> None:
    named = fact("F1", source(before), speaker=speaker)
    assert may_read_as_theirs(named, fact("F2", source("The lock is to be closed.")), "en") is theirs
    own = fact("F3", source("We closed the lock."), speaker=speaker or "Ruth Vane")
    assert speaker == "" or not may_read_as_theirs(named, own, "en")


@pytest.mark.parametrize(
    ("before", "sentence", "who"),
    [
        ("Ansgar Vane came in spring. ", f'"{WORDS}," he said.', "Ansgar Vane"),
        ('"It is late," Ansgar Vane said. ', f'"{WORDS}."', "Ansgar Vane"),
        ("Ansgar Vane says the lock is ready. ", f'"{WORDS}."', "Ansgar Vane"),
        ("The harbour's chief engineer, Ansgar Vane, says the lock is ready. ", f'"{WORDS}."', "Ansgar Vane"),
        ("Ansgar Vane spoke. The tape is long. ", f'"{WORDS}," he said.', "Ansgar Vane"),
        ("The lock is ready. ", f'"{WORDS}."', ""),
        ("The tape says much. ", f'"{WORDS}," he said.', ""),
        ("Local residents said nothing. ", f'"{WORDS}," she said.', ""),
    ],
)
def test_whose_words_they_are_may_stand_before_them(before: str, sentence: str, who: str, source: Source) -> None:
    assert who_speaks(source(before + sentence), len(before), sentence, "en") == who


def test_a_clause_is_no_speaker() -> None:
    text = "The board was to discuss the office, which Mr Vane implied was the enemy of the Norland state."
    assert "enemy" not in find_speaker(text, "en")


def test_who_is_named_within_the_words_has_not_said_them(source: Source) -> None:
    sentence = '"Many who came to Norland have claimed that the lock was open," he said.'
    assert who_speaks(source(sentence), 0, sentence, "en") == ""


@pytest.mark.parametrize(
    "sentence",
    [
        f'"{WORDS}," he said.',
        f'"{WORDS}," the official said.',
        f'"{WORDS}."',
        '"It will be open before the winter begins," Ansgar Vane said.',
        '"For example, the northern lock is open," Ansgar Vane said.',
        '"Vane opened the northern lock in the spring," Ansgar Vane said.',
        '"the northern lock, which was open," Ansgar Vane said.',
    ],
)
def test_words_of_nobody_or_that_hang_on_others_are_not_told(
    sentence: str, source: Source, fact: Callable[..., Fact]
) -> None:
    quoting = fact("F1", source(sentence))
    assert is_quoting(quoting, "en")
    assert told_quote(quoting) is None


def test_a_sentence_that_only_quotes_a_part_is_told_as_others_are(source: Source, fact: Callable[..., Fact]) -> None:
    sentence = 'The lock is "only half open" at night, Ansgar Vane said.'
    assert not is_quoting(fact("F1", source(sentence)), "en")
