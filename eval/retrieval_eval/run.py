"""One system measured on one collection."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from deepnews.eval.retrieval_eval.beir import Collection
from deepnews.eval.retrieval_eval.metrics import MEASURES, figures, mean_interval
from deepnews.eval.retrieval_eval.systems import Searcher, System, Tell
from deepnews.eval.stats import Interval
from deepnews.retrieval.embed import Embedder
from deepnews.schemas.base import Record


class RetrievalResult(Record):
    """What one system reached."""

    system: str
    embedding: str
    n_documents: int
    n_queries: int
    means: dict[str, float]
    intervals: dict[str, Interval]
    index_passages_per_s: float
    query_ms_p50: float
    query_ms_p95: float
    seed: int
    faults: tuple[str, ...] = ()
    against: dict[str, dict[str, tuple[float, float, float]]] = Field(default_factory=dict)
    """For each other system and measure the mean difference and its 95% interval, queries paired."""

    def flat(self) -> dict[str, Any]:
        """The figures as one JSON object, each measure under its own name."""
        rest = self.model_dump(mode="json", exclude={"means"})
        return {"system": self.system, "n_queries": self.n_queries, **self.means, **rest}


class Measured(Record):
    """A result and what it is made of."""

    result: RetrievalResult
    per_query: dict[str, dict[str, float]]
    rankings: dict[str, list[str]]


def measure(
    collection: Collection,
    system: System,
    embedder: Embedder,
    language: Literal["en", "zh"],
    *,
    seed: int,
    tell: Tell,
    against: Sequence[System] = (),
) -> Measured:
    """The figures of `system`, and of the others on the same queries where a comparison is asked for."""
    ids = list(collection.texts)
    started = time.perf_counter()
    searcher = Searcher(list(collection.texts.values()), embedder, language, tell)
    if {system, *against} - {"bm25"}:
        searcher.embed_all()
    per_s = len(ids) / max(1e-9, time.perf_counter() - started)
    rankings, wall_ms = _rankings(searcher, collection, ids, system, tell)
    rows = {q: figures(found, collection.relevant[q]) for q, found in rankings.items()}
    differences = {}
    for other in against:
        found, _ = _rankings(searcher, collection, ids, other, tell)
        differences[other] = _differences(rows, {q: figures(r, collection.relevant[q]) for q, r in found.items()}, seed)
    result = RetrievalResult(
        system=system,
        embedding=embedder.embedding_id,
        n_documents=len(ids),
        n_queries=len(rows),
        means={m: _mean([row[m] for row in rows.values()]) for m in MEASURES},
        intervals={m: mean_interval([row[m] for row in rows.values()], seed) for m in MEASURES},
        index_passages_per_s=round(per_s, 1),
        query_ms_p50=_percentile(wall_ms, 50),
        query_ms_p95=_percentile(wall_ms, 95),
        seed=seed,
        faults=collection.faults,
        against=differences,
    )
    return Measured(result=result, per_query=rows, rankings=rankings)


def _rankings(
    searcher: Searcher, collection: Collection, ids: Sequence[str], system: System, tell: Tell
) -> tuple[dict[str, list[str]], list[float]]:
    """The ranking of each query without the document of its own id (as BEIR has it), and its wall milliseconds."""
    rankings: dict[str, list[str]] = {}
    wall_ms = []
    for done, (query_id, text) in enumerate(collection.queries.items(), 1):
        started = time.perf_counter()
        found = (ids[i] for i in searcher.rank(text, system))
        rankings[query_id] = [doc_id for doc_id in found if doc_id != query_id]
        wall_ms.append(1000 * (time.perf_counter() - started))
        tell(system, done, len(collection.queries))
    return rankings, wall_ms


def _differences(
    ours: Mapping[str, Mapping[str, float]], theirs: Mapping[str, Mapping[str, float]], seed: int
) -> dict[str, tuple[float, float, float]]:
    found = {}
    for measure_name in MEASURES:
        values = [ours[q][measure_name] - theirs[q][measure_name] for q in ours]
        low, high = mean_interval(values, seed)
        found[measure_name] = (_mean(values), low, high)
    return found


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 6)


def _percentile(values: Sequence[float], share: float) -> float:
    import numpy as np

    return round(float(np.percentile(values, share)), 2)
