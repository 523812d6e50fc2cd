"""A few inputs for each reader that is fuzzed; `tests/bench/fuzz.py` goes on for as long as it is told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

sys.path.append(str(Path(__file__).parents[1] / "bench"))

from fuzz_inputs import inputs
from fuzz_targets import Target, targets

TARGETS = targets()


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_a_reader(name: str) -> None:
    target: Target = TARGETS[name]

    @settings(max_examples=30, suppress_health_check=list(HealthCheck))
    @given(inputs(target))
    def obeys_its_law(data: bytes) -> None:
        target.check(data)

    obeys_its_law()
