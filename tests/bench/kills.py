"""kill -9 at random moments over a batch of 20 articles: are they the articles of an undisturbed batch?

Half of the kills strike the batch itself, half one of the jobs in hand; each strikes after a random number of events
and a random pause. After each kill every file of the unfinished runs is read back, and the same command goes on. When
all are done, a further round begins in a new folder until there were enough kills. What is compared with the
undisturbed batch: the article and all that it was made from, byte by byte. The scripted model answers.

Use: python tests/bench/kills.py FOLDER [N_KILLS [MINUTES]]. The same command goes on where an earlier one stopped.
Ends with 1 when a promise was broken, with 3 when there were too few kills yet.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import psutil

from deepnews.agents.run_folder import RunFolder
from deepnews.app import exit_codes

DOSSIERS: Final = Path(__file__).parents[2] / "examples" / "dossiers"
COMMAND: Final = (sys.executable, "-c", "from deepnews.app.cli import main; main()", "batch", "jobs.jsonl")
N_JOBS: Final = 20
N_EVENTS_MOST: Final = 12
PAUSE_MOST_S: Final = 0.4
COMPARED: Final = ("article.md", "draft.json", "plan.json", "facts.jsonl", "evidence.jsonl", "claims.jsonl")
READERS: Final = {
    "assignment.yaml": RunFolder.read_assignment,
    "sources.jsonl": RunFolder.read_sources,
    "evidence.jsonl": RunFolder.read_evidence,
    "facts.jsonl": RunFolder.read_facts,
    "plan.json": RunFolder.read_plan,
    "draft.json": RunFolder.read_draft,
    "claims.jsonl": RunFolder.read_claims,
    "run.json": RunFolder.read_record,
    "events.jsonl": RunFolder.read_events,
}


@dataclass
class Tally:
    """What happened so far; kept in ``tally.json``."""

    n_rounds: int = 0
    """Rounds begun."""
    n_batch_kills: int = 0
    n_job_kills: int = 0
    n_starts: int = 0
    n_articles: int = 0
    n_calls: int = 0
    """Model calls of all finished articles, each once."""
    first_seen: dict[str, float] = field(default_factory=dict)
    """Time of change of each article of this round when it was first seen finished."""
    broken: list[str] = field(default_factory=list)

    @property
    def n_kills(self) -> int:
        """Kills of both kinds."""
        return self.n_batch_kills + self.n_job_kills


class Bench:
    """The folder of the experiment."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.ids = _write_jobs(root / "jobs.jsonl")
        path = root / "tally.json"
        self.tally = Tally(**json.loads(path.read_text("utf-8"))) if path.is_file() else Tally()

    def save(self) -> None:
        """Keep the tally."""
        (self.root / "tally.json").write_text(json.dumps(asdict(self.tally), ensure_ascii=False), encoding="utf-8")

    @property
    def out(self) -> Path:
        """Folder of this round's batch."""
        return self.root / f"torn-{self.tally.n_rounds}"

    def start(self, out: Path) -> subprocess.Popen[bytes]:
        """The batch as a process of its own."""
        command = [*COMMAND, "--out", out.name, "--jobs", "2", "--quiet"]
        with (self.root / f"{out.name}.log").open("ab") as log:
            return subprocess.Popen(command, cwd=self.root, env=self._environment(out), stdout=log, stderr=log)

    def _environment(self, out: Path) -> dict[str, str]:
        own = {"MODEL": "scripted", "EMBEDDER": "hashing", "USE_CACHE": "false"}
        own |= {"CACHE_DIR": str(self.root / f"cache-{out.name}"), "DATA_DIR": str(self.root / "data")}
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DEEPNEWS_") and k != "OPENAI_API_KEY"}
        return {**kept, **{f"DEEPNEWS_{k}": v for k, v in own.items()}, "OMP_NUM_THREADS": "1"}

    def is_done(self, job_id: str) -> bool:
        """True when the record says that the job's article is finished."""
        run = RunFolder(self.out / job_id)
        return run.has("run.json") and run.read_record().state in ("done", "red")

    def look(self) -> None:
        """Read every file of the unfinished runs, and remember when finished articles were written."""
        for job_id in self.ids:
            folder = self.out / job_id
            if self.is_done(job_id):
                self.tally.first_seen.setdefault(job_id, (folder / "article.md").stat().st_mtime_ns)
            elif folder.is_dir():
                self.tally.broken += _unreadable(folder)

    def end_round(self) -> None:
        """Compare the round with the undisturbed batch, count its calls."""
        for job_id in self.ids:
            folder = self.out / job_id
            for name in COMPARED:
                if (folder / name).read_bytes() != (self.root / "whole" / job_id / name).read_bytes():
                    self.tally.broken.append(f"{folder.name}/{name} differs")
            written_ns = self.tally.first_seen.get(job_id)
            if written_ns is not None and (folder / "article.md").stat().st_mtime_ns != written_ns:
                self.tally.broken.append(f"{job_id} was written again")
            keys = [e["key"] for e in RunFolder(folder).read_events() if _is_call(e)]
            self.tally.broken += [f"{job_id} repeated a call"] * (len(keys) - len(set(keys)))
            self.tally.n_calls += len(set(keys))
        self.tally.n_articles += len(self.ids)


def _write_jobs(path: Path) -> list[str]:
    """Ids of the jobs, written to `path`: one or two documents of a sample dossier each, with seeds of their own."""
    found = {
        lang: sorted(p for p in (DOSSIERS / lang / "sources").iterdir() if p.suffix in (".md", ".txt", ".html"))
        for lang in ("en", "zh")
    }
    rows = []
    for n in range(N_JOBS):
        lang = "zh" if n % 4 == 3 else "en"
        files = [str(found[lang][(n + i) % len(found[lang])]) for i in range(1 + n % 2)]
        topic = "发生了什么，谁知情？" if lang == "zh" else "What happened, and who knew?"
        row = {"id": f"job-{n:02d}", "topic": topic, "language": lang, "sources": files, "seed": n}
        rows.append(row | {"n_chars_target": 600, "on_scarcity": "allow"})
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    return [str(row["id"]) for row in rows]


def _unreadable(folder: Path) -> Iterator[str]:
    """What is wrong with the files of a run that was killed."""
    run = RunFolder(folder)
    for name, read in READERS.items():
        if run.has(name):
            try:
                read(run)
            except Exception as error:  # whatever it is, it is the finding
                yield f"{folder.name}/{name}: {error}"


def _is_call(event: Any) -> bool:
    return bool(event["event"] == "model_call" and not event["from_cache"])


def _n_events(out: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in out.glob("*/events.jsonl"))


@contextmanager
def _batch(bench: Bench, out: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A running batch; one that still runs at the end is asked to stop, and its locks are given up."""
    child = bench.start(out)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
        child.wait(timeout=120)


def _strike(bench: Bench, child: subprocess.Popen[bytes], draw: random.Random) -> bool:
    """Kill the batch, or a job or the nursery of the jobs, at a random moment; False when the batch ended before."""
    wanted = _n_events(bench.out) + draw.randint(0, N_EVENTS_MOST)
    while child.poll() is None and _n_events(bench.out) < wanted:
        time.sleep(0.05)
    time.sleep(draw.uniform(0.0, PAUSE_MOST_S))
    workers = psutil.Process(child.pid).children(recursive=True) if child.poll() is None else []
    if child.poll() is not None:
        return False
    if workers and draw.random() < 0.5:
        draw.choice(workers).send_signal(signal.SIGKILL)
        bench.tally.n_job_kills += 1
    else:
        child.kill()
        child.wait()
        bench.tally.n_batch_kills += 1
    return True


def _round(bench: Bench, n_kills: int, end_s: float, draw: random.Random) -> bool:
    """Go on with this round; True when all its articles are done."""
    while time.monotonic() < end_s and not all(bench.is_done(job_id) for job_id in bench.ids):
        bench.tally.n_starts += 1
        with _batch(bench, bench.out) as child:
            while child.poll() is None and time.monotonic() < end_s:
                if bench.tally.n_kills >= n_kills:
                    _wait(child, end_s)
                elif _strike(bench, child, draw):
                    bench.look()
                    bench.save()
        bench.look()
        bench.save()
    return all(bench.is_done(job_id) for job_id in bench.ids)


def _wait(child: subprocess.Popen[bytes], end_s: float) -> None:
    while child.poll() is None and time.monotonic() < end_s:
        time.sleep(0.1)


def experiment(bench: Bench, n_kills: int, end_s: float) -> bool:
    """True when there were enough kills and every round begun is finished."""
    with _batch(bench, bench.root / "whole") as child:
        _wait(child, end_s)
    if child.returncode not in (exit_codes.DONE, exit_codes.RED_CLAIMS):
        return False
    draw = random.Random(f"{bench.tally.n_kills} {bench.tally.n_starts}")
    while time.monotonic() < end_s:
        if bench.tally.n_rounds == 0 or _round(bench, n_kills, end_s, draw):
            if bench.tally.n_rounds:
                bench.end_round()
            if bench.tally.n_kills >= n_kills:
                return True
            bench.tally.n_rounds += 1
            bench.tally.first_seen = {}
            bench.save()
    return False


def main() -> int:
    """Exit code of the experiment."""
    bench = Bench(Path(sys.argv[1]).absolute())
    n_kills = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    end_s = time.monotonic() + 60 * float(sys.argv[3] if len(sys.argv) > 3 else "60")
    is_whole = experiment(bench, n_kills, end_s)
    bench.save()
    t = bench.tally
    sys.stdout.write(
        f"{t.n_kills} kills ({t.n_batch_kills} of the batch, {t.n_job_kills} of a job) over {t.n_rounds} rounds of "
        f"{N_JOBS}, {t.n_starts} starts; {t.n_articles} articles compared, {t.n_calls} model calls, "
        f"{len(t.broken)} promises broken{' ' if t.broken else '.'}{'; '.join(t.broken[:10])}\n"
    )
    return 1 if t.broken else 0 if is_whole else 3


if __name__ == "__main__":
    sys.exit(main())
