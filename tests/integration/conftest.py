"""What the tests of the command line stand on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder, data and cache of the test's own; scripted model, hashed embeddings, no outer settings."""
    for name in [n for n in os.environ if n.startswith("DEEPNEWS_") or n == "OPENAI_API_KEY"]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DEEPNEWS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DEEPNEWS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("DEEPNEWS_MODEL", "scripted")
    monkeypatch.setenv("DEEPNEWS_EMBEDDER", "hashing")
