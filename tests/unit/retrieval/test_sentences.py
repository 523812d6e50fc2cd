"""Sentence spans in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.retrieval.sentences import sentence_spans


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[s.start : s.end] for s in sentence_spans(text, language)]


ENGLISH = [
    ["The U.S. Treasury said No. 4 was filed.", "Mr. Smith of St. Louis paid $1.5 million."],
    ['"We did it."', "He left."],
    ['"Is it?" she asked.', "He said nothing."],
    ["“We see.”", "Next one."],
    ["Gov. Waller spoke at 9 a.m. on Jan. 5.", "It rained."],
    ["It began in Washington, D.C. The rest followed."],
    ["J. P. Morgan lent 3.5 percent more.", "The St. Louis District did not."],
    ["The talks failed in the U.S.", "They went on elsewhere."],
    ["Demand fell (badly.)", "Well... maybe."],
    ["Prices rose 2.4 percent.3", "The next month they fell."],
    ["CHAIR POWELL. Good afternoon.", "We met today."],
    ["Wick was told: “Not a word.”", "Graddon said that he had never said so."],
    ["FERRY SERVICE", "As a result, it ran.", "FUEL PRICES", "Last year, it was dear."],
    ["NATO Secretary General Olaf spoke.", "The FBI In Peace fell."],
    ["See the paper by Ito et al. (2019) for more.", "It is long."],
]
CHINESE = [
    ["他说：“我们会改。”", "然后走了。"],
    ["真的吗？！", "是的；", "第一条 规定如下。"],
    ["（见附件。）", "罚款5.5%以上。"],
    ["“价格涨了3.5%。”张某说。", "没有人回答。"],
    ["阮某说：“请有耐心。”", "沈某说，停车是慢生意。"],
    ["依照《网络安全法》处罚。", "情节严重的，从重！"],
]


@pytest.mark.parametrize("expected", [case for case in ENGLISH if len(case) > 1])
def test_english(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


def test_abbreviated_place_before_a_starter_ends_the_sentence() -> None:
    assert sentences(ENGLISH[5][0]) == ["It began in Washington, D.C.", "The rest followed."]


@pytest.mark.parametrize("expected", CHINESE)
def test_chinese_needs_no_space(expected: list[str]) -> None:
    assert sentences("".join(expected), "zh") == expected


def test_a_paragraph_ends_a_sentence_but_a_hard_wrapped_line_does_not() -> None:
    towns = ["Aberdeen", "Bradford", "Carlisle", "Dumfries", "Edgware", "Falmouth", "Grimsby"]
    lines = [f"the unemployment rate remained elevated in {town} and this figure understates" for town in towns]
    wrapped = "\n".join([*lines, "the shortfall."])
    assert len(sentences(wrapped)) == 1
    assert sentences("A heading\nA sentence. Another") == ["A heading", "A sentence.", "Another"]


@given(
    st.text(alphabet=st.sampled_from("Aab1 .!?。！？；”“\"')）》\n\t\f…,，中文"), max_size=120),
    st.sampled_from(["en", "zh"]),
)
def test_spans_are_ordered_disjoint_trimmed_and_cover_all(text: str, language: str) -> None:
    _check_laws(text, language)


@given(st.text(max_size=80))
def test_laws_hold_for_any_text(text: str) -> None:
    _check_laws(text, "en")


def _check_laws(text: str, language: str) -> None:
    spans = sentence_spans(text, language)
    covered: set[int] = set()
    previous_end = 0
    for start, end in spans:
        assert previous_end <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        covered.update(range(start, end))
        previous_end = end
    assert all(i in covered for i, c in enumerate(text) if not c.isspace())


def test_the_number_of_a_list_that_begins_within_a_sentence_does_not_end_it() -> None:
    text = "法院判决：1.撤销前一判决；2.退还船票款。"
    assert [text[s.start : s.end] for s in sentence_spans(text, "zh")] == [
        "法院判决：1.撤销前一判决；",
        "2.退还船票款。",
    ]


@pytest.mark.parametrize(
    ("text", "n_sentences"),
    [
        ("the boards are gone . transport for corran has spoken . it was late .", 3),
        ("Crews must leave. the yard is shut.", 2),
        ("It weighs approx. the same as before.", 1),
        ("Sales of the range. iPads fell.", 1),
        ('"It is late." Ada Finch says the yard is shut.', 2),
        ('"Is it late?" Ada Finch asked.', 1),
    ],
)
def test_texts_without_capitals_and_quotations_are_cut_where_sentences_end(text: str, n_sentences: int) -> None:
    assert len(sentence_spans(text, "en")) == n_sentences
