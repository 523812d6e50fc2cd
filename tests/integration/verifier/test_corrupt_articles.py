"""Errors planted into ten true articles over the sample dossiers: found where they are, and nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from deepnews.agents.evidence_search import EvidenceSearch
from deepnews.agents.layered import default_verifier
from deepnews.agents.read_article import read_article
from deepnews.agents.verify import check_draft
from deepnews.eval.corrupt.measure import CorruptResult, measure_corruption
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.index import build_index
from deepnews.retrieval.load import load_corpus
from deepnews.schemas.base import Language

HERE = Path(__file__).parent
ARTICLES = HERE.parent / "cases" / "articles"
DOSSIERS = HERE.parents[2] / "examples" / "dossiers"
STRICT = ("number", "date", "name", "quotation", "speaker")
LOOSE = ("frame", "negation", "modality", "over_inference")


def corrupted(language: Language) -> Iterator[CorruptResult]:
    corpus = load_corpus([str(DOSSIERS / language / "sources")], cache_dir=None)
    search = EvidenceSearch(corpus, build_index(corpus, HashingEmbedder(), cache_dir=None), language)
    checker = default_verifier(search, None)
    for path in sorted(ARTICLES.glob(f"{language}-*.md")):
        draft = read_article(path.read_text(encoding="utf-8"), language).draft
        yield measure_corruption(
            draft, lambda d: check_draft(d, (), search, checker), checker.name, k=1, seed=7, corpus_sha256=corpus.sha256
        )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_planted_errors_are_found_and_true_sentences_stay(language: Language) -> None:
    planted: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    n_sentences = n_red = n_untouched = n_turned = 0
    for result in corrupted(language):
        planted.update(result.planted)
        caught.update(result.caught)
        n_sentences += result.false_reds.n_sentences
        n_red += result.false_reds.n_red_before
        n_untouched += result.false_reds.n_untouched
        n_turned += result.false_reds.n_turned_red
    report = {kind: f"{caught[kind]} of {planted[kind]}" for kind in planted}
    assert sum(caught[k] for k in STRICT) >= 0.9 * sum(planted[k] for k in STRICT), report
    assert sum(caught[k] for k in LOOSE) >= 0.8 * sum(planted[k] for k in LOOSE), report
    assert n_red <= 0.05 * n_sentences
    assert n_turned == 0 < n_untouched
