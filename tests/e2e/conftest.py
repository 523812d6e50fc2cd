"""What the tests in Chromium share: the browser, a desk that is served, and runs made by the scripted model."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

sys.path.append(str(Path(__file__).parent))

from coming_round import at_rest

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
PATIENCE_MS = 120_000
"""How long a page may take before a test fails; these machines may be busy."""
SMALL = {"width": 1280, "height": 800}
START_S = 120.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests here are end-to-end."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium with a profile of its own; fails in CI where there is none, and is skipped elsewhere."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        missing = "Chromium is missing. Install it with: apt-get install chromium"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    with sync_playwright() as driver, closing(driver.chromium.launch(executable_path=found, args=FLAGS)) as opened:
        expect.set_options(timeout=PATIENCE_MS)
        yield opened


class Desk:
    """A served desk and the folder of its runs."""

    def __init__(self, runs: Path, environment: dict[str, str]) -> None:
        self.runs = runs
        self.environment = environment
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}"

    @contextmanager
    def served(self) -> Iterator[Desk]:
        """The desk, served by a process of its own until the end of the block."""
        command = [sys.executable, "-c", "from deepnews.app.cli import main; main()", "app"]
        command += ["--runs", str(self.runs), "--port", str(self.port)]
        with (self.runs.parent / "server.log").open("wb") as log:
            server = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        try:
            _wait_for(f"{self.url}/_stcore/health", server)
            yield self
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait(timeout=30)

    def log(self) -> str:
        """What the server has written."""
        return (self.runs.parent / "server.log").read_text(encoding="utf-8", errors="replace")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(httpx.TransportError):
            if httpx.get(address, timeout=2).status_code == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"the desk did not answer at {address}; the server ended with {server.poll()}")


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of all processes: scripted model, no weights, a home of its own."""
    home = tmp_path_factory.mktemp("home")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DEEPNEWS_", "STREAMLIT_", "OPENAI_"))}
    own = {"DEEPNEWS_MODEL": "scripted", "DEEPNEWS_EMBEDDER": "hashing", "DEEPNEWS_OFFLINE": "true"}
    own |= {"DEEPNEWS_MAX_RETRIES": "0", "DEEPNEWS_ALLOW_PRIVATE_URLS": "true"}  # the tests' own pages are on loopback
    own |= {"DEEPNEWS_DATA_DIR": str(home / "data"), "DEEPNEWS_CACHE_DIR": str(home / "cache"), "HOME": str(home)}
    return kept | own


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # where its dataclasses look for their own module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def planted() -> ModuleType:
    """The module beside this one that makes runs."""
    return _module(Path(__file__).with_name("planted.py"))


@pytest.fixture(scope="session")
def fault_server() -> ModuleType:
    """The model server of the unit tests, which fails as it is told to."""
    return _module(Path(__file__).parents[1] / "unit" / "core" / "fault_server.py")


@pytest.fixture(scope="session")
def bench() -> ModuleType:
    """The module of the bench that makes a desk of many runs and a long article."""
    return _module(Path(__file__).parents[1] / "bench" / "desk.py")


@pytest.fixture(scope="session")
def finished(
    tmp_path_factory: pytest.TempPathFactory, world: dict[str, str], planted: ModuleType
) -> Callable[[str], Path]:
    """Maker of a finished run of the sample dossier in a language, made once; the scripted model leaves nothing red."""
    parent = tmp_path_factory.mktemp("finished")
    made: dict[str, Path] = {}

    def make(language: str) -> Path:
        if language not in made:
            made[language] = planted.write_run(language, parent, world)
        return made[language]

    return make


@pytest.fixture(scope="session")
def red_run(
    tmp_path_factory: pytest.TempPathFactory, finished: Callable[[str], Path], planted: ModuleType
) -> Callable[[str], Path]:
    """Maker of a run in which two figures were falsified and the article checked again, made once a language."""
    made: dict[str, Path] = {}

    def make(language: str) -> Path:
        if language not in made:
            copy = tmp_path_factory.mktemp(f"red-{language}") / finished(language).name
            shutil.copytree(finished(language), copy)
            planted.falsify(copy)
            made[language] = copy
        return made[language]

    return make


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory, world: dict[str, str]) -> Iterator[Desk]:
    """The desk of all tests; each brings runs of its own."""
    runs = tmp_path_factory.mktemp("desk") / "runs"
    runs.mkdir()
    with Desk(runs, world).served() as served:
        yield served
    assert "Traceback" not in served.log(), served.log()


@pytest.fixture(scope="session")
def make_desk() -> type[Desk]:
    """The desk as a class, for a test that needs one of its own."""
    return Desk


@pytest.fixture
def placed(desk: Desk) -> Iterator[Callable[[Path, str], Path]]:
    """Puts a copy of a run onto the desk under a name, until the test ends."""
    folders: list[Path] = []

    def place(run: Path, name: str) -> Path:
        folders.append(desk.runs / name)
        shutil.copytree(run, folders[-1])
        return folders[-1]

    yield place
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_page(browser: Browser, desk: Desk) -> Iterator[Callable[..., Page]]:
    """Maker of pages, each of a user of its own; afterwards no page may have had an error or run a planted script."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(address: str = "/", *, url: str = desk.url, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": SMALL, "locale": "en-US", "accept_downloads": True, **options})
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.extend(_faults(message)))
        page.on("request", lambda request: errors.extend(_strangers(request.url, url)))
        page.goto(url + address)
        return page

    yield make
    for context in contexts:
        for page in context.pages:
            assert page.evaluate("window.__pwned") is None
        context.close()
    assert errors == []


@pytest.fixture(scope="session")
def drop() -> Callable[..., None]:
    """Lets files or a folder fall onto the first place for documents of a page, as from the desktop."""

    def fall(page: Page, *paths: Path) -> None:
        box = at_rest(page).get_by_test_id("stFileUploaderDropzone").first.bounding_box()
        assert box
        place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
        pointer = page.context.new_cdp_session(page)
        for kind in ("dragEnter", "dragOver", "drop"):
            pointer.send("Input.dispatchDragEvent", {"type": kind, "data": data, **place})

    return fall


def _faults(message: ConsoleMessage) -> Iterator[str]:
    """Errors of the console, but for Streamlit's search for its own root where a page's address is opened directly."""
    address = str(message.location.get("url", ""))
    if message.type == "error" and not address.endswith(("/_stcore/health", "/_stcore/host-config")):
        yield f"{message.text} ({address})"


def _strangers(address: str, own: str) -> Iterator[str]:
    """Addresses other than the desk's own: a page may ask nobody else for anything."""
    if not address.startswith((own, own.replace("http", "ws", 1), "data:", "blob:")):
        yield f"asked {address}"
