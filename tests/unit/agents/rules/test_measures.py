"""Units of measure in one spelling."""

import pytest

from deepnews.agents.rules.measures import measure


@pytest.mark.parametrize(
    ("one", "other"),
    [("MWh", "megawatt-hours"), ("km", "kilometres"), ("GW", "gigawatts"), ("litres", "liter"), ("tonnes", "tonne")],
)
def test_one_unit(one: str, other: str) -> None:
    assert measure(one) == measure(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("megawatt-hours", "gigawatt-hours"), ("MW", "MWh"), ("miles", "kilometres")]
)
def test_two_units(one: str, other: str) -> None:
    assert measure(one) != measure(other)


@pytest.mark.parametrize("unit", ["", "people", "mills", "GBP", "percent", "months", "ms", "万吨"])
def test_no_unit_of_measure(unit: str) -> None:
    assert measure(unit) == ""
