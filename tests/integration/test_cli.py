"""The command line: help, wrong use, errors as sentences, exit codes, and what goes to which stream."""

from __future__ import annotations

import errno
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from deepnews.agents.run_folder import RunFolder
from deepnews.app import exit_codes
from deepnews.app.cli import app
from deepnews.app.system_errors import system_error
from deepnews.schemas.run import RunState

pytestmark = pytest.mark.usefixtures("own_world")
COMMANDS = ["batch", "write", "resume", "show", "score", "doctor", "app", "models", "schemas"]
COMMANDS += ["models list", "models pull", "models where", "schemas list", "schemas show"]
COMMANDS += ["schemas new", "schemas check", "pace", "export", "sign"]
FEW_WORDS = "The mill in Leeds closed on 3 May 2024 and 40 people lost their work. " * 20


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A source far under the floor of 15,000 characters, and a good article about it."""
    (tmp_path / "few").mkdir()
    (tmp_path / "few" / "mill.txt").write_text(FEW_WORDS, encoding="utf-8")
    return tmp_path / "few"


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in args], prog_name="deepnews")


def write_few(few: Path, *args: str | Path) -> Result:
    return run("write", "--topic", "Why did the mill close?", "--sources", few, "--on-scarcity", "refuse", *args)


# --- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_teaches_with_an_example(command: str) -> None:
    shown = run(*command.split(), "--help")
    assert shown.exit_code == 0
    assert "Example" in shown.stdout
    assert f"deepnews {command}" in shown.stdout


def test_no_help_shows_the_marks_it_is_set_with() -> None:
    def pages(command: Any, *path: str) -> Iterator[str]:
        yield run(*path, "--help").stdout
        for name, below in getattr(command, "commands", {}).items():
            yield from pages(below, *path, name)

    shown = list(pages(get_command(app)))
    assert len(shown) > len(COMMANDS)
    assert [page for page in shown if "\\b" in page or "[[" in page] == []


def test_the_root_help_names_every_command_and_exit_code() -> None:
    shown = run("--help").stdout
    assert all(f"  {command} " in shown for command in COMMANDS[:9])
    assert all(str(code) in shown for code in (0, 1, 2, 3, 4, 130))


def test_version() -> None:
    assert run("--version").stdout.startswith("deepnews 0.")


# --- wrong use -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args",
    [
        ["nonsense"],
        ["write", "--nonsense"],
        ["write", "--length", "many"],
        ["write", "--lang", "fr"],
        ["write", "--on-scarcity", "panic"],
        ["resume"],
        ["score", "article.md"],
        ["schemas", "show", "nope"],
        ["app", "--port", "0"],
    ],
)
def test_wrong_use_ends_with_2_and_a_sentence(args: list[str]) -> None:
    done = run(*args)
    assert done.exit_code == exit_codes.WRONG_USE
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("length", [0, -5, 599, 10_000_000])
def test_lengths_out_of_range(few: Path, length: int, tmp_path: Path) -> None:
    done = write_few(few, "--length", str(length))
    assert done.exit_code == exit_codes.WRONG_USE
    assert f"from 600 to 100,000, not {length}" in done.stderr
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--schema", "nope"], "There is no narrative schema 'nope' in en."),
        (["--schema", "nope", "--lang", "zh"], "There is no narrative schema 'nope' in zh."),
        (["--assignment", "none.yaml"], "There is no assignment file none.yaml."),
        (["--sources", "nowhere"], "There is no file or folder"),
    ],
)
def test_wrong_values_name_what_is_wrong(few: Path, args: list[str], sentence: str, tmp_path: Path) -> None:
    done = write_few(few, *args)
    assert done.exit_code == exit_codes.WRONG_USE
    assert sentence in done.stderr
    assert "Hint: " in done.stderr
    assert not (tmp_path / "runs").exists()


def test_a_wrong_setting_is_named(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPNEWS_TIMEOUT_S", "soon")
    done = write_few(few)
    assert done.exit_code == exit_codes.WRONG_USE
    assert "DEEPNEWS_TIMEOUT_S" in done.stderr


# --- runs that stop --------------------------------------------------------------------------------------------------


def test_too_few_sources_are_refused_with_4_and_a_record(few: Path, tmp_path: Path) -> None:
    done = write_few(few, "--json", "--quiet")
    assert done.exit_code == exit_codes.SCARCITY
    assert "mill.txt" in done.stderr
    record = json.loads(done.stdout)
    assert (record["state"], done.stdout.count("\n")) == ("refused", 1)
    assert record["error"]
    kept = json.loads((Path(record["run_dir"]) / "run.json").read_text(encoding="utf-8"))
    assert kept == record


@pytest.mark.parametrize("content", [None, b""])
def test_nothing_to_read_fails_with_1(tmp_path: Path, content: bytes | None) -> None:
    folder = tmp_path / "a folder 资料"
    folder.mkdir()
    if content is not None:
        (folder / "empty.txt").write_bytes(content)
    done = run("write", "--topic", "The mill", "--sources", folder)
    assert done.exit_code == exit_codes.FAILED
    assert "a folder 资料" in done.stderr
    assert "deepnews resume" in done.stderr
    assert done.stdout == ""


def test_debug_shows_the_traceback(few: Path) -> None:
    args = ["write", "--topic", "The mill", "--sources", str(few), "--schema", "nope"]
    assert "Traceback" in run("--debug", *args).stderr
    assert "Traceback" not in run(*args).stderr


def test_a_folder_in_use_keeps_its_record(few: Path) -> None:
    run_dir = Path(json.loads(write_few(few, "--json").stdout)["run_dir"])
    before = (run_dir / "run.json").read_bytes()
    with RunFolder.open(run_dir).locked():
        done = run("resume", run_dir)
    assert done.exit_code == exit_codes.FAILED
    assert "is in use by" in done.stderr
    assert (run_dir / "run.json").read_bytes() == before


@pytest.mark.parametrize("command", ["resume", "show"])
def test_what_is_not_a_run(command: str, tmp_path: Path) -> None:
    done = run(command, tmp_path)
    assert done.exit_code == exit_codes.FAILED
    assert "is not the folder of a run" in done.stderr


def test_show_tells_why_a_run_stopped(few: Path) -> None:
    run_dir = json.loads(write_few(few, "--json").stdout)["run_dir"]
    shown = run("show", run_dir)
    assert shown.exit_code == 0
    assert "refused: too few sources" in shown.stdout
    assert json.loads(run("show", run_dir, "--json").stdout)["state"] == "refused"
    assert run("show", run_dir, "--stdout").exit_code == exit_codes.FAILED


# --- other commands --------------------------------------------------------------------------------------------------


def test_score_tells_true_from_false(few: Path, tmp_path: Path) -> None:
    article = tmp_path / "article.md"
    article.write_text("The mill in Leeds closed on 3 May 2024 and 40 people lost their work.\n", encoding="utf-8")
    good = run("score", article, "--sources", few, "--no-model", "--json", "--quiet")
    assert good.exit_code == exit_codes.DONE, good.stderr
    assert json.loads(good.stdout)["hfr"]["n_supported"] == 1
    article.write_text("The mill in Leeds closed on 3 May 2024 and 90 people lost their work.\n", encoding="utf-8")
    report = tmp_path / "report.html"
    bad = run("score", article, "--sources", few, "--no-model", "--quiet", "--report", report)
    assert bad.exit_code == exit_codes.RED_CLAIMS, bad.stderr
    assert "HFR: 0.0%, 95% interval 0.0% to" in bad.stdout
    assert "90 people" in bad.stdout
    assert "90 people" in report.read_text(encoding="utf-8")


def test_models_say_what_is_missing() -> None:
    assert all(line.startswith("missing  ") for line in run("models", "list").stdout.splitlines())
    assert run("models", "where").stdout.strip().endswith(".gguf")
    unknown = run("models", "pull", "nope")
    assert (unknown.exit_code, "There are no weights called 'nope'" in unknown.stderr) == (exit_codes.FAILED, True)


def test_schemas_of_both_languages() -> None:
    listed = run("schemas", "list").stdout
    assert listed.count("how-it-happened") == 2
    assert run("schemas", "list", "--lang", "zh").stdout.count("how-it-happened") == 1
    assert "slots:" in run("schemas", "show", "two-camps", "--lang", "zh").stdout


def test_every_state_has_its_exit_code() -> None:
    codes = {state: exit_codes.exit_code_of(cast(RunState, state)) for state in get_args(RunState)}
    assert codes == {"running": 1, "done": 0, "red": 3, "failed": 1, "interrupted": 130, "refused": 4, "waiting": 5}


def test_errors_of_the_system_become_sentences() -> None:
    full = system_error(OSError(errno.ENOSPC, "No space left on device", "/x/draft.json"))
    assert full is not None and full.message == "The disk is full: /x/draft.json."
    base = system_error(sqlite3.OperationalError("database or disk is full"))
    assert base is not None and base.message == "The disk is full."
    assert system_error(OSError(errno.ECHILD, "No child processes")) is None
    assert system_error(ValueError("wrong")) is None


# --- real processes --------------------------------------------------------------------------------------------------

COMMAND = [sys.executable, "-c", "from deepnews.app.cli import main; main()"]


def test_a_reader_that_leaves_early_gets_no_traceback() -> None:
    pipe = subprocess.Popen([*COMMAND, "schemas", "show", "two-camps"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert pipe.stdout is not None and pipe.stderr is not None
    pipe.stdout.close()
    assert pipe.stderr.read() == b""
    pipe.stderr.close()
    assert pipe.wait(timeout=60) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_said_in_a_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "schemas", "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == exit_codes.FAILED
    assert done.stderr.startswith("Error: The disk is full.\nHint: ")
