"""Seconds to load and index a folder of sources, cold and from the caches.

Use: python tests/bench/load_and_index.py SOURCES
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from deepnews.agents.materials import load_materials
from deepnews.schemas.assignment import Assignment
from deepnews.settings import load_settings


def seconds(sources: str, cache_dir: Path) -> float:
    """Wall time of one load."""
    settings = load_settings(cache_dir=cache_dir)
    assignment = Assignment(topic="benchmark", sources=(sources,))
    started = time.monotonic()
    load_materials(assignment, settings, lambda stage, done, total: None)
    return time.monotonic() - started


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        cold_s = seconds(sys.argv[1], Path(folder))
        warm_s = seconds(sys.argv[1], Path(folder))
    sys.stdout.write(f"cold {cold_s:.1f} s, cached {warm_s:.1f} s, ratio {cold_s / warm_s:.0f}\n")
