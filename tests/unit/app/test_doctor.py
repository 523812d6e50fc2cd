"""The doctor: what is missing is named with the command that mends it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deepnews.app.doctor import DoctorReport, examine, report_lines
from deepnews.settings import Settings


def settings(tmp_path: Path, model: str = "scripted") -> Settings:
    return Settings(model=model, data_dir=tmp_path / "data", cache_dir=tmp_path / "cache")


def status_of(report: DoctorReport) -> dict[str, str]:
    return {check.name: check.status for check in report.checks}


def test_missing_weights_are_named_with_their_cure(tmp_path: Path) -> None:
    report = examine(settings(tmp_path, "local"))
    assert not report.able
    missing = [check for check in report.checks if check.status == "missing"]
    assert [check.name for check in missing] == ["model weights", "all-MiniLM-L6-v2"]
    assert all(check.cure.startswith("deepnews models pull") for check in missing)
    shown = "\n".join(report_lines(report))
    assert "MISSING  model weights" in shown
    assert "mend it with: deepnews models pull" in shown
    assert shown.endswith("Not ready: see what is marked MISSING.")


def test_a_model_file_that_is_not_there(tmp_path: Path) -> None:
    report = examine(settings(tmp_path, f"local:{tmp_path / 'none.gguf'}"))
    assert status_of(report)["model weights"] == "missing"


def test_a_server_needs_a_key_or_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert status_of(examine(settings(tmp_path, "openai:x")))["API key"] == "missing"
    monkeypatch.setenv("OPENAI_API_KEY", "k-123")
    report = examine(settings(tmp_path, "openai:x"))
    assert "API key" not in status_of(report)
    assert "k-123" not in report.model_dump_json()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = Settings(model="scripted", data_dir=Path("/proc/deepnews"), cache_dir=tmp_path)
    check = next(c for c in examine(blocked).checks if c.name == "data folder")
    assert check.status == "missing"
    assert "DEEPNEWS_DATA_DIR" in check.cure


def test_it_looks_without_making_anything(tmp_path: Path) -> None:
    report = examine(settings(tmp_path))
    assert list(tmp_path.iterdir()) == []
    assert {"python", "cores", "memory", "disk", "torch", "cache folder"} <= set(status_of(report))
    assert json.loads(report.model_dump_json())["able"] is False
