""" "Or" is not "and": one of two is not both."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deepnews.schemas.base import Language

CODES = Callable[..., set[str]]


@pytest.mark.parametrize(
    ("source", "claim", "language", "is_fault"),
    [
        ("Owners paid for the Fast or Night Ferry.", "Owners paid for the Fast and Night Ferry.", "en", True),
        ("Owners paid for the Fast or Night Ferry.", "Owners paid for the Fast or Night Ferry.", "en", False),
        ("Owners sold ropes or sails, and ropes and sails were dear.", "Owners sold ropes and sails.", "en", False),
        ("Owners did not sell ropes or sails.", "Owners did not sell ropes and sails.", "en", False),
        ("渡口决定停航或者改道，通知乘客。", "渡口决定停航和改道，通知乘客。", "zh", True),
        ("渡口不得停航或者改道。", "渡口不得停航和改道。", "zh", False),
    ],
)
def test_or_told_as_and_is_found(source: str, claim: str, language: Language, is_fault: bool, codes: CODES) -> None:
    assert ("join.or" in codes(source, claim, language)) is is_fault
