"""A person's own view, told of them."""

from __future__ import annotations

import pytest

from deepnews.agents.reported import reported

LEAD = "In a speech on May 4, 2031, Director Ruth Vane said that"
WHO = "In a speech on May 4, 2031, Director Ruth Vane"


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ("I expect fares to rise.", "expected fares to rise."),
        ("I believe the mill can be saved.", "believed that the mill can be saved."),
        ("I would note that the looms are old.", "noted that the looms are old."),
        ("I continue to believe in looms;", "continued to believe in looms."),
        ("I still doubt the figures", "doubted the figures."),
        ("I again urge the yard to wait.", "urged the yard to wait."),
        ("I am recommending a plan for the looms.", "recommended a plan for the looms."),
        ("I call upon the yard to wait.", "called upon the yard to wait."),
        ("I plan to sell the looms on April 1.", "planned to sell the looms on April 1."),
    ],
)
def test_a_view_is_told_with_its_own_verb(own: str, told: str) -> None:
    assert reported(own, LEAD) == (WHO, f"{WHO} {told}")


@pytest.mark.parametrize(
    ("text", "lead_in"),
    [
        ("I never thought fares would rise.", LEAD),
        ("We expect fares to rise.", LEAD),
        ("I don't believe the mill can be saved.", LEAD),
        ("I expect fares to rise.", "According to Vane,"),
        ("I expect fares to rise.", ""),
    ],
)
def test_anything_else_is_left_to_be_quoted(text: str, lead_in: str) -> None:
    assert reported(text, lead_in) is None
