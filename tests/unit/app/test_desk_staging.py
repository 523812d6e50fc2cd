"""Files of a run that change together: all or none."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from deepnews.app.desk.staging import staged
from deepnews.errors import RunError, UsageError


def held(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text(encoding="utf-8") for p in folder.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("draft.json", "claims.jsonl", "assignment.yaml"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    return tmp_path


def test_all_files_change_at_the_end_and_others_stay(folder: Path) -> None:
    with staged(folder) as new:
        new.write_text("draft.json", "new")
        assert held(folder / new.path.name) == {"draft.json": "new"}
        assert (folder / "draft.json").read_text() == "old"
        new.write_text("claims.jsonl", "new")
    assert held(folder) == {"draft.json": "new", "claims.jsonl": "new", "assignment.yaml": "old"}


def test_a_full_disk_in_the_middle_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, sync, n_left = held(folder), os.fsync, [1]

    def fill_up(handle: int) -> None:
        if not n_left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        n_left.pop()
        sync(handle)

    monkeypatch.setattr(os, "fsync", fill_up)
    with pytest.raises(RunError, match=r"not saved: No space left on device\.") as caught, staged(folder) as new:
        new.write_text("draft.json", "new")
        new.write_text("claims.jsonl", "new")
    assert "as it was" in (caught.value.hint or "") and held(folder) == before


def test_what_else_goes_wrong_is_raised_as_it_is_and_changes_nothing(folder: Path) -> None:
    before = held(folder)
    with pytest.raises(UsageError, match="Bo was first"), staged(folder) as new:
        new.write_text("draft.json", "new")
        raise UsageError("Bo was first.")
    assert held(folder) == before


def test_what_a_killed_process_left_is_cleared_away(folder: Path) -> None:
    (folder / ".new-left").mkdir()
    (folder / ".new-left" / "draft.json").write_text("half", encoding="utf-8")
    with staged(folder) as new:
        new.write_text("draft.json", "new")
    assert held(folder)["draft.json"] == "new" and not list(folder.glob(".new-*"))


def test_a_folder_that_has_gone_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="not saved"), staged(tmp_path / "gone"):
        pass
