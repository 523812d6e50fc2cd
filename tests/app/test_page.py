"""The page, opened as a browser would: no run, a good run, a stopped one and a damaged one."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from deepnews.agents.run_folder import RunFolder
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.run import RunRecord, RunState
from deepnews.schemas.verification import Hfr

PAGE = Path(__file__).parents[2] / "app" / "main.py"
HFR = Hfr(
    value=0.9,
    low=0.7,
    high=0.97,
    n_supported=18,
    n_refuted=2,
    n_not_enough_info=0,
    n_not_checkable=1,
    n_unscored=0,
    checker="rules",
)


def make_run(parent: Path, name: str, state: RunState, *, error: str = "", headline: str = "") -> RunFolder:
    (parent / name).mkdir(parents=True)
    folder = RunFolder(parent / name)
    folder.write_assignment(Assignment(topic="Why did the bridge close?", sources=("docs",)))
    record = RunRecord(
        run_dir=str(folder.path),
        state=state,
        headline=headline or f"Headline of {name} 标题",
        language="en",
        model="scripted",
        seed=7,
        deepnews_version="0.1.0",
        hfr=HFR if state == "done" else None,
        error=error,
    )
    folder.write_record(record)
    return folder


def open_page(runs: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("DEEPNEWS_RUNS", str(runs))
    page = AppTest.from_file(PAGE, default_timeout=60).run()
    assert not page.exception
    return page


def test_without_runs_it_says_how_to_write_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(tmp_path / "none", monkeypatch)
    assert "deepnews write" in page.info[0].value
    assert not page.radio


def test_a_finished_run_shows_its_figures_and_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_run(tmp_path, "20260801-run", "done")
    folder.write_text("article.md", "# The bridge\n\nIt closed on 3 May.\n")
    folder.write_text("report.html", "<!doctype html><title>Report</title><p>It closed on 3 May.</p>")
    page = open_page(tmp_path, monkeypatch)
    assert page.header[0].value == "Headline of 20260801-run 标题"
    assert page.text[0].value.startswith("HFR: 90.0%, 95% interval 70.0% to 97.0%")
    assert any("It closed on 3 May." in text.value for text in page.markdown)
    assert not page.info


def test_the_newest_run_comes_first_and_another_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_run(tmp_path, "20260801-old", "done")
    make_run(tmp_path, "20260901-new", "refused", error="The sources are too scarce.")
    page = open_page(tmp_path, monkeypatch)
    assert page.header[0].value == "Headline of 20260901-new 标题"
    assert page.error[0].value == "The sources are too scarce."
    assert len(page.info) == 2
    older = page.sidebar.radio[0].options[1]
    page.sidebar.radio[0].set_value(older).run()
    assert not page.exception
    assert page.header[0].value == "Headline of 20260801-old 标题"


def test_a_damaged_run_is_named_and_harms_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_run(tmp_path, "20260801-good", "done")
    make_run(tmp_path, "20260901-bad", "done").write_text("run.json", "{")
    page = open_page(tmp_path, monkeypatch)
    assert "20260901-bad cannot be shown" in page.error[0].value


def test_runs_of_one_headline_stay_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("20260801-first", "20260802-second", "20260803-third"):
        make_run(tmp_path, name, "done", headline="The same")
    page = open_page(tmp_path, monkeypatch)
    assert "20260803-third" in page.caption[0].value
    for label, name in zip(page.radio[0].options, ("third", "second", "first"), strict=True):
        page.sidebar.radio[0].set_value(label).run()
        assert name in page.caption[0].value
