"""Fuzzes readers of foreign bytes, each for some minutes, by Hypothesis or, guided by coverage, by atheris.

Use: python tests/bench/fuzz.py hypothesis|atheris MINUTES [TARGET ...]. Minutes are of CPU time of the process that
tries the inputs, so that a busy machine makes no difference. An input that breaks a reader is written to
``fuzz-found/``, and the command ends with 1. `atheris` comes with the extra ``fuzzing``.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Final

sys.path.append(str(Path(__file__).parent))

FOUND: Final = Path("fuzz-found")
N_EXAMPLES: Final = 300
"""Inputs of one round of Hypothesis; each round has another seed."""


def by_hypothesis(name: str, seconds: float) -> tuple[int, bool]:
    """How many inputs were tried, and whether none broke the reader."""
    from fuzz_inputs import inputs
    from fuzz_targets import targets
    from hypothesis import HealthCheck, given, seed, settings

    target, n_tried = targets()[name], 0
    end_s = time.process_time() + seconds

    def one(data: bytes) -> None:
        nonlocal n_tried
        n_tried += 1
        last[0] = data
        target.check(data)

    last = [b""]
    quiet = settings(max_examples=N_EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    while time.process_time() < end_s:
        try:
            seed(time.time_ns())(quiet(given(inputs(target))(one)))()
        except Exception:  # whatever it is, it is the finding
            _keep(name, last[0])
            return n_tried, False
    return n_tried, True


def _keep(name: str, data: bytes) -> None:
    """Write the smallest input that breaks the reader, and tell how."""
    FOUND.mkdir(exist_ok=True)
    path = FOUND / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    sys.stdout.write(f"{name}: broken by {path}: {data!r}\n{traceback.format_exc(limit=-4)}\n")


def by_atheris(name: str, seconds: float) -> tuple[int, bool]:
    """The same with libFuzzer's own count, in a process that it ends itself."""
    from fuzz_targets import targets

    corpus = FOUND / f"corpus-{name}"
    corpus.mkdir(parents=True, exist_ok=True)
    for n, piece in enumerate(targets()[name].pieces):
        (corpus / f"piece-{n}").write_bytes(piece)
    options = ["-max_len=6000", f"-artifact_prefix={FOUND}/{name}-", "-print_final_stats=1"]
    command = [sys.executable, __file__, "--atheris-target", name, str(seconds), str(corpus), *options]
    with tempfile.TemporaryDirectory() as scratch:  # libFuzzer ends the process without cleaning up
        kept = {"capture_output": True, "text": True, "errors": "replace", "env": {**os.environ, "TMPDIR": scratch}}
        done = subprocess.run(command, check=False, **kept)
    if done.returncode:
        sys.stdout.write(f"{name}: broken\n{done.stdout[-1500:]}\n{done.stderr[-3000:]}\n")
    counts = [line for line in done.stderr.splitlines() if line.startswith("stat::number_of_executed_units")]
    return int(counts[0].split()[-1]) if counts else 0, done.returncode == 0


def _run_atheris(name: str, seconds: float) -> None:
    import atheris

    with atheris.instrument_imports(include=["deepnews"]):
        import fuzz_targets
    target = fuzz_targets.targets()[name]

    def one(data: bytes) -> None:
        target.check(data)
        if time.process_time() > seconds:
            os.kill(os.getpid(), signal.SIGUSR1)  # libFuzzer counts what it did and ends

    atheris.Setup([sys.argv[0], *sys.argv[4:]], one)
    atheris.Fuzz()


def main() -> int:
    """Exit code: 1 when a reader was broken."""
    if sys.argv[1] == "--atheris-target":
        _run_atheris(sys.argv[2], float(sys.argv[3]))
        return 0
    from fuzz_targets import targets

    fuzz = {"hypothesis": by_hypothesis, "atheris": by_atheris}[sys.argv[1]]
    seconds, whole = 60 * float(sys.argv[2]), True
    for name in sys.argv[3:] or targets():
        started_s = sum(os.times()[:4])
        n_tried, held = fuzz(name, seconds)
        whole = whole and held
        used_s = sum(os.times()[:4]) - started_s
        sys.stdout.write(f"{name}: {n_tried:,} inputs, {used_s:.0f} s of CPU, {'held' if held else 'BROKEN'}\n")
        sys.stdout.flush()
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
