"""Figures that a source says are replaced."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest

from deepnews.agents.assemble import _drop_replaced
from deepnews.agents.candidates import Bench
from deepnews.agents.draft import BlockDrafter
from deepnews.agents.replaced import all_replaced, replaced, tells_replaced_alone, tells_the_new_figure
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument

Source = Callable[..., SourceDocument]
PUT = {
    "zh": "管理处估算渡口停航的补偿为1800万元。",
    "en": "The harbour office estimated the compensation for the ferry at $18 million.",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "审计重新核定，补偿应为3460万元，原估算数不再使用。"),
        ("zh", "渡口停航的补偿以审计核定的3460万元为准。"),
        ("zh", "审计把渡口停航的补偿由1800万元更正为3460万元。"),
        ("zh", "管理处估算的停航补偿1800万元没有作为谈判依据。"),
        ("zh", "审计核定的3460万元取代了停航补偿的1800万元。"),
        ("en", "The auditors put it at $34 million, and the first estimate is no longer used."),
        ("en", "The estimate for the ferry was later revised to $34 million."),
        ("en", "The compensation of $18 million for the ferry was corrected to $34 million."),
        ("en", "The compensation of $18 million for the ferry was superseded by the audit."),
        ("en", "The audit's $34 million replaced the $18 million of compensation for the ferry."),
        ("en", "The auditors found that the ferry's compensation of $18 million was wrong."),
    ],
)
def test_the_old_figure_is_found_and_the_new_one_is_not(source: Source, language: Language, said: str) -> None:
    gap = " " if language == "en" else ""
    document = source(f"{PUT[language]}{gap}{said}", language=language)
    old, new = (1.8e7, 3.4e7) if language == "en" else (1.8e7, 3.46e7)
    values = {found.quantity.value for found in replaced(document.text, language)}
    assert old in values
    assert new not in values
    assert tells_replaced_alone(PUT[language], [], all_replaced({"d": document}, language), language)
    assert not tells_replaced_alone(said, [], all_replaced({"d": document}, language), language)
    assert not tells_replaced_alone(PUT[language], [said], all_replaced({"d": document}, language), language)
    assert not tells_the_new_figure(PUT[language], all_replaced({"d": document}, language), language)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "审计认为补偿偏低，双方仍在谈判。"),
        ("zh", "渡口把票价由18元改为34元。"),
        ("en", "The auditors thought it low, and talks go on."),
        ("en", "All 18 lamps of the ferry will have to be replaced within 34 months at a cost."),
        ("en", "The old lamp of the ferry is no longer used."),
        ("en", "The fare was raised from $18 to $34."),
    ],
)
def test_what_is_only_told_or_changed_is_not_replaced(source: Source, language: Language, said: str) -> None:
    gap = " " if language == "en" else ""
    document = source(f"{PUT[language]}{gap}{said}", language=language)
    assert not tells_replaced_alone(PUT[language], [], all_replaced({"d": document}, language), language)


def test_the_same_figure_of_another_thing_stays(source: Source) -> None:
    document = source(f"{PUT['zh']}审计重新核定，补偿应为3460万元，原估算数不再使用。", language="zh")
    assert not tells_replaced_alone("县里去年修建公路用了1800万元。", [], all_replaced({"d": document}, "zh"), "zh")


def test_the_new_figure_told_anywhere_keeps_the_old_one_company(source: Source) -> None:
    document = source(f"{PUT['zh']}审计重新核定，补偿应为3460万元，原估算数不再使用。", language="zh")
    new = "双方签字，停航的补偿核定为3460万元。"
    assert tells_the_new_figure(new, all_replaced({"d": document}, "zh"), "zh")
    assert not tells_replaced_alone(PUT["zh"], [new], all_replaced({"d": document}, "zh"), "zh")
    assert tells_replaced_alone(PUT["zh"], ["渡口停航三日。"], all_replaced({"d": document}, "zh"), "zh")


def test_an_article_that_tells_only_the_old_figure_loses_it(source: Source) -> None:
    document = source(f"{PUT['zh']}审计重新核定，补偿应为3460万元，原估算数不再使用。", language="zh")
    bench = SimpleNamespace(documents={"d": document}, language="zh")

    def left(*told: str) -> list[str]:
        written = [SimpleNamespace(sentence=SimpleNamespace(sentence_id=str(n), text=t)) for n, t in enumerate(told)]
        gone: list[str] = []
        drafter = SimpleNamespace(written=written, cut=lambda sentence_id, to_quotation: gone.append(sentence_id))
        _drop_replaced([cast(BlockDrafter, drafter)], cast(Bench, bench))
        return [t for n, t in enumerate(told) if str(n) not in gone]

    other, new = "渡口停航三日。", "停航的补偿核定为3460万元。"
    assert left(PUT["zh"], other) == [other]
    assert left(PUT["zh"], other, new) == [PUT["zh"], other, new]
