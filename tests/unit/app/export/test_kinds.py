"""The five kinds of file hold the same: article, notes, sources, disclosure, claims; and nothing that runs."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import docx
import pypdfium2
import pytest

from deepnews.agents.report_texts import report_texts
from deepnews.agents.run_folder import RunFolder
from deepnews.app.export.exporting import Kind, export, export_name
from deepnews.app.export.signing import sign
from deepnews.schemas.base import Language

MakeRun = Callable[..., Path]
NINJS_KEYS = {
    "uri", "type", "representationType", "profile", "firstCreated", "versionCreated", "pubStatus", "language", "title",
    "by", "digitalSourceType", "standard", "altIds", "headlines", "descriptions", "bodies", "infoSources",
}  # fmt: skip


@pytest.fixture(params=["en", "zh"])
def signed(request: pytest.FixtureRequest, make_run: MakeRun) -> Path:
    """A run whose red claims are signed for."""
    folder = make_run(request.param)
    for claim_id in ("C002", "C003", "C004"):
        sign(folder, claim_id, "Ann 李明 <b>", "Checked | by phone.")
    return folder


def language_of(folder: Path) -> Language:
    return RunFolder.open(folder).read_draft().language


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def markdown_text(content: bytes) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", re.sub(r"\[\^\d+\]", "", content.decode()))


class _Html(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text, self.skipped = "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.skipped = tag if tag in ("style", "sup") else self.skipped

    def handle_endtag(self, tag: str) -> None:
        self.skipped = "" if tag == self.skipped else self.skipped

    def handle_data(self, data: str) -> None:
        self.text += "" if self.skipped else data


def docx_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    runs = [r.text for p in document.paragraphs for r in [*p.runs] if not r.font.superscript]
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    return "".join([*runs, *cells])


def pdf_text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "".join(document[i].get_textpage().get_text_range() for i in range(len(document)))


def text_of(kind: Kind, content: bytes) -> str:
    readers: dict[Kind, Callable[[bytes], str]] = {
        "md": markdown_text, "html": lambda c: _Html(c.decode()).text, "docx": docx_text, "pdf": pdf_text,
    }  # fmt: skip
    return squeezed(readers[kind](content))


@pytest.mark.parametrize("kind", ["md", "html", "docx", "pdf"])
def test_every_kind_holds_all_parts(signed: Path, kind: Kind) -> None:
    text = text_of(kind, export(signed, kind))
    draft, language = RunFolder.open(signed).read_draft(), language_of(signed)
    texts = report_texts(language)
    wanted = [s.text for s in draft.sentences] + ["*Standfirst*", "# Later", texts["notes"]] * (kind != "md")
    wanted += [texts["sources"], texts["annex"], "The <i>mill</i> | 工厂", "Town Council", "HFR" * (language == "zh")]
    wanted += ["rules 1", "25%", "Ann 李明 <b>", "C004", "Reason 2.", "Checked | by phone."]
    wanted += [f"✗ {texts['verdicts']['refuted']}", f"✓ {texts['verdicts']['supported']}"]
    assert [w for w in wanted if squeezed(w) not in text] == []
    assert squeezed("unverified") not in text
    assert "未核实" not in text


def test_headlines_survive_and_rare_characters_are_never_lost(signed: Path) -> None:
    headline = RunFolder.open(signed).read_draft().headline.text
    assert squeezed(headline) in text_of("html", export(signed, "html"))
    assert squeezed(headline) in text_of("docx", export(signed, "docx"))
    text = pdf_text(export(signed, "pdf"))
    assert "[U+1D504]ll" in text if language_of(signed) == "en" else "<b>工厂</b>关闭" in text


def test_the_article_s_own_hfr_is_counted_from_the_claims_of_now(signed: Path) -> None:
    run = RunFolder.open(signed)
    run.write_claims([c for c in run.read_claims() if c.claim.claim_id != "C002"])
    run.write_draft(run.read_draft().model_copy(update={"blocks": run.read_draft().blocks[1:]}))
    assert "33.3%" in text_of("md", export(signed, "md"))


def test_the_page_has_no_script_and_asks_for_nothing(signed: Path) -> None:
    page = _Html(export(signed, "html").decode())
    assert {tag for tag, _ in page.tags} & {"script", "img", "iframe", "link", "object", "b", "i", "form"} == set()
    assert not [a for _, attrs in page.tags for a in attrs if a.startswith("on") or a == "src"]
    links = {str(attrs["href"]) for tag, attrs in page.tags if tag == "a"}
    assert links == {"#n1", "https://example.org/mill?a=1&b=2"}
    policy = next(str(a["content"]) for tag, a in page.tags if tag == "meta" and "http-equiv" in a)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script-src" not in policy


def test_markdown_tables_keep_their_columns(signed: Path) -> None:
    rows = [line for line in export(signed, "md").decode().splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + 5
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}


def test_a_pdf_is_the_same_each_time_and_its_links_are_the_sources(signed: Path) -> None:
    content = export(signed, "pdf")
    assert content == export(signed, "pdf")
    assert content.count(b"/URI (https://example.org/mill?a=1&b=2)") >= 2
    assert b"/JavaScript" not in content
    assert pypdfium2.PdfDocument(content).get_metadata_dict()["Author"] == "DeepNews"


def test_json_is_ninjs_but_for_our_own_key(signed: Path) -> None:
    item = json.loads(export(signed, "json"))
    assert set(item) == NINJS_KEYS | {"deepnews"}
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", item["uri"])
    assert item["uri"] == json.loads(export(signed, "json"))["uri"]
    assert item["standard"]["version"] == "3.1"
    assert item["digitalSourceType"]["uri"].endswith("/digitalsourcetype/trainedAlgorithmicMedia")
    draft = RunFolder.open(signed).read_draft()
    assert item["headlines"][0]["value"] == draft.headline.text
    plain, rich = item["bodies"]
    assert (plain["value"], plain["charCount"]) == (draft.body, draft.n_chars)
    assert "<script" not in rich["value"]
    assert "&lt;script&gt;" in rich["value"]
    assert [d["role"] for d in item["descriptions"]] == ["summary", "disclosure"]
    assert item["by"] == "DeepNews 0.1.0 with scripted; signed for by Ann 李明 <b>"
    assert item["infoSources"] == [
        {"name": "Town Council", "role": "source", "literal": "The <i>mill</i> | 工厂",
         "uri": "https://example.org/mill?a=1&b=2"}
    ]  # fmt: skip


def test_json_carries_every_claim_with_its_evidence(signed: Path) -> None:
    own = json.loads(export(signed, "json"))["deepnews"]
    assert [c["verdict"] for c in own["claims"]] == [
        "supported", "refuted", "not_enough_info", "unscored", "not_checkable",
    ]  # fmt: skip
    assert own["claims"][0]["evidence"][0]["doc_id"] == "d1"
    assert [s["claim_id"] for s in own["signatures"]] == ["C002", "C003", "C004"]
    assert own["hfr"]["value"] == 0.25
    assert own["made_by"]["seed"] == 7


@pytest.mark.parametrize(
    ("headline", "name"),
    [("../../etc/passwd", "etc-passwd.pdf"), ("<script>", "script.pdf"), ("…", "article.pdf"),
     ("工厂 关闭", "工厂-关闭.pdf"), ("a" * 500, "a" * 60 + ".pdf"), ("CON\x00.txt", "con-txt.pdf")],
)  # fmt: skip
def test_file_names_are_made_harmless(make_run: MakeRun, headline: str, name: str) -> None:
    run = RunFolder.open(make_run())
    draft = run.read_draft()
    run.write_draft(draft.model_copy(update={"headline": draft.headline.model_copy(update={"text": headline})}))
    assert export_name(run.path, "pdf") == name
