"""Chinese quantities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from deepnews.agents.rules.lexicon import word_list
from deepnews.agents.rules.numerals import chinese_value, digits_value
from deepnews.schemas.facts import Quantity

_HAN_NUMBER = "[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = {
    "十": 1e1,
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "十亿": 1e9,
    "百亿": 1e10,
    "千亿": 1e11,
    "万亿": 1e12,
}
_MONEY = {
    "元": "CNY",
    "块钱": "CNY",
    "人民币": "CNY",
    "美元": "USD",
    "港元": "HKD",
    "欧元": "EUR",
    "英镑": "GBP",
    "日元": "JPY",
    "$": "USD",
    "¥": "CNY",
    "￥": "CNY",
    "€": "EUR",
    "£": "GBP",
    "RMB": "CNY",
}
_CORE = re.compile(
    rf"第(?P<ordinal>{_HAN_NUMBER}|\d+)"
    rf"|百分之(?P<percent>{_HAN_NUMBER}|\d+(?:\.\d+)?)"
    rf"|(?P<bottom>{_HAN_NUMBER}|\d+)分之(?P<top>{_HAN_NUMBER}|\d+)"
    rf"|(?P<tenths>[一二两三四五六七八九1-9])成(?P<and>半)?(?![立为员长功果本就])"
    rf"|(?P<half>一半|半数)"
    rf"|(?P<money>[$¥￥€£]|RMB\s?|人民币\s?)?(?<![A-Za-z\d.,-])(?:(?P<digits>{_ARABIC}))(?P<scale>[余多]?(?:百万|千万|百亿|千亿|十亿|万亿|[千万亿百])|)"
    rf"|(?P<han>{_HAN_NUMBER})"
)
_ORDINAL_OF = re.compile(r"[条款项章节次届名位个号期批类季页轮版部]")
_APPROXIMATE = re.compile(
    r"(?:约|近|逾|超|超过|不足|至少|大约|将近|接近|多达|高达|不到|最多|(?<!以)上|几乎)(?:[\u4e00-\u9fff]{1,3}的)?$"
)
_NOT_NUMBER = re.compile(
    r"一(?:些|定|般|律|并|致|旦|直|切|样|经|面|方|体|起|边|再|同|时|向|度|系列|线|系|下|带|贯|手|旁|共|味|番|概|对一|步|流|类|种|个|款|项|部分|级|审)|十分|万(?:一|物|分|能)|千(?:方|万别)|三(?:者|农)|两(?:者|会|岸|级)|四(?:处|周)|五(?:金)|百姓|百货|亿(?:万)|百(?:科|度)|千(?:瓦|克)|二(?:审|手|维)|三(?:审|维|角)"
)
_BEFORE_ONE = re.compile(r"[统唯同任单之逐万第专不某每这那另]$")
_MAX_DIGITS = 18


def quantities(text: str) -> Iterator[Quantity]:
    """All quantities, dates not yet taken out."""
    for m in _CORE.finditer(text):
        quantity = _quantity(text, m)
        if quantity is not None:
            yield quantity


def _quantity(text: str, m: re.Match[str]) -> Quantity | None:
    if m["ordinal"]:
        return _made(text, m, _value(m["ordinal"]), "ordinal", _ordinal_end(text, m.end()))
    if m["percent"]:
        return _made(text, m, _value(m["percent"]), "percent", m.end())
    if m["bottom"]:
        bottom, top = _value(m["bottom"]), _value(m["top"])
        return _made(text, m, top / bottom if bottom and top is not None else None, "", m.end())
    if m["tenths"]:
        tenths = _value(m["tenths"])
        return _made(text, m, None if tenths is None else tenths * 10 + (5 if m["and"] else 0), "percent", m.end())
    if m["half"]:
        return _made(text, m, 0.5, "", m.end())
    return _from_digits(text, m) if m["digits"] else _from_han(text, m)


def _value(text: str) -> float | None:
    try:
        return digits_value(text) if text[0].isdigit() else chinese_value(text)
    except (ValueError, IndexError):
        return None


def _ordinal_end(text: str, end: int) -> int:
    found = _ORDINAL_OF.match(text, end)
    return found.end() if found else end


@lru_cache(maxsize=1)
def _after() -> re.Pattern[str]:
    measures = "".join(word_list("measures", "zh"))
    return re.compile(
        r"[余多几]?(?:(?P<percent>\s?[%％])|(?P<point>个?百分点)|(?P<basis>个?基点)"
        r"|(?P<money>美元|港元|欧元|英镑|日元|元|块钱|人民币)"
        rf"|(?P<measure>\s?(?:个月|小时|分钟|平方米|公里|万元|[{measures}])))"
    )


def _made(
    text: str, m: re.Match[str], value: float | None, unit: str, end: int, *, vague: bool = False
) -> Quantity | None:
    if value is None:
        return None
    approximate = vague or bool(_APPROXIMATE.search(text[max(0, m.start() - 8) : m.start()]))
    return Quantity(
        text=text[m.start() : end], start=m.start(), end=end, value=value, unit=unit, approximate=approximate
    )


def _from_digits(text: str, m: re.Match[str]) -> Quantity | None:
    if len(m["digits"]) > _MAX_DIGITS or text[m.end() : m.end() + 1] == ":":
        return None
    scale = (m["scale"] or "").lstrip("余多")
    value = digits_value(m["digits"]) * _SCALE.get(scale, 1.0)
    end, unit, vague = _unit(text, m.end())
    unit = _MONEY[m["money"].strip()] if m["money"] else unit
    return _made(text, m, value, unit, end, vague=vague or (m["scale"] or "x")[0] in "余多")


def _from_han(text: str, m: re.Match[str]) -> Quantity | None:
    number = m["han"]
    end, unit, vague = _unit(text, m.end())
    before = text[max(0, m.start() - 1) : m.start()]
    if _NOT_NUMBER.match(text, m.start()) or (number[0] == "一" and _BEFORE_ONE.search(before)):
        return None
    listed = before in ("（", "(") and text[m.end() : m.end() + 1] in ("）", ")")
    bare = not unit and (len(number) < 2 or not re.search("[十百千万亿]", number))
    if listed or bare or number in ("万", "千", "百", "亿", "千万", "万千", "百万", "万亿"):
        return None
    return _made(text, m, _value(number), unit, end, vague=vague)


def _unit(text: str, end: int) -> tuple[int, str, bool]:
    """End, unit and vagueness (余, 多) after what follows the number."""
    found = _after().match(text, end)
    if not found:
        return end, "", False
    vague = found.group()[0] in "余多几"
    for key in ("percent", "point", "basis"):
        if found[key]:
            return found.end(), {"percent": "percent", "point": "percentage_point", "basis": "basis_point"}[key], vague
    if found["money"]:
        return found.end(), _MONEY[found["money"]], vague
    return found.end(), found["measure"].strip(), vague
