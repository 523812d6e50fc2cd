"""The reading desk and its neighbours, the check of any article and the plots."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from deepnews.agents.run_folder import CLAIMS, DRAFT, RunFolder

OpenPage = Callable[..., AppTest]
SOURCES = Path(__file__).parents[2] / "examples" / "dossiers" / "en" / "sources"


def test_an_article_is_shown_with_its_gauges_and_evidence(open_page: OpenPage, run: Path) -> None:
    page = open_page("read", run.name)
    assert [m.label for m in page.metric[:4]] == ["HFR", "Saturation", "Rhythm", "Quotations"]
    [data] = json.loads(page.get("bidi_component")[0].proto.json)
    draft = RunFolder(run).read_draft()
    body = [s["text"] for s in data["sentences"] if s["verdict"] != "unknown"]
    assert body == [s.text for s in draft.sentences]
    assert all(s["excerpts"] for s in data["sentences"] if s["claims"])
    shown = [e for s in data["sentences"] for e in s["excerpts"]]
    assert all(e["title"] and e["date"] and any(part["is_marked"] for part in e["segments"]) for e in shown)
    pdf = {e["path"]: e["pages"] for e in shown if e["path"].endswith(".pdf")}
    assert pdf and all(pages for pages in pdf.values())


def test_before_the_article_it_leads_to_the_run(open_page: OpenPage, run: Path) -> None:
    (run / DRAFT).unlink()
    page = open_page("read", run.name)
    assert page.info[0].value == "This run has no article yet."
    assert page.button[0].label == "Watch the run"


def test_damaged_claims_are_a_sentence(open_page: OpenPage, run: Path) -> None:
    (run / CLAIMS).write_text("{\n", encoding="utf-8")
    page = open_page("read", run.name)
    assert "claims" in page.error[0].value


def test_an_article_from_elsewhere_is_checked(open_page: OpenPage, run: Path) -> None:
    page = open_page("score")
    page.text_area[0].set_value("# Pumps\n\nThe factory on the moon made 900 million pumps in 1802.\n")
    page.text_area[1].set_value(str(SOURCES))
    page.button[0].click().run()
    assert not page.exception and not page.error
    assert page.metric[0].label == "HFR" and page.metric[0].value.startswith("0%")


def test_an_article_without_sources_is_not_checked(open_page: OpenPage, run: Path) -> None:
    page = open_page("score")
    page.text_area[0].set_value("The mill closed.")
    page.button[0].click().run()
    assert page.error[0].value == r"An article and its sources are needed\."


def test_the_lab_says_when_it_has_no_result(open_page: OpenPage, run: Path) -> None:
    assert open_page("lab").info[0].value.startswith("No result was found")


def test_a_file_that_is_no_result_is_a_sentence(open_page: OpenPage, run: Path) -> None:
    (run.parent / "cliff.json").write_text('{"budgets": 3}', encoding="utf-8")
    assert open_page("lab").error[0].value == r"This file cannot be read as a result\."
    shutil.rmtree(run)
