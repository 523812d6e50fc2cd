"""Questions, views of others and conditions must not be told as plain facts."""

from __future__ import annotations

import datetime as dt

import pytest

from deepnews.agents.rules import check_sentence
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span


def codes(claim: str, source: str, language: Language) -> set[str]:
    document = SourceDocument(
        doc_id="d1",
        path="d1.txt",
        title="Remarks",
        author="Ruth Vane",
        date=dt.date(2021, 3, 10),
        language=language,
        text=source,
        content_sha256="0" * 64,
    )
    fact = Fact(fact_id="F001", spans=(Span(doc_id="d1", start=0, end=len(source), text=source),), doc_title="Remarks")
    return {f.code for f in check_sentence(claim, [fact], {"d1": document}, language) if f.verdict != "supported"}


ASKED = "A related question is whether the harbour board has the authority to sell the quay to private owners."
VIEW = "Critics argue that the new quay would ruin the northern fishing fleet."
IF = "If the storm barrier is built, the harbour board can reopen the northern quay."
ASKED_ZH = "港务局是否有权把旧码头出售给私人公司，董事会正在讨论。"
VIEW_ZH = "批评者认为，新码头将毁掉北方船队。"
IF_ZH = "如果防波堤建成，港务局可以重新开放北码头。"


@pytest.mark.parametrize(
    ("claim", "source", "language", "code"),
    [
        (
            "Vane said the harbour board has the authority to sell the quay to private owners.",
            ASKED,
            "en",
            "modality.asked",
        ),
        ("Vane said that the new quay would ruin the northern fishing fleet.", VIEW, "en", "attribution.others"),
        ("Vane said that the harbour board can reopen the northern quay.", IF, "en", "modality.condition"),
        (
            "The storm barrier is built, which would let the board reopen the northern quay, Vane said.",
            IF,
            "en",
            "modality.condition",
        ),
        ("港务局有权把旧码头出售给私人公司。", ASKED_ZH, "zh", "modality.asked"),
        ("新码头将毁掉北方船队。", VIEW_ZH, "zh", "attribution.others"),
        ("港务局可以重新开放北码头。", IF_ZH, "zh", "modality.condition"),
    ],
)
def test_told_flatly_is_a_fault(claim: str, source: str, language: Language, code: str) -> None:
    assert code in codes(claim, source, language)


LOSS = "Harlow Mill made a loss of £88 million in 2024, after a profit of £8 million in 2023."


def test_two_years_are_not_the_same_period() -> None:
    wrong = "Harlow Mill made a loss of £88 million in 2024 and a profit of £8 million for the same period."
    assert "date.same" in codes(wrong, LOSS, "en")
    assert "date.same" not in codes("Harlow Mill made a loss of £88 million in 2024.", LOSS, "en")
    assert "date.same" in codes(
        "该厂亏损8800万元，同期盈利800万元。", "该厂2024年亏损8800万元，2023年盈利800万元。", "zh"
    )


SOME = "Falling orders have led to idle looms and, in some cases, lower wages for weavers."


def test_a_limit_must_not_be_dropped() -> None:
    assert "scope.limit" in codes("Falling orders have led to lower wages for weavers.", SOME, "en")
    assert "scope.limit" not in codes("Falling orders have led to lower wages for some weavers.", SOME, "en")
    assert "scope.limit" not in codes("Falling orders have led to idle looms.", SOME, "en")


@pytest.mark.parametrize(
    ("claim", "source", "language"),
    [
        ("Vane asked whether the harbour board has the authority to sell the quay to private owners.", ASKED, "en"),
        ("Vane said that critics expected the new quay to ruin the northern fishing fleet.", VIEW, "en"),
        ("Vane said that the harbour board can reopen the northern quay once the storm barrier is built.", IF, "en"),
        ("董事会正在讨论港务局是否有权出售旧码头。", ASKED_ZH, "zh"),
        ("批评者称新码头将毁掉北方船队。", VIEW_ZH, "zh"),
        ("防波堤建成的前提下，港务局可以重新开放北码头。", IF_ZH, "zh"),
    ],
)
def test_told_with_its_standing_passes(claim: str, source: str, language: Language) -> None:
    found = codes(claim, source, language)
    assert not found & {"modality.asked", "attribution.others", "modality.condition"}
