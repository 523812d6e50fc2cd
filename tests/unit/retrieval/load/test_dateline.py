"""Datelines of wire copy, English and Chinese."""

from __future__ import annotations

import pytest

from deepnews.retrieval.load.dateline import without_dateline
from deepnews.retrieval.load.formats import parse
from deepnews.retrieval.load.limits import LoadLimits


@pytest.mark.parametrize(
    ("line", "rest", "day"),
    [
        ("PORT HEXCOMBE--(BUSINESS WIRE)-- Mill Co. (“Mill”) said so.", "Mill Co. (“Mill”) said so.", ""),
        ("PORT HEXCOMBE (AP) — The mill shut.", "The mill shut.", ""),
        ("HEXCOMBE, Kent, Aug. 29, 2024 (GLOBE NEWSWIRE) -- Mill Co. said so.", "Mill Co. said so.", "2024-08-29"),
        ("HEXCOMBE, May 14 (Reuters) - The mill shut.", "The mill shut.", ""),
        ("HEXCOMBE, March 3, 2021 /PRNewswire/ -- The mill shut.", "The mill shut.", "2021-03-03"),
        ("HEXCOMBE--The mill shut.", "The mill shut.", ""),
        ("新华社西堰2019年9月9日电（记者张三、李四）磨坊关门。", "磨坊关门。", "2019-09-09"),
        ("本报讯（记者 张三）磨坊关门。", "磨坊关门。", ""),
        ("（记者 王五）磨坊关门。", "磨坊关门。", ""),
        ("西堰科技讯 磨坊关门。", "磨坊关门。", ""),
    ],
)
def test_a_dateline_is_no_part_of_the_sentence(line: str, rest: str, day: str) -> None:
    assert without_dateline(f"The mill\n\n{line}\n\nMore.") == (f"The mill\n\n{rest}\n\nMore.", day)


@pytest.mark.parametrize(
    "text",
    [
        "CHAIR FINCH. Good afternoon.",
        "FINCH — It is.\n\nFOX — It is not.\n\nFINCH — It is.",
        "ARTICLE I. The board shall meet.",
        "据西堰网9月9日报道，磨坊关门。",
        "本报记者看到，磨坊关门。",
        "西堰区政府9月9日消息灵通。",
    ],
)
def test_what_is_no_dateline_stays(text: str) -> None:
    assert without_dateline(text) == (text, "")


def test_a_dateline_dates_a_text_that_nothing_else_dates() -> None:
    line = "HEXCOMBE, Aug. 29, 2024 (GLOBE NEWSWIRE) -- Mill Co. said that the mill was shut."
    limits = LoadLimits()
    assert parse(line.encode(), ".txt", limits).date == "2024-08-29"
    assert parse(f"---\ndate: 2024-08-30\n---\n{line}".encode(), ".md", limits).date == "2024-08-30"
