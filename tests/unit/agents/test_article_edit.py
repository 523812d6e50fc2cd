"""One paragraph changed: the draft around it, claims in their places, citations, and a shorter telling."""

from __future__ import annotations

import pytest

from deepnews.agents.article_edit import (
    Place,
    SeenSentence,
    cited_anew,
    find_paragraph,
    kept_and_new,
    placed_claims,
    with_own_ids,
    with_paragraph,
)
from deepnews.agents.rewrite import shortened
from deepnews.errors import UsageError
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.verification import CheckedClaim, Claim, Verdict


def sentence(name: str, *fact_ids: str) -> Sentence:
    return Sentence(sentence_id=name, text=f"The well {name} closed in May.", fact_ids=fact_ids)


def paragraph(*names: str) -> Paragraph:
    return Paragraph(sentences=tuple(sentence(n, "F001") for n in names))


DRAFT = Draft(
    language="en",
    headline=Sentence(sentence_id="headline", text="The wells", kind="furniture"),
    blocks=(
        DraftBlock(block_id="B1", paragraphs=(paragraph("a", "b"), paragraph("c"))),
        DraftBlock(block_id="B2", paragraphs=(paragraph("d"),)),
    ),
)


def span(doc_id: str, start: int) -> Span:
    return Span(doc_id=doc_id, start=start, end=start + 5, text="Words")


def claim(s: Sentence, verdict: Verdict = "supported", *evidence: Span) -> CheckedClaim:
    return CheckedClaim(
        claim=Claim(claim_id="C900", sentence_id=s.sentence_id, text=s.text, start=0, end=1),
        verdict=verdict,
        support_prob=0.5,
        reason_code="x",
        reason="",
        decided_by="rules",
        evidence=evidence,
    )


def seen(*sentences: Sentence) -> list[SeenSentence]:
    return [SeenSentence(s.sentence_id, s.text) for s in sentences]


def test_a_paragraph_is_found_only_as_it_reads_now() -> None:
    a, b = DRAFT.blocks[0].paragraphs[0].sentences
    assert find_paragraph(DRAFT, seen(a, b)) == Place(0, 0)
    assert find_paragraph(DRAFT, seen(a)) is None
    assert find_paragraph(DRAFT, [SeenSentence("a", "Other words."), *seen(b)]) is None


def test_sentences_that_stay_keep_their_ends_wherever_a_splitter_would_see_them() -> None:
    one = Sentence(sentence_id="1", text="She wrote: “It is over.”")
    two = Sentence(sentence_id="2", text="Corrigal agreed.")
    text = f"{one.text} {two.text} The chairman flew."
    assert kept_and_new(text, [one, two]) == (one, two, "The chairman flew.")
    assert kept_and_new("New. Corrigal agreed.", [one, two]) == ("New.", two)
    assert kept_and_new("Nobody but Corrigal agreed.", [two]) == ("Nobody but Corrigal agreed.",)
    assert kept_and_new("", [one]) == ()


def test_an_emptied_paragraph_goes_and_its_block_with_the_last() -> None:
    assert [len(b.paragraphs) for b in with_paragraph(DRAFT, Place(0, 1), ()).blocks] == [1, 1]
    assert [b.block_id for b in with_paragraph(DRAFT, Place(1, 0), ()).blocks] == ["B1"]


def test_an_article_keeps_a_paragraph() -> None:
    single = DRAFT.model_copy(update={"blocks": DRAFT.blocks[1:]})
    with pytest.raises(UsageError, match="must keep a paragraph"):
        with_paragraph(single, Place(0, 0), ())


def test_names_that_are_taken_get_a_mark() -> None:
    named = with_own_ids([sentence("x"), sentence("d"), sentence("x")], {"d"}, "v3")
    assert [s.sentence_id for s in named] == ["x", "d-v3.2", "x-v3.3"]


def test_claims_are_numbered_and_placed_in_reading_order_and_unchecked_ones_left_out() -> None:
    claims = [claim(s) for s in reversed(DRAFT.sentences) if s.sentence_id != "c"]
    placed = placed_claims(DRAFT, claims)
    assert [c.claim.sentence_id for c in placed] == ["a", "b", "d"]
    assert len({c.claim.claim_id for c in placed}) == 3
    for c in placed:
        assert DRAFT.body[c.claim.start : c.claim.end] == c.claim.text


FACTS = [
    Fact(fact_id="F001", spans=(span("d1", 0),), relevance=0.9),
    Fact(fact_id="F002", spans=(span("d2", 0),), relevance=0.1),
    Fact(fact_id="F003", spans=(span("d2", 50),), relevance=0.5),
]


def test_what_is_borne_out_elsewhere_cites_that_place_and_a_red_one_what_it_cited() -> None:
    a, b = sentence("a", "F001"), sentence("b", "F001")
    claims = [claim(a, "supported", span("d2", 2)), claim(b, "refuted", span("d2", 2))]
    assert [s.fact_ids for s in cited_anew([a, b], claims, FACTS)] == [("F002",), ("F001",)]


def test_shortening_drops_red_sentences_then_the_least_relevant_and_no_leader() -> None:
    known = {f.fact_id: f for f in FACTS}
    one, two, three = sentence("1", "F001"), sentence("2", "F002"), sentence("3", "F003")
    assert shortened([one, two, three], [], known) == (one, two)
    assert shortened([one, three, two], [claim(one, "refuted")], known) == (three, two)
    with pytest.raises(UsageError, match="without another"):
        shortened([one], [], known)
