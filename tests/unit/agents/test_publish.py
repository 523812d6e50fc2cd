"""The article in Markdown and Word, and the HTML report: nothing lost, nothing hidden, nothing that runs."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import html
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import docx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deepnews.agents.article_markdown import escaped
from deepnews.agents.footnotes import collect_notes, plain, safe_link, shortened
from deepnews.agents.publish import Publication, article_docx, article_markdown, report_html, write_outputs
from deepnews.agents.report_excerpts import excerpts
from deepnews.agents.report_texts import report_texts
from deepnews.agents.run_folder import RunFolder
from deepnews.agents.sentence_marks import sentence_marks
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus, PageSpan, SkippedSource, SourceDocument
from deepnews.schemas.draft import Draft, DraftBlock, Paragraph, Sentence
from deepnews.schemas.evidence import SaturationAccount
from deepnews.schemas.facts import Disagreement, Fact, Span
from deepnews.schemas.plan import AtomicBlock, Plan, ReportingToDo
from deepnews.schemas.run import RunRecord, StageTiming
from deepnews.schemas.verification import (
    CheckedClaim,
    Claim,
    ClaimLedger,
    Companions,
    Finding,
    Hfr,
    PacingReport,
    Verdict,
)

HOSTILE = (
    "</script><script>alert(1)</script> <img src=x onerror=alert(2)> \"quoted\" 'single' & &lt; &#106; {{ 7 * 7 }} "
    "[a](javascript:alert(3)) ![i](http://evil.example/x.png) ](javascript:alert(4)) `code` *b* _i_ ~~s~~ | # > \\ "
    "\u202eevil"
)
LONG = " ".join(f"word{i}" for i in range(120)) + "."
AND_SO_ON = "and so on, for as long as the inspection of the four hangars at the northern field took that spring,"
EN_FIRST = f"The inspection found 212 loose bolts. {HOSTILE} {AND_SO_ON} ends here."
EN_TEXT = f"It began.\n\n{EN_FIRST}\n\n{LONG}\n\nThe cost was $3.4 million."
ZH_LONG = "数据处理者应当在发生安全事件后二十四小时内向主管部门报告，" * 8 + "不得迟延。"
ZH_TEXT = f"第一条。\n\n负责人说：我们在一小时内关闭了接口。{HOSTILE}完。\n\n{ZH_LONG}\n\n该公司支付了340万元。"
SCRIPT = re.compile(r"<script>(.*?)</script>", re.S)


def _document(doc_id: str, text: str, language: Language, **more: object) -> SourceDocument:
    return SourceDocument.model_validate(
        {"doc_id": doc_id, "path": f"{doc_id}.txt", "title": f"Title <b>{doc_id}</b> [x](y)", "text": text,
         "language": language, "content_sha256": "0" * 64, "publisher": "Press & Sons", **more}
    )  # fmt: skip


def _span(document: SourceDocument, words: str) -> Span:
    start = document.text.index(words)
    return Span(doc_id=document.doc_id, start=start, end=start + len(words), text=words)


def _claim(n: int, sentence: Sentence, verdict: Verdict, fact: Fact | None) -> CheckedClaim:
    finding = Finding(code="x", verdict="refuted", reason=f"Finding {HOSTILE}", source=fact.spans[0] if fact else None)
    return CheckedClaim(
        claim=Claim(claim_id=f"C{n}", sentence_id=sentence.sentence_id, text=sentence.text, start=0, end=1),
        verdict=verdict,
        support_prob=0.5,
        reason_code="x",
        reason=f"Reason {n} *star*.",
        decided_by="rules",
        evidence=fact.spans if fact else (),
        findings=(finding,) if verdict == "refuted" else (),
    )


def _record(language: Language, hfr: Hfr, companions: Companions) -> RunRecord:
    return RunRecord(
        run_dir="/runs/x",
        state="red",
        language=language,
        schema="two-camps",
        model="local:some_model",
        embedding_model="hashing",
        seed=7,
        deepnews_version="0.1.0",
        corpus_sha256="c" * 64,
        prompts_sha256="d" * 64,
        saturation=10.4,
        hfr=hfr,
        companions=companions,
        pacing=PacingReport(sentence_length_cv=0.5, n_flat_triples=1, connectives_per_1000_chars=0.2, n_formulas=0),
        stages={"note": StageTiming(wall_s=1.5, model_s=1.0, n_model_calls=2)},
        warnings=(HOSTILE,),
    )


def publication(language: Language) -> Publication:
    text = ZH_TEXT if language == "zh" else EN_TEXT
    paged = _document(
        "d1", text, language, date=dt.date(2021, 8, 20), address="https://example.org/a?b=1&c=(2)",
        pages=(PageSpan(number=3, start=0, end=30), PageSpan(number=4, start=30, end=len(text))),
    )  # fmt: skip
    other = _document("d2", text, language, address="javascript:alert(5)", publisher="")
    words = text.split("\n\n")
    facts = tuple(
        Fact(fact_id=f"F{n}", spans=(_span(d, w),))
        for n, (d, w) in enumerate(
            [(paged, words[1]), (paged, words[2]), (other, words[3]), (paged, words[1])], start=1
        )
    )
    end = "。" if language == "zh" else "."
    kinds: list[tuple[tuple[str, ...], Verdict | None]] = [
        (("F1",), "supported"), (("F2", "F1"), "supported"), (("F3",), "refuted"), (("F4",), "not_enough_info"),
        ((), "not_checkable"), (("F1",), "unscored"), (("F2",), None), (("F404",), "supported"),
    ]  # fmt: skip
    sentences = [
        Sentence(sentence_id=f"S{n}", text=f"1. Sentence <i>{n}</i> *of* [the](x) article{end}", fact_ids=ids)
        for n, (ids, _) in enumerate(kinds, start=1)
    ]
    by_id = {f.fact_id: f for f in facts}
    claims = tuple(
        _claim(n, s, verdict, by_id.get(ids[0]) if ids else None)
        for n, (s, (ids, verdict)) in enumerate(zip(sentences, kinds, strict=True), start=1)
        if verdict
    )
    hfr = Hfr(
        value=0.5, low=0.2, high=0.8, n_supported=3, n_refuted=1, n_not_enough_info=1, n_not_checkable=1, n_unscored=1,
        checker="rules & model 1",
    )  # fmt: skip
    companions = Companions(
        copied_share=0.04, n_repeated_sentences=0, cited_share=0.9, specific_share=0.5, n_sources_used=2,
        n_frame_errors=0, n_quotations=1, n_altered_quotations=0,
    )  # fmt: skip
    blocks = (
        DraftBlock(block_id="B1", paragraphs=(Paragraph(sentences=tuple(sentences[:3])),)),
        DraftBlock(block_id="B2", heading="# Head <u>", paragraphs=(Paragraph(sentences=tuple(sentences[3:])),)),
    )
    return Publication(
        draft=Draft(
            language=language,
            headline=Sentence(sentence_id="headline", text="The <b>headline</b> #", kind="furniture"),
            standfirst=Sentence(sentence_id="standfirst", text="The *standfirst*", kind="furniture"),
            blocks=blocks,
        ),
        corpus=Corpus(
            documents=(paged, other, _document("d3", "Unused.", language)),
            skipped=(SkippedSource(path="scan<1>.pdf", reason="No text."),),
            duplicates=(SkippedSource(path="copy.pdf", reason="Same as d1.txt."),),
        ),
        facts=facts,
        ledger=ClaimLedger(claims=claims, hfr=hfr, companions=companions),
        record=_record(language, hfr, companions),
        plan=Plan(
            schema_code="two-camps",
            schema_version=1,
            blocks=(AtomicBlock(block_id="B1", role="lede", point="p", fact_ids=("F1",), n_chars_target=100),),
            todos=(ReportingToDo(slot="voices", question="Who <paid>?", reason="No source says."),),
        ),
        saturation=SaturationAccount(
            n_chars_requested=3000, n_chars_target=2600, n_chars_required=30000, n_chars_available=31900,
            n_chars_evidence=31240, policy="shorten", notice="Shortened <notice>.",
        ),
        disagreements=(Disagreement(about="bolts <x>", fact_ids=("F1", "F3"), values=("212", "<198>")),),
    )  # fmt: skip


def markdown(p: Publication) -> str:
    return article_markdown(p.draft, p.facts, p.corpus, p.ledger, p.record)


def unescaped(text: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


@pytest.fixture(params=["en", "zh"])
def pub(request: pytest.FixtureRequest) -> Publication:
    return publication(request.param)


# --- Markdown --------------------------------------------------------------------------------------------------------


def test_every_sentence_stands_in_the_article_once_and_in_order(pub: Publication) -> None:
    text = unescaped(markdown(pub))
    places = [text.index(s.text) for s in pub.draft.sentences]
    assert places == sorted(places)
    assert [text.count(s.text) for s in pub.draft.sentences] == [1] * len(places)


def test_footnotes_are_numbered_by_first_use_and_shared(pub: Publication) -> None:
    body = markdown(pub).split("\n\n[^1]:")[0]
    assert re.findall(r"\[\^(\d+)\]", body) == ["1", "1", "2", "3", "1", "1", "2"]
    assert len(re.findall(r"^\[\^\d+\]: ", markdown(pub), re.M)) == 3
    end = "。" if pub.draft.language == "zh" else "."
    assert f"article{end}[^1]" in body


def test_a_footnote_names_document_publisher_date_page_span_and_address(pub: Publication) -> None:
    notes = [unescaped(line) for line in markdown(pub).splitlines() if line.startswith("[^")]
    if pub.draft.language == "en":
        assert notes[0].startswith(
            "[^1]: Title <b>d1</b> [x](y), Press & Sons, August 20, 2021, pp. 3–4. “The inspection"
        )
        assert notes[2] == "[^3]: Title <b>d2</b> [x](y). “The cost was $3.4 million.” (d2.txt)"
    else:
        assert notes[0].startswith("[^1]: 《Title <b>d1</b> [x](y)》，Press & Sons，2021年8月20日，第3–4页：“负责人说")
        assert notes[2] == "[^3]: 《Title <b>d2</b> [x](y)》：“该公司支付了340万元。”（d2.txt）"
    assert notes[0].endswith(" <https://example.org/a?b=1&c=%282%29>")


def test_what_footnotes_quote_is_verbatim_and_long_spans_are_shortened(pub: Publication) -> None:
    notes = collect_notes(pub.draft, pub.facts, pub.corpus)
    source = plain(pub.corpus.documents[0].text)
    assert [len(n.quoted) for n in notes.notes] == [2, 2, 1]
    assert all(part and part in source for n in notes.notes for part in n.quoted)
    text = unescaped(markdown(pub))
    assert all(f"“{part}”" in text for n in notes.notes for part in n.quoted)
    gap = "”……“" if pub.draft.language == "zh" else "” … “"
    assert text.count(gap) == 2


def test_red_and_unknown_sentences_are_marked_and_clean_ones_are_not(pub: Publication) -> None:
    marks = re.findall(r" \*\*\[(.*?)\]\*\*", markdown(pub))
    label, end = ("未核实：", report_texts("zh")["no_claim"]) if pub.draft.language == "zh" else (
        "unverified: ", report_texts("en")["no_claim"])  # fmt: skip
    expected = [rf"{label}Reason {n} \*star\*" for n in (3, 4, 6)] + [f"{label}{end.rstrip('.。')}"]
    assert marks == expected


def test_a_red_headline_is_marked(pub: Publication) -> None:
    claim = pub.ledger.claims[2].claim.model_copy(update={"sentence_id": "headline"})
    red = pub.ledger.claims[2].model_copy(update={"claim": claim})
    ledger = pub.ledger.model_copy(update={"claims": (*pub.ledger.claims, red)})
    first = article_markdown(pub.draft, pub.facts, pub.corpus, ledger, pub.record).splitlines()[0]
    assert first.startswith("# The ")
    assert "**[" in first


def test_the_disclosure_carries_the_rate_its_interval_counts_and_companions(pub: Publication) -> None:
    last = unescaped(markdown(pub).rstrip().splitlines()[-1])
    for piece in ("DeepNews 0.1.0", "local:some_model", "50%", "20–80%", "rules & model 1", "4%", "90%"):
        assert piece in last
    counts = "6 claims sent to the checker 3" if pub.draft.language == "en" else "送检论断 6 条，有据 3 条"
    assert counts in last


def test_nothing_checkable_is_not_a_rate(pub: Publication) -> None:
    hfr = Hfr(
        value=None, low=None, high=None, n_supported=0, n_refuted=0, n_not_enough_info=0, n_not_checkable=1,
        n_unscored=0, checker="x",
    )  # fmt: skip
    ledger = pub.ledger.model_copy(update={"hfr": hfr})
    words = report_texts(pub.draft.language)["not_applicable"]
    assert words in article_markdown(pub.draft, pub.facts, pub.corpus, ledger, pub.record).splitlines()[-1]
    page = report_html(Publication(pub.draft, pub.corpus, pub.facts, ledger, pub.record))
    assert f'<p class="value">{words}</p>' in page
    assert 'class="bar"' not in page


def test_sources_cannot_make_markup(pub: Publication) -> None:
    commonmark = pytest.importorskip("markdown_it").MarkdownIt("commonmark", {"html": True})
    tokens = [t for block in commonmark.parse(markdown(pub)) for t in (block, *(block.children or ()))]
    kinds = {t.type for t in tokens}
    assert not kinds & {"html_inline", "html_block", "image", "code_inline", "fence", "code_block", "blockquote_open"}
    assert not kinds & {"ordered_list_open", "bullet_list_open"}
    links = [str(t.attrGet("href")) for t in tokens if t.type == "link_open"]
    assert links == ["https://example.org/a?b=1&c=%282%29"] * 2
    assert [t.tag for t in tokens if t.type == "heading_open"] == ["h1", "h2"]


@given(st.text(max_size=200))
@example("\x08\r\x08")
def test_escaped_text_reads_as_it_was(text: str) -> None:
    commonmark = pytest.importorskip("markdown_it").MarkdownIt("commonmark", {"html": True})
    safe = escaped(text)
    shown = plain(text)
    blocks = commonmark.parse(f"x {safe}")
    children = blocks[1].children or []
    assert {t.type for t in children} <= {"text", "text_special"}
    assert "".join(t.content for t in children) == f"x {shown}".rstrip()
    alone = commonmark.parse(safe)
    assert [b.type for b in alone] == (["paragraph_open", "inline", "paragraph_close"] if shown else [])


# --- pieces ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["", "javascript:alert(1)", "JaVaScRiPt:alert(1)", " java\nscript:x", "data:text/html,x", "file:///etc/passwd",
     "//evil.example", "http://", "https://[bad", "vbscript:x", "/local/path"],
)  # fmt: skip
def test_only_web_addresses_are_linked(address: str) -> None:
    assert safe_link(address) == ""


@given(st.text(max_size=60))
def test_a_link_holds_nothing_that_ends_it(tail: str) -> None:
    link = safe_link(f"https://example.org/{tail}")
    assert not set(link) & set(" <>\"'`()[]\\\n")
    assert unquote(link.replace("%25", "%")).startswith("https://example.org") or not link


@given(st.text(min_size=1, max_size=400).map(plain), st.integers(30, 120))
def test_shortened_parts_are_verbatim_and_short(text: str, n_chars: int) -> None:
    parts = shortened(text, n_chars)
    assert all(part in text for part in parts)
    assert sum(len(p) for p in parts) <= max(n_chars, len(text) if len(text) <= n_chars else 0)
    assert (parts == (text,)) == (len(text) <= n_chars)
    if len(parts) == 2:
        assert text.startswith(parts[0])
        assert text.endswith(parts[1])


def test_english_spans_are_cut_between_words() -> None:
    head, tail = shortened(LONG, 100)
    assert LONG[len(head)] == " "
    assert LONG[-len(tail) - 1] == " "


def test_an_excerpt_shows_context_and_marks_exactly_the_span(pub: Publication) -> None:
    document = pub.corpus.documents[0]
    span = pub.facts[1].spans[0]
    (excerpt,) = excerpts([span, span], pub.corpus.by_id)
    assert "".join(s.text for s in excerpt.segments if s.is_marked) == plain(span.text)
    assert len(excerpt.segments) == 3
    assert excerpt.pages == (4,)
    assert excerpt.link == safe_link(document.address)


def test_a_span_that_does_not_stand_there_is_told(pub: Publication) -> None:
    moved = pub.facts[0].spans[0].model_copy(update={"start": 0, "end": 5})
    lost = moved.model_copy(update={"doc_id": "nowhere"})
    assert [e.fault for e in excerpts([moved, lost], pub.corpus.by_id)] == ["misplaced", "no_document"]


def test_a_sentence_takes_the_worst_verdict_of_its_claims(pub: Publication) -> None:
    claims = pub.ledger.claims
    worse = claims[2].model_copy(update={"claim": claims[0].claim})
    marks = sentence_marks(pub.draft, pub.ledger.model_copy(update={"claims": (*claims, worse)}))
    assert marks["S1"].verdict == "refuted"
    assert marks["S5"].verdict == "not_checkable"
    assert marks["S7"].verdict == "unscored"
    assert marks["S7"].is_red


# --- report ----------------------------------------------------------------------------------------------------------


class _Page(HTMLParser):
    """What a browser would see of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> Sequence[dict[str, str | None]]:
        return [attrs for found, attrs in self.tags if found == tag]


def test_the_report_runs_only_its_own_script_and_loads_nothing(pub: Publication) -> None:
    source = report_html(pub)
    page = _Page(source)
    assert len(page.all("script")) == 1
    assert not {"img", "iframe", "link", "object", "embed", "base", "form"} & {tag for tag, _ in page.tags}
    assert not [a for _, attrs in page.tags for a in attrs if a.startswith("on") or a in ("style", "src")]
    outside = [a["href"] or "" for a in page.all("a") if not (a["href"] or "").startswith("#")]
    assert set(outside) == {"https://example.org/a?b=1&c=%282%29"}
    assert "url(" not in source
    assert "@import" not in source
    (policy,) = [m["content"] or "" for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    (script,) = SCRIPT.findall(source)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy


def test_the_report_shows_source_text_as_text(pub: Publication) -> None:
    page = _Page(report_html(pub))
    assert "<img src=x onerror=alert(2)>" in page.text
    assert "{{ 7 * 7 }}" in page.text
    assert "\u202e" not in page.text


def test_every_sentence_is_shown_once_with_verdict_and_evidence(pub: Publication) -> None:
    page = _Page(report_html(pub))
    shown = [a for a in page.all("a") if "s" in (a.get("class") or "").split()]
    assert len(shown) == len(pub.draft.sentences) + 2
    verdicts = [(a["class"] or "").split()[1].removeprefix("v-") for a in shown]
    assert verdicts == [
        "unknown", "unknown", "supported", "supported", "refuted", "not_enough_info", "not_checkable", "unscored",
        "unscored", "supported",
    ]  # fmt: skip
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {(a["href"] or "")[1:] for a in page.all("a") if (a["href"] or "").startswith("#")} <= set(ids)


def test_the_report_holds_all_accounts(pub: Publication) -> None:
    page = _Page(report_html(pub))
    expected = ["50%", "20–80%", "rules & model 1", "Shortened <notice>.", "31,240", "10.4 : 1", "two-camps"]
    expected += ["Who <paid>?", "bolts <x>", "<198>", "scan<1>.pdf", "Same as d1.txt.", "Title <b>d3</b> [x](y)"]
    assert [words for words in expected if words not in page.text] == []
    texts = report_texts(pub.draft.language)
    assert texts["red_banner"].format(n=3) in page.text
    assert page.all("html")[0]["lang"] == ("zh-Hans" if pub.draft.language == "zh" else "en")
    assert len(page.all("mark")) >= len(pub.draft.sentences) - 2


def test_a_scored_article_has_a_report_without_plan_or_account(pub: Publication) -> None:
    page = _Page(report_html(Publication(pub.draft, pub.corpus, pub.facts, pub.ledger, pub.record)))
    assert "Who <paid>?" not in page.text
    assert "Shortened <notice>." not in page.text


def test_both_languages_have_the_same_words() -> None:
    def keys(value: object, path: str = "") -> set[str]:
        if not isinstance(value, dict):
            return {path}
        return {k for name, inner in value.items() for k in keys(inner, f"{path}.{name}")}

    assert keys(report_texts("en")) == keys(report_texts("zh"))


# --- Word and the folder ---------------------------------------------------------------------------------------------


def test_the_word_file_holds_sentences_notes_and_marks(pub: Publication) -> None:
    content = article_docx(pub.draft, pub.facts, pub.corpus, pub.ledger, pub.record)
    lines = [p.text for p in docx.Document(io.BytesIO(content)).paragraphs]
    text = "\n".join(lines)
    assert lines[0] == "The <b>headline</b> #"
    assert [text.count(s.text) for s in pub.draft.sentences] == [1] * len(pub.draft.sentences)
    assert text.count("[未核实：" if pub.draft.language == "zh" else "[unverified: ") == 4
    assert [line.split(".")[0] for line in lines if re.match(r"\d\. (《?)Title", line)] == ["1", "2", "3"]
    assert "DeepNews 0.1.0" in lines[-1]


def test_write_outputs_puts_all_three_into_the_folder(pub: Publication, tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path, "x", dt.datetime(2026, 8, 1))
    write_outputs(folder, pub)
    assert folder.read_text("article.md") == markdown(pub)
    assert html.escape("Who <paid>?") in folder.read_text("report.html")
    assert (folder.path / "article.docx").read_bytes()[:2] == b"PK"


def test_what_another_voice_tells_stands_beside_it_once(pub: Publication) -> None:
    first, second = pub.facts[0], next(f for f in pub.facts if f.doc_id != pub.facts[0].doc_id)
    both_ways = (
        first.model_copy(update={"corroboration": second.spans}),
        second.model_copy(update={"corroboration": first.spans}),
    )
    told = [f for f in pub.facts if f not in (first, second)]
    report = report_html(replace(pub, facts=(*both_ways, *told)))
    section = report.split('<section id="corroborated">')[1].split("</section>")[0]
    assert section.count('<div class="disagreement">') == 1
    assert section.count("<blockquote") == 2
    assert "<b>d1</b>" not in section
