"""Text primitives: folding, units, quotation marks, copied runs, overlap."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.text import (
    RunIndex,
    content_overlap,
    copied_spans,
    fold,
    folded,
    is_near_repeat,
    n_units,
    outside_quotes,
    quoted_ranges,
    units,
)

SOURCE = "The old mill at Ostrel closed its doors on a wet Friday in March, and nobody came to see it."
ZH = "锦河纺织厂四月停产，三百四十名工人被辞退，厂长表示订单比去年减少了百分之十八。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Ｈｅllo”　world—it’s…", '"Hello" world-it\'s...'),
        ("a\n\n  b\u00a0c", "a b c"),
        ("cafe\u0301", "café"),
        ("1½ 元", "1½ 元"),
        ("「好」，（甲）", '"好",(甲)'),
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text())
def test_folding_keeps_a_way_back(text: str) -> None:
    plain = folded(text)
    assert len(plain.offsets) == len(plain.text) + 1
    assert list(plain.offsets) == sorted(plain.offsets)
    assert all(0 <= o <= len(text) for o in plain.offsets)
    assert plain.original(0, len(plain.text)).end <= len(text)


def test_folded_place_is_found_in_the_original() -> None:
    text = "He said:\n\n “Ｎo…  never”"
    plain = folded(text)
    start = plain.text.index("never")
    low, high = plain.original(start, start + 5)
    assert text[low:high] == "never"


def test_units() -> None:
    assert units("The firm’s 1,200.5 lamps—sold!", "en") == ["the", "firm's", "1,200.5", "lamps", "sold"]
    assert units("锦河AI公司2021年", "zh") == ["锦", "河", "ai", "公", "司", "2021", "年"]
    assert n_units(SOURCE, "en") == 20
    assert n_units("停产了 OK", "zh") == 4


@given(st.text(), st.sampled_from(["en", "zh"]))
def test_unit_counts_agree(text: str, language: str) -> None:
    known = "zh" if language == "zh" else "en"
    assert n_units(text, known) == len(units(text, known))


def test_copied_runs_ignore_case_and_punctuation() -> None:
    text = "We know that THE OLD MILL at Ostrel closed, its doors on a wet Monday."
    (span,) = copied_spans(text, [SOURCE], "en")
    assert text[span.start : span.end] == "THE OLD MILL at Ostrel closed, its doors on a wet"


def test_seven_words_are_not_a_copy_and_eight_are() -> None:
    assert copied_spans("the old mill at Ostrel closed its", [SOURCE], "en") == ()
    assert len(copied_spans("the old mill at Ostrel closed its doors", [SOURCE], "en")) == 1


def test_chinese_runs_count_characters() -> None:
    index = RunIndex([ZH, "Latin words too"], "zh")
    assert index.copied_chars("锦河纺织厂四月停产，三百四十名") == 0
    assert index.copied_chars("锦河纺织厂四月停产，三百四十名工人") == 17
    assert index.longest_run("厂长表示订单增加") == 6


def test_longest_run_is_exact() -> None:
    index = RunIndex([SOURCE, "doors on a wet roof"], "en")
    assert index.longest_run("A wet Friday in March, he said") == 5
    assert index.longest_run("doors on a wet roof") == 5
    assert index.longest_run("nothing shared") == 0


def test_quotations_do_not_count_as_copied() -> None:
    text = "He wrote: “The old mill at Ostrel closed its doors on a wet Friday.” Sad."
    index = RunIndex([SOURCE], "en")
    assert index.copied_chars(text) > 40
    assert index.copied_chars(outside_quotes(text)) == 0


def test_no_run_crosses_a_blanked_quotation() -> None:
    text = "the old mill at “what” Ostrel closed its doors"
    assert copied_spans(outside_quotes(text), [SOURCE], "en") == ()


@given(st.text(alphabet=st.sampled_from("ab “”\"'‘’「」\n"), max_size=50))
def test_blanking_keeps_the_length(text: str) -> None:
    blanked = outside_quotes(text)
    assert len(blanked) == len(text)
    ranges = quoted_ranges(text)
    assert all(a.end <= b.start for a, b in pairwise(ranges))


@given(st.lists(st.sampled_from("alder birch cedar dogwood elm fir".split()), max_size=40))  # noqa: SIM905
def test_a_text_is_wholly_copied_from_itself(words: list[str]) -> None:
    text = " ".join(words)
    index = RunIndex([text], "en")
    assert index.copied_chars(text) == (len(text) if len(words) >= 8 else 0)
    assert index.longest_run(text) == len(words)


def test_a_title_in_its_marks_is_no_copied_run() -> None:
    title, rule = "关于办理港口船坞租赁纠纷案件适用法律若干问题的解释", "船坞的租金应当在每月的第一天付给港口的主人"
    index = RunIndex([f"{title}\n{rule}。"], "zh")
    assert index.copied_share(f"《{title}》有新的规定。") == 0
    assert index.copied_share(f"{title}有新的规定。") > 0
    assert index.copied_share(f"《{title}》写明，{rule}。") > 0.5


def test_a_large_corpus_is_indexed_quickly() -> None:
    words = [f"w{(i * 7919) % 5003}" for i in range(100_000)]
    start = time.perf_counter()
    index = RunIndex([" ".join(words)], "en")
    index.copied_spans(" ".join(words[500:900]))
    assert time.perf_counter() - start < 20.0


def test_content_overlap_knows_stems_and_leaves_stop_words_out() -> None:
    assert content_overlap("The mills were closing", "A mill closed", "en") == 1.0
    assert content_overlap("the of and", "the of and", "en") == 0.0
    assert content_overlap("工人被辞退", ZH, "zh") == 1.0
    assert 0.0 < content_overlap("工人被录用", ZH, "zh") < 1.0


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Orders for canvas fell sharply in May.", "In May, canvas orders fell sharply.", True),
        ("Orders fell 5 percent in May.", "Orders fell 6 percent in May.", False),
        ("Orders for canvas fell.", "The ferry carried more passengers.", False),
        ("锦河纺织厂四月停产。", "四月，锦河纺织厂停产。", True),
        ("锦河纺织厂停产。", "水库已经关闭。", False),
        ("…", "…", True),
    ],
)
def test_near_repeats(a: str, b: str, expected: bool) -> None:
    assert is_near_repeat(a, b) is expected
    assert is_near_repeat(b, a) is expected
