"""What stands in a batch folder: rows from run folders, torn files never read as whole, pages that run nothing."""

from __future__ import annotations

import csv
import io
import json
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner

from deepnews.agents.run_folder import RunFolder
from deepnews.agents.state import ProgressEvent
from deepnews.app import exit_codes
from deepnews.app.batch.birth import Spawning
from deepnews.app.batch.jobs import Job
from deepnews.app.batch.ledger import (
    BatchSummary,
    JobRow,
    JobState,
    changed_jobs,
    earlier_rows,
    prepare,
    row_before,
    row_of,
    summarise,
)
from deepnews.app.batch.live import LiveTable, row_line, summary_lines
from deepnews.app.batch.process import Children, CrashError
from deepnews.app.batch.summary_files import COLUMNS, summary_csv, summary_html, write_summary
from deepnews.app.cli import app
from deepnews.prices import load_prices
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.run import RunRecord

JOB = Job("mill", 1, Assignment(topic="Why did it close?", sources=("docs",)), "openai:x")
PRICES = load_prices(None)
HOSTILE = "<script>alert(1)</script>"


def record(state: str, **values: object) -> RunRecord:
    plain = {"run_dir": "", "language": "en", "model": "m", "seed": 7, "deepnews_version": "0"}
    return RunRecord.model_validate({**plain, "state": state, **values})


def summary_of(*states: JobState, interrupted: bool = False) -> BatchSummary:
    row = row_of(JOB, Path("nowhere"), PRICES, None, "It broke.")
    rows = [row.model_copy(update={"state": state, "id": str(n)}) for n, state in enumerate(states)]
    return summarise(Path("jobs.jsonl"), Path("out"), rows, "", interrupted=interrupted)


@pytest.mark.parametrize(
    ("states", "code"),
    [
        (("done", "done"), exit_codes.DONE),
        (("failed", "refused"), exit_codes.FAILED),
        (("not started",), exit_codes.FAILED),
        (("done", "failed"), exit_codes.RED_CLAIMS),
        (("done", "not started"), exit_codes.RED_CLAIMS),
        (("red",), exit_codes.RED_CLAIMS),
    ],
)
def test_the_exit_code_tells_all_some_or_none(states: tuple[JobState, ...], code: int) -> None:
    assert summary_of(*states).exit_code == code
    assert summary_of(*states, interrupted=True).exit_code == exit_codes.INTERRUPTED


def test_a_prepared_folder_is_a_run_that_can_be_resumed(tmp_path: Path) -> None:
    prepare(JOB, tmp_path / "mill")
    assert RunFolder.open(tmp_path / "mill").read_assignment() == JOB.assignment
    assert json.loads((tmp_path / "mill" / "model.json").read_text("utf-8"))["model"] == "openai:x"
    assert changed_jobs(Path("jobs.jsonl"), [JOB], tmp_path) == []


def test_a_changed_job_is_refused_and_not_reused(tmp_path: Path) -> None:
    prepare(JOB, tmp_path / "mill")
    changed = Job("mill", 4, JOB.assignment.model_copy(update={"seed": 8}), "openai:x")
    (found,) = changed_jobs(Path("jobs.jsonl"), [changed], tmp_path)
    assert found.line == 4 and "another id" in found.text and str(tmp_path / "mill") in found.text


def test_what_a_folder_tells_before_the_batch_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "mill"
    state = lambda: row_before(JOB, tmp_path, PRICES, {}).state  # noqa: E731
    assert state() == "not started"
    folder.mkdir()
    (folder / "model.json").write_text("{", encoding="utf-8")  # killed while it was prepared
    assert state() == "not started"
    prepare(JOB, folder)
    assert state() == "interrupted"
    (folder / "run.json").write_text('{"state": "do', encoding="utf-8")
    assert state() == "failed"
    RunFolder(folder).write_record(record("done"))
    assert state() == "interrupted", "a record without its article is no finished run"
    (folder / "article.md").write_text("# The mill", encoding="utf-8")
    assert state() == "done"


def test_a_crash_is_remembered_by_the_summary(tmp_path: Path) -> None:
    prepare(JOB, tmp_path / "mill")
    row = row_of(JOB, tmp_path, PRICES, None, "Ended by SIGKILL.")
    write_summary(summarise(Path("jobs.jsonl"), tmp_path, [row], "", interrupted=False), tmp_path)
    before = row_before(JOB, tmp_path, PRICES, earlier_rows(tmp_path))
    assert (before.state, before.reason) == ("failed", "Ended by SIGKILL.")
    (tmp_path / "summary.json").write_text("{", encoding="utf-8")
    assert earlier_rows(tmp_path) == {}


def test_tokens_of_an_unfinished_run_are_counted_from_its_journal(tmp_path: Path) -> None:
    prepare(JOB, tmp_path / "mill")
    call = {"from_cache": False, "wall_s": 1.0, "n_prompt_tokens": 70, "n_cached_tokens": 20, "n_output_tokens": 5}
    RunFolder(tmp_path / "mill").append_event("model_call", stage="note", key="k", **call)
    row = row_before(JOB, tmp_path, PRICES, {})
    assert (row.usage.n_tokens, row.cost_usd) == (75, None)
    assert summarise(Path("j"), tmp_path, [row], "", interrupted=False).cost_usd is None


# --- pages -----------------------------------------------------------------------------------------------------------


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def hostile_row(text: str) -> JobRow:
    row = row_of(JOB, Path("nowhere"), PRICES, None, text)
    return row.model_copy(update={"headline": text, "topic": text, "state": "red"})


@given(st.text(max_size=40) | st.just(HOSTILE) | st.just('" onload="x'))
def test_the_page_runs_nothing_and_fetches_nothing(text: str) -> None:
    page = summary_html(summarise(Path("j"), Path("o"), [hostile_row(text)], text, interrupted=False))
    seen = _Tags()
    seen.feed(page)
    known = {"html", "head", "meta", "title", "style", "body", "h1", "p", "a", "div"}
    known |= {"table", "thead", "tbody", "tr", "th", "td"}
    assert seen.tags <= known
    assert seen.links == ["mill/article.md", "mill/report.html"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_the_table_gives_back_what_was_put_in(text: str) -> None:
    written = summary_csv(summarise(Path("j"), Path("o"), [hostile_row(text)], "", interrupted=False))
    head, row = csv.reader(io.StringIO(written, newline=""))
    values = dict(zip(head, row, strict=True))
    assert tuple(head) == COLUMNS
    assert values["headline"].removeprefix("'") == text.removeprefix("'") and values["cost_usd"] == ""


@pytest.mark.parametrize("sign", "=+-@\t")
def test_no_cell_is_a_formula(sign: str) -> None:
    written = summary_csv(summarise(Path("j"), Path("o"), [hostile_row(f"{sign}1+1")], "", interrupted=False))
    assert f"'{sign}1+1" in written


def test_an_unknown_price_is_said_in_words() -> None:
    summary = summary_of("failed", "not started")
    assert any("It broke." in line for line in summary_lines(summary))
    used = row_of(JOB, Path("nowhere"), PRICES, None).model_copy(update={"state": "done"})
    assert "no price known" in summary_html(summarise(Path("j"), Path("o"), [used], "", interrupted=False))
    assert row_line(used).startswith("mill: done")


def test_the_live_table_shows_jobs_in_hand_and_those_that_ended() -> None:
    console = Console(file=io.StringIO(), width=120)
    shown = LiveTable()
    row = row_of(JOB, Path("nowhere"), PRICES, None, "[bold]It broke.")
    shown.begun({"mill": row}, 2)
    shown.moved(JOB, None)
    shown.moved(JOB, ProgressEvent(stage="note", done=3, total=9))
    console.print(shown.table())
    shown.ended(row)
    console.print(shown.table())
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "note 3/9" in text and "1 of 2 jobs ended" in text and "[bold]It broke." in text


# --- processes -------------------------------------------------------------------------------------------------------


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_process_that_dies_is_a_failure_with_a_reason(tmp_path: Path) -> None:
    prepare(JOB, tmp_path)
    children = Children(Spawning(python("import os, signal; print('noise'); os.kill(os.getpid(), signal.SIGKILL)")))
    with pytest.raises(CrashError, match="ended by SIGKILL"):
        children.run(JOB, tmp_path, lambda event: None)


def test_what_a_worker_cannot_begin_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CrashError, match="is not the folder of a run"):
        Children(Spawning()).run(JOB, tmp_path, lambda event: None)


def test_a_process_that_starts_while_the_batch_stops_is_stopped_too(tmp_path: Path) -> None:
    children = Children(Spawning(python("import time; time.sleep(60)")))
    children.stop()
    with pytest.raises(CrashError, match="SIGTERM"):
        children.run(JOB, tmp_path, lambda event: None)


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def jobs_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("DATA_DIR", "CACHE_DIR"):
        monkeypatch.setenv(f"DEEPNEWS_{name}", str(tmp_path / name))
    monkeypatch.setenv("DEEPNEWS_MODEL", "scripted")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "mill.txt").write_text("The mill in Leeds closed on 3 May 2024. " * 500, encoding="utf-8")
    rows = [{"id": name, "topic": "Why did it close?", "sources": ["docs"]} for name in ("a", "b")]
    (tmp_path / "jobs.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return tmp_path / "jobs.jsonl"


def test_a_missing_source_begins_nothing(jobs_file: Path) -> None:
    jobs_file.write_text(jobs_file.read_text("utf-8").replace("docs", "gone", 1), encoding="utf-8")
    result = CliRunner().invoke(app, ["batch", "jobs.jsonl"])
    assert result.exit_code == exit_codes.WRONG_USE
    assert "line 1: there is no file or folder" in result.stderr and not Path("runs").exists()


def test_a_dry_run_estimates_and_writes_nothing(jobs_file: Path) -> None:
    result = CliRunner().invoke(app, ["batch", "jobs.jsonl", "--dry-run", "--json", "--model", "openai:nobody"])
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["cost_usd"] is None and found["n_tokens"] > 1000
    assert [e["n_chars_article"] for e in found["estimates"]] == [1900, 1900]
    table = CliRunner().invoke(app, ["batch", "jobs.jsonl", "--dry-run", "--model", "openai:nobody"])
    assert "no price known" in table.stdout and not Path("runs").exists()


def test_a_limit_on_money_needs_a_price(jobs_file: Path) -> None:
    result = CliRunner().invoke(
        app, ["batch", "jobs.jsonl", "--model", "openai:nobody", "--max-cost", "1", "--dry-run"]
    )
    assert result.exit_code == exit_codes.WRONG_USE and "no price of openai:nobody is known" in result.stderr


def test_jobs_that_a_limit_keeps_back_say_so(jobs_file: Path) -> None:
    result = CliRunner().invoke(app, ["batch", "jobs.jsonl", "--deadline", "2020-01-01T00:00", "--json", "--out", "o"])
    assert result.exit_code == exit_codes.FAILED, result.stderr
    rows = json.loads(result.stdout)["rows"]
    assert {row["state"] for row in rows} == {"not started"} and "deadline" in rows[0]["reason"]
    assert "Not started: 2 jobs. The deadline" in result.stderr
    assert sorted(p.name for p in Path("o").glob("summary.*")) == ["summary.csv", "summary.html", "summary.json"]
