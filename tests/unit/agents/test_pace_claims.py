"""What is compared of a rewrite's claims before it is taken."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.agents.pace.claims import differences, same_claims

EN_SAID = "The minutes of May 14, 2024 said that the board closed the dye works at Corran."


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        ("The minutes of May 14, 2024 said that the board did not close the dye works at Corran.", "negation"),
        ("The minutes of May 14, 2024 said that the board closed 2 dye works at Corran.", "number"),
        ("The minutes of May 15, 2024 said that the board closed the dye works at Corran.", "date"),
        ("The minutes of May 14, 2024 said that the board closed the dye works at Marle.", "name"),
        ("The letter of May 14, 2024 said that the board closed the dye works at Corran.", "speaker"),
        ("The minutes of May 14, 2024 said that the board may have closed the dye works at Corran.", "modality"),
        ("The minutes of May 14, 2024 said that the board closed “the dye works” at Corran.", "quotation"),
        ("The minutes of May 14, 2024 said that the board closed the works at Corran.", "word.lost"),
    ],
)
def test_a_difference_has_its_name(after: str, kind: str) -> None:
    assert kind in {d.kind for d in differences((EN_SAID,), (after,), "en")}


def test_a_phrase_may_go_only_where_it_is_named() -> None:
    before, after = "Importantly, the works closed.", "The works closed."
    assert not same_claims((before,), (after,), "en")
    assert same_claims((before,), (after,), "en", dropped=("Importantly",))
    assert not same_claims(
        ("“Importantly, the works closed.”",), ("“The works closed.”",), "en", dropped=("Importantly",)
    )


def test_where_a_sentence_ends_alters_no_claim() -> None:
    before = "“The mill sold its looms, but Ruiz did not stay for that”, Dana Ruiz said."
    after = ("“The mill sold its looms”, Dana Ruiz said.", "“But Ruiz did not stay for that.”")
    assert same_claims((before,), after, "en")
    assert not same_claims((before,), (after[0], "“But Ruiz did stay for that.”"), "en")


WORDS = st.lists(
    st.sampled_from([*"“”,.3", "the", "board", "closed", "not", "may", "Corran", "said", "and"]), max_size=14
)


@given(WORDS, WORDS)
@settings(deadline=None, max_examples=80)
def test_differences_are_none_to_itself_and_seen_from_both_sides(one: list[str], other: list[str]) -> None:
    a, b = " ".join(one), " ".join(other)
    assert same_claims((a,), (a,), "en")
    assert same_claims((a,), (b,), "en") == same_claims((b,), (a,), "en")
