"""Paths that begin with "~"."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepnews.home import from_home


def test_a_path_in_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    assert from_home("~/runs") == Path("/home/ann/runs")
    assert from_home(Path("runs/~")) == Path("runs/~")


@pytest.mark.parametrize("path", ["~0", "~nobody-of-that-name/runs"])
def test_a_user_who_does_not_exist_is_part_of_a_name(path: str) -> None:
    assert from_home(path) == Path(path)
