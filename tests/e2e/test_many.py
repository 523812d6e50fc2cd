"""A desk of 200 runs, one of them with an article of 300 claims; tests/bench/desk_browser.py tells what it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from urllib.parse import quote

import pytest
from coming_round import at_rest
from playwright.sync_api import Page, expect

LONG: Final = "long-article"


@pytest.fixture(scope="module")
def full(
    tmp_path_factory: pytest.TempPathFactory,
    world: dict[str, str],
    make_desk: Callable[..., Any],
    finished: Callable[[str], Path],
    bench: ModuleType,
) -> Iterator[Any]:
    """A desk with 200 runs, the article of one of which is long."""
    runs = tmp_path_factory.mktemp("full") / "runs"
    runs.mkdir()
    bench.many_runs(finished("en"), runs)
    sorted(runs.iterdir())[0].rename(runs / LONG)
    n_chars, n_claims = bench.long_article(runs / LONG)
    assert n_chars >= bench.N_CHARS and n_claims >= bench.N_CLAIMS
    with make_desk(runs, world).served() as served:
        yield served


def test_a_long_article_among_many_and_its_evidence(new_page: Callable[..., Page], full: Any) -> None:
    page = new_page("/", url=full.url)
    expect(page.get_by_text("Runs: 200")).to_be_visible()
    search = page.get_by_role("textbox", name="Search headline or name")
    search.fill(LONG)
    search.press("Enter")
    expect(page.get_by_text("Runs: 1", exact=True)).to_be_visible()
    page.locator(f".st-key-open-{LONG} button").click()
    sentences = page.locator("article .paragraph .s")
    sentences.first.wait_for()
    assert sentences.count() > 150
    sentences.nth(20).click()
    expect(page.locator("aside .excerpt mark").first).to_be_visible()


def test_a_paragraph_is_checked_and_kept_among_many(
    new_page: Callable[..., Page], full: Any, finished: Callable[[str], Path]
) -> None:
    run = next(p.name for p in full.runs.iterdir() if p.name.startswith(finished("en").name))
    page = new_page(f"/read?run={quote(run)}", url=full.url)
    name = page.get_by_role("textbox", name="Your name")
    name.fill("Ann Lee")
    name.press("Enter")
    paragraph = at_rest(page).locator("article p.paragraph").first
    paragraph.dblclick()
    area = page.locator(".editor textarea")
    area.fill(f"{area.input_value()} The well closed on 3 May 1802.")
    area.press("Control+Enter")
    expect(page.locator("article p.paragraph .s:has-text('The well closed')").first).to_be_visible()
