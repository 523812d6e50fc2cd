"""Seconds to load and index a folder of sources, cold and from the caches, in wall and processor time.

Use: python tests/bench/load_and_index.py SOURCES [LANGUAGE]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from deepnews.agents.materials import load_materials
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.settings import load_settings


def seconds(sources: str, language: Language, cache_dir: Path) -> tuple[float, float]:
    """Wall and processor time of one load."""
    settings = load_settings(cache_dir=cache_dir)
    assignment = Assignment(topic="benchmark", language=language, sources=(sources,))
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    load_materials(assignment, settings, lambda stage, done, total: None)
    return time.perf_counter() - wall_s, time.process_time() - cpu_s


def main(sources: str, language: Language = "en") -> None:
    """Load twice, say how long it took."""
    with tempfile.TemporaryDirectory() as folder:
        for what in ("cold", "cached"):
            wall_s, cpu_s = seconds(sources, language, Path(folder))
            sys.stdout.write(f"{what}: {wall_s:.1f} s, {cpu_s:.1f} s of processor time\n")


if __name__ == "__main__":
    main(*sys.argv[1:])  # type: ignore[arg-type]
