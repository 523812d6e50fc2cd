"""Marks of quotation."""

from __future__ import annotations

import pytest

from deepnews.quote_marks import with_curly_quotes


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
