"""Results of all three experiments in Chromium, as plots that answer to the pointer."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from deepnews.agents.run_folder import RunFolder
from deepnews.app.cli import app
from deepnews.eval.cliff import CliffBudget, CliffResult
from deepnews.eval.compare import CompareResult, SystemResult
from deepnews.eval.plain_score import Cost, PlainScore
from deepnews.schemas.run import RunRecord

MADE = {"model": "m", "checker": "rules", "assignment_sha256": "", "corpus_sha256": "", "deepnews_version": "0"}
MILL = "The Halden mill in Norby closed on 3 May 2019. Its owner said that 412 people lost their work."
CLAIMS = (("The Halden mill in Norby closed on 3 May 2019.", 1), ("The Halden mill in Norby closed on 9 July 2017.", 0))
FIND_POINT = """
(plot) => {
  const box = plot.getBoundingClientRect();
  const told = () => document.querySelector("#vg-tooltip-element.visible");
  for (let x = box.left + 3; x < box.right; x += 4)
    for (let y = box.top + 3; y < box.bottom; y += 4) {
      const place = { clientX: x, clientY: y, bubbles: true };
      const under = document.elementFromPoint(x, y) ?? plot;
      for (const kind of ["pointermove", "mousemove"]) under.dispatchEvent(new PointerEvent(kind, place));
      if (told()) return { x, y };
    }
}
"""
"""Where the plot has something to tell."""


def cliff() -> CliffResult:
    """A sweep of three budgets."""
    counts = {"n_articles": 2, "n_supported": 9, "n_checkable": 10, "copied_share": 0.1}
    shares = ((2000, 0.5), (15_000, 0.8), (30_000, 0.9))
    budgets = (CliffBudget(n_chars_context=n, hfr=h, low=h - 0.1, high=h + 0.05, **counts) for n, h in shares)
    return CliffResult(**MADE, points=(), budgets=tuple(budgets), recommended_n_chars=15_000)


def compare(whole: RunRecord, falsified: RunRecord) -> CompareResult:
    """The articles of two runs beside each other, with the figures of their records."""
    return CompareResult(**MADE, seed=7, systems=(_system("deepnews", whole), _system("rag", falsified)))


def _system(name: Any, record: RunRecord) -> SystemResult:
    assert record.hfr and record.companions and record.pacing
    parts = {"hfr": record.hfr, "companions": record.companions, "pacing": record.pacing}
    score = PlainScore(n_chars=record.n_chars_article, **parts)
    cost = Cost(n_prompt_tokens=1, n_output_tokens=1, n_model_calls=1, model_s=1.0)
    return SystemResult(system=name, path="a.md", n_chars_context=0, score=score, cost=cost, wall_s=1.0)


def measure_rules(out: Path, pairs: Path) -> None:
    """Let the harness itself measure the rules on a few pairs and write what it found."""
    rows = [{"document": MILL, "claim": claim, "label": label, "lang": "en"} for claim, label in CLAIMS for _ in "123"]
    pairs.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    args = ["eval", "verifier", "--data", str(pairs), "--checker", "rules", "--out", str(out), "--quiet"]
    done = CliRunner().invoke(app, args, prog_name="deepnews")
    assert done.exit_code == 0, done.output


@pytest.fixture
def results(
    desk: Any, finished: Callable[[str], Path], red_run: Callable[[str], Path], tmp_path: Path
) -> Iterator[Path]:
    """A folder among the runs that holds a result of each experiment."""
    folder: Path = desk.runs / "measured"
    measure_rules(folder, tmp_path / "pairs.jsonl")
    (folder / "cliff.json").write_text(cliff().model_dump_json(), encoding="utf-8")
    records = [RunFolder.open(make("en")).read_record() for make in (finished, red_run)]
    (folder / "compare.json").write_text(compare(*records).model_dump_json(), encoding="utf-8")
    yield folder
    shutil.rmtree(folder)


def told_under_the_pointer(page: Page) -> str:
    """What the plot tells when the pointer is on one of its points."""
    plot = page.get_by_test_id("stVegaLiteChart").locator(":is(canvas, svg)").first
    expect(plot).to_be_visible()
    plot.scroll_into_view_if_needed()
    box, told = plot.bounding_box(), page.locator("#vg-tooltip-element.visible")
    assert box and box["width"] > 400
    page.mouse.move(1, 1)
    expect(told).to_have_count(0)
    place = plot.evaluate(FIND_POINT)
    assert place, "no point of the plot answers to the pointer"
    page.mouse.move(place["x"], place["y"])
    expect(told).to_be_visible()
    return told.inner_text()


def choose(page: Page, name: str) -> None:
    field = page.get_by_role("combobox", name="Result")
    field.click()
    page.get_by_role("option", name=name).click()


def test_each_experiment_is_a_plot_that_answers_to_the_pointer(new_page: Callable[..., Page], results: Path) -> None:
    page = new_page("/lab")
    choose(page, "measured/cliff.json")
    expect(page.get_by_role("heading", name="Knowledge Cliff")).to_be_visible()
    expect(page.get_by_text("Recommended least context: 15,000")).to_be_visible()
    assert re.search(r"hfr\s+(50|80|90)\.0%\s+low\s+(40|70|80)\.0%", told_under_the_pointer(page))
    choose(page, "measured/compare.json")
    expect(page.get_by_role("heading", name="Ways of writing")).to_be_visible()
    told = told_under_the_pointer(page)
    assert "copied" in told and ("deepnews" in told or "rag" in told)
    choose(page, "measured/verifier.json")
    expect(page.get_by_text("on 6 labelled pairs")).to_be_visible()
    assert "accuracy" in told_under_the_pointer(page)


def test_a_result_from_elsewhere_is_plotted_and_another_file_refused(
    new_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = new_page("/lab")
    other = tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(other)
    expect(page.get_by_text("This file is not the result of an experiment.")).to_be_visible()
    (tmp_path / "cliff.json").write_text(cliff().model_dump_json(), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(tmp_path / "cliff.json")
    expect(page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first).to_be_visible()
