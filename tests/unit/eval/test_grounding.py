"""Labelled rows read from JSON lines: broken lines are named, the rest is kept."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.errors import UsageError
from deepnews.eval.grounding import problem_lines, read_grounding

GOOD = {"id": "a", "dataset": "d", "lang": "en", "document": "The mill closed.", "claim": "It closed.", "label": 1}


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def row(**changed: object) -> str:
    return json.dumps(GOOD | changed, ensure_ascii=False)


def test_rows_are_read_plain_and_packed(tmp_path: Path) -> None:
    plain = write(tmp_path / "pairs.jsonl", row(), row(label=0, error_type="number", lang="zh", claim="厂关了。"))
    packed = tmp_path / "pairs.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    one, other = read_grounding(plain), read_grounding(packed)
    assert one.rows == other.rows
    assert [(r.label, r.lang, r.error_type) for r in one.rows] == [(1, "en", ""), (0, "zh", "number")]
    assert (one.name, other.name) == ("pairs", "pairs")
    assert other.sha256 == hashlib.sha256(packed.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        (row(label=2), "label 2 is neither 0 nor 1"),
        (row(label="1"), "label '1' is neither 0 nor 1"),
        (row(label=True), "label True is neither"),
        (row(claim="  "), "the claim is empty"),
        (row(document=None), "no text under 'document'"),
        (row(lang="fr"), "language 'fr'"),
        ("[" * 50_000, "not JSON"),
    ],
)
def test_a_broken_line_is_named_and_the_rest_kept(tmp_path: Path, line: str, says: str) -> None:
    found = read_grounding(write(tmp_path / "x.jsonl", row(), "", line, row(id="b")))
    assert [r.row_id for r in found.rows] == ["a", "b"]
    assert [b.line for b in found.broken] == [3]
    assert says in found.broken[0].problem
    assert problem_lines("x.jsonl", found.broken)[0].startswith("x.jsonl, line 3: ")


def test_bytes_that_are_not_utf8_are_one_broken_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\xff\xfe\n" + row().encode() + b"\n")
    found = read_grounding(path)
    assert (len(found.rows), found.broken[0].problem) == (1, "not UTF-8 text")


def test_what_a_row_leaves_out_is_filled_in(tmp_path: Path) -> None:
    bare = json.dumps({"document": "厂区在三月关闭。", "claim": "厂区关闭了。", "label": 1}, ensure_ascii=False)
    found = read_grounding(write(tmp_path / "own.jsonl", bare)).rows[0]
    assert (found.row_id, found.dataset, found.lang) == ("1", "own", "zh")


@pytest.mark.parametrize("content", [b"", b"{\n", b"\x1f\x8bnot gzip"])
def test_a_file_without_any_row_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_grounding(path)
    assert caught.value.hint


def test_a_missing_file_is_an_error() -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_grounding(Path("no/such.jsonl"))


@given(st.lists(st.one_of(st.just(row()), st.text(alphabet='{}[]"a1:, ', max_size=12)), min_size=1, max_size=8))
def test_every_line_is_a_row_or_named(lines: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "x.jsonl", row(), *lines)
        found = read_grounding(path)
    n_filled = 1 + sum(bool(line.strip()) for line in lines)
    assert len(found.rows) + len(found.broken) == n_filled


def test_many_broken_lines_are_summed_up(tmp_path: Path) -> None:
    found = read_grounding(write(tmp_path / "x.jsonl", row(), *["{"] * 30))
    shown = problem_lines("x", found.broken)
    assert (len(shown), shown[-1]) == (21, "x: 10 more lines like these")
