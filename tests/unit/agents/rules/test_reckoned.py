"""Figures that arithmetic gives, figures and dates that belong together, offices, joins, causes: right and wrong."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.agents.joins import parts
from deepnews.agents.rules import check_sentence
from deepnews.agents.rules.persons_zh import persons
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span


def codes(
    claim: str, words: str, language: Language = "en", others: str = "", date: dt.date = dt.date(2022, 6, 1)
) -> set[str]:
    """Codes of all faults of `claim` by a document that says `words`, and `others` in further paragraphs."""
    text = f"{words}\n\n{others}"
    document = SourceDocument(
        doc_id="d", path="d.txt", title="Report", date=date, language=language, text=text, content_sha256="0"
    )
    span = Span(doc_id="d", start=0, end=len(words), text=words)
    fact = Fact(fact_id="F1", spans=(span,), doc_title="Report", doc_date=date)
    found = check_sentence(claim, [fact], {"d": document}, language)
    return {f.code for f in found if f.verdict != "supported"}


STOCK = "Stock rose from 120 tonnes in March to 150 tonnes in May."
TESTED = "At the end 19 of the 48 pumps were leaking."
COST = "Revenue was £60 million, against £20 million a year before."
ANGLE = "The rate was 3.4 percent, against 2.1 percent before."


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("Stock rose by 30 tonnes from March to May.", STOCK),
        ("Stock rose from 120 to 150 tonnes, by 25 percent.", STOCK),
        ("Nineteen of the 48 pumps, about 40 percent, were leaking.", TESTED),
        ("Revenue was £60 million, three times that of the year before.", COST),
        ("The rate was 3.4 percent, 1.3 percentage points more than before.", ANGLE),
        ("Work began on 3 May 2021 and ended three weeks later.", "Work began on 3 May 2021 and ended on 24 May 2021."),
        ("The delay was nearly five months.", "The delay was 142 days."),
        ("More than a third of voters stayed away.", "Of the voters 36 percent stayed away."),
    ],
)
def test_what_arithmetic_gives_is_no_new_number(claim: str, words: str) -> None:
    assert not {c for c in codes(claim, words) if c.startswith("number.")}


@pytest.mark.parametrize(
    ("claim", "words", "code"),
    [
        ("Stock rose by 40 tonnes from March to May.", STOCK, "number.mismatch"),
        ("Stock rose by 35 tonnes, from 120 tonnes to 150 tonnes.", STOCK, "number.arithmetic"),
        ("Nineteen of the 48 pumps, about 60 percent, were leaking.", TESTED, "number.mismatch"),
        ("Revenue was £60 million, five times that of the year before.", COST, "number.mismatch"),
        ("The rate was 3.4 percent, 1.3 percent more than before.", ANGLE, "number.mismatch"),
        ("The delay was nearly nine months.", "The delay was 142 days.", "number.mismatch"),
    ],
)
def test_what_arithmetic_does_not_give_is_wrong(claim: str, words: str, code: str) -> None:
    assert code in codes(claim, words)


@settings(max_examples=20)
@given(low=st.integers(10, 700), gap=st.integers(1, 700), off=st.integers(1, 90))
def test_a_difference_passes_and_any_other_figure_does_not(low: int, gap: int, off: int) -> None:
    words = f"Output rose from {low} tonnes to {low + gap} tonnes."
    right = f"Output rose by {gap} tonnes, from {low} tonnes to {low + gap} tonnes."
    assert not {c for c in codes(right, words) if c.startswith("number.")}
    wrong = gap + off
    if wrong not in (low, low + gap) and off > 0.03 * wrong:
        assert codes(f"Output rose by {wrong} tonnes, from {low} tonnes to {low + gap} tonnes.", words)


@pytest.mark.parametrize(
    ("claim", "words", "language", "code"),
    [
        ("Profit was £14 million in 2021.", "Profit was £30 million in 2021, against £14 million in 2020.", "en",
         "date.crossed"),
        ("2021年利润为1400万元。", "2021年利润为3000万元，2020年利润为1400万元。", "zh", "date.crossed"),
        ("Orders were £330 million.", "Orders were £170 million, half of the target of £330 million.", "en",
         "modality.result"),
        ("去年收入为4600万元。", "去年收入为860万元，而目标为4600万元。", "zh", "modality.result"),
        ("All 20 pumps had been refitted.", "By May 16 of the 20 pumps had been refitted.", "en", "scope.part"),
        ("The union will walk out.", "The union may walk out.", "en", "modality.surer"),
        ("Prices fell, which led to a shortage.", "A shortage led to higher prices; they fell later.", "en", "cause."),
        ("The bridge was deliberately closed.", "The bridge was closed.", "en", "word.loaded"),
        ("桥被立即关闭。", "桥后来被关闭。", "zh", "word.loaded"),
        ("违反规定的，处五万元罚款。", "违反规定的，可以并处五万元罚款。", "zh", "modality.duty"),
        ("本市共有三座桥。", "本市共有三座桥，都在河上。", "zh", "frame.deixis"),
        ("Spreading weakness has not changed much.", "The news of spreading weakness has not changed much from May.",
         "en", "frame.head"),
    ],
)  # fmt: skip
def test_true_words_in_a_wrong_place(claim: str, words: str, language: Language, code: str) -> None:
    assert any(c.startswith(code) for c in codes(claim, words, language)), codes(claim, words, language)


@pytest.mark.parametrize(
    ("claim", "words", "language"),
    [
        ("Profit was £30 million in 2021, up from £14 million in 2020.",
         "Profit was £30 million in 2021, against £14 million in 2020.", "en"),
        ("Sixteen of the 20 pumps had been refitted by May.", "By May 16 of the 20 pumps had been refitted.", "en"),
        ("The union might walk out.", "The union may walk out.", "en"),
        ("A shortage led to higher prices.", "Higher prices were the result of a shortage.", "en"),
        ("违反规定的，可以并处五万元罚款。", "违反规定的，由主管部门责令改正，可以并处五万元罚款。", "zh"),
    ],
)  # fmt: skip
def test_the_same_told_truly_passes(claim: str, words: str, language: Language) -> None:
    assert not codes(claim, words, language) & {"date.crossed", "scope.part", "modality.surer", "cause.turned"}


PEOPLE = (
    "Ruth Vane, chief engineer, signed the sheet.\n\nTom Adair, finance director, paid the bill.\n\n"
    + "\n\n".join(f"Paragraph {n} speaks of the harbour wall." for n in range(12))
)


def test_an_office_that_is_somebody_elses() -> None:
    words = "Ruth Vane signed the sheet."
    assert "role.wrong" in codes("Ruth Vane, finance director, signed the sheet.", words, others=PEOPLE)
    assert "role.wrong" not in codes("Ruth Vane, chief engineer, signed the sheet.", words, others=PEOPLE)


def test_two_names_that_stand_together_nowhere() -> None:
    words = "Ruth Vane signed the sheet."
    assert "join.apart" in codes("Ruth Vane signed the sheet for Tom Adair.", words, others=PEOPLE)
    others = f"{PEOPLE}\n\nTom Adair wrote to Ruth Vane."
    assert "join.apart" not in codes("Ruth Vane signed the sheet for Tom Adair.", words, others=others)


def test_persons_are_known_by_their_offices_and_their_words() -> None:
    text = (
        "局长厉承岳主持会议。厉承岳说：“可以。”科长邬小棠汇报。厉承岳表示，知悉。邬小棠说，完了。时间：下午\n地点：三楼"
    )
    assert persons(text) == {"厉承岳", "邬小棠"}


@given(st.text(alphabet="ab ,;and，；中文"))
def test_parts_lose_no_letter(text: str) -> None:
    kept = "".join(parts(text, "en"))
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]
