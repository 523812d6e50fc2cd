"""Milliseconds a query and memory of an index of many passages.

Use: python tests/bench/archive_scale.py SOURCES N_PASSAGES [N_QUERIES]

Passages are synthetic: three sentences of the sources drawn anew for each, a hundred to a document. Their vectors are
means of two real ones and a little noise, so that building takes minutes and not hours; words, files and searches are
the real ones. Queries are sentences of the sources, embedded one by one. Wall time, and beside it processor time, which
other work on the machine does not lengthen.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil

from deepnews.retrieval.archive.article import spec_for
from deepnews.retrieval.archive.reader import FolderArchive
from deepnews.retrieval.archive.records import Entry, FileState, Origin
from deepnews.retrieval.archive.writer import open_writer
from deepnews.retrieval.embed import load_embedder
from deepnews.retrieval.load import load_corpus
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.corpus import Passage, SourceDocument
from deepnews.settings import load_settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

SEED = 7
N_REAL = 200
PER_DOCUMENT = 100
PER_SEGMENT = 50_000
NOISE = 0.02


def sentences_of(sources: str) -> list[str]:
    """The sentences of the sources."""
    corpus = load_corpus([sources], cache_dir=None)
    spans = ((d.text, s) for d in corpus.documents for s in sentence_spans(d.text, "en"))
    return [text[s.start : s.end] for text, s in spans if 40 < s.end - s.start < 400]


def entries(sentences: list[str], real: Matrix, n: int, rng: np.random.Generator) -> Iterator[Entry]:
    """Documents of a hundred synthetic passages."""
    for number in range(0, n, PER_DOCUMENT):
        size = min(PER_DOCUMENT, n - number)
        chosen = rng.integers(0, len(sentences), size=(size, 3))
        texts = [" ".join(sentences[i] for i in row) for row in chosen]
        pairs = rng.integers(0, len(real), size=(size, 2))
        rows = real[pairs].mean(axis=1) + rng.normal(0, NOISE, (size, real.shape[1])).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        yield entry(f"{number:012x}", texts, rows.astype(np.float32))


def entry(name: str, texts: list[str], rows: Matrix) -> Entry:
    """One document."""
    ends = np.cumsum([len(t) + 2 for t in texts]).tolist()
    spans = [(end - len(t) - 2, end - 2, t) for end, t in zip(ends, texts, strict=True)]
    document = SourceDocument(doc_id=name, path=name, title=name, text="\n\n".join(texts), content_sha256=name)
    passages = tuple(Passage(passage_id=f"{name}:{a}-{b}", doc_id=name, start=a, end=b, text=t) for a, b, t in spans)
    state = FileState(fingerprint=name, text_key=name)
    return Entry(key=name, state=state, document=document, passages=passages, rows=rows, profile=rows[0])


def build(folder: Path, embedder: Any, made: Iterator[Entry]) -> float:
    """Wall seconds of writing, without making texts and vectors."""
    spent_s = 0.0
    with open_writer(folder, spec_for("en", embedder)) as writer:
        batch: list[Entry] = []
        for item in made:
            batch.append(item)
            if len(batch) * PER_DOCUMENT >= PER_SEGMENT:
                started = time.perf_counter()
                writer.put(batch)
                spent_s += time.perf_counter() - started
                batch = []
        started = time.perf_counter()
        writer.put(batch)
        writer.finish(Origin())
    return spent_s + time.perf_counter() - started


def percentiles(values: list[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {"p50": round(float(np.percentile(values, 50)), 1), "p95": round(float(np.percentile(values, 95)), 1)}


def main(sources: str, n: int, n_queries: int) -> None:
    """Build, search, print one JSON object."""
    rng = np.random.default_rng(SEED)
    settings = load_settings()
    embedder = load_embedder("en", data_dir=settings.data_dir)
    sentences = sentences_of(sources)
    real = embedder.encode_passages([sentences[i] for i in rng.integers(0, len(sentences), N_REAL)])
    with tempfile.TemporaryDirectory() as name:
        build_s = build(Path(name), embedder, entries(sentences, real, n, rng))
        started = time.perf_counter()
        archive = FolderArchive(Path(name))
        open_s = time.perf_counter() - started
        wall_ms, cpu_ms = [], []
        for i in rng.integers(0, len(sentences), n_queries + 3):
            wall, cpu = time.perf_counter(), time.process_time()
            archive.search(sentences[i], embedder.encode_queries([sentences[i]])[0], 10)
            wall_ms.append(1000 * (time.perf_counter() - wall))
            cpu_ms.append(1000 * (time.process_time() - cpu))
        stats = archive.stats()
        result = {
            "n_passages": stats.n_passages,
            "search": stats.search,
            "write_s": round(build_s, 1),
            "open_s": round(open_s, 2),
            "query_wall_ms": percentiles(wall_ms[3:]),
            "query_cpu_ms": percentiles(cpu_ms[3:]),
            "resident_mib": round(psutil.Process().memory_info().rss / 2**20),
            "disk_mb": round(stats.n_bytes / 1e6),
        }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 100)
