"""What a batch costs beside its model, against a served model that takes a fixed time for each reply.

    python tests/bench/batch_scale.py queue 10000        # the batch alone: no articles, only its own time and memory
    python tests/bench/batch_scale.py load 8 4 16        # 8 articles, 4 at once, a server of 16 slots
    python tests/bench/batch_scale.py workers 16 1 2 4   # the same server, 1, then 2, then 4 articles at once
    python tests/bench/batch_scale.py soak 500 8         # memory of the batch over 500 short articles, 8 at once

A server of S slots answers S calls at once, each in DELAY_S seconds (environment; 1 unless set); further calls queue.
Ideal time of N articles, A at once: the longest of
- all their model seconds divided by S, and
- ceil(N / A) times the critical path: the time in which at least one call of an article that runs alone is answered.
Overhead is the share of the wall time beyond that. CPU seconds are those of the batch and of all its processes; the
server's are not counted, though it runs on the same machine.
"""

from __future__ import annotations

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import psutil

from deepnews.agents.run_folder import RunFolder
from deepnews.agents.state import ProgressEvent
from deepnews.app.batch.jobs import Job
from deepnews.app.batch.live import Quiet
from deepnews.app.batch.run import Plan, run_batch
from deepnews.llm import ChatRequest
from deepnews.prices import load_prices
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.run import RunRecord
from deepnews.scripted_model import ScriptedModel

DOSSIERS = Path(__file__).parents[2] / "examples" / "dossiers"
COMMAND = [sys.executable, "-c", "from deepnews.app.cli import main; main()"]
N_PARTS = 20
DELAY_S = float(os.environ.get("DELAY_S", "1"))


# --- the served model ------------------------------------------------------------------------------------------------


class _Answers(BaseHTTPRequestHandler):
    """The scripted model behind the OpenAI protocol; a GET tells what was answered since the last one."""

    protocol_version = "HTTP/1.1"
    model = ScriptedModel()
    slots = threading.Semaphore()
    spans: ClassVar[deque[tuple[float, float]]] = deque()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        schema = body.get("response_format", {}).get("json_schema", {}).get("schema")
        request = ChatRequest(messages=body["messages"], stage="bench", prompt_id="bench", json_schema=schema)
        message = {"role": "assistant", "content": self.model.complete(request).text}
        self.model.requests.clear()
        with self.slots:
            started_s = time.monotonic()
            time.sleep(DELAY_S)
            self.spans.append((started_s, time.monotonic()))
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        self._send(
            {
                "id": "1",
                "object": "chat.completion",
                "created": 0,
                "model": "bench",
                "choices": [choice],
                "usage": usage,
            }
        )

    def do_GET(self) -> None:
        spans = sorted(self.spans)
        self.spans.clear()
        self._send(
            {
                "n_calls": len(spans),
                "some_s": _union_s(spans),
                "slots_s": sum(end - start for start, end in spans),
                "calls_ended_s": [end for _, end in spans],
            }
        )

    def _send(self, content: dict[str, Any]) -> None:
        encoded = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(encoded)))
        self.end_headers()
        self.wfile.write(encoded)

    def log_message(self, *words: Any) -> None:
        """Nothing."""


def _union_s(spans: Sequence[tuple[float, float]]) -> float:
    """Seconds that lie in at least one of the sorted spans."""
    total_s, until_s = 0.0, 0.0
    for start_s, end_s in spans:
        total_s += max(0.0, end_s - max(start_s, until_s))
        until_s = max(until_s, end_s)
    return total_s


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512


def serve(n_slots: int) -> None:
    """Serve until stdin closes; the first line on stdout is the address."""
    _Answers.slots = threading.Semaphore(n_slots)
    server = _Server(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
    sys.stdin.read()


@contextmanager
def served(n_slots: int) -> Iterator[str]:
    pipe, command = subprocess.PIPE, [sys.executable, __file__, "serve", str(n_slots)]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as server:
        assert server.stdin is not None and server.stdout is not None
        yield server.stdout.readline().strip()
        server.stdin.close()


def answered(base_url: str) -> dict[str, Any]:
    """What the server has answered since this was asked last."""
    with urllib.request.urlopen(base_url) as reply:
        found: dict[str, Any] = json.load(reply)
    return found


# --- the batch alone -------------------------------------------------------------------------------------------------


class _NoWork:
    """An engine whose jobs are done at once."""

    n_local_at_once: int | None = 1
    n_preparing_at_once: int | None = None

    def run(self, job: Job, folder: Path, on_event: Callable[[ProgressEvent], None]) -> RunRecord:
        for stage in ("sources", "note", "draft", "publish"):
            on_event(ProgressEvent(stage=stage, done=1, total=1))
        made = {"run_dir": str(folder), "language": "en", "model": job.model, "seed": 7, "deepnews_version": "bench"}
        record = RunRecord(state="done", headline="A headline", n_chars_article=3000, **made)
        RunFolder(folder).write_record(record)
        return record

    def stop(self) -> None:
        """Nothing runs."""


def queue(n_jobs: int) -> None:
    """Time and memory of a batch of `n_jobs` over 100 corpora, 200 at once."""
    jobs = [
        Job(
            f"job-{n}", n + 1, Assignment(topic=f"Why did mill {n} close?", sources=(f"/corpus/{n % 100}",)), "openai:x"
        )
        for n in range(n_jobs)
    ]
    with tempfile.TemporaryDirectory() as out:
        plan = Plan(Path("jobs.jsonl"), jobs, Path(out), load_prices(None), n_at_once=200)
        before_s, before = time.process_time(), _peak_mib(resource.RUSAGE_SELF)
        summary = run_batch(plan, Quiet(), _NoWork())
        cpu_s = time.process_time() - before_s
    assert summary.counts == {"done": n_jobs}
    peak = _peak_mib(resource.RUSAGE_SELF)
    print(f"{n_jobs} jobs: {1000 * cpu_s / n_jobs:.2f} ms CPU a job, {before:.0f} MiB before, {peak:.0f} MiB at most")


# --- whole articles --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bench:
    """A place with jobs, and the server they ask."""

    place: Path
    base_url: str
    job: dict[str, Any]

    def run(self, n_jobs: int, n_at_once: int, out: str, watch: Callable[[int], None] = lambda pid: None) -> Measured:
        """Run so many jobs like `job`; `watch` is given the batch's process id every second."""
        rows = ({**self.job, "id": f"job-{n}", "base_url": self.base_url, "seed": n} for n in range(n_jobs))
        jobs = self.place / f"{out}.jsonl"
        jobs.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
        command = [*COMMAND, "batch", jobs.name, "--quiet", "--out", out, "--jobs", str(n_at_once)]
        answered(self.base_url)
        cpu_s, started_s = _children_cpu_s(), time.monotonic()
        with subprocess.Popen(command, cwd=self.place, env=self._environment()) as batch:
            while batch.poll() is None:
                watch(batch.pid)
                with suppress(subprocess.TimeoutExpired):
                    batch.wait(1)
        wall_s = time.monotonic() - started_s
        records = [RunFolder(folder).read_record() for folder in sorted((self.place / out).glob("job-*"))]
        assert [r.state for r in records] == ["done"] * n_jobs
        peak_mib = max(r.peak_rss_mib for r in records)
        found = answered(self.base_url)
        busy = _calls_in_parts(found.pop("calls_ended_s"), started_s, wall_s)
        return Measured(wall_s=wall_s, cpu_s=_children_cpu_s() - cpu_s, peak_mib=peak_mib, calls_in_parts=busy, **found)

    def _environment(self) -> dict[str, str]:
        own = {"DEEPNEWS_EMBEDDER": "hashing", "DEEPNEWS_CACHE_DIR": str(self.place / "cache"), "OMP_NUM_THREADS": "1"}
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}  # as installed: compiled
        return {**kept, **own, "DEEPNEWS_USE_CACHE": "false"}


def _calls_in_parts(ended_s: Sequence[float], started_s: float, wall_s: float) -> tuple[int, ...]:
    """Calls answered in each twentieth of the time; the server's clock is this machine's."""
    parts = Counter(min(N_PARTS - 1, int(N_PARTS * (end - started_s) / wall_s)) for end in ended_s)
    return tuple(parts[n] for n in range(N_PARTS))


@dataclass(frozen=True)
class Measured:
    """One batch; seconds."""

    wall_s: float
    cpu_s: float
    peak_mib: float
    """Largest resident set of a job's process, shared memory included."""
    n_calls: float
    some_s: float
    """At least one call was being answered."""
    slots_s: float
    """Sum over all calls."""
    calls_in_parts: tuple[int, ...]
    """Calls answered in each twentieth of the wall time."""


@contextmanager
def bench(n_slots: int, job: dict[str, Any]) -> Iterator[tuple[Bench, Measured]]:
    """A bench whose sources are read already, and what an article alone costs there."""
    with tempfile.TemporaryDirectory() as place, served(n_slots) as base_url:
        made = Bench(Path(place), base_url, job)
        made.run(1, 1, "first")
        yield made, made.run(1, 1, "alone")


def article(n_chars: int) -> dict[str, Any]:
    """A job with the English sample dossier."""
    what = {"topic": "Why did the recall come so late, and who knew?", "sources": [str(DOSSIERS / "en" / "sources")]}
    return what | {"model": "openai:bench", "n_chars_target": n_chars}


def short_article() -> dict[str, Any]:
    """A job with one source."""
    what = {"topic": "Why did the recall happen?", "sources": [f"{DOSSIERS}/en/sources/04-supplier-email.txt"]}
    return what | {"model": "openai:bench", "n_chars_target": 600, "on_scarcity": "allow"}


def load(n_articles: int, n_at_once: int, n_slots: int, n_chars: int = 2000) -> None:
    """Overhead, CPU seconds and memory of `n_articles`, `n_at_once` at a time, against a server of `n_slots`."""
    with bench(n_slots, article(n_chars)) as (made, alone):
        print(f"alone: {_told(alone, 1, 1, n_slots, alone)}")
        found = made.run(n_articles, n_at_once, "measured")
    print(f"{n_articles} articles, {n_at_once} at once: {_told(found, n_articles, n_at_once, n_slots, alone)}")


def _told(found: Measured, n_articles: int, n_at_once: int, n_slots: int, alone: Measured) -> str:
    path_s = alone.some_s * math.ceil(n_articles / n_at_once)
    ideal_s = max(path_s, found.n_calls * DELAY_S / n_slots)
    return (
        f"{found.wall_s:.1f} s, ideal {ideal_s:.1f} s, overhead {1 - ideal_s / found.wall_s:.1%}, "
        f"{n_slots} slots busy {found.slots_s / n_slots / found.wall_s:.1%}; "
        f"{found.n_calls / n_articles:.0f} calls and {found.cpu_s / n_articles:.2f} s CPU an article, "
        f"{found.peak_mib:.0f} MiB at most; slots busy in each twentieth of the time, per cent: {_busy(found, n_slots)}"
    )


def _busy(found: Measured, n_slots: int) -> str:
    most = found.wall_s / N_PARTS * n_slots / DELAY_S
    return " ".join(f"{100 * n / most:.0f}" for n in found.calls_in_parts)


def workers(n_slots: int, *n_at_once: int) -> None:
    """Articles a minute with so many at once, two rounds each, and their share of what one at a time promises."""
    with bench(n_slots, article(2000)) as (made, _):
        one = 0.0
        for n in n_at_once:
            found = made.run(2 * n, n, f"with-{n}")
            rate = 2 * n / found.wall_s
            one = one or rate / n
            most = min(n * one, n_slots / DELAY_S / (found.n_calls / (2 * n)))
            print(
                f"{n} at once: {60 * rate:.2f} articles a minute, {rate / most:.2f} of linear or of the slots",
                flush=True,
            )


def soak(n_articles: int, n_at_once: int) -> None:
    """Memory of the batch's own process over `n_articles` short articles."""
    seen: list[float] = []
    with bench(64, short_article()) as (made, _):
        found = made.run(n_articles, n_at_once, "soak", lambda pid: seen.append(_rss_mib(pid)))
    tenths = [max(seen[len(seen) * n // 10 : len(seen) * (n + 1) // 10]) for n in range(10)]
    print(f"{n_articles} articles in {found.wall_s:.0f} s, {found.cpu_s / n_articles:.2f} s CPU an article")
    print(f"MiB at most in each tenth of the time: {' '.join(f'{mib:.0f}' for mib in tenths)}")


def _rss_mib(pid: int) -> float:
    try:
        return float(psutil.Process(pid).memory_info().rss) / 2**20
    except psutil.NoSuchProcess:
        return 0.0


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak_mib(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


if __name__ == "__main__":
    kinds: dict[str, Callable[..., None]] = {
        "queue": queue,
        "load": load,
        "workers": workers,
        "soak": soak,
        "serve": serve,
    }
    kinds[sys.argv[1]](*map(int, sys.argv[2:]))
