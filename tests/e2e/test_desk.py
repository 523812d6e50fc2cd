"""The pages around the article in Chromium: the list, the check of any article, the plots, the password."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from deepnews.agents.run_folder import RunFolder

NewPage = Callable[..., Page]
Runs = Callable[[str], Path]
Placed = Callable[[Path, str], Path]
SOURCES = Path(__file__).parents[2] / "examples" / "dossiers" / "en" / "sources"
FALSE = "The factory on the moon made 900 million pumps in 1802."
TRUE = "The executive committee approved planning for a recall of every block on 14 May 2024."
PAGES = {
    "/": "新选题",
    "/new": "文章写什么？",
    "/live": "证据",
    "/plan": "来源不一致",
    "/read": "修改历史",
    "/score": "粘贴文章",
    "/lab": "没有找到结果",
}


def pick(page: Page, name: str, choice: str) -> None:
    """Open the menu of a run and take a choice of it."""
    row = page.locator("[data-testid=stHorizontalBlock]").filter(has=page.locator(f".st-key-open-{name}"))
    row.get_by_test_id("stPopoverButton").first.click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name=choice).click()


def test_a_run_is_found_begun_from_again_put_away_and_taken_back(
    new_page: NewPage, placed: Placed, red_run: Runs, finished: Runs, desk: Any
) -> None:
    placed(red_run("en"), "needle")
    headline = RunFolder(placed(finished("zh"), "另一篇")).read_draft().headline.text
    page = new_page()
    row, other = page.locator(".st-key-open-needle"), page.locator("[class*='st-key-open-']").filter(has_text=headline)
    expect(row).to_be_visible()
    expect(other.first).to_be_visible()
    record = RunFolder(desk.runs / "needle").read_record()
    line = page.get_by_test_id("stHorizontalBlock").filter(has=row).last
    hfr = f"{record.hfr.value:.1%}".replace(".0%", "%")
    figures = (f"HFR {hfr}", "copied", f"{record.n_chars_article:,} characters", "en", "✗ red claims")
    for words in (*figures, f"{dt.datetime.now():%Y-%m-%d}"):
        expect(line).to_contain_text(words)
    page.get_by_role("button", name="red claims").click()
    expect(other).to_have_count(0)
    search = page.get_by_role("textbox", name="Search headline or name")
    search.fill("NEEDLE")
    search.press("Enter")
    expect(page.get_by_text("Runs: 1")).to_be_visible()

    pick(page, "needle", "Put away")
    expect(row).to_have_count(0)
    assert (desk.runs / "_archive" / "needle").is_dir()
    page.get_by_text("Archive", exact=True).click()
    pick(page, "needle", "Take back")
    expect(row).to_have_count(0)
    page.get_by_text("Archive", exact=True).click()
    pick(page, "needle", "Duplicate")
    topic = RunFolder(desk.runs / "needle").read_assignment().topic
    expect(page.get_by_role("textbox", name="What is the article about?")).to_have_value(topic)


def test_an_article_from_elsewhere_is_checked_against_its_sources(new_page: NewPage) -> None:
    page = new_page("/score")
    uploaders, n_sources = page.get_by_test_id("stFileUploader"), len(list(SOURCES.iterdir()))
    page.get_by_role("textbox", name="Paste the article").fill(f"# Pumps\n\n{FALSE}\n")
    page.locator("input[type=file]").nth(2).set_input_files(SOURCES)
    expect(uploaders.nth(2).get_by_role("button", name="Remove")).to_have_count(n_sources)
    expect(uploaders.nth(2).get_by_role("progressbar")).to_have_count(0)
    page.get_by_role("button", name="Check it").click()
    sentence = page.locator("article .s").filter(has_text=FALSE)
    sentence.click()
    expect(page.locator("aside .verdict").first).to_be_visible()
    expect(page.get_by_test_id("stMetric")).to_contain_text("0% ✗")
    expect(page.locator(".dn-beside")).to_contain_text("Copied")
    expect(page.get_by_role("button", name="✎")).to_have_count(0)

    page.get_by_text("Article and sources", exact=True).click()
    article = {"name": "recall.md", "mimeType": "text/markdown", "buffer": f"# Recall\n\n{TRUE}\n".encode()}
    page.locator("input[type=file]").first.set_input_files([article])
    expect(uploaders.first.get_by_role("button", name="Remove")).to_have_count(1)
    page.get_by_role("button", name="Check it").click()
    page.locator("article .s").filter(has_text=TRUE).click()
    expect(page.locator("aside .excerpt mark").first).to_be_visible()
    expect(page.get_by_test_id("stMetric")).to_contain_text("100%")


def test_every_page_fits_a_tablet_in_the_dark_and_in_chinese(
    new_page: NewPage, placed: Placed, red_run: Runs, desk: Any
) -> None:
    placed(red_run("zh"), "tablet")
    page = new_page(locale="zh-CN", color_scheme="dark", viewport={"width": 1024, "height": 768})
    for address, words in PAGES.items():
        page.goto(f"{desk.url}{address}" + ("?run=tablet" if address in ("/live", "/plan", "/read") else ""))
        expect(page.get_by_text(words).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        assert page.locator("[data-testid=stException]").count() == 0


@pytest.fixture
def guarded(tmp_path: Path, world: dict[str, str], make_desk: Callable[..., Any]) -> Any:
    """A desk of its own that asks for a password."""
    (tmp_path / "runs").mkdir()
    with make_desk(tmp_path / "runs", {**world, "DEEPNEWS_APP_PASSWORD": "井水 2024"}).served() as served:
        yield served


def test_a_desk_with_a_password_opens_for_it_alone(new_page: NewPage, guarded: Any) -> None:
    page = new_page("/", url=guarded.url)
    field = page.get_by_role("textbox", name="Password")
    field.fill("guess")
    field.press("Enter")
    expect(page.get_by_text("This is not the password.")).to_be_visible()
    assert page.get_by_text("New assignment").count() == 0
    field.fill("井水 2024")
    field.press("Enter")
    expect(page.get_by_role("button", name="New assignment")).to_be_visible()
