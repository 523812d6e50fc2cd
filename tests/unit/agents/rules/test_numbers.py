"""Quantities: values, units and offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.rules import find_quantities
from deepnews.agents.rules.numerals import chinese_value, digits_value, words_value

EN = [
    ("They cut 408,000 jobs.", [(408000.0, "jobs", False)]),
    ("It cost $1.2 million.", [(1_200_000.0, "USD", False)]),
    ("It cost £30bn.", [(30e9, "GBP", False)]),
    ("two and a half million pounds", [(2.5e6, "GBP", False)]),
    ("a rise of 5%", [(5.0, "percent", False)]),
    ("about one-third of the crop", [(1 / 3, "", True)]),
    ("a dozen ships", [(12.0, "ships", False)]),
    ("cut by ¾ percentage point", [(0.75, "percentage_point", False)]),
    ("by 25 basis points", [(25.0, "basis_point", False)]),
    ("three in five patients", [(0.6, "patients", False)]),
    ("30-40 per cent", [(30.0, "percent", False), (40.0, "percent", False)]),
    ("$5-7 million", [(5e6, "USD", False), (7e6, "USD", False)]),
    ("£11,250 to 86 passengers", [(11250.0, "GBP", False), (86.0, "passengers", False)]),
    ("1.234,5 tons", [(1234.5, "tons", False)]),
    ("Article 66", [(66.0, "ordinal", False)]),
    ("the Ninth District", [(9.0, "ordinal", False)]),
    ("In 1974, on May 3, 1974, and in the third quarter of 1975", []),
    ("one of them said that no one knew", []),
    ("5G and Covid-19 at 10:30", []),
]
ZH = [
    ("罚款五十万元", [(500_000.0, "CNY", False)]),
    ("约3.5亿元", [(3.5e8, "CNY", True)]),
    ("百分之五", [(5.0, "percent", False)]),
    ("第六十六条", [(66.0, "ordinal", False)]),
    ("三分之一", [(1 / 3, "", False)]),
    ("两成", [(20.0, "percent", False)]),
    ("1.2万亿美元", [(1.2e12, "USD", False)]),
    ("20余家", [(20.0, "家", True)]),
    ("提高3个百分点", [(3.0, "percentage_point", False)]),
    ("一百二十三家", [(123.0, "家", False)]),
    ("2021年8月20日第三季度", []),
    ("（一）统一规定，一些人，一定", []),
]


@pytest.mark.parametrize(("text", "expected"), EN)
def test_english_quantities(text: str, expected: list[tuple[float, str, bool]]) -> None:
    found = [(q.value, q.unit, q.approximate) for q in find_quantities(text, "en")]
    assert [(pytest.approx(v), u, a) for v, u, a in expected] == found


@pytest.mark.parametrize(("text", "expected"), ZH)
def test_chinese_quantities(text: str, expected: list[tuple[float, str, bool]]) -> None:
    found = [(q.value, q.unit, q.approximate) for q in find_quantities(text, "zh")]
    assert [(pytest.approx(v), u, a) for v, u, a in expected] == found


@pytest.mark.parametrize(
    ("text", "value"),
    [("一百二十三", 123), ("十五", 15), ("一千零五", 1005), ("两万三", 23000), ("三亿五千万", 3.5e8), ("一万亿", 1e12),
     ("三点五", 3.5), ("二〇二一", 2021)],
)  # fmt: skip
def test_chinese_numerals(text: str, value: float) -> None:
    assert chinese_value(text) == value


def test_numerals_that_are_none_raise() -> None:
    with pytest.raises(ValueError, match="numeral"):
        chinese_value("公司")
    with pytest.raises(ValueError, match="number word"):
        words_value(["ship"])


@given(st.integers(0, 10**9))
def test_thousands_separators_do_not_change_the_value(n: int) -> None:
    assert digits_value(f"{n:,}") == n
    assert find_quantities(f"They sold {n:,} lamps.", "en")[0].value == n


@given(
    st.text(
        alphabet=st.sampled_from("0123456789,.%$£€ -–/¾½onetwhirdfmlbp百千万亿一二两十零点分之成第条元约余多年月\n")
    )
)
def test_offsets_are_right_and_nothing_crashes(text: str) -> None:
    for language in ("en", "zh"):
        found = find_quantities(text, language)
        assert all(text[q.start : q.end] == q.text and q.value == q.value for q in found)
        assert list(found) == sorted(found, key=lambda q: q.start)
