"""Search measured on a small collection of our own in BEIR layout."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from deepnews.app import exit_codes
from deepnews.app.cli import app
from deepnews.app.cli_eval_retrieval import language_of_collection
from deepnews.errors import UsageError
from deepnews.eval.retrieval_eval import systems
from deepnews.eval.retrieval_eval.beir import Collection, read_collection
from deepnews.eval.retrieval_eval.metrics import MEASURES, figures, ndcg, recall
from deepnews.eval.retrieval_eval.run import measure
from deepnews.eval.retrieval_eval.systems import Searcher, System
from deepnews.retrieval.embed import HashingEmbedder

DOCUMENTS = {
    "d1": "The ferry to Corran was cancelled after the storm.",
    "d2": "The mill in Leeds closed and forty people lost their work.",
    "d3": "A new bridge will replace the ferry in the spring.",
    "d4": "渡轮在风暴之后停航。",
}
QUERIES = {"q1": "ferry cancelled storm", "q2": "mill closed", "q3": "nobody judged this"}


def collection(folder: Path) -> Path:
    (folder / "qrels").mkdir(parents=True)
    corpus = [json.dumps({"_id": i, "title": "", "text": t}, ensure_ascii=False) for i, t in DOCUMENTS.items()]
    (folder / "corpus.jsonl").write_text("\n".join([*corpus, "{broken", '{"_id": "x"}']), encoding="utf-8")
    queries = [json.dumps({"_id": i, "text": t}) for i, t in QUERIES.items()]
    (folder / "queries.jsonl").write_text("\n".join(queries), encoding="utf-8")
    judged = ["query-id\tcorpus-id\tscore", "q1\td1\t2", "q1\td3\t1", "q2\td2\t1", "q2\tunknown\t1", "q9\td1\t1", "bad"]
    (folder / "qrels" / "test.tsv").write_text("\n".join(judged), encoding="utf-8")
    return folder


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def searcher(texts: list[str]) -> Searcher:
    return Searcher(texts, HashingEmbedder(), "en", silent)


def test_reading_names_broken_lines_and_drops_unknown_ids(tmp_path: Path) -> None:
    found = read_collection(collection(tmp_path))
    assert set(found.texts) == set(DOCUMENTS)
    assert found.relevant == {"q1": {"d1": 2, "d3": 1}, "q2": {"d2": 1}}
    assert [fault.split(":")[:2] for fault in found.faults] == [
        ["corpus.jsonl", "5"],
        ["corpus.jsonl", "6"],
        ["test.tsv", "7"],
    ]
    assert list(read_collection(tmp_path, limit_queries=1).queries) == ["q1"]


def test_what_is_no_collection_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_collection(tmp_path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_collection(collection(tmp_path), split="dev")


def test_ndcg_and_recall_by_hand() -> None:
    relevant = {"a": 2, "b": 1}
    assert ndcg(["a", "b"], relevant, 10) == 1.0
    assert ndcg(["x", "a"], relevant, 10) == pytest.approx((2 / math.log2(3)) / (2 + 1 / math.log2(3)))
    assert recall(["x", "a"], relevant, 1) == 0.0
    assert figures(["x", "a"], relevant)["mrr"] == 0.5


@given(st.permutations(["a", "b", "c", "d"]), st.dictionaries(st.sampled_from("abcd"), st.integers(1, 3), min_size=1))
def test_measures_stay_between_0_and_1(ranking: list[str], relevant: dict[str, int]) -> None:
    assert all(0.0 <= value <= 1.0 + 1e-9 for value in figures(ranking, relevant).values())


class OneMeaning:
    """Vectors by the subject, whatever the language; counts the texts that it is given."""

    embedding_id, n_dims, cosine_floor = "one-meaning", 2, 0.0

    def __init__(self) -> None:
        self.n_embedded = 0

    def encode_passages(self, texts: Sequence[str]) -> Any:
        self.n_embedded += len(texts)
        return np.array([[1.0, 0.0] if "ferry" in t or "渡轮" in t else [0.0, 1.0] for t in texts], dtype=np.float32)

    encode_queries = encode_passages


@pytest.mark.parametrize(("query", "embeds_all"), [("渡轮何时停航", True), ("the mill in Leeds", False)])
def test_a_query_in_another_language_is_compared_with_every_document(query: str, embeds_all: bool) -> None:
    texts = [f"The mill number {i} in Leeds closed in the spring." for i in range(1600)]
    texts[1550] = "The ferry stopped."
    embedder = OneMeaning()
    found = Searcher(texts, embedder, "zh", silent).rank(query, "ours")
    assert (embedder.n_embedded > 1600) == embeds_all
    assert (found[0] == 1550) == embeds_all


@pytest.mark.parametrize("system", get_args(System))
def test_every_system_finds_what_the_words_say(system: System) -> None:
    found = searcher(list(DOCUMENTS.values())).rank("the mill in Leeds closed", system)
    assert found[0] == 1
    assert len(found) == len(set(found)) == len(DOCUMENTS)


@pytest.mark.parametrize("system", get_args(System))
def test_odd_queries_and_collections(system: System) -> None:
    many = searcher(["the same text"] * 30)
    assert many.rank("", system) == []
    assert many.rank("  \n", system) == []
    assert len(many.rank("same " * 2500, system)) == 30
    assert searcher(["only one"]).rank("渡轮停航", system) == [0]


def test_a_query_does_not_find_itself(tmp_path: Path) -> None:
    """As in BEIR: where queries are documents of the corpus, the document of the query's own id does not count."""
    folder = collection(tmp_path)
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "d1", "text": DOCUMENTS["d1"]}), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nd1\td3\t1", encoding="utf-8")
    found = measure(read_collection(folder), "ours", HashingEmbedder(), "en", seed=7, tell=silent)
    assert found.rankings["d1"][0] == "d3"
    assert found.result.means["mrr"] == 1.0


@pytest.mark.parametrize(
    ("text", "query", "language"),
    [
        ("The ferry to Corran was cancelled after the storm of the night.", "Who cancelled the ferry?", "en"),
        ("The ferry to Corran was cancelled after the storm of the night.", "渡轮为什么停航？", "zh"),
        ("渡轮在昨夜的风暴之后全部停航，三天后才恢复。", "Why was the ferry cancelled?", "zh"),
    ],
)
def test_other_languages_are_read_by_the_multilingual_model(text: str, query: str, language: str) -> None:
    assert language_of_collection(Collection({"d": text}, {"q": query}, {"q": {"d": 1}}, ())) == language


def test_the_command_prints_one_object(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPNEWS_EMBEDDER", "hashing")
    out = tmp_path / "figures.json"
    args = ["eval", "retrieval", "--beir", str(collection(tmp_path / "set")), "--against", "bm25", "--json", "--quiet"]
    done = CliRunner().invoke(app, [*args, "--out", str(out)])
    assert done.exit_code == exit_codes.DONE, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    wanted = {"system", "n_queries", *MEASURES, "index_passages_per_s", "query_ms_p50", "query_ms_p95"}
    assert wanted <= set(found)
    assert (found["system"], found["n_queries"]) == ("ours", 2)
    assert "corpus.jsonl:5" in done.stderr
    assert set(json.loads(out.read_text(encoding="utf-8"))["rankings"]) == {"q1", "q2"}
    unknown = CliRunner().invoke(app, [*args, "--against", "magic"])
    assert (unknown.exit_code, "'magic'" in unknown.stderr) == (exit_codes.WRONG_USE, True)


def test_ours_hears_the_order_of_words_and_leaves_the_plain_search_as_it_is() -> None:
    texts = ["river mill silver bank gave way", "silver mill river bank gave way", "a holiday at the sea"]
    for system, first in (("bm25", 0), ("dense", 0), ("hybrid", 0), ("ours", 1)):
        assert searcher(texts).rank("river bank", system)[0] == first


def test_ours_ranks_where_no_word_of_the_query_is_known() -> None:
    found = Searcher(["The ferry stopped.", "A mill burned."], OneMeaning(), "en", silent).rank("渡轮", "ours")
    assert found[0] == 0


def test_in_a_large_collection_pairs_are_counted_among_the_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(systems._EMBED_ALL, "en", 2)
    texts = ["river mill silver bank gave way", "silver mill river bank gave way", "a holiday at the sea"]
    assert searcher(texts).rank("river bank", "ours")[0] == 1
