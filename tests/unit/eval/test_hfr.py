"""Laws of the Hallucination-Free Rate."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.eval.hfr import hfr, measure
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.verification import CheckedClaim, Claim, Verdict

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
RED: tuple[Verdict, ...] = ("refuted", "not_enough_info", "unscored")
verdicts = st.lists(st.sampled_from(VERDICTS), max_size=60)


def checked(verdict: Verdict, n: int = 1) -> CheckedClaim:
    claim = Claim(claim_id=f"C{n}", sentence_id=f"S{n}", text="x", start=0, end=1)
    return CheckedClaim(claim=claim, verdict=verdict, support_prob=0.5, reason_code="c", reason="r", decided_by="rules")


def claims_of(found: list[Verdict]) -> list[CheckedClaim]:
    return [checked(v, n) for n, v in enumerate(found)]


@given(verdicts)
def test_rate_interval_and_counts(found: list[Verdict]) -> None:
    result = hfr(claims_of(found), "rules 1")
    counts = Counter(found)
    n_sent = len(found) - counts["not_checkable"]
    assert (result.n_supported, result.n_refuted, result.n_not_enough_info) == (
        counts["supported"],
        counts["refuted"],
        counts["not_enough_info"],
    )
    assert (result.n_not_checkable, result.n_unscored) == (counts["not_checkable"], counts["unscored"])
    if n_sent == 0:
        assert (result.value, result.low, result.high) == (None, None, None)
    else:
        assert result.value == counts["supported"] / n_sent
        assert result.low is not None
        assert result.high is not None
        assert 0.0 <= result.low <= result.value <= result.high <= 1.0


@given(verdicts, st.data())
def test_order_does_not_matter(found: list[Verdict], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(found))
    assert hfr(claims_of(found), "x") == hfr(claims_of(shuffled), "x")


@given(st.lists(st.sampled_from(VERDICTS), min_size=1, max_size=60), st.data())
def test_never_rises_when_a_claim_turns_red(found: list[Verdict], data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(found) - 1))
    worse = [*found[:i], data.draw(st.sampled_from(RED)), *found[i + 1 :]]
    before, after = hfr(claims_of(found), "x").value, hfr(claims_of(worse), "x").value
    assert after is not None
    assert before is None or after <= before


def test_unscored_stays_below_the_line() -> None:
    assert hfr(claims_of(["supported", "unscored"]), "x").value == 0.5


def test_measure_carries_claims_rate_and_companions() -> None:
    sentence = Sentence(sentence_id="S0", text="The mill closed.")
    draft = Draft(
        language="en",
        headline=Sentence(sentence_id="headline", text="The mill", kind="furniture"),
        blocks=(DraftBlock(block_id="B1", paragraphs=(Paragraph(sentences=(sentence,)),)),),
    )
    ledger = measure(draft, [checked("refuted", 0)], (), Corpus(documents=()), "rules 1")
    assert [c.verdict for c in ledger.claims] == ["refuted"]
    assert ledger.hfr.value == 0.0
    assert ledger.hfr.checker == "rules 1"
    assert ledger.companions.cited_share == pytest.approx(0.0)
    assert ledger.red == ledger.claims
