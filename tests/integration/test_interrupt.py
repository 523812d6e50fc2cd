"""Ctrl-C and SIGTERM in a real process: the run is left in order, says how it goes on, and goes on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deepnews.app import exit_codes

DOSSIER = Path(__file__).parents[2] / "examples" / "dossiers" / "en" / "assignment.yaml"
COMMAND = [sys.executable, "-c", "from deepnews.app.cli import main; main()"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_how_it_goes_on(
    number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"MODEL": "scripted", "EMBEDDER": "hashing", "CACHE_DIR": str(tmp_path / "cache")}.items():
        monkeypatch.setenv(f"DEEPNEWS_{name}", value)
    monkeypatch.chdir(tmp_path)
    command = [*COMMAND, "write", "--assignment", str(DOSSIER), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr is not None
        seen = next((line for line in child.stderr if line.startswith("note")), "")
        child.send_signal(number)
        out, err = child.communicate(timeout=120)
    assert seen, err
    assert child.returncode == exit_codes.INTERRUPTED, err
    record = json.loads(out)
    assert record["state"] == "interrupted"
    assert f"deepnews resume {record['run_dir']}" in err
    assert "Traceback" not in err
    command = [*COMMAND, "resume", record["run_dir"], "--json", "--quiet"]
    resumed = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert resumed.returncode == exit_codes.DONE, resumed.stderr
    assert json.loads(resumed.stdout)["state"] == "done"


def test_it_stops_after_the_call_in_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow model with many calls waiting: the queue is not worked off first."""
    for name, value in {"EMBEDDER": "hashing", "CACHE_DIR": str(tmp_path / "cache"), "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(f"DEEPNEWS_{name}", value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DEEPNEWS_MODEL", "scripted")
    slow = "import deepnews.scripted_model as m, time; real = m.ScriptedModel.complete\n"
    slow += "m.ScriptedModel.complete = lambda self, request: (time.sleep(3), real(self, request))[1]\n"
    command = [sys.executable, "-c", slow + "from deepnews.app.cli import main; main()"]
    command += ["write", "--assignment", str(DOSSIER), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr is not None
        assert next((line for line in child.stderr if line.startswith("note")), "")
        started = time.monotonic()
        child.send_signal(signal.SIGTERM)
        _, err = child.communicate(timeout=120)
        wall_s = time.monotonic() - started
    assert child.returncode == exit_codes.INTERRUPTED, err
    assert wall_s < 20, "twelve notes of three seconds each were waiting"
