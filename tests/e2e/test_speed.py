"""How long a reader waits in Chromium, with 200 runs on the desk and an article of 300 claims.

The aims are for a machine that does nothing else. What is measured is therefore divided by how much slower than that
this machine is meanwhile, and may be tried again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

FIRST_S: Final = 2.0
OPEN_S: Final = 1.5
CLICK_S: Final = 0.3
SAVE_S: Final = 1.0
N_TRIES: Final = 5
SPIN_S: Final = 0.05
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


def slowness() -> float:
    """How many times longer than its processor needs a small piece of work takes now; 1 on a machine that is idle."""
    wall, used = time.perf_counter(), time.process_time()
    while time.process_time() - used < SPIN_S:
        pass
    return max(1.0, (time.perf_counter() - wall) / SPIN_S)


def quickest(work: Callable[[], float], aim_s: float) -> float:
    """Seconds of the quickest try, as an idle machine would take them; tried again while none was quick enough."""
    found: list[float] = []
    while len(found) < N_TRIES and (not found or found[-1] >= aim_s):
        before, taken = slowness(), work()
        found.append(taken / ((before + slowness()) / 2))
    return min(found)


def seconds(deed: Callable[[], object], page: Page, shown: str) -> float:
    """From the deed until `shown` is there."""
    started = time.perf_counter()
    deed()
    page.locator(shown).first.wait_for()
    return time.perf_counter() - started


def test_the_first_page_of_a_new_reader(new_page: Callable[..., Page], full: Any) -> None:
    def first() -> float:
        page = new_page("/_stcore/health", url=full.url)
        taken = seconds(lambda: page.goto(full.url), page, "[class*=st-key-open-]")
        page.context.close()
        return taken

    assert quickest(first, FIRST_S) < FIRST_S


def test_a_long_article_its_evidence_and_a_change_to_it(new_page: Callable[..., Page], full: Any) -> None:
    page = new_page("/", url=full.url)
    expect(page.get_by_text("Runs: 200")).to_be_visible()
    search = page.get_by_role("textbox", name="Search headline or name")

    def opened() -> float:
        page.goto(full.url)
        search.fill(LONG)
        search.press("Enter")
        expect(page.get_by_text("Runs: 1", exact=True)).to_be_visible()
        row = page.locator(f".st-key-open-{LONG} button")
        return seconds(row.click, page, "article .s")

    assert quickest(opened, OPEN_S) < OPEN_S
    sentences = page.locator("article .paragraph .s")
    assert sentences.count() > 150

    def evidence() -> float:
        page.keyboard.press("Escape")
        return seconds(sentences.nth(20).click, page, "aside .excerpt mark")

    assert quickest(evidence, CLICK_S) < CLICK_S


def test_a_paragraph_is_checked_and_kept_in_under_a_second(
    new_page: Callable[..., Page], full: Any, finished: Callable[[str], Path]
) -> None:
    run = next(p.name for p in full.runs.iterdir() if p.name.startswith(finished("en").name))
    page = new_page(f"/read?run={quote(run)}", url=full.url)
    name = page.get_by_role("textbox", name="Your name")
    name.fill("Ann Lee")
    name.press("Enter")
    paragraph, n_saved = page.locator("article p.paragraph").first, 0

    def saved() -> float:
        nonlocal n_saved
        n_saved += 1
        expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
        paragraph.dblclick()
        area = page.locator(".editor textarea")
        area.fill(f"{area.input_value()} The well number {n_saved} closed on 3 May 1802.")
        shown = f"article p.paragraph .s:has-text('well number {n_saved} ')"
        return seconds(lambda: area.press("Control+Enter"), page, shown)

    saved()  # reads the sources, once a run
    assert quickest(saved, SAVE_S) < SAVE_S
