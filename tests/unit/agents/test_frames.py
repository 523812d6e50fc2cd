"""How a document without a date is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deepnews.agents.frames import label_of, quote_form
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

Source = Callable[..., SourceDocument]


@pytest.mark.parametrize(
    ("language", "words", "label"),
    [("en", "The ferry left.", "ferry log"), ("zh", "渡轮离港了。", "《渡轮日志》")],
)
def test_a_quotation_that_opens_names_a_document_without_a_date(
    language: Language, words: str, label: str, source: Source, fact: Callable[..., Fact]
) -> None:
    document = source(words, language=language, title="ferry log" if language == "en" else "渡轮日志")
    for turn in range(6):
        assert label in quote_form(fact("F1", document), document, language=language, opens=True, turn=turn)


def test_a_document_named_after_its_file_is_called_one(source: Source) -> None:
    assert label_of(source("x", "in/1974_olaf_berg.txt", title="1974 Olaf Berg"), "en") == "document 1974 Olaf Berg"
    assert label_of(source("x", "in/ferry-report_1974.txt", title="Ferry Report 1974"), "en") == "Ferry Report 1974"
    assert label_of(source("x", "in/1.txt", title="The Ferries"), "en") == "Ferries"
