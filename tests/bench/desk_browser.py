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
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

import psutil
from playwright.sync_api import Page, sync_playwright

N_TIMES = 5
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


def cpu_s() -> float:
    """Seconds of processor that all children of this process have used so far."""
    used = 0.0
    for child in psutil.Process().children(recursive=True):
        with_times = child.cpu_times()
        used += with_times.user + with_times.system
    return used


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds of `work`."""
    wall, cpu = time.perf_counter(), cpu_s()
    work()
    return time.perf_counter() - wall, cpu_s() - cpu


def told(what: str, found: list[tuple[float, float]]) -> None:
    """Print a line: median and worst of the wall, median of the processor."""
    walls, cpus = [w for w, _ in found], [c for _, c in found]
    print(
        f"{what}: median {statistics.median(walls):.2f} s, worst {max(walls):.2f} s of {len(found)}; "
        f"processor {statistics.median(cpus):.2f} s",
        flush=True,
    )


def shown(page: Page, address: str, selector: str) -> None:
    """Go to the address and wait until the selector is there."""
    page.goto(address)
    page.locator(selector).first.wait_for()


@contextmanager
def chromium() -> Iterator[Callable[[], Page]]:
    """Maker of pages, each with a profile of its own."""
    tests = module(HERE.parent / "e2e" / "conftest.py")
    found = next(path for name in tests.NAMES if (path := tests.shutil.which(name)))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=tests.FLAGS)
        yield lambda: browser.new_context(viewport=tests.SMALL).new_page()
        browser.close()


def measure(url: str, long_run: str, new_page: Callable[[], Page]) -> None:
    """Print a line for each thing that is waited for."""
    row = "[class*=st-key-open-]"
    pages = [new_page() for _ in range(N_TIMES)]
    told("first page, 200 runs", [timed(lambda page=page: shown(page, url, row)) for page in pages])  # type: ignore[misc]
    page = pages[0]
    told("first page again", [timed(lambda: shown(page, url, row)) for _ in range(N_TIMES)])
    address = f"{url}/read?run={quote(long_run)}"
    told("long article by its address", [timed(lambda: shown(page, address, "article .s")) for _ in range(N_TIMES)])
    told("long article from the list", [_opened_from_list(page, url, long_run) for _ in range(N_TIMES)])
    all_of_them = page.locator("article .s")
    every = max(1, all_of_them.count() // N_CLICKS)
    clicks = [all_of_them.nth(n).evaluate(CLICKED) for n in range(0, all_of_them.count(), every)]
    print(f"click to evidence: median {statistics.median(clicks):.0f} ms, worst {max(clicks):.0f} ms of {len(clicks)}")


def _opened_from_list(page: Page, url: str, long_run: str) -> tuple[float, float]:
    shown(page, url, "[class*=st-key-open-]")
    page.get_by_role("textbox", name="Search headline or name").fill(long_run)
    page.keyboard.press("Enter")
    row = page.locator(f".st-key-open-{long_run} button")
    page.get_by_text("1 runs").wait_for()

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
        long_run = sorted(runs.iterdir())[0]
        n_chars, n_claims = desk.long_article(long_run)
        print(f"long article: {n_chars:,} characters, {n_claims} claims; load {os.getloadavg()[0]:.1f}", flush=True)
        with tests.Desk(runs, {**os.environ, "DEEPNEWS_MODEL": "scripted", "HOME": name}).served() as served:
            measure(served.url, long_run.name, new_page)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
