"""What a comma parts is not joined by "and"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deepnews.agents.rules.list_marks import joins_apart
from deepnews.schemas.base import Language

HOLE = "The lane breached the duty of equal treatment, potential suppliers and middlemen, many of whom were in it."


@pytest.mark.parametrize(
    ("language", "source", "told", "expected"),
    [
        ("en", HOLE, "It breached equal treatment and potential suppliers and middlemen.", "treatment and potential"),
        ("en", HOLE, "It breached equal treatment, potential suppliers and middlemen.", ""),
        ("en", "Ada Finch, the mayor, spoke.", "Ada Finch and the mayor spoke.", "Finch and mayor"),
        ("en", "Sales fell in Linton, Corrie and Skerra.", "Sales fell in Linton and Corrie.", ""),
        ("en", "Sales fell in Linton, Corrie, and Skerra.", "Sales fell in Linton, Corrie and Skerra.", ""),
        ("zh", "船工夜间点灯，停靠码头过夜。", "船工夜间点灯和停靠码头过夜。", "点灯和停靠"),
        ("zh", "渡船、码头和票价都已公布。", "渡船和码头都已公布。", ""),
    ],
)
def test_a_comma_is_no_and(language: Language, source: str, told: str, expected: str) -> None:
    assert joins_apart(told, source, language) == expected


@pytest.mark.parametrize(
    ("source", "claim", "found"),
    [
        ("The yard paid Ada Finch, the mayor of Corran.", "The yard paid Ada Finch and the mayor of Corran.", True),
        ("The yard paid Ada Finch, the mayor of Corran.", "The yard paid Ada Finch, the mayor of Corran.", False),
        ("Sales fell in Linton, Corrie and Skerra.", "Sales fell in Linton and Corrie.", False),
        ("The yard paid Ada Finch and the mayor.", "The yard paid Ada Finch and the mayor.", False),
    ],
)
def test_a_name_and_what_it_is_are_not_two(
    codes: Callable[..., set[str]], source: str, claim: str, found: bool
) -> None:
    assert ("list.joined" in codes(source, claim, "en")) is found
