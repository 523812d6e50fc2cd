"""Cues of slots in a text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.cues import n_said, says


def test_an_english_cue_stands_at_the_beginning_of_a_word_in_any_case() -> None:
    assert says("recall", "They Recalled 3,400 valves.", "en")
    assert says("price cut", "A price cutter came.", "en")
    assert not says("call", "They recalled it.", "en")
    assert not says("price cut", "The price, cut twice, fell.", "en")


def test_a_chinese_cue_stands_anywhere() -> None:
    assert says("召回", "公司决定召回阀门。", "zh")
    assert n_said(("召回", "关闭", "阀"), "公司决定召回阀门。", "zh") == 2


@given(st.lists(st.sampled_from("a b ab ba it's a-b"), min_size=1, max_size=3), st.text("aAbB '-.", max_size=12))
def test_an_english_cue_is_found_where_the_pattern_finds_it(words: list[str], text: str) -> None:
    cue = " ".join(w for w in words if w.strip()) or "a"
    if cue[0].isalpha():
        assert says(cue, text, "en") == bool(re.search(rf"\b{re.escape(cue)}", text, re.I))
