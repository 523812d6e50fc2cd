"""Ways to join words and meaning, side by side on collections made of labelled pairs.

Usage: python tests/bench/fusion.py PAIRS.jsonl.gz [DATASET ...]

A collection is the documents of one data set; its queries are the claims labelled as supported, each answered by the
document it was paired with. Prints nDCG@10 of every way, and the difference to the better single search (paired).
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from deepnews.agents.materials import embedder_for
from deepnews.eval.retrieval_eval.metrics import mean_interval, ndcg
from deepnews.retrieval.search import SearchScores, WordSearch, fused, joined
from deepnews.retrieval.tokenize import search_tokens
from deepnews.settings import load_settings

Matrix = NDArray[np.float32]

DATASETS = ("climate_fever", "covidfact", "scifact_rte", "ocnli")
N_ROWS = 450
"""Pairs of a data set that are used; its documents are the corpus."""
N_DOC_CHARS = 1000
SEED = 7


class Collection(NamedTuple):
    """Documents, and queries each with the position of the document that answers it."""

    language: Literal["en", "zh"]
    texts: list[str]
    queries: list[str]
    answers: list[int]


def read_collections(path: Path) -> dict[str, Collection]:
    """The collections in a file of labelled pairs, by data set."""
    found: dict[str, Collection] = {}
    n_rows: dict[str, int] = {}
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for row in map(json.loads, stream):
            name = row["dataset"]
            n_rows[name] = n_rows.get(name, 0) + 1
            if n_rows[name] <= N_ROWS:
                _add(found.setdefault(name, Collection(row["lang"], [], [], [])), row)
    return found


def _add(collection: Collection, row: dict[str, str]) -> None:
    text = row["document"][:N_DOC_CHARS]
    if text not in collection.texts:
        collection.texts.append(text)
    if int(row["label"]) == 1:
        collection.queries.append(row["claim"])
        collection.answers.append(collection.texts.index(text))


def scores_of(collection: Collection) -> SearchScores:
    """Raw scores of both searches."""
    words = WordSearch([search_tokens(t) for t in collection.texts])
    embedder = embedder_for(load_settings(), collection.language)
    rows, asked = embedder.encode_passages(collection.texts), embedder.encode_queries(collection.queries)
    return SearchScores(words.scores([search_tokens(q) for q in collection.queries]), asked @ rows.T)


def standardised(scores: SearchScores, weight: float) -> Matrix:
    """Sum of the scores with mean 0 and spread 1 in each row."""
    parts = [(m - m.mean(1, keepdims=True)) / m.std(1, keepdims=True).clip(min=1e-6) for m in scores]
    total: Matrix = (1 - weight) * parts[0] + weight * parts[1]
    return total


WAYS: dict[str, Callable[[SearchScores], Matrix]] = {
    "bm25": lambda s: s.words,
    "dense": lambda s: s.meaning,
    "rank fusion": fused,
    "joined 0.3": lambda s: joined(s, 0.3),
    "joined 0.4": lambda s: joined(s, 0.4),
    "joined 0.5": lambda s: joined(s, 0.5),
    "joined 0.6": lambda s: joined(s, 0.6),
    "joined 0.7": lambda s: joined(s, 0.7),
    "standardised 0.5": lambda s: standardised(s, 0.5),
}


def each_query(total: Matrix, answers: Iterable[int]) -> list[float]:
    """nDCG@10 of every query."""
    orders = np.argsort(-total, axis=1, kind="stable")[:, :10]
    return [ndcg([str(i) for i in order], {str(a): 1}, 10) for order, a in zip(orders, answers, strict=True)]


def report(name: str, collection: Collection) -> None:
    """Print the figures of one collection."""
    scores = scores_of(collection)
    reached = {way: each_query(join(scores), collection.answers) for way, join in WAYS.items()}
    better = max(("bm25", "dense"), key=lambda way: sum(reached[way]))
    print(f"{name}: {len(collection.texts)} documents, {len(collection.queries)} queries; better alone: {better}")
    for way, rows in reached.items():
        gain = [a - b for a, b in zip(rows, reached[better], strict=True)]
        low, high = mean_interval(gain, SEED)
        print(f"  {way:<18} {np.mean(rows):.4f}  {np.mean(gain):+.4f} ({low:+.4f} to {high:+.4f})", flush=True)


if __name__ == "__main__":
    known = read_collections(Path(sys.argv[1]))
    for dataset in sys.argv[2:] or DATASETS:
        report(dataset, known[dataset])
