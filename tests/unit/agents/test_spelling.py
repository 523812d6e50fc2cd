"""Words bent by a small model."""

from __future__ import annotations

import pytest

from deepnews.agents.spelling import misspelt

FACT = "Concern over shortages has given way to attempts to reduce inventories and intermediate goods."
SOURCES = (FACT, "The inventory of the region was lowered again.")


@pytest.mark.parametrize(
    ("body", "bent"),
    [
        ("attempts to reduce inventeries.", ["inventeries"]),
        ("attempts to reduce intermediare goods.", ["intermediare"]),
        ("attempts to reduce the inventory.", []),
        ("attempts to cut stocks.", []),
        ("concerns over a shortage.", []),
    ],
)
def test_misspelt(body: str, bent: list[str]) -> None:
    assert list(misspelt(body, FACT, SOURCES)) == bent
