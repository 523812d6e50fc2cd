"""Articles that a small model drops are put back where its source has them."""

from __future__ import annotations

import pytest

from deepnews.agents.articles import with_articles


@pytest.mark.parametrize(
    ("told", "source", "whole"),
    [
        (
            "fares fell in recent past.",
            "Fares fell in the recent past.",
            "fares fell in the recent past.",
        ),
        (
            "the board said that ferry ran late.",
            "The board says that the ferry runs late.",
            "the board said that the ferry ran late.",
        ),
        ("ferry ran late.", "The ferry runs late.", "the ferry ran late."),
        (
            "latest survey suggested that fares would fall.",
            "Latest survey suggests that fares will fall.",
            "the latest survey suggested that fares would fall.",
        ),
        ("Ruiz’s latest survey was read.",) * 3,
        ("he “fell in recent past” again.", "He fell in the recent past again.", "he “fell in recent past” again."),
        ("fares fell at sea.", "Fares fell at sea, and the sea was calm.", "fares fell at sea."),
        ("fares rose in May and in the end fell.", "In the end fares fell.", "fares rose in May and in the end fell."),
    ],
)
def test_articles_of_the_source_come_back(told: str, source: str, whole: str) -> None:
    assert with_articles(told, source) == whole
