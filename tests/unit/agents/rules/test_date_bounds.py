"""Before or after a day, where the evidence speaks of the day itself."""

from __future__ import annotations

import pytest

from deepnews.agents.rules import check_sentence
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span

ON = {
    "en": "The yard announced on 8 August 2031 that the ferry may be laid up.",
    "zh": "船厂2031年8月8日公告渡轮可能提前终止航行，距离会议已有79天。",
}
BY = {
    "en": "The yard must deliver the ferry by 8 August 2031 at the latest.",
    "zh": "船厂应当不迟于2031年8月8日交付渡轮。",
}
SINCE = {"en": "The ferry has been laid up since 8 August 2031.", "zh": "渡轮自2031年8月8日起停航。"}


def bounded(claim: str, source: str, language: Language) -> bool:
    document = SourceDocument(
        doc_id="d", path="d.txt", title="Notice", language=language, text=source, content_sha256="0" * 64
    )
    span = Span(doc_id="d", start=0, end=len(source), text=source)
    findings = check_sentence(claim, (Fact(fact_id="F", spans=(span,)),), {"d": document}, language)
    return any(f.code == "date.bound" and f.verdict == "refuted" for f in findings)


@pytest.mark.parametrize(
    ("language", "claim"),
    [
        ("en", "The ferry may be laid up before August 8, 2031, the yard announced."),
        ("en", "The ferry may be laid up after August 8, 2031, the yard announced."),
        ("zh", "船厂在2031年8月8日前可能停航渡轮。"),
        ("zh", "渡轮2031年8月8日之后可能停航。"),
    ],
)
def test_a_bound_that_nobody_set_is_refuted(language: Language, claim: str) -> None:
    assert bounded(claim, ON[language], language)


@pytest.mark.parametrize(
    ("language", "claim", "source"),
    [
        ("en", "The yard announced on August 8, 2031 that the ferry may be laid up.", ON["en"]),
        ("en", "The ferry must be delivered before August 8, 2031.", BY["en"]),
        ("en", "The ferry has not sailed after August 8, 2031.", SINCE["en"]),
        ("zh", "2031年8月8日，船厂公告渡轮可能停航。", ON["zh"]),
        ("zh", "船厂须在2031年8月8日前交付渡轮。", BY["zh"]),
        ("zh", "2031年8月8日之后渡轮停航。", SINCE["zh"]),
        ("zh", "2031年8月8日前往船厂的人说，渡轮可能停航。", ON["zh"]),
    ],
)
def test_a_bound_of_the_evidence_stands(language: Language, claim: str, source: str) -> None:
    assert not bounded(claim, source, language)
