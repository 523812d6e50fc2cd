"""Prose that several tests pace."""

from __future__ import annotations

import pytest


@pytest.fixture
def flat() -> tuple[str, ...]:
    """Six sentences of one length, without a turn."""
    return (
        "The minutes of May 14, 2024 said that the board closed the dye works at Corran and moved the vats to Marle.",
        "The works had lost £3.1 million in the year, and the mill had borrowed £2 million from the parish bank.",
        "The parish bank held a charge on the looms, and the town held a charge on the yard of the dye works.",
        "The minutes recorded that the looms went to Marle on carts and the vats were sold to a brewer at Linton.",
        "The brewer paid £900 for the vats, and the carter took £40 of it for six journeys over the moor road.",
        "The board heard the weavers at noon, and the clerk wrote down the names of the forty who had come in.",
    )
