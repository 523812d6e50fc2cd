"""Seconds that the desk takes in headless Chromium. Use: python tests/bench/desk_browser.py RUN, a finished run.

200 runs lie on the desk; one of them is made as long as the long article of `desk.py`. Wall time is what a reader waits
for, from the click or the address to the thing shown; beside it stand the seconds of processor that server and browser
used meanwhile, which tell more than the wall on a machine that is busy with other work.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from urllib.parse import quote

import psutil
from playwright.sync_api import Page, sync_playwright

N_TIMES = 5
N_SERVERS = 3
FIRST_S, OPEN_S, CLICK_S, SAVE_S = 2.0, 1.5, 0.3, 1.0
"""What is aimed at."""
SETTLE_MS = 1000
"""What a new page of the browser takes to come round before it is sent anywhere."""
AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
ROW = "[class*=st-key-open-]"
HEAD = """| what is waited for | median, s | worst, s | aim, s | processor of the server, s | of the browser, s |
|---|--:|--:|--:|--:|--:|"""
N_CLICKS = 40
HERE = Path(__file__).parent
CLICKED = """
(sentence) => new Promise((done) => {
  const begun = performance.now();
  sentence.click();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
})
"""
"""Milliseconds from a click on a sentence until its evidence has been drawn."""


def module(path: Path) -> ModuleType:
    """The module in that file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


class Spent(NamedTuple):
    """Seconds that something took: of the clock, and of the processor in the server and in the browser."""

    wall: float
    server: float
    browser: float


def cpu_s() -> tuple[float, float]:
    """Seconds of processor that servers and browsers among the children of this process have used so far."""
    used = {True: 0.0, False: 0.0}
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            is_browser = any(name in child.name() for name in ("chrom", "node"))
            with_times = child.cpu_times()
            used[is_browser] += with_times.user + with_times.system
    return used[False], used[True]


def timed(work: Callable[[], object]) -> Spent:
    """What `work` takes."""
    wall, before = time.perf_counter(), cpu_s()
    work()
    taken, after = time.perf_counter() - wall, cpu_s()
    return Spent(taken, after[0] - before[0], after[1] - before[1])


def told(what: str, aim_s: float, found: list[Spent]) -> None:
    """Print a row of the table: median and worst of the wall, the aim, medians of the processor."""
    walls = [s.wall for s in found]
    middle = [statistics.median(part) for part in zip(*found, strict=True)]
    print(
        f"| {what} | {middle[0]:.2f} | {max(walls):.2f} | {aim_s:.1f} | {middle[1]:.2f} | {middle[2]:.2f} |",
        flush=True,
    )


def shown(page: Page, address: str, selector: str) -> None:
    """Go to the address and wait until the selector is there."""
    page.goto(address)
    page.locator(selector).first.wait_for()


@contextmanager
def chromium() -> Iterator[Callable[..., Page]]:
    """Maker of pages, each with a profile of its own."""
    tests = module(HERE.parent / "e2e" / "conftest.py")
    found = next(path for name in tests.NAMES if (path := tests.shutil.which(name)))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=tests.FLAGS)
        yield lambda **options: browser.new_context(viewport=tests.SMALL, **options).new_page()
        browser.close()


def first_pages(serve: Callable[[], Any], new_page: Callable[[], Page]) -> list[Spent]:
    """The first page that each of `N_SERVERS` new servers is asked for, from the moment it answers."""
    found = []
    for _ in range(N_SERVERS):
        page = new_page()
        with serve() as served:
            found.append(timed(lambda page=page, url=served.url: shown(page, url, ROW)))  # type: ignore[misc]
        page.context.close()
    return found


def measure(url: str, long_run: str, run: str, new_page: Callable[[], Page]) -> None:
    """Print a row for each thing that is waited for."""
    told("desk, a new reader", FIRST_S, [_new_reader(url, new_page) for _ in range(N_TIMES)])
    page = new_page()
    shown(page, url, ROW)
    told("desk, loaded again", FIRST_S, [timed(lambda: shown(page, url, ROW)) for _ in range(N_TIMES)])
    address = f"{url}/read?run={quote(long_run)}"
    by_address = [timed(lambda: shown(page, address, "article .s")) for _ in range(N_TIMES)]
    told("long article, by its address", OPEN_S, by_address)
    told("long article, from the list", OPEN_S, [_opened_from_list(page, url, long_run) for _ in range(N_TIMES)])
    told("click to evidence", CLICK_S, _clicks(page))
    told("paragraph of the long article saved", SAVE_S, _saves(page))
    shown(page, f"{url}/read?run={quote(run)}", "article .s")
    told("paragraph of the article as written saved", SAVE_S, _saves(page))


def _new_reader(url: str, new_page: Callable[[], Page]) -> Spent:
    """The first page of a reader who has this machine to themselves: that of the reader before is closed."""
    page = new_page()
    page.wait_for_timeout(SETTLE_MS)
    taken = timed(lambda: shown(page, url, ROW))
    page.context.close()
    return taken


def _saves(page: Page) -> list[Spent]:
    """Changes of a paragraph, without the first one, which reads the sources, once a run."""
    page.get_by_role("textbox", name="Your name").fill("Ann Lee")
    page.keyboard.press("Enter")
    return [_saved(page, number) for number in range(N_TIMES + 1)][1:]


def _saved(page: Page, number: int) -> Spent:
    """A sentence put to the first paragraph, from Ctrl+Enter until it stands in the article with its verdict."""
    page.locator(AT_REST).wait_for()
    page.locator("article p.paragraph").first.dblclick()
    area = page.locator(".editor textarea")
    area.fill(f"{area.input_value()} The well number {number} closed on 3 May 1802.")
    added = page.locator(f"article p.paragraph .s:has-text('well number {number} ')")

    def save() -> None:
        area.press("Control+Enter")
        added.wait_for()

    return timed(save)


def _clicks(page: Page) -> list[Spent]:
    """Clicks all over the article, each until its evidence has been drawn; the browser counts their time itself."""
    all_of_them = page.locator("article .s")
    every = max(1, all_of_them.count() // N_CLICKS)
    places = range(0, all_of_them.count(), every)
    before = cpu_s()
    walls = [all_of_them.nth(n).evaluate(CLICKED) / 1000 for n in places]
    each = [(now - then) / len(walls) for now, then in zip(cpu_s(), before, strict=True)]
    return [Spent(wall, *each) for wall in walls]


def _opened_from_list(page: Page, url: str, long_run: str) -> Spent:
    shown(page, url, ROW)
    page.get_by_role("textbox", name="Search headline or name").fill(long_run)
    page.keyboard.press("Enter")
    row = page.locator(f".st-key-open-{long_run} button")
    page.get_by_text("Runs: 1").wait_for()

    def click() -> None:
        row.click()
        page.locator("article .s").first.wait_for()

    return timed(click)


def main(run: Path) -> None:
    """Serve a desk of 200 runs and measure it."""
    desk, tests = module(HERE / "desk.py"), module(HERE.parent / "e2e" / "conftest.py")
    with tempfile.TemporaryDirectory() as name, chromium() as new_page:
        runs = Path(name) / "runs"
        runs.mkdir()
        desk.many_runs(run, runs)
        long_run, other, *_ = sorted(runs.iterdir())
        n_chars, n_claims = desk.long_article(long_run)
        print(f"long article: {n_chars:,} characters, {n_claims} claims; load {os.getloadavg()[0]:.1f}", flush=True)
        environment = {**os.environ, "DEEPNEWS_MODEL": "scripted", "DEEPNEWS_EMBEDDER": "hashing", "HOME": name}

        def serve() -> Any:
            return tests.Desk(runs, environment).served()

        print(HEAD)
        told("desk, first page of a new server", FIRST_S, first_pages(serve, new_page))
        with serve() as served:
            measure(served.url, long_run.name, other.name, new_page)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
