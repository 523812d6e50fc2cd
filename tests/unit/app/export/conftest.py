"""A finished run on disk: small, with one claim of each verdict, and texts that try to do harm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from deepnews.agents.run_folder import RunFolder
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.run import RunRecord
from deepnews.schemas.verification import CheckedClaim, Claim, Companions, Hfr, Verdict

TEXTS: dict[Language, tuple[str, ...]] = {
    "en": (
        "The mill in Łódź closed on 3 May 2024.",
        "It lost $3.4 million in two years.",
        "Nobody had warned the workers.",
        "The owner <script>window.__pwned = 1</script> said “no”.",
        "What comes next?",
    ),
    "zh": (
        "该厂于2024年5月3日关闭，四十人失去工作。",
        "两年间亏损340万元。",
        "此前无人向工人示警。",
        "厂主<script>window.__pwned = 1</script>说：“不。”",
        "接下来会怎样？",
    ),
}
HEADLINES: dict[Language, str] = {"en": "../../etc/<b>Mill</b> closes & 𝔄ll leave", "zh": "龚䶮与<b>工厂</b>关闭"}
VERDICTS: tuple[Verdict, ...] = ("supported", "refuted", "not_enough_info", "unscored", "not_checkable")


def _document(language: Language) -> SourceDocument:
    return SourceDocument(
        doc_id="d1", path="mill<img src=x onerror=alert(1)>.txt", title="The <i>mill</i> | 工厂",
        publisher="Town Council", date=dt.date(2024, 5, 4), address="https://example.org/mill?a=1&b=2",
        language=language, text=" ".join(TEXTS[language]), content_sha256="0" * 64,
    )  # fmt: skip


def _claim(n: int, sentence: Sentence, verdict: Verdict, fact: Fact) -> CheckedClaim:
    return CheckedClaim(
        claim=Claim(claim_id=f"C{n:03d}", sentence_id=sentence.sentence_id, text=sentence.text, start=0, end=1),
        verdict=verdict, support_prob=0.5, reason_code="x", reason=f"Reason {n}.", decided_by="rules",
        evidence=fact.spans,
    )  # fmt: skip


def _draft(language: Language) -> Draft:
    sentences = [
        Sentence(sentence_id=f"S{n}", text=text, fact_ids=("F001",) if n == 1 else ())
        for n, text in enumerate(TEXTS[language], start=1)
    ]
    return Draft(
        language=language,
        headline=Sentence(sentence_id="headline", text=HEADLINES[language], kind="furniture"),
        standfirst=Sentence(sentence_id="standfirst", text="*Standfirst*", kind="furniture"),
        blocks=(
            DraftBlock(block_id="B1", paragraphs=(Paragraph(sentences=tuple(sentences[:3])),)),
            DraftBlock(block_id="B2", heading="# Later", paragraphs=(Paragraph(sentences=tuple(sentences[3:])),)),
        ),
    )


def _record(language: Language, folder: Path) -> RunRecord:
    hfr = Hfr(
        value=0.25, low=0.05, high=0.7, n_supported=1, n_refuted=1, n_not_enough_info=1, n_not_checkable=1,
        n_unscored=1, checker="rules 1",
    )  # fmt: skip
    companions = Companions(
        copied_share=0.04, n_repeated_sentences=0, cited_share=0.9, specific_share=0.5, n_sources_used=1,
        n_frame_errors=0, n_quotations=1, n_altered_quotations=0,
    )  # fmt: skip
    return RunRecord(
        run_dir=str(folder), state="red", language=language, model="scripted", seed=7, deepnews_version="0.1.0",
        corpus_sha256="c" * 64, hfr=hfr, companions=companions,
    )  # fmt: skip


@pytest.fixture
def make_run(tmp_path: Path) -> Callable[..., Path]:
    """Maker of a finished run: its language, and how many of the five sentences have a claim."""

    def make(language: Language = "en", *, n_claims: int = 5) -> Path:
        folder = RunFolder.create(tmp_path, "mill", dt.datetime(2026, 8, 1))
        document, draft = _document(language), _draft(language)
        text = document.text[: len(TEXTS[language][0])]
        fact = Fact(fact_id="F001", spans=(Span(doc_id="d1", start=0, end=len(text), text=text),))
        pairs = list(zip(draft.sentences, VERDICTS, strict=True))[:n_claims]
        folder.write_assignment(Assignment(topic="mill", language=language))
        folder.append_event("begin", stage="sources")
        folder.write_sources(Corpus(documents=(document,)))
        folder.write_facts((fact,))
        folder.write_draft(draft)
        folder.write_claims([_claim(n, s, verdict, fact) for n, (s, verdict) in enumerate(pairs, start=1)])
        folder.write_record(_record(language, folder.path))
        return folder.path

    return make
