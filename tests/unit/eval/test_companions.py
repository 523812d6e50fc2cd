"""The companions of HFR, from JSON cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deepnews.eval.companions import companions
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.verification import CheckedClaim, Claim, Finding

CASES = json.loads((Path(__file__).parent / "cases" / "companions.json").read_text(encoding="utf-8"))


def _corpus(case: dict[str, Any]) -> Corpus:
    return Corpus(
        documents=tuple(
            SourceDocument(doc_id=f"d{i}", path=f"{i}.txt", title="t", text=text, content_sha256="0" * 64)
            for i, text in enumerate(case["sources"])
        )
    )


def _facts(corpus: Corpus) -> tuple[Fact, ...]:
    return tuple(
        Fact(fact_id=f"F{i}", spans=(Span(doc_id=d.doc_id, start=0, end=len(d.text), text=d.text),))
        for i, d in enumerate(corpus.documents)
    )


def _draft(case: dict[str, Any]) -> Draft:
    sentences = tuple(
        Sentence(sentence_id=f"S{i}", text=s["text"], fact_ids=tuple(f"F{n}" for n in s["facts"]))
        for i, s in enumerate(case["sentences"])
    )
    paragraphs = (Paragraph(sentences=sentences),) if sentences else ()
    headline = Sentence(sentence_id="headline", text="Head", kind="furniture")
    return Draft(
        language=case["language"], headline=headline, blocks=(DraftBlock(block_id="B", paragraphs=paragraphs),)
    )


def _claims(case: dict[str, Any]) -> list[CheckedClaim]:
    return [_claim(i, s) for i, s in enumerate(case["sentences"])]


def _claim(i: int, sentence: dict[str, Any]) -> CheckedClaim:
    frame = Finding(code="date.frame", verdict="refuted", reason="Another date.", is_frame=True)
    return CheckedClaim(
        claim=Claim(claim_id=f"C{i}", sentence_id=f"S{i}", text=sentence["text"], start=0, end=len(sentence["text"])),
        verdict=sentence["verdict"],
        support_prob=0.5,
        reason_code="c",
        reason="r",
        decided_by="rules",
        findings=(frame,) if sentence.get("frame") else (),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_case(case: dict[str, Any]) -> None:
    corpus = _corpus(case)
    found = companions(_draft(case), _claims(case), _facts(corpus), corpus).model_dump()
    assert {k: found[k] for k in case["expected"]} == pytest.approx(case["expected"], abs=1e-5)


def test_a_quotation_in_the_headline_is_counted() -> None:
    corpus = _corpus(CASES[0])
    draft = _draft(CASES[0]).model_copy(
        update={"headline": Sentence(sentence_id="headline", text="“No bolt was loose”", kind="furniture")}
    )
    found = companions(draft, _claims(CASES[0]), _facts(corpus), corpus)
    assert (found.n_quotations, found.n_altered_quotations) == (1, 1)
