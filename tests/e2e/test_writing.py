"""From files to an article in Chromium: upload, check, watch, leave and come back, change the plan, approve, read."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from coming_round import at_rest
from playwright.sync_api import Page, expect

from deepnews.agents.run_folder import RunFolder
from deepnews.agents.run_lock import holder
from deepnews.app import service
from deepnews.settings import Settings

NewPage = Callable[..., Page]
Drop = Callable[[Page, Path], None]
SOURCES = Path(__file__).parents[2] / "examples" / "dossiers" / "en" / "sources"
TOPIC = "When did Thornlode turn from promising delivery on schedule to planning for a recall?"


def begin(page: Page, *, review: bool, drop: Drop | None = None, form: str = "") -> None:
    """Fill in the form, upload the sample sources or drop their folder, have them checked, and start."""
    page.get_by_role("textbox", name="What is the article about?").fill(TOPIC)
    if form:
        choose(page, "Form of story", form)
    files = [str(p) for p in sorted(SOURCES.iterdir()) if p.is_file()]
    if drop:
        drop(page, SOURCES)
    else:
        at_rest(page).locator("input[type=file]").first.set_input_files(files)
    uploader = page.get_by_test_id("stFileUploader")
    expect(uploader.get_by_role("button", name="Remove")).to_have_count(len(files))
    expect(uploader.get_by_role("progressbar")).to_have_count(0)
    page.get_by_role("button", name="Check the sources").click()
    start = page.get_by_role("button", name="Start the run")
    expect(start).to_be_enabled()
    expect(page.get_by_text("The sources suffice for the whole article.")).to_be_visible()
    wanted = page.get_by_test_id("stCheckbox").filter(has_text="Show me the plan").locator("input")
    if not review:
        page.get_by_text("Show me the plan before it is written").click()
    (expect(wanted).to_be_checked if review else expect(wanted).not_to_be_checked)()
    start.click()
    page.wait_for_url(re.compile(r"/live\?run="))


def choose(page: Page, field: str, choice: str) -> None:
    """Take a choice of a list."""
    page.get_by_role("combobox", name=field).click()
    page.get_by_role("option", name=choice, exact=True).click()


def folder_of(page: Page, runs: Path) -> Path:
    """The run that the address names."""
    return runs / parse_qs(urlsplit(page.url).query)["run"][0]


def frozen(folder: Path) -> int:
    """The id of the process that works on the run, stopped where it stands."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if (owner := holder(folder)) and RunFolder(folder).read_events():
            os.kill(owner, signal.SIGSTOP)
            return owner
        time.sleep(0.02)
    raise AssertionError(f"no process ever worked on {folder}")


def test_files_become_an_article_while_nobody_watches(new_page: NewPage, desk: Any, drop: Drop) -> None:
    page = new_page("/new")
    begin(page, review=False, drop=drop)
    folder = folder_of(page, desk.runs)
    owner = frozen(folder)
    assert os.getsid(owner) == owner, "the run is tied to the server of the page"
    try:
        address = page.url.removeprefix(desk.url)
        page.close()
        again = new_page(address)
        expect(again.get_by_text("running", exact=False).first).to_be_visible()
        expect(again.get_by_role("button", name="Stop", exact=True).first).to_be_visible()
    finally:
        with suppress(ProcessLookupError):
            os.kill(owner, signal.SIGCONT)
    again.get_by_role("button", name="Read the article").click()
    expect(again.locator("article .s").first).to_be_visible()
    draft = RunFolder.open(folder).read_draft()
    expect(again.locator("article h1")).to_contain_text(draft.headline.text)
    assert again.locator("article .paragraph .s").count() == len(draft.sentences)
    assert RunFolder.open(folder).read_record().state in ("done", "red")


def test_a_plan_is_changed_and_approved_and_the_article_follows_it(new_page: NewPage, desk: Any) -> None:
    page = new_page("/new")
    begin(page, review=True, form="Company in crisis")
    folder = folder_of(page, desk.runs)
    page.get_by_role("button", name="Look at the plan").click()
    approve = page.get_by_role("button", name="Approve and write")
    expect(approve).to_be_disabled()
    name = page.get_by_role("textbox", name="Your name")
    name.fill("Ann Lee")
    name.press("Enter")
    expect(approve).to_be_enabled()
    make_plan_anew(page, folder, "How it happened")
    approve = page.get_by_role("button", name="Approve and write")
    before = RunFolder.open(folder).read_plan()
    at_rest(page).get_by_role("button", name="↓").nth(1).click()
    second, third = before.blocks[1], before.blocks[2]
    _eventually(lambda: [b.block_id for b in _plan(folder).blocks][1:3] == [third.block_id, second.block_id])
    n_facts = [len(b.beats) for b in _plan(folder).blocks]
    at_rest(page).get_by_role("button", name="✕").nth(1).click()
    _eventually(lambda: [len(b.beats) for b in _plan(folder).blocks] == [n_facts[0] - 1, *n_facts[1:]])
    point = at_rest(page).get_by_role("textbox", name="Point").first
    words = "What was promised, in the company's words"
    point.fill(words)
    point.press("Control+Enter")
    _eventually(lambda: _plan(folder).blocks[0].point == words)
    at_rest(page)
    approve.click()
    page.get_by_role("button", name="Read the article").click()
    expect(page.locator("article .s").first).to_be_visible()
    written = [b.block_id for b in RunFolder.open(folder).read_draft().blocks]
    assert [i for i in written if i in (second.block_id, third.block_id)] == [third.block_id, second.block_id]


def make_plan_anew(page: Page, folder: Path, form: str) -> None:
    """Ask for another form of story with the second block locked, which has to stay, and take the lock off again."""
    before = _plan(folder)
    kept = before.blocks[1].block_id
    lock = page.locator(f"[class*=st-key-lock-{kept}-]").get_by_role("button")
    at_rest(page)
    lock.click()
    _eventually(lambda: _plan(folder).blocks[1].locked)
    choose(at_rest(page), "Form of story", form)
    at_rest(page).get_by_role("button", name="Make the plan anew").click()
    page.get_by_role("button", name="Look at the plan").click()
    expect(page.locator(f".st-key-card-{kept}")).to_be_visible()
    after = _plan(folder)
    assert after.schema_code == "how-it-happened" != before.schema_code
    assert [b.block_id for b in after.blocks if b.locked] == [kept]
    at_rest(page)
    lock.click()
    _eventually(lambda: not any(b.locked for b in _plan(folder).blocks))


def has_earlier(folder: Path, model: str) -> None:
    """Let a finished run be one of `model`, by which the time left of the next is told."""
    run = RunFolder.open(folder)
    run.write_record(run.read_record().model_copy(update={"model": model}))


def test_a_run_is_stopped_goes_on_and_outlives_a_model_that_is_down(
    new_page: NewPage,
    desk: Any,
    placed: Callable[[Path, str], Path],
    finished: Callable[[str], Path],
    fault_server: ModuleType,
) -> None:
    assignment = RunFolder.open(finished("en")).read_assignment()
    has_earlier(placed(finished("en"), "earlier"), "openai:m")
    with fault_server.running() as server:
        server.stage, server.always = "draft", fault_server.Fault(delay_s=1.0)
        folder = service.begin(assignment, Settings(model="openai:m", base_url=server.base_url), desk.runs)
        page = new_page(f"/live?run={quote(folder.name)}")
        page.get_by_role("button", name="Go on").click()
        expect(page.locator(".dn-stage.now")).to_contain_text(re.compile(r"Draft.*\d+/\d+, .+ left", re.S))
        expect(page.locator(".dn-stage.done").first).to_contain_text("Sources")
        figures = page.get_by_test_id("stMetric")
        expect(figures.filter(has_text="Speed")).to_contain_text(re.compile(r"\d+\.\d tokens/s"))
        expect(figures.filter(has_text="Time left")).to_contain_text(re.compile(r"\d"))
        fact = max(RunFolder.open(folder).read_facts(), key=lambda f: f.relevance)
        expect(page.locator(".dn-facts").first).to_contain_text(fact.doc_title)
        page.get_by_role("button", name="Stop", exact=True).click()
        expect(page.locator(".dn-state.interrupted")).to_be_visible()

        server.always = fault_server.Fault(refuses=True)
        page.get_by_role("button", name="Go on").click()
        expect(page.locator(".dn-state.failed")).to_be_visible()
        expect(page.get_by_test_id("stAlert")).to_contain_text("cannot be reached")

        server.always = None
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("button", name="Read the article").click()
        expect(page.locator("article .s").first).to_be_visible()
    assert RunFolder.open(folder).read_record().state in ("done", "red")


def _plan(folder: Path) -> Any:
    return RunFolder.open(folder).read_plan()


def _eventually(holds: Callable[[], bool]) -> None:
    """Wait until it holds on disk."""
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.05)
