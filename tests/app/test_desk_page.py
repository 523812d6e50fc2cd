"""The list of runs: none, one, many, damaged; search, archive, and the way into a run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from deepnews.agents.run_folder import RunFolder
from deepnews.app.views.common import runs_folder

OpenPage = Callable[..., AppTest]


def names(page: AppTest) -> list[str]:
    return [b.key.removeprefix("open-") for b in page.button if str(b.key).startswith("open-")]


def headed(run: Path, name: str, headline: str) -> Path:
    """A copy of `run` under another name and headline."""
    shutil.copytree(run, run.parent / name)
    folder = RunFolder(run.parent / name)
    folder.write_record(folder.read_record().model_copy(update={"headline": headline}))
    return folder.path


def test_without_runs_it_says_how_to_begin(open_page: OpenPage, run: Path) -> None:
    shutil.rmtree(run)
    page = open_page()
    assert "new assignment" in page.info[0].value
    assert names(page) == []


def test_a_run_stands_with_its_headline_and_figures(open_page: OpenPage, run: Path) -> None:
    record = RunFolder(run).read_record()
    page = open_page()
    assert names(page) == [run.name]
    assert record.hfr is not None and record.hfr.value is not None
    assert any(f"HFR {record.hfr.value:.1%}".replace(".0%", "%") in h.value for h in page.get("html"))


def search_field(page: AppTest) -> Any:
    """The field that looks through headlines; the reader's name has one too."""
    return next(field for field in page.text_input if field.label == "Search headline or name")


def test_search_finds_by_headline(open_page: OpenPage, run: Path) -> None:
    headed(run, "well", "The <b>well</b> closed")
    page = open_page()
    search_field(page).set_value("WELL closed").run()
    assert names(page) == ["well"]
    label = next(b.label for b in page.button if b.key == "open-well")
    assert "<b>" not in label and "well" in label


def test_nothing_found_is_said(open_page: OpenPage, run: Path) -> None:
    page = open_page()
    search_field(page).set_value("no such words").run()
    assert names(page) == [] and page.info[0].value == "No run matches."


def test_a_damaged_run_is_named_and_harms_no_other(open_page: OpenPage, run: Path) -> None:
    (headed(run, "bad", "Bad") / "run.json").write_text("{", encoding="utf-8")
    page = open_page()
    shut = {b.key: b.disabled for b in page.button if str(b.key).startswith("open-")}
    assert shut == {"open-bad": True, f"open-{run.name}": False}


def test_a_run_of_an_older_version_is_still_listed(open_page: OpenPage, run: Path) -> None:
    for name in ("sources.jsonl", "plan.json", "facts.jsonl", "evidence.jsonl"):
        (run / name).unlink()
    assert names(open_page()) == [run.name]
    assert not open_page("read", run.name).exception


def test_runs_are_put_away_and_taken_back(open_page: OpenPage, run: Path) -> None:
    page = open_page()
    page.button(key=f"archive-{run.name}").click().run()
    assert names(page) == [] and not run.exists()
    page.toggle[0].set_value(True).run()
    assert names(page) == [run.name]
    page.button(key=f"restore-{run.name}").click().run()
    assert run.exists()


def test_many_runs_are_shown_twenty_at_a_time(open_page: OpenPage, run: Path) -> None:
    for n in range(45):
        headed(run, f"copy-{n:03d}", f"Copy {n}")
    page = open_page()
    assert len(names(page)) == 20
    page.selectbox[0].set_value(3).run()
    assert len(names(page)) == 6


@pytest.mark.parametrize("place", ["../elsewhere", "/etc", ".", "", "nobody"])
def test_an_address_that_names_no_run_is_a_sentence(open_page: OpenPage, run: Path, place: str) -> None:
    page = open_page("read", place)
    assert page.error[0].value.startswith("There is no run named")
    assert [b.label for b in page.button] == ["Back to the desk"]


def test_the_folder_of_runs_is_the_one_of_the_environment(runs: Path) -> None:
    assert runs_folder() == runs
