"""A Markdown table of search on collections in BEIR layout: nDCG@10 of words, vectors and both, and the difference.

Use: python tests/bench/search_table.py FOLDER [NAME ...]

FOLDER holds collections, such as those of search_sets.py; names that end in -zh are Chinese. The last column is ours
less the better of BM25 and dense, with the 95% interval over queries, paired.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from deepnews.eval.retrieval_eval.beir import read_collection
from deepnews.eval.retrieval_eval.run import RetrievalResult, measure
from deepnews.retrieval.embed import load_embedder
from deepnews.settings import load_settings

SEED: Final = 7
MEASURE: Final = "ndcg@10"


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def measured(folder: Path) -> RetrievalResult:
    """The figures of one collection."""
    language = "zh" if folder.name.endswith("-zh") else "en"
    embedder = load_embedder("zh" if language == "zh" else "en", data_dir=load_settings().data_dir)
    collection = read_collection(folder)
    others = ("bm25", "dense")
    return measure(collection, "ours", embedder, language, seed=SEED, tell=silent, against=others).result


def main(folder: Path, names: list[str]) -> None:
    """Print a line a collection and the means."""
    sums = [0.0, 0.0, 0.0]
    found = [f for f in sorted(folder.iterdir()) if (f / "corpus.jsonl").is_file() and (not names or f.name in names)]
    sys.stdout.write("| set | documents | queries | BM25 | dense | ours | ours less the better |\n")
    sys.stdout.write("|---|--:|--:|--:|--:|--:|--:|\n")
    for collection in found:
        result = measured(collection)
        ours = result.means[MEASURE]
        less = {name: differences[MEASURE] for name, differences in result.against.items()}
        scores = [ours - less["bm25"][0], ours - less["dense"][0], ours]
        mean, low, high = min(less.values())
        head = f"| `{collection.name}` | {result.n_documents} | {result.n_queries} |"
        cells = " | ".join(f"{score:.3f}" for score in scores)
        sys.stdout.write(f"{head} {cells} | {mean:+.3f} ({low:+.3f} to {high:+.3f}) |\n")
        sys.stdout.flush()
        sums = [total + score for total, score in zip(sums, scores, strict=True)]
    means = " | ".join(f"{total / max(1, len(found)):.3f}" for total in sums)
    sys.stdout.write(f"| mean | | | {means} | |\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
