"""Ctrl-C and SIGTERM in a real process: the run is left in order, says how it goes on, and goes on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
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
