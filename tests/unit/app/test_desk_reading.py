"""The reading desk: verdicts, passages in their context without the sources at hand, gauges, words, plots."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from deepnews.agents.source_list import SourceEntry
from deepnews.app.desk.gauges import hfr_gauge, percent
from deepnews.app.desk.kept_sources import GAP, documents_of
from deepnews.app.desk.lab import plot_of
from deepnews.app.desk.reading import read_run, reading_of
from deepnews.app.desk.words import first_language, words
from deepnews.errors import RunError, UsageError
from deepnews.schemas.corpus import Passage, SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.verification import CheckedClaim, Claim, Finding, Hfr, Verdict

VIEWS = Path(__file__).parents[3] / "app" / "views"
TEXT = "Before it all. The well closed on 3 May. <script>alert(1)</script> After it all."
SPAN = Span(doc_id="d1", start=15, end=40, text=TEXT[15:40])
ENTRY = SourceEntry(path="井.md", status="read", doc_id="d1", title="The well", n_chars=len(TEXT), content_sha256="0")


def checked(sentence_id: str, verdict: Verdict, evidence: tuple[Span, ...] = ()) -> CheckedClaim:
    finding = Finding(code="x", verdict=verdict, reason="The date differs.", source=SPAN)
    return CheckedClaim(
        claim=Claim(claim_id=f"c-{sentence_id}-{verdict}", sentence_id=sentence_id, text="It closed.", start=0, end=1),
        verdict=verdict,
        support_prob=0.5,
        reason_code="x",
        reason="Because.",
        decided_by="rules",
        evidence=evidence,
        findings=(finding,) if verdict == "refuted" else (),
    )


def draft() -> Draft:
    sentences = [Sentence(sentence_id=f"s{n}", text=f"Sentence {n}.", fact_ids=("F001",)) for n in range(1, 4)]
    blocks = (
        DraftBlock(block_id="b1", paragraphs=(Paragraph(sentences=tuple(sentences[:2])),)),
        DraftBlock(block_id="b2", heading="After", paragraphs=(Paragraph(sentences=(sentences[2],)),)),
    )
    headline = Sentence(sentence_id="h", text="The well", kind="furniture")
    return Draft(language="en", headline=headline, blocks=blocks)


def documents() -> dict[str, SourceDocument]:
    return documents_of([ENTRY], [Passage(passage_id="p", doc_id="d1", start=0, end=40, text=TEXT[:40], page=2)], [])


def test_a_sentence_takes_the_worst_verdict_of_its_claims() -> None:
    claims = [checked("s1", "supported"), checked("s1", "refuted"), checked("s2", "not_checkable")]
    reading = reading_of(draft(), claims, (), {})
    assert [s.verdict for s in reading.sentences] == ["unknown", "refuted", "not_checkable", "unscored"]
    assert reading.n_red == 1 and reading.counts["supported"] == 1
    assert reading.sentences[1].claims[1].findings == ("The date differs.",)


def test_the_parts_hold_every_sentence_once_in_order() -> None:
    parts = reading_of(draft(), [], (), {}).parts
    assert [p.kind for p in parts] == ["headline", "paragraph", "heading", "paragraph"]
    assert [n for p in parts for n in p.sentences] == [0, 1, 2, 3] and parts[2].text == "After"


def test_the_span_is_marked_in_its_context_with_its_page() -> None:
    fact = Fact(fact_id="F001", spans=(SPAN,))
    reading = reading_of(draft(), [checked("s1", "supported", (SPAN,))], (fact,), documents())
    (excerpt,) = reading.sentences[1].excerpts
    assert [s.text for s in excerpt.segments if s.is_marked] == [SPAN.text]
    assert excerpt.segments[0].text == "Before it all. " and excerpt.pages == (2,) and not excerpt.fault
    assert excerpt.path == "井.md"


def test_what_the_run_did_not_keep_is_no_blank_space() -> None:
    kept = documents()["d1"]
    assert kept.text[:40] == TEXT[:40] and set(kept.text[40:]) == {GAP} and len(kept.text) == len(TEXT)
    shown = reading_of(draft(), [checked("s1", "supported", (SPAN,))], (), {"d1": kept}).sentences[1].excerpts[0]
    assert not any(GAP in s.text for s in shown.segments)


def test_a_span_that_stands_nowhere_is_called_so() -> None:
    claim = checked("s1", "supported", (SPAN,))
    assert reading_of(draft(), [claim], (), {}).sentences[1].excerpts[0].fault == "no_document"
    moved = {"d1": documents()["d1"].model_copy(update={"text": "x" + TEXT})}
    assert reading_of(draft(), [claim], (), moved).sentences[1].excerpts[0].fault == "misplaced"


def test_a_run_without_article_says_so(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no article yet"):
        read_run(tmp_path)


# --- figures and words ------------------------------------------------------------------------------------------------


def hfr(value: float | None, n_refuted: int) -> Hfr:
    counts = {"n_refuted": n_refuted, "n_not_enough_info": 0, "n_not_checkable": 0, "n_unscored": 0}
    return Hfr(value=value, low=value, high=value, n_supported=9, checker="rules", **counts)


def test_hfr_is_never_shown_without_its_interval() -> None:
    gauge = hfr_gauge(hfr(0.9, 1), words("en"))
    assert (gauge.value, gauge.note, gauge.is_bad) == ("90%", "95%: 90% to 90%", True)
    assert hfr_gauge(hfr(None, 0), words("en")).value == "n/a"
    assert percent(0.944) == "94.4%"


def test_both_languages_have_the_same_words_with_the_same_gaps() -> None:
    en, zh = words("en").texts, words("zh").texts
    assert en.keys() == zh.keys()
    gaps = re.compile(r"\{\w+\}")
    assert {k: set(gaps.findall(v)) for k, v in en.items()} == {k: set(gaps.findall(v)) for k, v in zh.items()}
    assert all(v.strip() for v in (*en.values(), *zh.values()))


def test_every_word_the_pages_ask_for_is_there() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in VIEWS.glob("*.py"))
    asked = set(re.findall(r'\bw\("([a-z_.]+)"', code))
    assert len(asked) > 50 and asked <= words("en").texts.keys()


@pytest.mark.parametrize(("locale", "language"), [("zh-CN", "zh"), ("en-GB", "en"), (None, "en"), ("de", "en")])
def test_the_first_language_is_the_browsers(locale: str | None, language: str) -> None:
    assert first_language(locale) == language


# --- plots ------------------------------------------------------------------------------------------------------------

CLIFF = {
    "model": "m",
    "checker": "rules",
    "assignment_sha256": "",
    "corpus_sha256": "",
    "deepnews_version": "0",
    "points": [],
    "recommended_n_chars": 15000,
    "budgets": [
        {
            "n_chars_context": n,
            "n_articles": 1,
            "n_supported": 1,
            "n_checkable": 2,
            "hfr": 0.5,
            "low": 0.1,
            "high": 0.9,
            "copied_share": 0.2,
        }
        for n in (2000, 15000)
    ],
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sweep_is_plotted_with_what_must_be_read_beside_it(language: str) -> None:
    plot = plot_of(json.dumps(CLIFF).encode(), words("zh" if language == "zh" else "en"))
    assert [r["context"] for r in plot.rows] == [2000, 15000] and "15,000" in plot.note
    assert {layer["encoding"]["y"]["field"] for layer in plot.spec["layer"]} == {"low", "hfr", "copied"}


@pytest.mark.parametrize("content", [b"", b"[]", b"3", b"{}", b'{"budgets": 1}', b"\xff"])
def test_another_file_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(UsageError):
        plot_of(content, words("en"))
