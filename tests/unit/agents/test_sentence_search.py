"""Single sentences are found by their rare words and by what a claim quotes, whatever the order of the sources."""

import pytest

from deepnews.agents.sentence_search import SentenceSearch
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument

ENGLISH = (
    "The kiln was lit on Monday. Visitors came. “We fire by nose and not by clock,” said Odo Farrant.",
    "Glaze is mixed in the yard. The kiln master keeps a ledger of every firing.",
)
CHINESE = (
    "窑于周一点火。游客很多。费澜说：“我们凭鼻子烧，不凭钟点。”",
    "釉料在院中调配。窑主为每一次烧制记账。",
)


def search(texts: tuple[str, ...], language: Language) -> SentenceSearch:
    documents = {
        f"d{i}": SourceDocument(
            doc_id=f"d{i}", path=f"{text[:4]}.txt", title="", language=language, text=text, content_sha256="0" * 64
        )
        for i, text in enumerate(texts)
    }
    return SentenceSearch(documents, language)


@pytest.mark.parametrize(
    ("language", "texts", "claim", "found"),
    [
        ("en", ENGLISH, "A ledger is kept of the firings.", "The kiln master keeps a ledger of every firing."),
        ("zh", CHINESE, "每次烧制都记账。", "窑主为每一次烧制记账。"),
    ],
)
def test_the_sentence_with_the_rare_words_comes_first(
    language: Language, texts: tuple[str, ...], claim: str, found: str
) -> None:
    forth, back = (search(t, language).best(claim) for t in (texts, texts[::-1]))
    assert forth[0].text == found
    assert [s.text for s in forth] == [s.text for s in back]


@pytest.mark.parametrize(
    ("language", "texts", "claim", "begins"),
    [
        ("en", ENGLISH, "Farrant likes to say: “by nose and not by clock”.", "“We fire by nose"),
        ("zh", CHINESE, "费澜常讲“凭鼻子烧，不凭钟点”。", "费澜说"),
    ],
)
def test_the_sentence_that_is_quoted_is_found(
    language: Language, texts: tuple[str, ...], claim: str, begins: str
) -> None:
    (found,) = search(texts, language).quoting(claim)
    assert found.text.startswith(begins)
    assert texts[0][found.start : found.start + len(found.text)] == found.text


def test_short_and_altered_quotations_find_nothing() -> None:
    assert search(ENGLISH, "en").quoting("It was “lit”, and he fires “by hand and not by clock”.") == ()


def test_a_text_without_content_and_a_corpus_without_documents_find_nothing() -> None:
    assert search(ENGLISH, "en").best("It was not.") == ()
    assert search((), "en").best("The kiln was lit.") == ()
