"""The constraints of pacing: each finds what it names, at its place, in both languages."""

from __future__ import annotations

import time
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.agents.pace.constraints import Reading, Target, constraints, read_all, total_miss
from deepnews.agents.pace.prose import Prose, prose_of, prose_of_draft, prose_of_text
from deepnews.schemas.base import Language
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.plan import AtomicBlock, PacingMode, Plan

MODES = get_args(PacingMode)
CODES = [c.code for c in constraints()]


def read(code: str, prose: Prose, mode: PacingMode = "steady") -> Reading:
    return next(c for c in constraints() if c.code == code).read(prose, mode)


def one(code: str, *sentences: str, language: Language = "en") -> Reading:
    """Reading of one paragraph."""
    return read(code, prose_of([sentences], language))


def marked(reading: Reading) -> list[str]:
    return [p.text for p in reading.places]


# --- the objects -----------------------------------------------------------------------------------------------------


def test_every_constraint_is_explained_and_aims_at_something() -> None:
    assert len(CODES) == len(set(CODES)) == 14
    for constraint in constraints():
        for language in get_args(Language):
            assert constraint.title[language] and len(constraint.explained[language]) > 12
            for mode in MODES:
                target = constraint.targets[language][mode]
                assert (target.low is None) != (target.high is None), constraint.code


@pytest.mark.parametrize(
    ("target", "value", "miss"),
    [
        (Target(low=0.6), 0.6, 0.0),
        (Target(low=0.6), 0.3, 0.5),
        (Target(high=0.0), 0.0, 0.0),
        (Target(high=0.0), 0.4, 0.4),
        (Target(high=2.0), 3.0, 0.5),
        (Target(low=1.0, high=2.0), 1.5, 0.0),
    ],
)
def test_how_far_a_target_is_missed(target: Target, value: float, miss: float) -> None:
    assert target.miss(value) == pytest.approx(miss)


def test_a_better_paced_text_misses_less() -> None:
    flat = [
        "The bank paid ten firms.",
        "The bank paid six firms.",
        "The bank paid two firms.",
        "It is worth noting it.",
    ]
    free = [
        "The bank paid.",
        "Ten firms in four towns had waited for the money since the first week of spring.",
        "Two left.",
    ]
    misses = [total_miss(read_all(prose_of([texts], "en"))) for texts in (free, flat)]
    assert misses[0] < misses[1]


# --- rhythm ----------------------------------------------------------------------------------------------------------


def test_spread_of_sentences_and_the_most_even_stretch() -> None:
    texts = ["One.", "One two three four five six seven eight nine.", *["One two three four five."] * 5, "One two."]
    reading = one("sentence-spread", *texts)
    assert reading.value == pytest.approx(0.483, abs=0.001)
    assert reading.places[0].sentence == 2
    assert reading.miss > 0


def test_spread_of_paragraphs() -> None:
    even = prose_of([["One two three four."], ["Five six seven eight."], ["One two three four five."]], "en")
    assert read("paragraph-spread", even).miss > 0.5
    assert [p.sentence for p in read("paragraph-spread", even).places] == [1]
    assert read("paragraph-spread", prose_of([["One."], ["One two three four five."], ["One."]], "en")).miss == 0


def test_three_of_like_length() -> None:
    reading = one("even-runs", "一二三四五。", "一二三四六。", "一二三四七。", "一。", language="zh")
    assert reading.value == 0.5
    assert marked(reading) == ["一二三四六。"]


def test_range_names_the_longest_and_the_shortest() -> None:
    reading = one("length-range", "One two.", "One two three four five six.", "One two three.")
    assert reading.value == 3.0
    assert marked(reading) == ["One two three four five six.", "One two."]


def test_same_openings_and_dashes() -> None:
    assert marked(one("same-openings", "The bank paid.", "The bank left.", "It left.")) == ["The bank left."]
    assert marked(one("dashes", "It paid — late.", "“No — yes,” she said.", "It – left.", "A well-known man.")) == [
        "—",
        "–",
    ]
    assert marked(one("dashes", "它付了款——晚了。", "“不——行”，她说。", language="zh")) == ["——"]


# --- fog -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "code", "text", "place"),
    [
        ("en", "connectives", "Rates rose; However, loans fell.", "However"),
        ("zh", "connectives", "利率上升，然而贷款下降。", "然而"),
        ("en", "formulas", "It’s worth noting that mills closed.", "It’s worth noting"),
        ("en", "formulas", "This is not a loan, it is a gift.", "This is not a loan, it is"),
        (
            "en",
            "formulas",
            "It took transparency, accountability, and trust.",
            "transparency, accountability, and trust",
        ),
        ("en", "formulas", "Prices rose, underscoring the need for care.", ", underscoring the"),
        ("en", "formulas", "The answer? Nobody paid.", "The answer? "),
        ("zh", "formulas", "值得注意的是，工厂关了。", "值得注意的是"),
        ("zh", "formulas", "问题不在于成本，而在于需求。", "不在于成本，而在于"),
        ("zh", "formulas", "随着数字经济的快速发展，工厂关了。", "随着数字经济的快速发展"),
        ("zh", "formulas", "敢想敢干，真抓实干，久久为功。", "敢想敢干，真抓实干，久久为功"),
        ("en", "praise", "A remarkable plan was signed in May.", "remarkable"),
        ("zh", "praise", "这份前所未有的合同在五月签订。", "前所未有"),
        ("en", "undated-now", "The firm now owes more.", "now"),
        ("zh", "undated-now", "公司目前欠款更多。", "目前"),
        ("zh", "undated-now", "公司日前公布了合同。", "日前"),
        ("en", "hedge-stacking", "It may perhaps be late.", "may perhaps"),
        ("zh", "hedge-stacking", "这或许可能晚了。", "或许可能"),
        ("en", "summary-endings", "Ultimately, the mills paid.", "Ultimately"),
        ("zh", "summary-endings", "这告诉我们，信任来之不易。", "这告诉我们"),
    ],
)
def test_what_is_found_and_where(language: Language, code: str, text: str, place: str) -> None:
    reading = one(code, text, language=language)
    assert place in marked(reading)
    assert reading.miss > 0
    quoted = f"“{text}”"
    assert one(code, "他说：" + quoted if language == "zh" else "She said " + quoted, language=language).places == ()


@pytest.mark.parametrize(
    ("language", "code", "text"),
    [
        ("en", "formulas", "The plant is not open. It is a ruin."),
        ("en", "formulas", "Prices went from 3 percent in May to 4 in June to 5 in July."),
        ("en", "hedge-stacking", "In May the plant closed, and on 8 May it could open."),
        ("en", "undated-now", "On June 5, 2024, the firm now owed more."),
        ("en", "undated-now", "Nobody knows the town."),
        ("zh", "undated-now", "合同须在6月10日前履行。"),
        ("zh", "undated-now", "2024年6月，公司目前欠款更多。"),
        ("zh", "formulas", "个人信息、重要数据、核心数据都要报备。"),
    ],
)
def test_what_is_left_alone(language: Language, code: str, text: str) -> None:
    assert one(code, text, language=language).places == ()


def test_a_quotation_over_several_sentences_is_left_out() -> None:
    reading = one("formulas", "She said: “In conclusion, it ended.", "It is worth noting, a tapestry.”", "It was late.")
    assert reading.value == 0.0


def test_numbers_told_at_the_start() -> None:
    front = ["In 2024 it sold 5, 6 and 7 of 80.", *["The firm went on with its work as before, and said so."] * 4]
    assert one("front-loading", *front).value == 1.0
    assert one("front-loading", *front[::-1]).value == 0.0
    assert one("front-loading", "It sold 5.").value is None


def test_what_the_plan_holds_back() -> None:
    draft = Draft(
        language="en",
        headline=Sentence(sentence_id="headline", text="A headline", kind="furniture"),
        blocks=(
            block(
                "B1", ("F9", "The board signed the closure of the plant in Harl."), ("F1", "The mill stood in Harl.")
            ),
            block("B2", ("F2", "On 9 June the board signed the closure of the plant in Harl.")),
        ),
    )
    assert marked(read("reveal-order", prose_of_draft(draft, plan("F2")))) == [
        "The board signed the closure of the plant in Harl."
    ]
    assert marked(read("reveal-order", prose_of_draft(draft, plan("F1")))) == ["The mill stood in Harl."]
    assert read("reveal-order", prose_of_draft(draft, plan("F7"))).value == 0.0
    assert read("reveal-order", prose_of_draft(draft)).value is None


def block(block_id: str, *told: tuple[str, str]) -> DraftBlock:
    sentences = tuple(Sentence(sentence_id=f"{block_id}.{f}", text=text, fact_ids=(f,)) for f, text in told)
    return DraftBlock(block_id=block_id, paragraphs=(Paragraph(sentences=sentences),))


def plan(withheld: str) -> Plan:
    first = AtomicBlock(block_id="B1", role="lede", point="", fact_ids=(), n_chars_target=100, withholds=(withheld,))
    second = AtomicBlock(block_id="B2", role="turn", point="", fact_ids=(), n_chars_target=100)
    return Plan(schema_code="how-it-happened", schema_version=2, blocks=(first, second))


# --- laws ------------------------------------------------------------------------------------------------------------

TEXTS = st.lists(
    st.lists(st.text(alphabet=" abcdefghimnorstuwy.,;—“”\"'ßİ—目前不是而，。0123456789", max_size=40), max_size=5),
    max_size=5,
)


@given(TEXTS, st.sampled_from(get_args(Language)), st.sampled_from(MODES))
def test_every_place_is_text_of_its_sentence(paragraphs: list[list[str]], language: Language, mode: PacingMode) -> None:
    prose = prose_of(paragraphs, language)
    for reading in read_all(prose, mode):
        assert reading.miss >= 0.0
        for place in reading.places:
            assert prose.sentences[place.sentence].text[place.start : place.end] == place.text != ""


@given(TEXTS, st.sampled_from(get_args(Language)))
def test_shares_are_shares(paragraphs: list[list[str]], language: Language) -> None:
    prose = prose_of(paragraphs, language)
    for constraint, reading in zip(constraints(), read_all(prose), strict=True):
        if constraint.unit == "share" and reading.value is not None:
            assert 0.0 <= reading.value <= 1.0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_not_measured(language: Language) -> None:
    assert all(r.value is None and not r.places and not r.miss for r in read_all(prose_of_text("", language)))


@pytest.mark.parametrize(
    ("language", "paragraph"),
    [
        ("en", "On May 8, the bank said that loans rose 5 percent, although “orders fell”. However, mills closed.\n\n"),
        ("zh", "2021年11月，该法施行，罚款最高五千万元。然而，企业表示“仍需时间”，部分平台随后整改。\n\n"),
    ],
)
def test_all_measures_of_ten_thousand_characters_stay_quick(language: Language, paragraph: str) -> None:
    """The aim is a tenth of a second on an idle core (``tests/bench/pacing.py``); here is room for a busy one."""
    text = (paragraph * (10_000 // len(paragraph) + 1))[:10_000]
    read_all(prose_of_text(text, language))
    times = []
    for _ in range(5):
        begin = time.process_time()
        read_all(prose_of_text(text, language))
        times.append(time.process_time() - begin)
    assert min(times) < 0.2
