"""A forecast whose owner only the sentence before names is not told as that of the document."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deepnews.agents.said_before import hangs_on
from deepnews.agents.turned import turned_after
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Span

Source = Callable[..., SourceDocument]


def hangs(source: Source, text: str, own: str, language: Language, **fields: object) -> bool:
    document = source(text, "a.txt", language, **fields)
    start = text.index(own)
    span = Span(doc_id=document.doc_id, start=start, end=start + len(own), text=own)
    assert turned_after(span, document, language) == ("undone" if hangs_on(span, document, language) else "")
    return hangs_on(span, document, language)


EN = "median forecasts for 2032 each rose by less than a tenth."
ZH = "2032年的预测中值上升不到零点一。"


@pytest.mark.parametrize(
    ("before", "own", "language"),
    [
        ("The median forecast of wool prices from the Bourse's Survey of Dealers jumped in May. However, ", EN, "en"),
        ("Several analysts expect the works to close. ", "The forecasts put the loss at £3 million.", "en"),
        ("Linton Bank's forecast of rents fell again. ", "The projections for 2032 show a further fall.", "en"),
        ("The chamber's poll of brewers was out in May. ", "Most respondents saw hops at a lower price.", "en"),
        ("Economists at Marle predict a long strike. ", "Coal was expected to run short by August.", "en"),
        ("交易商调查显示，2031年羊毛价格预测中值大幅上升。但是，", ZH, "zh"),
        ("多名分析师预计染厂将关闭。", "预计损失为三百万元。", "zh"),
        ("据林屯银行测算，租金再次下降。", "2032年预测值继续下降。", "zh"),
        ("商会问卷调查显示，啤酒花歉收。", "多数受访者认为价格会下降。", "zh"),
    ],
)
def test_a_forecast_of_somebody_named_before(source: Source, before: str, own: str, language: Language) -> None:
    assert hangs(source, f"{before}{own}", own, language)


@pytest.mark.parametrize(
    ("before", "own", "language"),
    [
        # nobody before, the writer's own, its author's, one that says whose it is, no forecast, another paragraph
        ("Wool was dear in May. ", "Median forecasts for 2032 each rose by a tenth.", "en"),
        ("The survey of dealers was out in May. We revised our own figures. ", "The forecasts for 2032 rose.", "en"),
        ("Linton Bank's forecast of rents fell again. ", "Our projections for 2032 show a further fall.", "en"),
        ("Corran Board's forecast of rents fell again. ", "The projections for 2032 show a further fall.", "en"),
        ("The survey of dealers was out in May. ", "The forecasts of the town clerk rose.", "en"),
        ("The survey of dealers was out in May. ", "Wool fell to £4 a bale.", "en"),
        ("The survey of dealers was out in May.\n\n", "The forecasts for 2032 rose.", "en"),
        ("五月羊毛很贵。", "2032年的预测中值上升。", "zh"),
        ("交易商调查显示，预测中值上升。", "我们预计2032年价格下降。", "zh"),
        ("交易商调查显示，预测中值上升。", "羊毛跌到每包四元。", "zh"),
        ("交易商调查显示，预测中值上升。\n\n", "2032年的预测中值下降。", "zh"),
    ],
)
def test_a_forecast_that_may_be_told(source: Source, before: str, own: str, language: Language) -> None:
    assert not hangs(source, f"{before}{own}", own, language, author="Corran Board")
