"""A collection in BEIR layout: ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/SPLIT.tsv``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from deepnews.errors import UsageError

_LAYOUT = "A folder in BEIR layout holds corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv."


class Collection(NamedTuple):
    """Documents, queries and judgements; only queries with a judgement above 0 are kept."""

    texts: dict[str, str]
    """Title and text of each document."""
    queries: dict[str, str]
    relevant: dict[str, dict[str, int]]
    """For each query the documents that answer it, with their grade (1 and up)."""
    faults: tuple[str, ...]
    """Lines that could not be read, each as ``file:line: what``."""


def read_collection(folder: Path, split: str = "test", limit_queries: int | None = None) -> Collection:
    """The collection in `folder`; broken lines are named and passed over.

    Raises UsageError when a file is missing or nothing in it can be measured.
    """
    faults: list[str] = []
    texts = {i: f"{row.get('title') or ''}\n{row['text']}".strip() for i, row in _rows(folder / "corpus.jsonl", faults)}
    asked = {i: str(row["text"]) for i, row in _rows(folder / "queries.jsonl", faults)}
    relevant = _judgements(folder / "qrels" / f"{split}.tsv", faults)
    known = {
        query: {doc: grade for doc, grade in found.items() if doc in texts}
        for query, found in relevant.items()
        if query in asked
    }
    kept = [query for query, found in known.items() if found][:limit_queries]
    if not texts or not kept:
        raise UsageError(f"{folder} has no query with a judged document of its corpus.", hint=_LAYOUT)
    return Collection(texts, {q: asked[q] for q in kept}, {q: known[q] for q in kept}, tuple(faults))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8", errors="replace") as stream:
            yield from ((n, line.rstrip("\n")) for n, line in enumerate(stream, 1) if line.strip())
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", hint=_LAYOUT) from error


def _rows(path: Path, faults: list[str]) -> Iterator[tuple[str, dict[str, object]]]:
    for number, line in _lines(path):
        try:
            row = json.loads(line)
            yield str(row["_id"]), {**row, "text": str(row["text"])}
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            faults.append(f"{path.name}:{number}: {type(error).__name__} {error}"[:200])


def _judgements(path: Path, faults: list[str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        parts = line.split("\t")
        try:
            query, doc, grade = parts[0], parts[-2], int(parts[-1])
        except (ValueError, IndexError):
            if number > 1:  # the first line may be a header
                faults.append(f"{path.name}:{number}: not query, document, grade")
            continue
        if grade > 0:
            found.setdefault(query, {})[doc] = grade
    return found
