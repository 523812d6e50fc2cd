"""Marks of quotation."""

from __future__ import annotations

import pytest

from deepnews.quote_marks import are_closed, with_curly_quotes


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('He called it "a half-open lock" twice.', "He called it “a half-open lock” twice."),
        ('"One," she said. "And two."', "“One,” she said. “And two.”"),
        ("It was “done” and the boards' own.", "It was “done” and the boards' own."),
        ('A 6" pipe is no quotation.', 'A 6" pipe is no quotation.'),
        ('他说"北闸已开"。', "他说“北闸已开”。"),
    ],
)
def test_straight_marks_become_curly_where_they_pair(text: str, told: str) -> None:
    assert with_curly_quotes(text) == told


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("The keeper’s note: “All is well”", True),
        ('The keeper said: "All is well', False),
        ("The keeper (of the lock", False),
        ("守闸人说：“一切安好", False),
        ("守闸人说：「一切安好」", True),
    ],
)
def test_marks_are_closed_where_each_has_the_other_of_its_pair(text: str, *, closed: bool) -> None:
    assert are_closed(text) is closed
