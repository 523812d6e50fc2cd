"""Rows for training: the human-labelled sets filtered by licence, the pairs made by rule, and their weights."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from deepnews.errors import UsageError
from deepnews.eval.training.rows import RULES, Row
from deepnews.schemas.base import Language

_PERMISSIVE = re.compile(r"\bMIT\b|\bApache\b|\bODC-BY\b|\bCC BY\b(?!-)")
_RESTRICTED = re.compile(r"none stated|non-?commercial|\bNC\b", re.I)
_FORBIDDEN = re.compile(r"non-?commercial|\bNC\b", re.I)
_MAX_WEIGHT = 4.0


def is_permissive(licence: str) -> bool:
    """True when the licence lets the weights be shipped: MIT, Apache, CC BY or ODC-BY, and nothing that forbids it."""
    return bool(_PERMISSIVE.search(licence)) and not _RESTRICTED.search(licence)


def read_grounding(path: Path, *, lang: Language | None = "en", permissive_only: bool = True) -> list[Row]:
    """The rows of a ``.jsonl.gz`` file of human-labelled pairs; of all languages when `lang` is None.

    Raises UsageError for a file that cannot be read, naming the line.
    """
    kept = []
    for number, found in _records(path):
        try:
            licence, row = str(found["source_licence"]), _row(found)
        except (KeyError, ValueError, TypeError) as error:
            raise UsageError(f"Line {number} of {path} is no labelled pair: {error}.", hint="Mend the file.") from error
        allowed = is_permissive(licence) if permissive_only else not _FORBIDDEN.search(licence)
        if lang in (None, row.lang) and allowed:
            kept.append(row)
    return kept


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                yield number, json.loads(line)
    except (OSError, EOFError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.", hint="Give a .jsonl.gz file of labelled pairs.") from error


def _row(found: dict[str, Any]) -> Row:
    return Row(
        document=found["document"],
        claim=found["claim"],
        label=found["label"],
        kind=found.get("error_type") or "",
        lang=found["lang"],
        dataset=found["dataset"],
    )


def at_most_per_label(rows: Sequence[Row], n_max: int, *, seed: int) -> list[Row]:
    """At most `n_max` rows of each set and label, chosen by seed, in their order."""
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    counts: Counter[tuple[str, int]] = Counter()
    kept = set()
    for i in order:
        counts[rows[i].dataset, rows[i].label] += 1
        if counts[rows[i].dataset, rows[i].label] <= n_max:
            kept.add(i)
    return [row for i, row in enumerate(rows) if i in kept]


def weighted(rows: Sequence[Row]) -> list[Row]:
    """The rows with weight 1/(rows of their set and label), scaled to 1 on average and at most four."""
    sizes = Counter((r.dataset, r.label) for r in rows)
    scale = len(rows) / max(1, len(sizes))
    return [r.model_copy(update={"weight": min(_MAX_WEIGHT, scale / sizes[r.dataset, r.label])}) for r in rows]


def mixed(grounding: Sequence[Row], made: Sequence[Row], *, limit: int | None, seed: int) -> list[Row]:
    """Both kinds, weighted each for itself and shuffled; at most `limit` rows."""
    rows = weighted(grounding) + weighted(made)
    random.Random(seed).shuffle(rows)
    return rows if limit is None else rows[:limit]


def dev_sample(rows: Sequence[Row], *, n_per_set: int, seed: int) -> list[Row]:
    """At most `n_per_set` rows of each set, chosen by seed."""
    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)
    counts: Counter[str] = Counter()
    chosen = []
    for row in shuffled:
        counts[row.dataset] += 1
        if counts[row.dataset] <= n_per_set:
            chosen.append(row)
    return sorted(chosen, key=lambda r: r.dataset)


def n_rows_per_set(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    """Supported and unsupported rows of every set."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        counts = found.setdefault(row.dataset, {"supported": 0, "unsupported": 0})
        counts["supported" if row.label else "unsupported"] += 1
    return dict(sorted(found.items()))


def rows_sha256(rows: Sequence[Row]) -> str:
    """Hash over the rows in their order (hex)."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(row.model_dump_json().encode("utf-8"))
    return digest.hexdigest()


def file_sha256(path: Path) -> str:
    """Hash of a file (hex)."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


__all__ = [
    "RULES",
    "Row",
    "dev_sample",
    "file_sha256",
    "is_permissive",
    "mixed",
    "n_rows_per_set",
    "read_grounding",
    "rows_sha256",
    "weighted",
]
