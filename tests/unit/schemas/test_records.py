"""The objects that travel between stages: what values they refuse, and what they say of themselves."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from pydantic import ValidationError

from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import Corpus, PageSpan, Passage, SkippedSource, SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.evidence import Patch, SaturationAccount
from deepnews.schemas.facts import DateMention, Disagreement, Fact, Quantity, Span
from deepnews.schemas.library import load_schema
from deepnews.schemas.narrative import Slot
from deepnews.schemas.plan import AtomicBlock, Beat, Plan
from deepnews.schemas.run import RunRecord, StageTiming
from deepnews.schemas.verification import CheckedClaim, Claim, ClaimLedger, Companions, Finding, Hfr, PacingReport

# --- values that are refused -----------------------------------------------------------------------------------------

SPAN = Span(doc_id="d1", start=0, end=4, text="Rain")
PASSAGE = Passage(passage_id="d1:0-4", doc_id="d1", start=0, end=4, text="Rain")
SENTENCE = Sentence(sentence_id="S1", text="It rained.")
CLAIM = Claim(claim_id="C1", sentence_id="S1", text="It rained.", start=0, end=10)
CHECKED = CheckedClaim(
    claim=CLAIM,
    verdict="supported",
    support_prob=1.0,
    reason_code="verbatim",
    reason="It is there.",
    decided_by="rules",
)
HFR = Hfr(
    value=1.0,
    low=0.2,
    high=1.0,
    n_supported=1,
    n_refuted=0,
    n_not_enough_info=0,
    n_not_checkable=0,
    n_unscored=0,
    checker="rules",
)
COMPANIONS = Companions(
    copied_share=0.0,
    n_repeated_sentences=0,
    cited_share=1.0,
    specific_share=0.5,
    n_sources_used=1,
    n_frame_errors=0,
    n_quotations=0,
    n_altered_quotations=0,
)
ACCOUNT = SaturationAccount(
    n_chars_requested=3000,
    n_chars_target=3000,
    n_chars_required=30000,
    n_chars_available=40000,
    n_chars_evidence=31000,
    policy="shorten",
)
RECORD = RunRecord(
    run_dir="runs/1", state="done", language="en", schema="two-camps", model="scripted", seed=7, deepnews_version="0"
)
BLOCK = AtomicBlock(block_id="B1", role="lede", point="It rained.", fact_ids=("F001",), n_chars_target=300)
PACING = PacingReport(sentence_length_cv=0.5, n_flat_triples=0, connectives_per_1000_chars=2.0, n_formulas=0)

REFUSED: tuple[tuple[Record, str, object], ...] = (
    (Assignment(topic="雨为何停了"), "topic", "ab"),
    (Assignment(topic="雨为何停了"), "topic", "x" * 4001),
    (Assignment(topic="雨为何停了"), "n_chars_target", 599),
    (Assignment(topic="雨为何停了"), "n_chars_target", 100_001),
    (Assignment(topic="雨为何停了"), "language", "fr"),
    (Assignment(topic="雨为何停了"), "on_scarcity", "invent"),
    (Assignment(topic="雨为何停了"), "seed", -1),
    (Assignment(topic="雨为何停了"), "sources", "one-path"),
    (PageSpan(number=1, start=0, end=4), "number", 0),
    (SPAN, "start", -1),
    (PASSAGE, "end", -1),
    (Patch(doc_id="d1", scent=0.1, n_chars_taken=4), "scent", -0.1),
    (Patch(doc_id="d1", scent=0.1, n_chars_taken=4), "n_chars_taken", -1),
    (ACCOUNT, "policy", "never"),
    (ACCOUNT, "n_chars_evidence", -1),
    (Quantity(text="5%", start=0, end=2, value=5.0), "value", "five"),
    (
        DateMention(text="May", start=0, end=3, first=dt.date(2031, 5, 1), last=dt.date(2031, 5, 31)),
        "first",
        "2031-02-30",
    ),
    (Fact(fact_id="F001", spans=(SPAN,)), "spans", ()),
    (Fact(fact_id="F001", spans=(SPAN,)), "modality", "rumour"),
    (Disagreement(about="rain", fact_ids=("F001", "F002"), values=("1", "2")), "fact_ids", ("F001",)),
    (Beat(beat_id="B1.1", fact_ids=("F001",)), "fact_ids", ()),
    (BLOCK, "n_chars_target", 0),
    (BLOCK, "pacing", "frantic"),
    (Plan(schema_code="two-camps", schema_version=1, blocks=(BLOCK,)), "blocks", ()),
    (SENTENCE, "kind", "invented"),
    (Paragraph(sentences=(SENTENCE,)), "sentences", ()),
    (CLAIM, "start", -1),
    (CHECKED, "support_prob", 1.01),
    (CHECKED, "support_prob", -0.01),
    (CHECKED, "verdict", "probably"),
    (Finding(code="number.mismatch", verdict="refuted", reason="5, not 6."), "verdict", ""),
    (HFR, "n_unscored", -1),
    (HFR, "value", "high"),
    (COMPANIONS, "copied_share", 1.1),
    (COMPANIONS, "n_sources_used", -1),
    (PACING, "sentence_length_cv", -0.1),
    (StageTiming(wall_s=1.0, model_s=0.5, n_model_calls=2), "wall_s", -1.0),
    (RECORD, "state", "perfect"),
    (RECORD, "wall_s", -0.1),
    (Slot(role="lede", question="Who?", length_share=0.5), "role", "Lede One"),
    (Slot(role="lede", question="Who?", length_share=0.5), "question", ""),
    (Slot(role="lede", question="Who?", length_share=0.5), "length_share", 0.0),
    (Slot(role="lede", question="Who?", length_share=0.5), "length_share", 1.1),
    (Slot(role="lede", question="Who?", length_share=0.5), "evidence_quota", 0),
    (Slot(role="lede", question="Who?", length_share=0.5), "camp", "c"),
    (load_schema("two-camps", "zh"), "slots", ()),
    (load_schema("two-camps", "zh"), "code", "两派"),
)


@pytest.mark.parametrize(
    ("good", "field", "bad"), REFUSED, ids=lambda v: type(v).__name__ if isinstance(v, Record) else None
)
def test_a_value_outside_its_limits_is_refused(good: Record, field: str, bad: object) -> None:
    assert type(good).model_validate(good.model_dump()) == good
    with pytest.raises(ValidationError) as caught:
        type(good).model_validate({**good.model_dump(), field: bad})
    assert field in {str(e["loc"][0]) for e in caught.value.errors() if e["loc"]}


# --- what they say of themselves -------------------------------------------------------------------------------------


def document(path: str, text: str, language: Language) -> SourceDocument:
    return SourceDocument(doc_id=path, path=path, title=path, language=language, text=text, content_sha256="0" * 64)


def test_the_record_speaks_of_its_schema_by_that_name() -> None:
    assert json.loads(RECORD.model_dump_json())["schema"] == "two-camps"
    assert RECORD.schema_code == "two-camps"


def test_a_page_is_found_by_offset() -> None:
    pages = (PageSpan(number=1, start=0, end=5), PageSpan(number=2, start=6, end=9))
    paged = document("a.pdf", "Rain.\nSun", "en").model_copy(update={"pages": pages})
    assert [paged.page_at(i) for i in (0, 4, 5, 6, 8, 9)] == [1, 1, None, 2, 2, None]
    assert document("a.txt", "Rain.", "en").page_at(0) is None


@pytest.mark.parametrize(
    ("n_english", "n_chinese", "language"),
    [(100, 0, "en"), (91, 9, "en"), (89, 11, "mixed"), (9, 91, "zh"), (0, 5, "zh")],
)
def test_the_language_of_a_corpus(n_english: int, n_chinese: int, language: str) -> None:
    corpus = Corpus(documents=(document("a", "x" * n_english, "en"), document("b", "雨" * n_chinese, "zh")))
    assert corpus.language == language
    assert corpus.n_chars == n_english + n_chinese
    assert corpus.by_id["b"].text == "雨" * n_chinese
    assert Corpus(documents=()).language == "en"


def test_the_hash_of_a_corpus_is_that_of_its_content() -> None:
    one, two = document("a", "x", "en"), document("b", "y", "en")
    corpus = Corpus(documents=(one, two))
    assert len(corpus.sha256) == 64
    assert corpus.sha256 == Corpus(documents=(one, two), skipped=(SkippedSource(path="c", reason="Empty."),)).sha256
    other = two.model_copy(update={"content_sha256": "1" * 64})
    assert corpus.sha256 not in (Corpus(documents=(one, other)).sha256, Corpus(documents=(one,)).sha256)


def test_a_fact_in_pieces_reads_with_an_ellipsis() -> None:
    second = Span(doc_id="d2", start=9, end=12, text="Sun")
    fact = Fact(fact_id="F001", spans=(SPAN, second))
    assert (fact.text, fact.doc_id) == ("Rain … Sun", "d1")


@pytest.mark.parametrize(("language", "body"), [("en", "A one. A two.\n\nB one."), ("zh", "A one.A two.\n\nB one.")])
def test_the_body_of_a_draft(language: Language, body: str) -> None:
    texts = iter(("A one.", "A two.", "B one."))
    blocks = tuple(
        DraftBlock(
            block_id=f"B{n}",
            heading="Not counted",
            paragraphs=(Paragraph(sentences=tuple(Sentence(sentence_id="S", text=next(texts)) for _ in range(n))),),
        )
        for n in (2, 1)
    )
    draft = Draft(language=language, headline=SENTENCE, standfirst=SENTENCE, blocks=blocks)
    assert (draft.body, draft.n_chars) == (body, len(body))
    assert [s.text for s in draft.sentences] == ["A one.", "A two.", "B one."]


def test_red_is_what_blocks_publication() -> None:
    verdicts = ("supported", "refuted", "not_enough_info", "not_checkable", "unscored")
    claims = tuple(CHECKED.model_copy(update={"verdict": v}) for v in verdicts)
    ledger = ClaimLedger(claims=claims, hfr=HFR, companions=COMPANIONS)
    assert [c.verdict for c in ledger.red] == ["refuted", "not_enough_info", "unscored"]
