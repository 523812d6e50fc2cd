"""Words of a sentence."""

from __future__ import annotations

import warnings

import pytest

from deepnews.agents.rules.tokens import tokens

TEXTS = (
    "截至2024年5月4日，只有3400个阀门失效。马尔厂厂长王建国说：“我们在4月就知道了！”",
    "项目编号A-17、预算12:30前送达\r\n第二段；占比5.5%（含税）……完",
    "，，。“”\n\n",
)


@pytest.mark.parametrize("text", TEXTS)
def test_chinese_is_cut_by_pieces_as_it_is_as_a_whole(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # old escapes in the package
        import jieba.posseg
    whole, position = [], 0
    for word in jieba.posseg.cut(text):
        whole.append((word.word, position, word.flag))
        position += len(word.word)
    found = tokens(text, "zh")
    assert all(t.text == text[t.start : t.end] for t in found)
    assert {(t.text, t.start, t.tag) for t in found} <= set(whole)
    letters = [w for w in whole if any(c.isalnum() for c in w[0])]
    assert [t.start for t in found] == [start for _, start, _ in letters]
