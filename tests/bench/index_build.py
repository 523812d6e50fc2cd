"""Index build and search beside LangChain's FAISS store with sentence-transformers, on one collection in BEIR layout.

Use: python tests/bench/index_build.py BEIR_FOLDER [N_DOCUMENTS]    (needs: pip install langchain-community)

Both get the same texts and queries and the same weights. Seconds are those of the processor (all threads), so that
other work on the machine does not count. The store is filled as its documentation shows: `FAISS.from_texts`.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import warnings
from pathlib import Path

from deepnews.eval.retrieval_eval.beir import read_collection
from deepnews.eval.retrieval_eval.metrics import mean_interval, ndcg
from deepnews.retrieval.archive.article import spec_for
from deepnews.retrieval.archive.reader import FolderArchive
from deepnews.retrieval.archive.records import Entry, FileState, Origin
from deepnews.retrieval.archive.writer import open_writer
from deepnews.retrieval.embed import load_embedder
from deepnews.schemas.corpus import Passage, SourceDocument
from deepnews.settings import load_settings
from deepnews.weights import embedding_path

TOP_K = 10


def ours(ids: list[str], texts: list[str], queries: list[str]) -> tuple[float, list[list[str]], float]:
    """Build seconds, rankings, and the median query's milliseconds of an index in a folder; each text one passage."""
    settings = load_settings()
    embedder = load_embedder("en", data_dir=settings.data_dir)
    embedder.encode_passages(["warm"])
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        rows = embedder.encode_passages(texts)
        entries = [
            Entry(
                key=i,
                state=FileState(fingerprint=i, text_key=i),
                document=SourceDocument(doc_id=i, path=i, title=i, text=text, content_sha256=i),
                passages=(Passage(passage_id=i, doc_id=i, start=0, end=len(text), text=text),),
                rows=row[None, :],
                profile=row,
            )
            for i, text, row in zip(ids, texts, rows, strict=True)
        ]
        with open_writer(Path(folder), spec_for("en", embedder)) as writer:
            writer.put(entries)
            writer.finish(Origin())
        build_s = time.process_time() - started
        archive = FolderArchive(Path(folder))
        found, times = [], []
        for query in queries:
            started = time.process_time()
            hits = archive.search(query, embedder.encode_queries([query])[0], TOP_K)
            times.append(1000 * (time.process_time() - started))
            found.append([hit.passage.doc_id for hit in hits])
    return build_s, found, sorted(times)[len(times) // 2]


def langchain(ids: list[str], texts: list[str], queries: list[str]) -> tuple[float, list[list[str]], float]:
    """The same of LangChain's store."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from langchain_community.embeddings import HuggingFaceEmbeddings
        from langchain_community.vectorstores import FAISS

        model = HuggingFaceEmbeddings(model_name=str(embedding_path(load_settings().data_dir)))
    model.embed_query("warm")
    started = time.process_time()
    store = FAISS.from_texts(texts, model, metadatas=[{"id": i} for i in ids])
    build_s = time.process_time() - started
    found, times = [], []
    for query in queries:
        started = time.process_time()
        hits = store.similarity_search(query, k=TOP_K)
        times.append(1000 * (time.process_time() - started))
        found.append([hit.metadata["id"] for hit in hits])
    return build_s, found, sorted(times)[len(times) // 2]


def main(folder: Path, n_documents: int) -> None:
    """Print both and their ratio."""
    collection = read_collection(folder)
    kept = list(collection.texts.items())[:n_documents]
    known = {i for i, _ in kept}
    asked = {q: t for q, t in collection.queries.items() if known.intersection(collection.relevant[q])}
    ids, texts = [i for i, _ in kept], [t for _, t in kept]
    gains = {}
    speed = {}
    for name, system in (("ours", ours), ("langchain", langchain)):
        build_s, found, query_ms = system(ids, texts, list(asked.values()))
        relevant = [{d: g for d, g in collection.relevant[q].items() if d in known} for q in asked]
        gains[name] = [ndcg(ranking, wanted, TOP_K) for ranking, wanted in zip(found, relevant, strict=True)]
        speed[name] = len(texts) / build_s
        mean = sum(gains[name]) / len(gains[name])
        line = {"system": name, "n_passages": len(texts), "n_queries": len(asked), "ndcg@10": round(mean, 4)}
        line |= {"passages_per_cpu_s": round(speed[name], 1), "query_cpu_ms_p50": round(query_ms, 1)}
        sys.stdout.write(json.dumps(line) + "\n")
    differences = [a - b for a, b in zip(gains["ours"], gains["langchain"], strict=True)]
    low, high = mean_interval(differences, 7)
    mean = sum(differences) / len(differences)
    ratio = speed["ours"] / speed["langchain"]
    sys.stdout.write(f"build {ratio:.1f} times as fast; nDCG@10 {mean:+.4f} ({low:+.4f} to {high:+.4f})\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10**9)
