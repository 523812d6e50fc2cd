"""A few inputs for each reader that is fuzzed, and what fuzzing has found; `tests/bench/fuzz.py` goes on for hours."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

sys.path.append(str(Path(__file__).parents[1] / "bench"))

from fuzz_inputs import inputs
from fuzz_targets import Target, targets

TARGETS = targets()
FOUND = sorted((Path(__file__).parent / "cases" / "fuzz").glob("*"))
"""Inputs that broke a reader once, each named TARGET.WHAT."""


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_a_reader(name: str) -> None:
    target: Target = TARGETS[name]

    @settings(max_examples=30, suppress_health_check=list(HealthCheck))
    @given(inputs(target))
    def obeys_its_law(data: bytes) -> None:
        target.check(data)

    obeys_its_law()


@pytest.mark.parametrize("path", FOUND, ids=lambda p: p.name)
def test_what_was_found_breaks_no_reader_again(path: Path) -> None:
    TARGETS[path.name.split(".")[0]].check(path.read_bytes())
