"""Faults of a model's server against the stages that call a model, over real HTTP.

The outcome is a finished article, or a failure with a name from which the run goes on; never a hang, never a claim that
turned green without an answer. Of the stages that write, two a fault here; `tests/bench/fault_matrix.py` runs them all.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parent))

from fault_catalogue import FAULTS
from fault_cells import ENVIRONMENT, RUN_STAGES, Matrix, Result

N_RUNS = len(RUN_STAGES)
CELLS = [(fault, RUN_STAGES[(n + shift) % N_RUNS]) for n, fault in enumerate(FAULTS) for shift in (0, 2)]
CELLS += [(fault, "verify") for fault in FAULTS]
N_AT_ONCE = 4
"""Most of a cell's time is waiting for its server."""


@pytest.fixture(scope="module")
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Settings of these tests in the environment, none of this machine."""
    root = tmp_path_factory.mktemp("faults")
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("DEEPNEWS_") or n == "OPENAI_API_KEY"]:
            patch.delenv(name)
        folders = {"DEEPNEWS_DATA_DIR": str(root / "data"), "DEEPNEWS_CACHE_DIR": str(root / "cache")}
        for name, value in {**ENVIRONMENT, **folders}.items():
            patch.setenv(name, value)
        yield root


@pytest.fixture(scope="module")
def matrix(own_settings: Path) -> Matrix:
    return Matrix(own_settings)


@pytest.fixture(scope="module")
def results(matrix: Matrix) -> dict[tuple[str, str], Any]:
    """What came of every cell, or the error that its check raised; several run at once."""

    def outcome(cell: tuple[str, str]) -> Result | AssertionError:
        try:
            return matrix.cell(*cell)
        except AssertionError as error:
            return error

    with ThreadPoolExecutor(N_AT_ONCE) as pool:
        return dict(zip(CELLS, pool.map(outcome, CELLS), strict=True))


@pytest.mark.parametrize(("fault", "stage"), CELLS)
def test_it_ends_in_an_article_or_a_named_failure(fault: str, stage: str, results: dict[tuple[str, str], Any]) -> None:
    found = results[fault, stage]
    if isinstance(found, AssertionError):
        raise found
    assert found.n_requests > 0, "the fault met its stage"
