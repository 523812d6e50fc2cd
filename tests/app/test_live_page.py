"""A run while it goes on, stopped, and finished; the process is replaced by the lock it would hold."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from deepnews.agents.run_folder import ARTICLE, RECORD, RunFolder
from deepnews.agents.run_lock import locked
from deepnews.app.views import live

OpenPage = Callable[..., AppTest]


def unfinished(run: Path) -> Path:
    for name in (RECORD, ARTICLE):
        (run / name).unlink()
    return run


def test_a_finished_run_leads_to_its_article(open_page: OpenPage, run: Path) -> None:
    page = open_page("live", run.name)
    assert [b.label for b in page.button] == ["Read the article"]
    assert "done" in page.get("html")[1].value


def test_a_run_that_goes_on_can_be_stopped(open_page: OpenPage, run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[Path] = []
    monkeypatch.setattr(live, "stop", stopped.append)
    with locked(unfinished(run)):
        page = open_page("live", run.name)
        page.button[0].click().run()
    assert page.button[0].label == "Stop" and stopped == [run]


def test_a_stopped_run_can_go_on(open_page: OpenPage, run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Path] = []
    monkeypatch.setattr(live, "start", started.append)
    page = open_page("live", unfinished(run).name)
    page.button[0].click().run()
    assert page.button[0].label == "Go on" and started == [run]


def test_why_it_failed_is_shown_without_markup(open_page: OpenPage, run: Path) -> None:
    folder = RunFolder(run)
    record = folder.read_record().model_copy(
        update={"state": "failed", "error": "The <script>model</script> is *down*."}
    )
    folder.write_record(record)
    page = open_page("live", run.name)
    assert page.error[0].value == r"The \<script\>model\</script\> is \*down\*\."


def test_a_folder_that_goes_while_open_is_a_sentence(open_page: OpenPage, run: Path) -> None:
    page = open_page("live", run.name)
    shutil.rmtree(run)
    page.run()
    assert page.error[0].value.startswith("There is no run named")
