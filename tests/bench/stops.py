"""SIGTERM at random moments of an article's making: does the process end as an interrupted one, each time?

A process that is asked to stop has to end with the exit code of an interruption and with a run that can be resumed,
never in a crash, whatever its threads are at. The scripted model answers after a random pause, so that calls are in
hand when the signal comes.

Use: python tests/bench/stops.py N_STOPS. Ends with 1 when a stop was not clean.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Final

from deepnews.app import exit_codes

DOSSIER: Final = Path(__file__).parents[2] / "examples" / "dossiers" / "en" / "assignment.yaml"
PROGRAM: Final = """
import random, time
from deepnews.app.cli import main
from deepnews.scripted_model import ScriptedModel
answer = ScriptedModel.complete
ScriptedModel.complete = lambda self, request: (time.sleep(random.uniform(0.05, 0.6)), answer(self, request))[1]
main()
"""
COMMAND: Final = (sys.executable, "-X", "faulthandler", "-c", PROGRAM, "write", "--assignment", str(DOSSIER), "--json")
PAUSE_MOST_S: Final = 4.0


def stopped(folder: str, pause_s: float) -> str:
    """How a run ended that was stopped `pause_s` seconds after its first note: ``clean``, ``done``, or what it said."""
    own = {"MODEL": "scripted", "EMBEDDER": "hashing", "CACHE_DIR": folder, "DATA_DIR": folder}
    environment = os.environ | {f"DEEPNEWS_{name}": value for name, value in own.items()}
    with subprocess.Popen(
        COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=folder
    ) as child:
        assert child.stderr is not None
        next((line for line in child.stderr if line.startswith("note")), "")
        time.sleep(pause_s)
        child.send_signal(signal.SIGTERM)
        out, err = child.communicate(timeout=120)
    if child.returncode == exit_codes.INTERRUPTED and json.loads(out)["state"] == "interrupted":
        return "clean"
    return "done" if child.returncode == exit_codes.DONE else f"code {child.returncode}\n{err}"


def main(n_stops: int) -> int:
    """Stop as many runs as `n_stops`; the exit code."""
    random.seed(0)
    ends: Counter[str] = Counter()
    for number in range(1, n_stops + 1):
        with tempfile.TemporaryDirectory() as folder:
            ends[stopped(folder, random.uniform(0, PAUSE_MOST_S))] += 1
        sys.stderr.write(f"\r{number}/{n_stops}")
    for end, n in ends.most_common():
        print(n, end)
    return int(bool(ends.keys() - {"clean", "done"}))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
