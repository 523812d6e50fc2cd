"""The hybrid index, end to end on hashed vectors."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from deepnews.retrieval.embed import HashingEmbedder, MiniLmEmbedder
from deepnews.retrieval.index import HybridIndex, build_index
from deepnews.retrieval.search import (
    PairSearch,
    SearchScores,
    WordSearch,
    fused,
    joined,
    share_for,
    vector_share,
)
from deepnews.schemas.corpus import Corpus, DocumentLanguage, SourceDocument
from deepnews.settings import Settings
from deepnews.weights import embedding_path

TEXTS = {
    "ferry.txt": "The ferry company Norvik delayed the safety refit of its oldest ship for two years. "
    "Inspectors had found cracks in the bow door in March.",
    "harbour.txt": "The harbour board raised its fees by 12 percent. Fishermen protested on the quay. "
    "The board said that dredging had become dearer.",
    "weather.txt": "Heavy rain fell over the northern hills. Rivers rose, but the dams held and nobody was hurt.",
    "law.txt": "渡轮公司违反安全规定的，由主管部门处五十万元以下罚款。情节严重的，吊销营业执照。",
}


def source(path: str, text: str, language: DocumentLanguage = "en") -> SourceDocument:
    doc_id = hashlib.sha256(f"{path}{text}".encode()).hexdigest()[:12]
    return SourceDocument(doc_id=doc_id, path=path, title=path, text=text, language=language, content_sha256=doc_id * 5)


CORPUS = Corpus(documents=tuple(source(p, t, "zh" if p == "law.txt" else "en") for p, t in sorted(TEXTS.items())))


def path_of(index: HybridIndex, query: str) -> str:
    return CORPUS.by_id[index.search(query, 1)[0].passage.doc_id].path


@pytest.fixture(scope="module")
def index() -> HybridIndex:
    return build_index(CORPUS, HashingEmbedder(), cache_dir=None)


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("Who delayed the refit of the ship?", "ferry.txt"),
        ("raising harbour fees", "harbour.txt"),
        ("rivers and dams", "weather.txt"),
        ("违反安全规定罚款多少", "law.txt"),
    ],
)
def test_the_right_passage_comes_first(index: HybridIndex, query: str, path: str) -> None:
    assert path_of(index, query) == path


@pytest.mark.parametrize("query", ["", "  \n\t"])
def test_an_empty_query_finds_nothing(index: HybridIndex, query: str) -> None:
    assert index.search(query, 5) == ()


def test_results_are_best_first_and_no_more_than_asked(index: HybridIndex) -> None:
    found = index.search("safety of the ship", 3)
    assert len(found) == 3
    assert [f.scent for f in found] == sorted((f.scent for f in found), reverse=True)
    assert index.search("ship", 0) == ()


def test_documents_can_be_chosen(index: HybridIndex) -> None:
    weather = next(d.doc_id for d in CORPUS.documents if d.path == "weather.txt")
    assert {f.passage.doc_id for f in index.search("ship refit", 9, doc_ids={weather})} == {weather}
    assert index.search("ship refit", 9, doc_ids=set()) == ()


@pytest.mark.parametrize("query", ["ship " * 2000, "\0 ship \ud800", "？！。", "zzzz qqqq"])
def test_odd_queries_do_not_break_the_search(index: HybridIndex, query: str) -> None:
    assert len(index.search(query, 2)) == 2


def test_coarse_scores_have_one_column_a_document(index: HybridIndex) -> None:
    scores = index.document_scores(["harbour fees", "罚款"])
    assert scores.words.shape == scores.meaning.shape == (2, 4)
    best = index.doc_ids[int(fused(scores)[0].argmax())]
    assert CORPUS.by_id[best].path == "harbour.txt"
    relevance = index.document_relevance(["the ferry company and its ship"])
    assert CORPUS.by_id[index.doc_ids[int(relevance[0].argmax())]].path == "ferry.txt"


def test_similarity_is_a_cosine(index: HybridIndex) -> None:
    found = index.similarity(["the ship sank", "rain"], ["the ship sank", "the ship sailed", "罚款"])
    assert found.shape == (2, 3)
    assert found[0, 0] == pytest.approx(1.0, abs=1e-5)
    assert found[0, 0] > found[0, 1] > found[0, 2]
    assert index.similarity([], ["a"]).shape == (0, 1)


def test_fusion_ignores_words_that_did_not_match() -> None:
    words = np.array([[0.0, 2.0, 0.0]], dtype=np.float32)
    meaning = np.array([[0.9, 0.5, 0.1]], dtype=np.float32)
    assert fused(SearchScores(words, meaning))[0].tolist() == pytest.approx([1 / 61, 1 / 61 + 1 / 62, 1 / 63])


def test_the_model_decides_on_the_share_of_its_vectors() -> None:
    words, meaning = (np.array([row], dtype=np.float32) for row in ([4.0, 2.0, 0.0], [0.1, 0.9, 0.5]))
    scores = SearchScores(words, meaning)
    assert joined(scores)[0].tolist() == pytest.approx([0.5, 0.75, 0.25])
    assert joined(scores, vector_share("all-MiniLM-L6-v2@1"))[0].tolist() == joined(scores)[0].tolist()
    assert joined(scores, vector_share("multilingual-e5-small-q4"))[0].tolist() == pytest.approx([0.3, 0.85, 0.35])


def test_the_share_of_vectors_follows_the_query() -> None:
    """Low where the words find nearly all that a short query says, high for a sentence of which they find little."""
    english = "all-MiniLM-L6-v2@1"
    assert share_for(english, coverage=0.5, n_terms=10) == pytest.approx(0.55)
    assert share_for(english, coverage=1.0, n_terms=2) == pytest.approx(0.30)
    assert share_for(english, coverage=0.0, n_terms=40) == pytest.approx(0.85)
    assert share_for("multilingual-e5-small-q4", coverage=1.0, n_terms=40) == pytest.approx(0.40)


def test_neighbouring_words_tell_apart_what_single_words_do_not() -> None:
    items = [["silver", "mill", "river", "bank"], ["river", "mill", "silver", "bank"], ["bank", "holiday"]]
    search = PairSearch(items)
    words = WordSearch(items).scores([["river", "bank"]])
    pairs = search.scores([["river", "bank"]])
    assert words[0, 0] == words[0, 1]
    assert pairs[0, 0] > pairs[0, 1] > pairs[0, 2]
    meaning = np.zeros((1, 3), dtype=np.float32)
    assert joined(SearchScores(words, meaning), 0.5, pairs)[0, 0] == pytest.approx(0.5)
    assert joined(SearchScores(words, meaning), 0.5, pairs)[0, 1] < 0.5


def test_coverage_is_the_part_of_the_querys_information_that_an_item_holds() -> None:
    search = WordSearch([["storm", "ferry"], ["ferry"], ["ferry"], ["ferry"]])
    assert search.coverage(["storm", "ferry"], ["storm", "ferry"]) == pytest.approx(1.0)
    assert 0 < search.coverage(["storm", "ferry"], ["ferry"]) < 0.5
    assert search.coverage(["unheard"], ["ferry"]) == 0.0
    assert search.coverage([], ["ferry"]) == 0.0
    assert WordSearch([]).coverage(["storm"], []) == 0.0


def test_a_corpus_without_passages_can_be_searched() -> None:
    empty = build_index(Corpus(documents=(source("empty.txt", "Menu"),)), HashingEmbedder(), cache_dir=None)
    assert empty.passages == ()
    assert empty.search("anything", 3) == ()
    assert empty.document_scores(["anything"]).words.shape == (1, 1)


def test_building_reports_progress_and_fills_one_cache_file(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    build_index(CORPUS, HashingEmbedder(), cache_dir=tmp_path, progress=lambda *step: seen.append(step))
    assert {stage for stage, _, _ in seen} == {"split", "words", "embed"}
    assert all(0 <= done <= total for _, done, total in seen)
    assert len(list((tmp_path / "embeddings").iterdir())) == 1


@pytest.mark.live
def test_minilm_finds_what_shares_no_word() -> None:
    folder = embedding_path(Settings().data_dir)
    index = build_index(CORPUS, MiniLmEmbedder(folder), cache_dir=None)
    assert path_of(index, "maritime accident prevention neglected by a shipowner") == "ferry.txt"
