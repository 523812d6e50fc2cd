"""Pacing: what is measured, in both languages, and how quickly."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.pace.measure import measure, n_flat_triples
from deepnews.agents.pace.phrases import found_phrases, phrases
from deepnews.schemas.base import Language
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.text import fold


def draft(*texts: str, language: Language = "en") -> Draft:
    sentences = tuple(Sentence(sentence_id=f"S{i}", text=t) for i, t in enumerate(texts))
    head = Sentence(sentence_id="headline", text="A headline", kind="furniture")
    block = DraftBlock(block_id="B1", paragraphs=(Paragraph(sentences=sentences),))
    return Draft(language=language, headline=head, blocks=(block,))


def test_sentence_length_counts_words_in_english_and_characters_in_chinese() -> None:
    english = measure(draft("One two three.", "One two three four five six seven eight nine."), "en")
    assert english.sentence_length_cv == 0.5  # lengths 3 and 9: mean 6, deviation 3
    chinese = measure(draft("价格上涨。", "价格上涨价格上涨价格上涨。", language="zh"), "zh")
    assert chinese.sentence_length_cv == 0.5  # 4 and 12


@pytest.mark.parametrize(
    ("lengths", "n"),
    [
        ((10, 11, 10), 1),
        ((10, 11, 10, 11), 2),
        ((10, 20, 10), 0),
        ((10, 12, 10), 1),
        ((10, 13, 10), 0),
        ((5, 5), 0),
        ((), 0),
    ],
)
def test_flat_triples(lengths: tuple[int, ...], n: int) -> None:
    assert n_flat_triples(lengths) == n


@given(st.lists(st.integers(1, 60), max_size=30))
def test_flat_triples_read_the_same_backwards(lengths: list[int]) -> None:
    assert n_flat_triples(lengths) == n_flat_triples(lengths[::-1]) <= max(0, len(lengths) - 2)


@pytest.mark.parametrize(
    ("language", "text", "formulas"),
    [
        ("en", "In conclusion, prices rose.", ("in conclusion",)),
        ("en", "It’s important to note that prices rose.", ("it's important to note",)),
        ("en", "It was not only a loan, but also a gift.", ("not only … but also",)),
        ("en", "It was not only a loan. But also a gift.", ()),
        ("en", "A testament to resilience, a tapestry of fears.", ("a testament to", "tapestry")),
        ("en", "The model indelved seamlessness.", ()),
        ("zh", "综上所述，价格上涨。", ("综上所述",)),
        ("zh", "值得注意的是，这不是成本，而是需求。", ("值得注意的是", "不是…而是")),
        ("zh", "他不是经理。而是工人。", ()),
        ("zh", "总而言之，前景向好。", ("总而言之",)),
    ],
)
def test_formulas(language: Language, text: str, formulas: tuple[str, ...]) -> None:
    report = measure(text, language)
    assert report.formulas == formulas
    assert report.n_formulas == len(formulas)


def test_quoted_words_are_not_the_writers() -> None:
    report = measure(draft("She said: “In conclusion, however, it is a tapestry.”"), "en")
    assert (report.n_formulas, report.connectives_per_1000_chars, report.ends_with_summary) == (0, 0.0, False)


def test_connectives_are_counted_per_thousand_characters() -> None:
    text = "However, rates rose. Therefore, loans fell."
    report = measure(draft("However, rates rose.", "Therefore, loans fell."), "en")
    assert report.connectives_per_1000_chars == pytest.approx(2000 / (len(text) - 1), abs=0.001)
    assert measure(
        draft("然而价格上涨。", "因此需求下降。", language="zh"), "zh"
    ).connectives_per_1000_chars == pytest.approx(142.857)


@pytest.mark.parametrize(
    ("language", "last", "ends"),
    [
        ("en", "Ultimately, the mills paid for it.", True),
        ("en", "It serves as a reminder that trust is slow.", True),
        ("en", "The mill closed in May.", False),
        ("zh", "这告诉我们，信任来之不易。", True),
        ("zh", "工厂于五月关闭。", False),
    ],
)
def test_last_sentence_that_sums_up(language: Language, last: str, ends: bool) -> None:
    first = "综上所述，价格上涨。" if language == "zh" else "In the end, prices rose."
    assert measure(draft(first, last, language=language), language).ends_with_summary is ends


def test_opening_repeats() -> None:
    report = measure(draft("The bank paid.", "The bank left.", "The firm left.", "A bank paid."), "en")
    assert report.n_opening_repeats == 1
    assert measure(draft("银行付款。", "银行离开。", language="zh"), "zh").n_opening_repeats == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_measures_zero(language: Language) -> None:
    for empty in ("", "# A heading\n"):
        report = measure(empty, language)
        assert report.sentence_length_cv == report.connectives_per_1000_chars == 0.0
        assert not report.ends_with_summary


@pytest.mark.parametrize("language", ["en", "zh"])
def test_lists_are_long_enough_without_doubles_and_each_entry_finds_itself(language: Language) -> None:
    for key, floor in (
        ("formulas", 150),
        ("hedges", 30),
        ("praise", 50),
        ("undated", 20),
        ("connectives", 30),
        ("summary", 30),
    ):
        names = [p.name for p in phrases(key, language)]
        assert len(names) == len(set(names)) >= floor
        for phrase in (p.name for p in phrases(key, language) if p.anchor):
            said = fold(phrase.replace("…", "某某" if language == "zh" else " some thing ").replace("*", ""))
            assert found_phrases(said, key, language), phrase


@pytest.mark.parametrize(
    ("language", "paragraph"),
    [
        ("en", "On May 8, the bank said that loans rose 5 percent, although “orders fell”. However, mills closed.\n\n"),
        ("zh", "2021年11月，该法施行，罚款最高五千万元。然而，企业表示“仍需时间”，部分平台随后整改。\n\n"),
    ],
)
def test_ten_thousand_characters_take_under_a_tenth_of_a_second(language: Language, paragraph: str) -> None:
    text = (paragraph * (10_000 // len(paragraph) + 1))[:10_000]
    measure(text, language)
    times = []
    for _ in range(5):
        begin = time.process_time()
        measure(text, language)
        times.append(time.process_time() - begin)
    assert min(times) < 0.1
