"""The checks together: codes, frame, lead-in, speed, laws."""

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.agents.rules import check_sentence
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span

TEXT = (
    "Reports were mixed. Pellham dealers say that orders for heavy canvas fell by 18 percent in February. Corrie "
    "reports steady trade. Weather was fine in the second week."
)
WORDS = "Pellham dealers say that orders for heavy canvas fell by 18 percent in February."
DOCUMENT = SourceDocument(
    doc_id="d1", path="survey.txt", title="Ostrel Valley Survey, March 1983", publisher="Ostrel Chamber of Trade",
    date=dt.date(1983, 3, 16), text=TEXT, content_sha256="0" * 64,
)  # fmt: skip
START = TEXT.index(WORDS)
FACT = Fact(
    fact_id="F001", spans=(Span(doc_id="d1", start=START, end=START + len(WORDS), text=WORDS),), doc_date=DOCUMENT.date
)


def codes(claim: str, lead_in: str = "") -> set[str]:
    findings = check_sentence(claim, [FACT], {"d1": DOCUMENT}, "en", lead_in=lead_in)
    return {f.code for f in findings if f.verdict != "supported"}


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        ("Canvas orders fell by 81 percent, Pellham dealers said.", "number.mismatch"),
        ("Canvas orders fell by 18 percent in April, Pellham dealers said.", "date.mismatch"),
        ("Orders for heavy canvas fell by 18 percent in March.", "date.frame"),
        ("Pelham dealers say that canvas orders fell.", "name.near_miss"),
        ("Denby dealers say that canvas orders fell.", "name.new"),
        ("Corrie dealers say that orders for heavy canvas fell.", "name.swapped"),
        ("Corrie reports that orders for heavy canvas fell.", "speaker.wrong"),
        ("Orders for heavy canvas did not fall, Pellham dealers say.", "negation.added"),
        ("Orders for heavy canvas rose, Pellham dealers say.", "polarity.opposite"),
        ("Orders for heavy canvas fell nationwide.", "scope.wide"),
        ("All orders for heavy canvas fell.", "scope.quantity"),
        ("Orders for heavy canvas fell because mills closed.", "cause.added"),
        ("Orders for heavy canvas fell to their lowest level.", "superlative.added"),
        ("Orders for heavy canvas often fall.", "scope.habit"),
        ("Orders for heavy canvas may fall, Pellham dealers say.", "modality.hedged"),
        ("Pellham dealers admitted that orders for heavy canvas fell.", "attribution.strength"),
        ("Canvas orders, long an emblem of provincial weaving heritage, fell.", "novelty.words"),
        ("On a Friday canvas orders fell.", "date.weekday"),
    ],
)
def test_each_fault_has_its_code(claim: str, code: str) -> None:
    assert code in codes(claim)


@pytest.mark.parametrize(
    "claim",
    [
        "Heavy canvas orders dropped 18 percent in February, Pellham dealers reported.",
        "In its March 1983 survey the Ostrel Chamber of Trade has Pellham dealers reporting fewer canvas orders.",
        "Then canvas orders declined by 18%, dealers in Pellham said.",
    ],
)
def test_a_true_retelling_has_no_fault(claim: str) -> None:
    assert codes(claim) == set()


def test_numbers_found_speak_for_the_claim() -> None:
    findings = check_sentence("Canvas orders fell 18 percent.", [FACT], {"d1": DOCUMENT}, "en")
    assert [f.code for f in findings if f.verdict == "supported"] == ["number.found"]


def test_words_that_code_set_before_the_sentence_are_taken_as_true() -> None:
    lead_in = "In the week of April 2, 1990, Mr Denby reported that"
    claim = f"{lead_in} orders for heavy canvas fell by 18 percent."
    assert {"date.mismatch", "name.new"} <= codes(claim)
    assert codes(claim, lead_in) == set()


def test_frame_errors_are_marked() -> None:
    findings = check_sentence(
        "Orders for heavy canvas fell in 1990 because mills closed.", [FACT], {"d1": DOCUMENT}, "en"
    )
    assert {f.code: f.is_frame for f in findings if f.verdict != "supported"} == {
        "date.mismatch": True,
        "cause.added": True,
    }


def test_a_sentence_without_facts_is_not_supported() -> None:
    (finding,) = check_sentence("Anything.", [], {}, "en")
    assert (finding.code, finding.verdict) == ("fact.none", "not_enough_info")


def test_a_fact_whose_document_is_unknown_is_checked_by_its_words() -> None:
    findings = check_sentence("Canvas orders fell by 81 percent.", [FACT], {}, "en")
    assert "number.mismatch" in {f.code for f in findings}


def test_a_sentence_is_checked_in_milliseconds() -> None:
    claims = [
        f"Heavy canvas orders dropped {n} percent in February, Pellham dealers reported." for n in range(101, 141)
    ]
    codes("warm up")
    start = time.perf_counter()
    for claim in claims:
        check_sentence(claim, [FACT, FACT, FACT], {"d1": DOCUMENT}, "en")
    assert (time.perf_counter() - start) / len(claims) < 0.3


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=80), st.sampled_from(["en", "zh"]))
def test_any_text_can_be_checked(text: str, language: str) -> None:
    span = Span(doc_id="d1", start=0, end=len(text), text=text)
    findings = check_sentence(
        text, [Fact(fact_id="F001", spans=(span,)), FACT], {"d1": DOCUMENT}, "zh" if language == "zh" else "en"
    )
    assert all(f.reason for f in findings)


@pytest.mark.parametrize("n_facts", [1, 2, 3])
def test_the_order_of_facts_does_not_matter(n_facts: int) -> None:
    words = "Corrie reports steady trade."
    start = TEXT.index(words)
    other = Fact(fact_id="F002", spans=(Span(doc_id="d1", start=start, end=start + len(words), text=words),))
    facts = [FACT, other, FACT][:n_facts]
    claim = "Canvas orders fell by 20 percent and Corrie saw brisk trade."
    one = {f.code for f in check_sentence(claim, facts, {"d1": DOCUMENT}, "en")}
    assert one == {f.code for f in check_sentence(claim, facts[::-1], {"d1": DOCUMENT}, "en")}


SALE = "The yard raised 60 million crowns in May by selling shares at 41 pence each."


@pytest.mark.parametrize(
    ("claim", "is_found"),
    [
        ("The yard raised 60 million crowns in May by selling shares at 60 million crowns each.", True),
        ("The yard raised 60 million crowns in May; those 60 million crowns came from shares at 41 pence.", False),
        ("The yard raised 60 million crowns in May.", False),
    ],
)
def test_a_figure_in_the_place_of_another(claim: str, is_found: bool) -> None:
    document = DOCUMENT.model_copy(update={"text": SALE})
    sale = FACT.model_copy(update={"spans": (Span(doc_id="d1", start=0, end=len(SALE), text=SALE),)})
    findings = check_sentence(claim, [sale], {"d1": document}, "en")
    assert ("number.repeated" in {f.code for f in findings}) is is_found


@pytest.mark.parametrize(
    ("said", "is_added"),
    [("5月9日，渡口停工，停工时尚有47个坑没有回填。", True), ("5月9日，渡口因47个坑没有回填停工。", False)],
)
def test_a_chinese_cause_in_one_clause_is_a_cause(said: str, is_added: bool) -> None:
    span = Span(doc_id="d1", start=0, end=len(said), text=said)
    document = SourceDocument(doc_id="d1", path="a.txt", title="纪要", language="zh", text=said, content_sha256="")
    findings = check_sentence(
        "5月9日，渡口因坑没有回填而停工。", [Fact(fact_id="F1", spans=(span,))], {"d1": document}, "zh"
    )
    assert ("cause.added" in {f.code for f in findings}) is is_added


@pytest.mark.parametrize(("title", "is_found"), [("Opening statement, Module 5", False), ("Opening statement", True)])
def test_a_figure_in_the_name_of_the_source_is_none_of_the_claim(title: str, is_found: bool) -> None:
    said = "The audit found that 10 percent of the companies were awarded contracts."
    span = Span(doc_id="d1", start=0, end=len(said), text=said)
    document = SourceDocument(doc_id="d1", path="a.txt", title=title, text=said, content_sha256="")
    claim = (
        "The audit found that 10 percent of the companies were awarded contracts, the opening statement, Module 5 said."
    )
    findings = check_sentence(claim, [Fact(fact_id="F1", spans=(span,))], {"d1": document}, "en")
    assert any(f.code.startswith("number.") and f.verdict != "supported" for f in findings) is is_found
