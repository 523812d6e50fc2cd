"""The colours of verdicts: told apart also by who sees no red, no green or no blue, in the light and in the dark."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

ROOT = Path(__file__).parents[3]
CSS = (ROOT / "app" / "views" / "assets" / "reading.css").read_text(encoding="utf-8")
NAMES = ("good", "bad", "missing", "unscored")
LEAST = 0.08
"""In OKLab, where black and white are 1 apart and what can just be told apart side by side is 0.02."""
Floats = NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SEEN_BY: dict[str, list[list[float]]] = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
# Ottosson 2020, OKLab.
_TO_LMS = np.array(
    [[0.41222147, 0.53633254, 0.05144599], [0.2119035, 0.6806995, 0.10739696], [0.08830246, 0.28171884, 0.6299787]]
)
_TO_LAB = np.array(
    [[0.21045426, 0.79361778, -0.00407205], [1.977998, -2.428592, 0.450594], [0.02590404, 0.78277177, -0.80867577]]
)


def linear(colour: str) -> Floats:
    shares = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def oklab(rgb: Floats) -> Floats:
    found: Floats = _TO_LAB @ np.cbrt(_TO_LMS @ np.clip(rgb, 0, 1))
    return found


def colour_of(name: str, scheme: int) -> str:
    found = re.search(rf"--{name}: light-dark\((#\w{{6}}), (#\w{{6}})\)", CSS)
    assert found
    return found.group(scheme + 1)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("eyes", SEEN_BY)
def test_no_two_verdicts_look_alike(eyes: str, scheme: int) -> None:
    seen = {n: oklab(np.array(SEEN_BY[eyes]) @ linear(colour_of(n, scheme))) for n in NAMES}
    apart = {f"{a} {b}": float(np.linalg.norm(seen[a] - seen[b])) for a, b in combinations(NAMES, 2)}
    assert min(apart.values()) > LEAST, apart


@pytest.mark.parametrize(("paper", "scheme"), [("#fbfaf7", 0), ("#f1eee7", 0), ("#191816", 1), ("#22201d", 1)])
def test_each_verdict_can_be_read_on_article_and_evidence(paper: str, scheme: int) -> None:
    assert f'"{paper}"' in (ROOT / "app" / "desk" / "server.py").read_text(encoding="utf-8")
    luminance = np.array([0.2126, 0.7152, 0.0722])
    for name in NAMES:
        pair = (float(luminance @ linear(colour)) for colour in (colour_of(name, scheme), paper))
        low, high = sorted(pair)
        assert (high + 0.05) / (low + 0.05) >= 4.5, f"{name}: WCAG asks for 4.5 between words and paper"


def test_each_verdict_has_a_line_of_its_own_where_colours_might_fail() -> None:
    lines = dict(re.findall(r"\.v-(\w+) \{[^}]*--line: (\w+)", CSS))
    assert lines["not_enough_info"] == "dashed" and lines["unscored"] == "double" and lines["not_checkable"] == "dotted"
