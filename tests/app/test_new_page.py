"""A new assignment: sources checked, gate told, run begun; the start of its process is replaced."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from deepnews.agents.run_folder import RunFolder
from deepnews.app.views import new
from deepnews.errors import RunError

OpenPage = Callable[..., AppTest]
SOURCES = Path(__file__).parents[2] / "examples" / "dossiers" / "en" / "sources"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders in which a process would have been started."""
    found: list[Path] = []
    monkeypatch.setattr(new, "start", found.append)
    return found


def filled(page: AppTest, topic: str, sources: str) -> AppTest:
    page.text_area[0].set_value(topic)
    page.text_area[2].set_value(sources)
    return page.button[0].click().run()


def test_sources_are_checked_and_the_run_begins(open_page: OpenPage, run: Path, started: list[Path]) -> None:
    page = filled(open_page("new"), "Why were the pumps recalled?", str(SOURCES))
    assert not page.exception and not page.error
    shown = {m.label: m.value for m in page.metric}
    assert int(shown["Read"]) >= 10 and shown["Language"] == "English"
    assert page.success[0].value == "The sources suffice for the whole article."
    page.button[1].click().run()
    assert not page.exception
    (folder,) = started
    assert RunFolder(folder).read_assignment().topic == "Why were the pumps recalled?"


def test_too_few_sources_cannot_be_started(open_page: OpenPage, run: Path, started: list[Path], tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("The mill closed on 3 May 2024. " * 5, encoding="utf-8")
    page = filled(open_page("new"), "Why did the mill close?", str(tmp_path / "one.txt"))
    assert page.error[0].value.startswith("The sources are too few")
    assert page.button[1].disabled and started == []


def test_what_cannot_be_read_is_named_with_its_reason(open_page: OpenPage, run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "well.txt").write_text("The mill closed on 3 May 2024. " * 40, encoding="utf-8")
    (folder / "copy.txt").write_bytes((folder / "well.txt").read_bytes())
    (folder / "empty.txt").write_bytes(b"")
    (folder / "odd.exe").write_bytes(b"MZ\x00\x01")
    page = filled(open_page("new"), "Why did the mill close?", str(folder))
    read, skipped, copies = (table.value.to_dict("records") for table in page.dataframe)
    assert [row["Document"] for row in read] == ["copy.txt"]
    assert [row["Document"] for row in copies] == ["well.txt"]
    reasons = {row["Document"]: row["Reason"] for row in skipped}
    assert set(reasons) == {"empty.txt", "odd.exe"} and all(len(reason) > 10 for reason in reasons.values())


def test_no_source_and_a_wrong_path_are_sentences(open_page: OpenPage, run: Path) -> None:
    page = filled(open_page("new"), "Why did the mill close?", "")
    assert page.error[0].value.startswith("Upload documents")
    page = filled(page, "Why did the mill close?", "/no/such/place")
    assert "There is no file or folder" in page.error[0].value


def test_the_check_lapses_when_the_sources_change(open_page: OpenPage, run: Path) -> None:
    page = filled(open_page("new"), "Why were the pumps recalled?", str(SOURCES))
    assert page.metric
    page.text_area[2].set_value(str(SOURCES / "..")).run()
    assert not page.metric


def test_another_run_can_be_begun_from(open_page: OpenPage, run: Path) -> None:
    page = open_page("new", run.name)
    assert page.text_area[0].value == RunFolder(run).read_assignment().topic
    assert page.toggle[0].value is True


def test_a_process_that_cannot_start_is_a_sentence(
    open_page: OpenPage, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> None:
        raise RunError("It could not be started.", hint="Check the disk.")

    monkeypatch.setattr(new, "start", refuse)
    page = filled(open_page("new"), "Why were the pumps recalled?", str(SOURCES))
    page.button[1].click().run()
    assert page.error[0].value == r"It could not be started\."
