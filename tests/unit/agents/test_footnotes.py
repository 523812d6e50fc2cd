"""What of a source's text may be shown: no control characters, nothing that turns the direction of what follows."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.footnotes import plain, plain_lines

TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def shown(c: str) -> bool:
    return c == "\n" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in TURNS)


@given(st.text(st.one_of(st.characters(), st.sampled_from(f"{TURNS}\n\r\t\x00\x85\u2028\xa0 "))))
def test_lines_keep_every_character_that_may_be_shown(text: str) -> None:
    assert plain_lines(text) == "".join(filter(shown, text.replace("\t", " ")))


@pytest.mark.parametrize("odd", [*TURNS, "\x00", "\x1b", "\x7f", "\x9b", "\ud800"])
def test_what_may_not_be_shown_goes(odd: str) -> None:
    assert plain(f"The {odd}well") == "The well" and plain_lines(f"The {odd}well\n {odd}closed") == "The well\n closed"


def test_what_cannot_be_printed_and_does_no_harm_stays() -> None:
    assert plain_lines("4\xa0000 m\u00ad, a\u200db") == "4\xa0000 m\u00ad, a\u200db"
