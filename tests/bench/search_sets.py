"""Small collections in BEIR layout, made of what lies at hand, to compare ways of search on.

Use: python tests/bench/search_sets.py PAIRS PACKS OUT

PAIRS is a folder of labelled pairs (train.jsonl.gz and dev.jsonl.gz: dataset, document, claim, label); each data set
becomes one of claims and the documents that support them. PACKS is a folder of source packs; with the dossiers in
examples/ they become sets of first sentences and the passages that begin with them, and of what the keys in eval/keys
list and the passages that tell it. Drawn by a fixed seed; nothing is downloaded.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from deepnews.eval.forage_eval.keys import found_in, read_key
from deepnews.retrieval.index import index_passages
from deepnews.retrieval.load import load_corpus
from deepnews.retrieval.sentences import sentence_spans
from deepnews.schemas.corpus import Corpus, Passage

SEED: Final = 7
ROOT: Final = Path(__file__).parents[2]
N_QUERIES: Final = 200
N_DOCUMENTS: Final = {"en": 1200, "zh": 240}
"""Most documents of a set; Chinese ones are slow to embed."""
ZH_PAIRS: Final = frozenset({"ocnli"})
LEAST_HEAD_CHARS: Final = {"en": 40, "zh": 14}
DOSSIERS: Final = {
    f"{name}": ROOT / "examples" / "dossiers" / folder for name, folder in (("longnight", "en"), ("zh-dossier", "zh"))
}


class Pair(NamedTuple):
    """A query and a document that answers it; without a query a document that stands in the way."""

    query: str
    text: str


def labelled_sets(folder: Path) -> dict[str, list[Pair]]:
    """The pairs of each data set: supported claims with their documents, the other documents without a query."""
    sets: dict[str, list[Pair]] = defaultdict(list)
    for name in ("train.jsonl.gz", "dev.jsonl.gz"):
        with gzip.open(folder / name, "rt", encoding="utf-8") as stream:
            for row in map(json.loads, stream):
                sets[row["dataset"]].append(Pair(row["claim"] if row["label"] else "", row["document"]))
    return sets


def passages_of(folder: Path) -> tuple[Corpus, list[Passage]]:
    """The corpus of a pack or dossier, and its passages."""
    corpus = load_corpus([str(folder / "sources")], cache_dir=None)
    return corpus, [p for d in corpus.documents for p in index_passages(d)]


def head_pairs(passages: Iterable[Passage], language: str) -> Iterator[Pair]:
    """First sentences of passages, each with what follows it."""
    for passage in passages:
        spans = sentence_spans(passage.text, "zh" if language == "zh" else "en")
        if len(spans) > 2 and spans[0].end - spans[0].start >= LEAST_HEAD_CHARS[language]:
            yield Pair(passage.text[spans[0].start : spans[0].end], passage.text[spans[1].start :])


def key_pairs(path: Path, corpus: Corpus, passages: Sequence[Passage]) -> Iterator[Pair]:
    """What a key lists, each with the passages that tell it, and all passages."""
    for item in read_key(path).facts:
        yield from (Pair(item.what, p.text) for p in passages if found_in([item], [p], corpus))
    yield from (Pair("", p.text) for p in passages)


def write_set(folder: Path, pairs: Sequence[Pair], language: str) -> None:
    """The pairs as a collection: at most 200 queries, their documents, and others up to the most of the language."""
    rng = random.Random(SEED)
    by_query: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        if pair.query.strip():
            by_query[pair.query].add(pair.text)
    queries = rng.sample(sorted(by_query), min(N_QUERIES if language == "en" else N_QUERIES // 2, len(by_query)))
    wanted = dict.fromkeys(t for q in queries for t in sorted(by_query[q]))
    others = sorted({p.text for p in pairs} - set(wanted))
    room = max(0, N_DOCUMENTS[language] - len(wanted))
    texts = [*wanted, *rng.sample(others, min(room, len(others)))]
    rng.shuffle(texts)
    number = {text: f"d{i}" for i, text in enumerate(texts)}
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    write_rows(folder / "corpus.jsonl", ({"_id": i, "title": "", "text": t} for t, i in number.items()))
    write_rows(folder / "queries.jsonl", ({"_id": f"q{i}", "text": q} for i, q in enumerate(queries)))
    judged = [f"q{i}\t{number[t]}\t1" for i, q in enumerate(queries) for t in sorted(by_query[q])]
    (folder / "qrels" / "test.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *judged]), encoding="utf-8")
    sys.stdout.write(f"{folder.name}: {len(queries)} queries, {len(texts)} documents\n")


def write_rows(path: Path, rows: Iterable[dict[str, str]]) -> None:
    """One JSON object a line."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def main(pairs: Path, packs: Path, out: Path) -> None:
    """Write every set under `out`, its name ending in its language."""
    for name, found in labelled_sets(pairs).items():
        language = "zh" if name in ZH_PAIRS else "en"
        write_set(out / f"{name}-{language}", found, language)
    folders = {p.name: p for p in sorted(packs.iterdir()) if (p / "sources").is_dir()} | DOSSIERS
    keyed: dict[str, list[Pair]] = defaultdict(list)
    for name, folder in folders.items():
        language = "zh" if name.startswith("zh") else "en"
        corpus, passages = passages_of(folder)
        write_set(out / f"heads-{name}-{language}", list(head_pairs(passages, language)), language)
        key = ROOT / "eval" / "keys" / f"{name}.yaml"
        if key.is_file():
            keyed[language].extend(key_pairs(key, corpus, passages))
    for language, found in keyed.items():
        write_set(out / f"keys-{language}", found, language)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
