"""`deepnews export` and `deepnews sign`: files, exit codes, errors as sentences."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deepnews.app.cli import app

MakeRun = Callable[..., Path]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder apart from the runs."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in args], prog_name="deepnews")


def sign_all(folder: Path) -> None:
    for claim_id in ("C002", "C003", "C004"):
        done = run("sign", folder, claim_id, "--author", "Ann Lee", "--reason", "Known.")
        assert (done.exit_code, done.stdout) == (0, f"{claim_id} is signed for by Ann Lee.\n")


def test_refused_until_signed_then_written_under_the_headline(make_run: MakeRun, own_folder: Path) -> None:
    folder = make_run()
    refused = run("export", folder, "--as", "pdf")
    assert refused.exit_code == 3
    assert "Error: 3 red claims are not signed for:" in refused.stderr
    assert "C003 [not_enough_info] Nobody had warned the workers." in refused.stderr
    assert f"deepnews sign {folder} C002" in refused.stderr
    assert list(own_folder.iterdir()) == []
    sign_all(folder)
    done = run("export", folder, "--as", "pdf")
    assert (done.exit_code, done.stderr) == (0, "")
    (written,) = own_folder.iterdir()
    assert done.stdout == f"{written.name}\n"
    assert written.read_bytes()[:5] == b"%PDF-"


def test_out_names_the_file_and_an_older_one_is_replaced(make_run: MakeRun, own_folder: Path) -> None:
    folder = make_run("zh")
    sign_all(folder)
    target = own_folder / "稿件.md"
    target.write_text("old", encoding="utf-8")
    assert run("export", folder, "--as", "md", "--out", target).exit_code == 0
    assert "该厂于2024年5月3日关闭" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("out", ["nowhere/a.md", "."])
def test_a_path_that_cannot_be_written_is_a_sentence(make_run: MakeRun, out: str) -> None:
    folder = make_run()
    sign_all(folder)
    done = run("export", folder, "--as", "md", "--out", out)
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr


def test_a_full_disk_is_a_sentence_and_leaves_the_old_file(
    make_run: MakeRun, own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_run()
    sign_all(folder)
    target = own_folder / "a.md"
    target.write_text("old", encoding="utf-8")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    done = run("export", folder, "--as", "md", "--out", target)
    assert (done.exit_code, target.read_text(encoding="utf-8")) == (1, "old")
    assert "The disk is full" in done.stderr
    assert "run the same command again" in done.stderr


@pytest.mark.parametrize(
    "args",
    [("export", "RUN"), ("export", "RUN", "--as", "rtf"), ("sign", "RUN", "C002"),
     ("sign", "RUN", "C002", "--author", "Ann", "--reason", ""),
     ("sign", "RUN", "C001", "--author", "A", "--reason", "b")],
)  # fmt: skip
def test_wrong_use_ends_with_two(make_run: MakeRun, args: tuple[str, ...]) -> None:
    folder = str(make_run())
    assert run(*[folder if a == "RUN" else a for a in args]).exit_code == 2


def test_no_run_there_is_a_sentence() -> None:
    done = run("export", "nowhere", "--as", "md")
    assert done.exit_code == 1
    assert "is not the folder of a run" in done.stderr


@pytest.mark.parametrize("command", ["export", "sign"])
def test_help_has_an_example(command: str) -> None:
    done = run(command, "--help")
    assert done.exit_code == 0
    assert f"deepnews {command} runs/RUN" in done.stdout
