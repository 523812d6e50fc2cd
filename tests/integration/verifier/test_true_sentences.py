"""What is true stays green: sentences of the sources themselves, in any order of the sources, with others beside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deepnews.agents.evidence_search import EvidenceSearch
from deepnews.agents.layered import default_verifier
from deepnews.agents.read_article import read_article
from deepnews.agents.sentence_search import document_sentences
from deepnews.agents.verify import check_draft
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.index import build_index
from deepnews.retrieval.load import load_corpus
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus, SourceDocument

HERE = Path(__file__).parent
ARTICLES = HERE.parent / "cases" / "articles"
DOSSIERS = HERE.parents[2] / "examples" / "dossiers"
OFF_TOPIC = {"en": "14-lantern", "zh": "09-"}
MIN_CHARS = {"en": 40, "zh": 15}
LEADS = re.compile(
    r"^(?:However|Meanwhile|In fact|For now|Today|Therefore), |^(?:同时|此外|另外|其中|目前|对此|随后|最终)，"
)
ASIDE = re.compile(r"\s?\([^()]{2,60}\)|（[^（）]{1,40}）")


def sources(language: Language) -> Corpus:
    return load_corpus([str(DOSSIERS / language / "sources")], cache_dir=None)


def verdicts(documents: tuple[SourceDocument, ...], language: Language, text: str) -> dict[str, str]:
    """The verdict of every claim of the text."""
    corpus = Corpus(documents=documents)
    search = EvidenceSearch(corpus, build_index(corpus, HashingEmbedder(), cache_dir=None), language)
    draft = read_article(text, language).draft
    found = check_draft(draft, (), search, default_verifier(search, None))
    return {c.claim.text: f"{c.verdict} {c.reason_code}" for c in found}


def shortened(sentence: str) -> str:
    """The sentence without the word that only leads on and without its asides; with a capital."""
    short = ASIDE.sub("", LEADS.sub("", sentence))
    return short[:1].upper() + short[1:]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sentences_of_the_sources_are_all_supported(language: Language) -> None:
    corpus = sources(language)
    own = [d.text[s.start : s.end] for d in corpus.documents for s in document_sentences(d.text, d.language)]
    whole = [s for s in dict.fromkeys(own) if len(s) >= MIN_CHARS[language] and s[-1] in ".!。！”" and "\n" not in s]
    texts = [*whole, *(s for s in map(shortened, whole) if s not in whole)]
    found = verdicts(corpus.documents, language, "\n\n".join(texts))
    assert len(whole) > 250
    assert {t: v for t, v in found.items() if not v.startswith(("supported", "not_checkable"))} == {}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_neither_the_order_of_the_sources_nor_unrelated_ones_change_a_verdict(language: Language) -> None:
    documents = sources(language).documents
    on_topic = tuple(d for d in documents if not Path(d.path).name.startswith(OFF_TOPIC[language]))
    text = sorted(ARTICLES.glob(f"{language}-*.md"))[1].read_text(encoding="utf-8")
    alone = verdicts(on_topic, language, text)
    assert len(on_topic) == len(documents) - 1 and len(alone) > 12
    assert verdicts(on_topic[::-1], language, text) == alone
    assert verdicts(documents, language, text) == alone
