"""Rows for training: licences, weights, samples, broken files."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.errors import UsageError
from deepnews.eval.training.data import (
    dev_sample,
    is_permissive,
    mixed,
    n_rows_per_set,
    read_grounding,
    rows_sha256,
    weighted,
)
from deepnews.eval.training.rows import Row

LICENCES = [
    ("MIT (articles: BBC via XSum)", True),
    ("Apache-2.0 (SummaC repository); CNN/DailyMail text", True),
    ("ODC-BY (annotations); Wikipedia CC BY-SA; Common Crawl terms", True),
    ("CC BY 4.0 (WoW) / upstream terms", True),
    ("CC BY-NC 2.0", False),
    ("none stated in repository (evidence: Wikipedia, CC BY-SA)", False),
    ("none stated in repository", False),
    ("CC BY-SA 3.0", False),
    ("", False),
]


@pytest.mark.parametrize(("licence", "expected"), LICENCES)
def test_licences(licence: str, expected: bool) -> None:
    assert is_permissive(licence) is expected


def record(i: int, **changed: object) -> dict[str, object]:
    base: dict[str, object] = {
        "id": str(i), "dataset": "news", "split": "train", "lang": "en", "document": f"Text {i}.",
        "claim": f"Claim {i}.", "label": i % 2, "error_type": None, "source_licence": "MIT",
    }  # fmt: skip
    return base | changed


def write(path: Path, records: list[object]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(f"{json.dumps(r, ensure_ascii=False)}\n" for r in records)
    return path


def test_reading_filters_licence_and_language(tmp_path: Path) -> None:
    records = [
        record(0),
        record(1, source_licence="none stated"),
        record(2, lang="zh", document="北京。", claim="是。"),
    ]
    path = write(tmp_path / "rows.jsonl.gz", records)
    assert [r.claim for r in read_grounding(path)] == ["Claim 0."]
    assert [r.claim for r in read_grounding(path, permissive_only=False)] == ["Claim 0.", "Claim 1."]
    assert [r.lang for r in read_grounding(path, lang=None)] == ["en", "zh"]


def test_broken_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_grounding(tmp_path / "missing.jsonl.gz")
    with pytest.raises(UsageError, match="Line 2"):
        read_grounding(write(tmp_path / "rows.jsonl.gz", [record(0), record(1, label=2)]))
    (tmp_path / "plain.jsonl.gz").write_text("{}")
    with pytest.raises(UsageError, match="cannot be read"):
        read_grounding(tmp_path / "plain.jsonl.gz")


rows = st.lists(
    st.builds(
        Row,
        document=st.just("d"),
        claim=st.just("c"),
        label=st.sampled_from([0, 1]),
        dataset=st.sampled_from(["a", "b"]),
    ),
    min_size=1,
    max_size=30,
)


@given(rows)
def test_every_set_and_label_weighs_alike_unless_tiny(found: list[Row]) -> None:
    totals: dict[tuple[str, int], float] = defaultdict(float)
    for row in weighted(found):
        totals[row.dataset, row.label] += row.weight
        assert 0 < row.weight <= 4
    share = len(found) / len(totals)
    assert all(total == pytest.approx(share) or total < share for total in totals.values())


@given(rows)
def test_mixing_keeps_every_row(found: list[Row]) -> None:
    both = mixed(found, [Row(document="d", claim="made", label=1)], limit=None, seed=1)
    assert len(both) == len(found) + 1
    assert both == mixed(found, [Row(document="d", claim="made", label=1)], limit=None, seed=1)
    assert len(mixed(found, [], limit=3, seed=1)) == min(3, len(found))


def test_samples_take_so_many_of_each_set() -> None:
    found = [Row(document="d", claim=str(i), label=1 if i % 3 else 0, dataset="ab"[i % 2]) for i in range(20)]
    sample = dev_sample(found, n_per_set=4, seed=7)
    assert [r.dataset for r in sample] == ["a"] * 4 + ["b"] * 4
    assert n_rows_per_set(found)["a"] == {"supported": 6, "unsupported": 4}
    assert rows_sha256(found) == rows_sha256(list(found)) != rows_sha256(found[1:])
