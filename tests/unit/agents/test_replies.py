"""Which sentences only the question before them makes whole, and whose words can be no Fact."""

from __future__ import annotations

import pytest

from deepnews.agents.fact_table import usable
from deepnews.agents.note import note_groups
from deepnews.agents.replies import is_reply
from deepnews.agents.speakers import who_speaks
from deepnews.retrieval.load.text import parse_markdown
from deepnews.retrieval.passages import split_passages
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Span


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Probably not, the port lives off the good will of its fishermen.", "en", True),
        ("Of course, the quay was built in 1911 by the town.", "en", False),
        ("Probably the oldest quay of the coast was closed in May.", "en", False),
        ("Not quite half of the quay was closed in May.", "en", False),
        ("大概不会，港口靠的是渔民的支持。", "zh", True),
        ("未必，港口还有别的收入。", "zh", True),
        ("可能受到影响的渔民共有四百名。", "zh", False),
        ("对港口的检查将在五月结束。", "zh", False),
    ],
)
def test_an_answer_needs_its_question(text: str, language: Language, expected: bool) -> None:
    assert is_reply(text, language) is expected


def document(text: str, language: Language = "en") -> SourceDocument:
    return SourceDocument(
        doc_id="a",
        path="a.md",
        title="The quay",
        author="Ada Finch",
        language=language,
        media_type="md",
        text=text,
        content_sha256="0" * 64,
    )


@pytest.mark.parametrize(
    ("text", "language", "taken"),
    [
        ("The owner pleads:\n\n4. The town has sold the quay to the owner in 1999.", "en", ()),
        ("The owner pleads the following.\n\n4. The town has sold the quay to the owner in 1999.", "en",
         ("The town has sold the quay to the owner in 1999.",)),
        ("The town has a plan.\n\n• The town has sold the quay to the owner in 1999.", "en",
         ("The town has sold the quay to the owner in 1999.",)),
        ("• The town has sold the quay to the owner in 1999.", "en", ()),
        ("船主辩称：\n\n- 港务局已于1999年将码头出售给船主，双方签有合同。", "zh", ()),
        ("港务局有新的计划。\n\n- 港务局已于1999年将码头出售给船主，双方签有合同。", "zh",
         ("港务局已于1999年将码头出售给船主，双方签有合同。",)),
    ],
)  # fmt: skip
def test_no_fact_begins_with_the_marker_of_a_list(text: str, language: Language, taken: tuple[str, ...]) -> None:
    groups = note_groups(split_passages(document(text, language)), language)
    assert tuple(s.text for g in groups for s in g.spans) == taken


@pytest.mark.parametrize(
    ("text", "speaker", "expected"),
    [
        ("“The quay belongs to all of us and to nobody else.”", "", False),
        ("“The quay belongs to all of us and to nobody else.”", "Tom Fox", True),
        ("“码头属于所有人，不属于任何一家公司。”", "", False),
        ("The owner calls it “a gift” to the whole of the town.", "", True),
    ],
)
def test_what_is_quoted_of_nobody_is_no_fact(text: str, speaker: str, expected: bool) -> None:
    span = Span(doc_id="a", start=0, end=len(text), text=text)
    assert usable(span, speaker, document(text)) is expected


@pytest.mark.parametrize(
    ("source", "language", "sentence", "speaker"),
    [
        (
            "Ada Finch wrote:\n\n> The lock is safe. It will hold on.",
            "en",
            "“It will hold on.”",
            "Ada Finch",
        ),
        ("She read this.\n\n> The lock is safe. It will hold on.", "en", "“It will hold on.”", ""),
        ("周海表示：\n\n> 船闸是安全的。它会一直坚固。", "zh", "“它会一直坚固。”", "周海"),
        ("他读了下文。\n\n> 船闸是安全的。它会一直坚固。", "zh", "“它会一直坚固。”", ""),
    ],
)
def test_a_block_quotation_is_of_whom_the_words_before_it_name(
    source: str, language: Language, sentence: str, speaker: str
) -> None:
    filler = "The harbour board met on Tuesday and heard the report of the engineer on the lock. " * 6
    text = parse_markdown(f"{filler}\n\n{source}\n\n{filler}".encode()).text
    assert sentence in text
    assert who_speaks(document(text, language), text.index(sentence), sentence, language) == speaker
