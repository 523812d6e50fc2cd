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


@pytest.mark.parametrize(
    ("stated", "cited"),
    [
        ("Ada Finch", "Ada Finch"),
        ("By Ada Finch", "Ada Finch"),
        ("ADA FINCH; TOM FOX", "Ada Finch, Tom Fox"),
        ("janos", ""),
        ("elifish, Ada Finch", "Ada Finch"),
        ("admin", ""),
        ("Staff Writer", ""),
        ("Name; Email Com", ""),
        ("Federal Mill Commission", "Federal Mill Commission"),
        ("责任编辑：张三", ""),
        ("作者：张三", "张三"),
        ("张三", "张三"),
    ],
)
def test_an_account_or_an_office_is_no_author(stated: str, cited: str) -> None:
    assert metadata_of(Parsed(text=LONG_LINE, author=stated), {}, "a").author == cited


def test_the_sidecar_wins() -> None:
    parsed = Parsed(text=LONG_LINE, author="Tom Fox", title="The mill", date="2020-04-03", author_is_stated=True)
    sidecar = {"author": "Ada Finch", "title": "The ferry", "date": "2021-05-12"}
    found = metadata_of(parsed, sidecar, "a")
    assert (found.author, found.title, found.date) == ("Ada Finch", "The ferry", dt.date(2021, 5, 12))


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Ada Finch", "Ada Finch"),
        ("By Ada Finch and Tom Fox", "Ada Finch and Tom Fox"),
        ("作者：张三", "张三"),
        ("本报记者 张三 李四", "张三 李四"),
        ("By the quay stood forty men", ""),
        ("记者：磨坊何时开门", ""),
    ],
)
def test_who_signs_a_text(line: str, author: str) -> None:
    assert metadata_of(Parsed(text=f"The ferry\n\n{line}\n\n{LONG_LINE}"), {}, "a").author == author


@pytest.mark.parametrize(
    ("stated", "publisher", "title"),
    [
        ("The ferry - Hexcombe Herald", "Hexcombe Herald", "The ferry"),
        ("Hexcombe Herald | The ferry", "Hexcombe Herald", "The ferry"),
        ("渡轮停航_西堰网", "西堰网版权所有", "渡轮停航"),
        ("The ferry - a history", "Hexcombe Herald", "The ferry - a history"),
        ("Hexcombe Herald", "Hexcombe Herald", "Hexcombe Herald"),
    ],
)
def test_a_title_is_without_the_name_of_the_site(stated: str, publisher: str, title: str) -> None:
    assert metadata_of(Parsed(text=LONG_LINE, title=stated, publisher=publisher), {}, "a").title == title


def test_a_report_to_an_authority_is_known_by_who_files_it_and_not_by_the_end_of_its_year() -> None:
    head = "UNITED STATES SECURITIES AND EXCHANGE COMMISSION\n\nWashington, D.C. 20549\n\nFORM 10-K\n\n"
    head += "For the fiscal year ended April 30, 2022\n\nHexcombe Ferries Inc.\n\n(Exact name of registrant)\n\n"
    found = metadata_of(Parsed(text=head + LONG_LINE), {}, "a")
    assert (found.title, found.date) == ("Hexcombe Ferries Inc., Form 10-K", None)


def test_a_banner_is_no_title() -> None:
    assert metadata_of(Parsed(text=f"FOR IMMEDIATE RELEASE\n\nThe ferry stops\n\n{LONG_LINE}"), {}, "a").title == (
        "The ferry stops"
    )
