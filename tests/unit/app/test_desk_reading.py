"""The reading desk: verdicts, passages in their context without the sources at hand, gauges, words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from deepnews.agents.source_list import SourceEntry
from deepnews.app.desk.gauges import hfr_gauge, hfr_words, percent
from deepnews.app.desk.kept_sources import GAP, documents_of
from deepnews.app.desk.reading import read_run, reading_of
from deepnews.app.desk.words import first_language, words
from deepnews.errors import RunError
from deepnews.schemas.corpus import Passage, SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.verification import CheckedClaim, Claim, Finding, Hfr, Verdict

ROOT = Path(__file__).parents[3]
VIEWS = ROOT / "app" / "views"
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


def test_what_checks_found_in_a_chinese_claim_is_said_in_chinese() -> None:
    found = Finding(
        code="quote.altered", verdict="refuted", reason="stands in no source", source=SPAN, claim_text="“井”"
    )
    claim = checked("s1", "refuted").claim.model_copy(update={"text": "他说“井”已关闭。"})
    red = checked("s1", "refuted").model_copy(update={"claim": claim, "findings": (found,)})
    (shown,) = next(s for s in reading_of(draft(), [red], (), documents()).sentences if s.claims).claims
    assert shown.findings and re.search("[一-鿿]", shown.findings[0])


def test_hfr_is_never_shown_without_its_interval() -> None:
    gauge = hfr_gauge(hfr(0.9, 1), words("en"))
    assert (gauge.value, gauge.note, gauge.is_bad) == ("90%", "95%: 90% to 90%", True)
    assert hfr_gauge(hfr(None, 0), words("en")).value == "n/a"
    assert percent(0.944) == "94.4%"


@pytest.mark.parametrize(
    ("value", "copied", "told"),
    [(0.944, 0.12, "94.4% (12% copied)"), (0.9, None, "90%"), (None, 0.5, "n/a")],
)
def test_hfr_in_a_word_has_the_copied_share_beside_it(value: float | None, copied: float | None, told: str) -> None:
    assert hfr_words(hfr(value, 0), copied, words("en")) == told


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


def test_errors_are_told_in_chinese_with_what_they_name() -> None:
    zh, en = words("zh"), words("en")
    assert zh.sentence("Ada has changed this paragraph meanwhile.") == "Ada 已在此期间改动本段。"
    assert en.sentence("Ada has changed this paragraph meanwhile.").startswith("Ada has")
    assert zh.sentence("Nobody knows this sentence.") == "Nobody knows this sentence."


def test_every_sentence_with_chinese_words_is_one_the_program_says() -> None:
    known = yaml.safe_load((VIEWS / "texts" / "errors.zh.yaml").read_text(encoding="utf-8"))
    files = [p for room in ("app", "agents", "retrieval") for p in (ROOT / room).rglob("*.py")]
    code = "".join(p.read_text(encoding="utf-8") for p in files)
    gap = re.compile(r"\{\w+\}")
    for english, chinese in known.items():
        assert sorted(gap.findall(english)) == sorted(gap.findall(chinese)), english
        told = english.replace("DEEPNEWS_APP_SOURCES", "{SOURCES_ROOT}")
        assert all(piece.strip() in code for piece in re.split(r"\{\w+\}", told)), english


@pytest.mark.parametrize(("locale", "language"), [("zh-CN", "zh"), ("en-GB", "en"), (None, "en"), ("de", "en")])
def test_the_first_language_is_the_browsers(locale: str | None, language: str) -> None:
    assert first_language(locale) == language
