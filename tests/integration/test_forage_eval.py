"""Foraging measured: keys that are true to their sources, budgets that are kept, one JSON object."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from deepnews.app import exit_codes
from deepnews.app.cli import app
from deepnews.errors import UsageError
from deepnews.eval.forage_eval.keys import Key, KeyItem, check_files, found_in, read_key
from deepnews.eval.forage_eval.run import BUDGETS
from deepnews.eval.forage_eval.systems import ALL_SYSTEMS, SYSTEMS, Gatherer, System
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.index import HybridIndex, build_index
from deepnews.retrieval.load import load_corpus
from deepnews.schemas.corpus import Corpus, Passage
from deepnews.schemas.evidence import InformationNeed

ROOT = Path(__file__).parents[2]
KEYS = ROOT / "eval" / "keys"
DOSSIER = ROOT / "examples" / "dossiers" / "en"
PACKS = Path(os.environ.get("DEEPNEWS_TEST_PACKS") or ROOT.parent / "shared" / "packs")
QUERY = "When did Thornlode turn from promising delivery to planning for a recall?"


@cache
def indexed(folder: Path) -> tuple[Corpus, HybridIndex]:
    corpus = load_corpus([str(folder / "sources")], cache_dir=None)
    return corpus, build_index(corpus, HashingEmbedder(), cache_dir=None)


@cache
def gatherer() -> Gatherer:
    corpus, index = indexed(DOSSIER)
    rows = HashingEmbedder().encode_passages([p.text for p in index.passages])
    return Gatherer(index, corpus, rows, [InformationNeed(need_id="Q1", question=QUERY)], QUERY)


def folder_of(name: str) -> Path:
    """Folder of the pack whose key has this name; skips where it is not on this machine."""
    if name == "longnight":
        return DOSSIER
    if not (PACKS / name).is_dir():
        pytest.skip(f"the pack {name} is not here; DEEPNEWS_TEST_PACKS names the folder of packs")
    return PACKS / name


# --- keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(KEYS.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_pattern_lies_in_a_passage_of_its_file(path: Path) -> None:
    key = read_key(path)
    assert len(key.facts) >= 10
    assert len(key.traps) >= 5
    corpus, index = indexed(folder_of(path.stem))
    check_files(key, corpus, path)
    found = found_in(key.facts, index.passages, corpus)
    assert [f.id for f in key.facts if f.id not in found] == []
    texts = {Path(d.path).name: d.text for d in corpus.documents}
    assert [t.id for t in key.traps if not t.is_in(texts[t.file])] == []


def test_keys_hold_patterns_and_no_copied_text() -> None:
    items = [i for path in KEYS.glob("*.yaml") for key in [read_key(path)] for i in (*key.facts, *key.traps)]
    assert max(len(i.pattern) for i in items) <= 60


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("facts: [", "not valid YAML"),
        ("facts: []", "no key: facts"),
        ("- a list", "no key"),
        ("facts: [{id: a, what: w, file: f.txt, pattern: '('}]", "no regular expression"),
        ("facts: [{id: a, what: w, file: f.txt, pattern: x}, {id: a, what: w, file: f.txt, pattern: y}]", "'a' twice"),
        ("facts: [{id: a, what: w, file: f.txt, pattern: x, text: y}]", "text"),
    ],
)
def test_what_is_no_key_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "key.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message) as caught:
        read_key(path)
    assert str(path) in caught.value.message


def test_a_missing_key_and_a_foreign_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"key\.yaml cannot be read"):
        read_key(tmp_path / "key.yaml")
    corpus, _ = indexed(DOSSIER)
    key = Key(facts=(KeyItem(id="a", what="w", file="other.txt", pattern="x"),))
    with pytest.raises(UsageError, match=r"'a' is in other\.txt"):
        check_files(key, corpus, Path("key.yaml"))


def test_a_fact_counts_only_in_its_own_file_and_across_line_breaks() -> None:
    corpus, _ = indexed(DOSSIER)
    one, other = corpus.documents[:2]
    passage = Passage(passage_id="p", doc_id=one.doc_id, start=0, end=20, text="one hundred\n  and ten")
    here = KeyItem(id="here", what="w", file=Path(one.path).name, pattern="hundred and ten")
    there = KeyItem(id="there", what="w", file=Path(other.path).name, pattern="hundred and ten")
    assert found_in((here, there), (passage,), corpus) == {"here"}


# --- systems ---------------------------------------------------------------------------------------------------------


@given(system=st.sampled_from(ALL_SYSTEMS), n_chars=st.integers(500, 80_000))
def test_budgets_are_kept_and_no_passage_comes_twice(system: System, n_chars: int) -> None:
    found = gatherer().gather(system, n_chars)
    assert len({p.passage_id for p in found}) == len(found)
    held = sum(len(p.text) for p in found)
    assert held <= max(1.1 * n_chars, n_chars + 200)
    everything = indexed(DOSSIER)[1].n_chars
    assert held >= min(n_chars, everything) - 1500  # what is left of the room is less than a passage


# --- the command -----------------------------------------------------------------------------------------------------


def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *args: str) -> tuple[int, str, str]:
    monkeypatch.setenv("DEEPNEWS_EMBEDDER", "hashing")
    monkeypatch.setenv("DEEPNEWS_CACHE_DIR", str(tmp_path / "cache"))
    done = CliRunner().invoke(app, ["eval", "forage", "--quiet", *args])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_prints_one_object(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    args = ("--pack", str(DOSSIER), "--key", str(KEYS / "longnight.yaml"))
    code, out, err = run(tmp_path, monkeypatch, *args, "--json")
    assert code == exit_codes.DONE, err
    found = json.loads(out)
    assert (found["pack"], found["n_facts"], found["out_of_reach"]) == ("en", 16, [])
    assert set(found["systems"]) == set(SYSTEMS)
    for figures in found["systems"].values():
        assert set(figures) == {str(b) for b in BUDGETS}
        assert figures["60000"]["facts"] == 1.0  # every passage fits
        assert figures["60000"]["traps_avoided"] is None
        assert all(abs(f["facts"] - (1 - len(f["missed"]) / 16)) < 1e-4 for f in figures.values())
    code, out, _ = run(tmp_path, monkeypatch, *args, "--system", "bm25")
    assert code == exit_codes.DONE
    assert "30,000 characters" in out
    assert "ours" not in out


def test_a_large_model_marks_for_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    args = ("--pack", str(DOSSIER), "--key", str(KEYS / "longnight.yaml"), "--system", "ours", "--json")
    code, _, err = run(tmp_path, monkeypatch, *args, "--model", "scripted")
    assert (code, "is not asked to mark" in err) == (exit_codes.WRONG_USE, True)
    _, plain, _ = run(tmp_path, monkeypatch, *args)
    monkeypatch.setenv("DEEPNEWS_PROFILE", "frontier")
    code, out, err = run(tmp_path, monkeypatch, *args, "--model", "scripted")
    assert code == exit_codes.DONE, err
    found = json.loads(out)
    assert found["marked_by"].startswith("scripted")
    assert json.loads(plain)["marked_by"] == ""
    assert found["systems"] != json.loads(plain)["systems"]


def test_wrong_use_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = str(KEYS / "longnight.yaml")
    code, _, err = run(tmp_path, monkeypatch, "--pack", str(tmp_path), "--key", key)
    assert (code, "holds no pack.yaml" in err) == (exit_codes.WRONG_USE, True)
    code, _, err = run(tmp_path, monkeypatch, "--pack", str(DOSSIER), "--key", key, "--system", "magic")
    assert (code, "'magic'" in err) == (exit_codes.WRONG_USE, True)
