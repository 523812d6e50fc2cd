"""Names, speakers, annotation."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.agents.rules import annotate, find_names, find_speaker
from deepnews.agents.rules.names import name_mentions
from deepnews.schemas.base import Language

NAMES: list[tuple[Language, str, tuple[str, ...]]] = [
    ("en", "Retailers in St. Pellam say that Mr. J. P. Harlow left.", ("St. Pellam", "Mr. J. P. Harlow")),
    ("en", "The Bank of Ostrel met Governor Anna de Vries.", ("Bank of Ostrel", "Governor Anna de Vries")),
    ("en", "Consumers fear it. Inflation rose in Tarnby's mills.", ("Tarnby",)),
    ("en", "Skerra reports weak sales.", ("Skerra",)),
    ("en", "Several districts fear it. However, on Tuesday in March it rained.", ()),
    ("en", "“It rained,” said Ms Park of the U.S. Treasury.", ("Ms Park", "U.S. Treasury")),
    ("zh", "云川食品有限公司厂长陈立明称，《数据条例》已生效。", ("云川食品有限公司", "陈立明", "数据条例")),
    ("zh", "北京市朝阳区人民法院认为公司应当赔偿。", ("北京市朝阳区人民法院",)),
    ("zh", "该公司没有办法，有关部门也没有看法。", ()),
]
SPEAKERS: list[tuple[Language, str, str]] = [
    ("en", "Corrie reports that Skerra dealers are gloomy.", "Corrie"),
    ("en", "Sales were weak, according to Port Harrow.", "Port Harrow"),
    ("en", "“It is over,” said Ms Park.", "Ms Park"),
    ("en", "Mr Max Ellery: It was so.", "Mr Max Ellery"),
    ("en", "CHAIR ALDER. Thank you all.", "CHAIR ALDER"),
    ("en", "Boston, Corrie, and Tarnby report that consumers are cautious.", "Boston, Corrie, and Tarnby"),
    ("en", "In March, dealers in Linton said that stocks were high.", "dealers in Linton"),
    ("en", "Retail sales were reported strong by Linton.", "Linton"),
    ("en", "It was reported that sales fell.", ""),
    ("en", "Two years ago I proposed a plan.", ""),
    ("en", "Olaf Berg, in a speech on May 4, 2031, said that looms are old.", "Olaf Berg"),
    ("en", "No district expects any relief.", ""),
    ("en", "Breakdowns are now seen more often in Port reports.", ""),
    ("en", "The staff's near-term outlook was noted.", ""),
    ("en", "Linton may claim damages.", ""),
    ("en", "Sales fell.", ""),
    ("zh", "陈立明表示，工厂已停产。", "陈立明"),
    ("zh", "陈立明说，工厂已停产。", "陈立明"),
    ("zh", "据青岭镇政府介绍，水库已关闭。", "青岭镇政府"),
    ("zh", "法院认为，被告应当承担责任。", "法院"),
    ("zh", "陈立明：我们没有收到通知。", "陈立明"),
    ("zh", "第三条 网络运营者不得收集个人信息。", ""),
]


@pytest.mark.parametrize(("language", "text", "expected"), NAMES)
def test_names(language: Language, text: str, expected: tuple[str, ...]) -> None:
    assert find_names(text, language) == expected


@pytest.mark.parametrize(("language", "text", "expected"), SPEAKERS)
def test_speakers(language: Language, text: str, expected: str) -> None:
    assert find_speaker(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "modality"),
    [
        ("en", "Sales fell in May.", "fact"),
        ("en", "Dealers expect sales to fall.", "forecast"),
        ("en", "The firm plans to open a shop.", "target"),
        ("en", "He alleged that the meter was off.", "allegation"),
        ("en", "She feels the price is too high.", "opinion"),
        ("zh", "预计需求上升。", "forecast"),
        ("zh", "公司计划开店。", "target"),
        ("zh", "公司涉嫌造假。", "allegation"),
        ("zh", "不得将个人信息用于广告。", "fact"),
    ],
)
def test_modality(language: Language, text: str, modality: str) -> None:
    assert annotate(text, language, None).modality == modality


def test_annotation_gathers_all_that_can_be_compared() -> None:
    note = annotate("Ms Oduya said on June 4 that it would cost £4.6 million.", "en", dt.date(2009, 6, 5))
    assert note.names == ("Ms Oduya",)
    assert [d.first for d in note.dates] == [dt.date(2009, 6, 4)]
    assert [(q.value, q.unit) for q in note.quantities] == [(4.6e6, "GBP")]
    assert note.modality == "forecast"


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60))
def test_offsets_are_right_and_nothing_crashes(text: str) -> None:
    for language in ("en", "zh"):
        assert all(text[m.start : m.end] == m.text for m in name_mentions(text, language))
        assert isinstance(find_speaker(text, language), str)
