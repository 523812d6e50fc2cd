"""What the name of a file tells where nothing else does."""

from __future__ import annotations

import datetime as dt

import pytest

from deepnews.retrieval.load.metadata import metadata_of, readable_name
from deepnews.retrieval.load.parsed import Parsed

LONG_LINE = "The ferry left the harbour at dawn with sheep and wool, and came back at night without either. " * 3


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("1974_annual-report", "1974 Annual Report"),
        ("minutes_20210512", "Minutes"),
        ("2021.05.12 call with the harbour", "call with the harbour"),
        ("Q3 results - final", "Q3 results final"),
        ("2024-01-05", "2024-01-05"),
        ("渡轮_合同", "渡轮 合同"),
    ],
)
def test_the_name_of_a_file_becomes_words(name: str, title: str) -> None:
    assert readable_name(name) == title


@pytest.mark.parametrize("name", ["2021-05-12_minutes", "minutes_20210512", "call 2021.05.12"])
def test_the_day_in_a_name_is_the_date(name: str) -> None:
    assert metadata_of(Parsed(text=LONG_LINE), {}, name).date == dt.date(2021, 5, 12)


def test_what_the_text_says_of_its_day_comes_first() -> None:
    found = metadata_of(Parsed(text=f"Harbour, 3 April 2020\n\n{LONG_LINE}"), {}, "copy_20210512")
    assert found.date == dt.date(2020, 4, 3)


@pytest.mark.parametrize("name", ["contract_1234567", "item 20219912", "call 2021-5", "v1.20210512345"])
def test_other_figures_in_a_name_are_no_day(name: str) -> None:
    assert metadata_of(Parsed(text=LONG_LINE), {}, name).date is None
