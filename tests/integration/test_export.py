"""Articles written from the sample dossiers leave whole in every kind of file."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from html import unescape
from pathlib import Path

import docx
import pypdfium2
import pytest

from deepnews.agents.run_folder import RunFolder
from deepnews.app import service
from deepnews.app.assignment_file import read_assignment_file
from deepnews.app.export.exporting import Kind, export
from deepnews.schemas.assignment import Assignment
from deepnews.settings import Settings

DOSSIERS = Path(__file__).parents[2] / "examples" / "dossiers"


@pytest.fixture(scope="module", params=["en", "zh"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run without red claims."""
    home = tmp_path_factory.mktemp(request.param)
    assignment = Assignment(**read_assignment_file(DOSSIERS / request.param / "assignment.yaml").values)
    settings = Settings(
        model="scripted", embedder="hashing", data_dir=home / "data", cache_dir=home / "cache", use_cache=False
    )
    outcome = service.write(assignment, settings, home / "runs", lambda event: None)
    assert outcome.error is None
    assert outcome.record.state == "done"
    return outcome.folder


def words(kind: Kind, content: bytes) -> str:
    """The text of an export without spaces, note numbers and marks of its format."""
    if kind == "pdf":
        pages = pypdfium2.PdfDocument(content)
        texts = [pages[i].get_textpage().get_text_range() for i in range(len(pages))]
        text = "".join(re.sub(rf"\s*{n}\s*$", "", text) for n, text in enumerate(texts, start=1))
    elif kind == "docx":
        document = docx.Document(io.BytesIO(content))
        text = "".join(r.text for p in document.paragraphs for r in p.runs if not r.font.superscript)
    elif kind == "html":
        text = unescape(re.sub(r"<sup>.*?</sup>|<[^>]+>", "", content.decode()))
    else:
        text = re.sub(r"\[\^\d+\]", "", content.decode()).replace("\\", "")
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("kind", ["md", "html", "docx", "pdf"])
def test_every_sentence_and_source_leaves(run: Path, kind: Kind) -> None:
    folder = RunFolder.open(run)
    text = words(kind, export(run, kind))
    wanted = [s.text for s in folder.read_draft().sentences]
    wanted += [
        folder.read_draft().headline.text,
        "HFR" if folder.read_draft().language == "zh" else "Hallucination-Free",
    ]
    wanted = [re.sub(r"\s", "", unicodedata.normalize("NFKC", w)) for w in wanted]
    assert [w for w in wanted if w not in text] == []
    cited = {s.doc_id for f in folder.read_facts() for s in f.spans}
    titles = [e.title for e in folder.read_sources() if e.doc_id in cited]
    assert sum(re.sub(r"\s", "", unicodedata.normalize("NFKC", t)).strip("《》") in text for t in titles) >= 3


def test_the_json_holds_body_sources_and_all_claims(run: Path) -> None:
    item, folder = json.loads(export(run, "json")), RunFolder.open(run)
    assert item["bodies"][0]["value"] == folder.read_draft().body
    assert len(item["deepnews"]["claims"]) == len(folder.read_claims())
    assert len(item["infoSources"]) == len(item["deepnews"]["sources"]) >= 3
    assert item["deepnews"]["hfr"]["n_supported"] == sum(c.verdict == "supported" for c in folder.read_claims())
