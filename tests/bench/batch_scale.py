"""What a batch costs beside its model, against a served model that takes a fixed time for each reply.

    python tests/bench/batch_scale.py queue 10000      # the batch alone: no articles, only its own time and memory
    python tests/bench/batch_scale.py articles 8 4     # 8 articles, 4 at once: CPU seconds and overhead of each

CPU seconds are those of the batch and of all its processes; the server's are not counted.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

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
COMMAND = [sys.executable, "-c", "from deepnews.app.cli import main; main()", "batch", "jobs.jsonl", "--quiet"]
DELAY_S = float(os.environ.get("DELAY_S", "1.0"))


# --- the served model ------------------------------------------------------------------------------------------------


class _Answers(BaseHTTPRequestHandler):
    """The scripted model behind the OpenAI protocol, each reply after the same time."""

    protocol_version = "HTTP/1.1"
    model = ScriptedModel()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        schema = body.get("response_format", {}).get("json_schema", {}).get("schema")
        request = ChatRequest(messages=body["messages"], stage="bench", prompt_id="bench", json_schema=schema)
        message = {"role": "assistant", "content": self.model.complete(request).text}
        self.model.requests.clear()
        time.sleep(DELAY_S)
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        reply = {"id": "1", "object": "chat.completion", "created": 0, "model": "bench", "choices": [choice]}
        content = json.dumps(reply | {"usage": usage}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words: Any) -> None:
        """Nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512


def serve() -> None:
    """Serve until stdin closes; the first line on stdout is the address."""
    import threading

    server = _Server(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
    sys.stdin.read()


@contextmanager
def served() -> Iterator[str]:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, __file__, "serve"], stdin=pipe, stdout=pipe, text=True) as server:
        assert server.stdin is not None and server.stdout is not None
        yield server.stdout.readline().strip()
        server.stdin.close()


# --- the batch alone -------------------------------------------------------------------------------------------------


class _NoWork:
    """An engine whose jobs are done at once."""

    n_local_at_once: int | None = 1

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


def articles(n_articles: int, n_at_once: int) -> None:
    """CPU seconds and overhead of `n_articles` of the English dossier, `n_at_once` at a time."""
    with tempfile.TemporaryDirectory() as place, served() as base_url:
        rows = [_row(n, Path(place), base_url) for n in range(n_articles + 1)]
        _batch(Path(place), rows[:1], "first", n_at_once)  # reads the corpus, so that it is in the cache
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started_s = time.monotonic()
        _batch(Path(place), rows[1:], "measured", n_at_once)
        wall_s = time.monotonic() - started_s
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        records = [RunFolder(folder).read_record() for folder in sorted((Path(place) / "measured").glob("job-*"))]
    assert len(records) == n_articles
    cpu_s = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / n_articles
    n_calls = sum(r.n_model_calls for r in records) / n_articles
    model_s = sum(t.model_s for r in records for t in r.stages.values()) / n_articles
    print(f"{n_articles} articles, {n_at_once} at once: {wall_s:.0f} s in all, {cpu_s:.1f} s CPU an article")
    peak = max(r.peak_rss_mib for r in records)
    print(f"  {n_calls:.0f} calls an article, {model_s:.0f} s in the model, peak {peak:.0f} MiB")
    print(f"  states: {[r.state for r in records]}")


def _row(n: int, place: Path, base_url: str) -> dict[str, Any]:
    what = {"topic": "Why did the recall come so late, and who knew?", "sources": [str(DOSSIERS / "en" / "sources")]}
    return what | {"id": f"job-{n}", "model": "openai:bench", "base_url": base_url, "seed": n, "n_chars_target": 2000}


def _batch(place: Path, rows: list[dict[str, Any]], out: str, n_at_once: int) -> None:
    (place / "jobs.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    own = {"DEEPNEWS_EMBEDDER": "hashing", "DEEPNEWS_CACHE_DIR": str(place / "cache"), "DEEPNEWS_USE_CACHE": "false"}
    command = [*COMMAND, "--out", out, "--jobs", str(n_at_once)]
    subprocess.run(command, cwd=place, env={**os.environ, **own, "OMP_NUM_THREADS": "1"}, check=False)


def _peak_mib(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


if __name__ == "__main__":
    kinds: dict[str, Callable[..., None]] = {"queue": queue, "articles": articles, "serve": serve}
    kinds[sys.argv[1]](*map(int, sys.argv[2:]))
