"""What readers found in articles, each kind on invented sentences."""

from __future__ import annotations

from deepnews.agents.clauses import main_clause
from deepnews.agents.deixis import without_deixis
from deepnews.agents.footnotes import shortened
from deepnews.agents.translation.check import rule_fault
from deepnews.agents.translation.terms import own_letters
from deepnews.schemas.facts import Span

FALL = "The median forecast of the harbour board for tolls falls from 5.3 percent this year to 2.6 percent in a year"


def _span(text: str) -> Span:
    return Span(doc_id="d", start=0, end=len(text), text=text)


def test_a_figure_keeps_what_it_is_held_against() -> None:
    compared = f"{FALL}; this path is notably higher than the one the board gave in spring."
    assert main_clause(_span(compared), "en").text == compared
    added = f"{FALL}; the figures are printed in the second table of the appendix to this report."
    assert main_clause(_span(added), "en").text == FALL


def test_what_is_supposed_of_a_current_state_stays_as_it_was_said() -> None:
    assert without_deixis("if current trends continue", "en") == "if current trends continue"
    assert without_deixis("the current tolls are high", "en") == "the then current tolls are high"


def test_no_footnote_is_cut_within_a_number() -> None:
    parts = shortened("The tolls of the harbour rose by another 0.8 percent after the storm had passed.", 40)
    assert not any(p.endswith(("0.", "0")) or p.startswith(("8 ", ".8")) for p in parts)


def test_only_names_keep_their_letters_in_chinese() -> None:
    assert own_letters("We've told Dana Ruiz that the IMF agrees.") == {"Dana", "Ruiz", "IMF"}
    assert rule_fault("We've said that tolls depend on data.", "We've说船费取决于数据。") is not None
    assert rule_fault("The board of the harbour raised the tolls.", "港务局（美联储）提高了船费。") is not None
