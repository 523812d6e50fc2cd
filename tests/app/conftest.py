"""Runs for the pages to show: one finished with the scripted model, and the way to open a page on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from deepnews.app import service
from deepnews.app.assignment_file import read_assignment_file
from deepnews.schemas.assignment import Assignment
from deepnews.settings import Settings

ROOT = Path(__file__).parents[2]
DOSSIER = ROOT / "examples" / "dossiers" / "en" / "assignment.yaml"
OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="session")
def finished_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one finished run; to be copied, not changed."""
    return written(tmp_path_factory.mktemp("finished"), "rewrite")


def written(folder: Path, pacing: Literal["measure", "rewrite"]) -> Path:
    """A folder within `folder` with one run, finished with the scripted model."""
    settings = Settings(
        model="scripted", embedder="hashing", cache_dir=folder / "cache", data_dir=folder / "data", pacing=pacing
    )
    values = read_assignment_file(DOSSIER).values
    outcome = service.write(Assignment(**values), settings, folder / "runs", lambda event: None)
    assert outcome.error is None
    return folder / "runs"


@pytest.fixture
def runs(finished_runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of this test's own with the finished run in it, and an environment that needs no weights."""
    shutil.copytree(finished_runs, tmp_path / "runs")
    for name, value in {
        "RUNS": tmp_path / "runs",
        "MODEL": "scripted",
        "EMBEDDER": "hashing",
        "CACHE_DIR": tmp_path / "cache",
        "DATA_DIR": tmp_path / "data",
    }.items():
        monkeypatch.setenv(f"DEEPNEWS_{name}", str(value))
    return tmp_path / "runs"


@pytest.fixture
def run(runs: Path) -> Path:
    """The finished run."""
    return next(p for p in runs.iterdir() if not p.name.startswith("_"))


@pytest.fixture
def drafted(run: Path, tmp_path: Path) -> Path:
    """A run whose draft was not paced."""
    return next(p for p in written(tmp_path / "drafted", "measure").iterdir() if not p.name.startswith("_"))


@pytest.fixture
def open_page(runs: Path) -> OpenPage:
    """Opens a page of the desk by its address, as a browser would."""

    def opened(page: str = "", run: str = "", author: str = "") -> AppTest:
        desk = AppTest.from_file(ROOT / "app" / "main.py", default_timeout=60)
        desk._page_hash = calc_hash(page)
        if run:
            desk.query_params["run"] = run
        if author:
            desk.session_state["author"] = author
        desk.run()
        assert not desk.exception, desk.exception
        return desk

    return opened
