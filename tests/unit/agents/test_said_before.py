"""What stands before a statement in its source and makes it another's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deepnews.agents.said_before import hangs_on
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Span

Source = Callable[..., SourceDocument]


def span_of(document: SourceDocument, words: str) -> Span:
    start = document.text.index(words)
    return Span(doc_id=document.doc_id, start=start, end=start + len(words), text=words)


@pytest.mark.parametrize(
    ("before", "said", "hangs"),
    [
        ("Critics say that the ferry is a toy of the mayor.", "The fares would never pay for the coal.", True),
        ("It is claimed that the ferry ran on time.", "There was no delay, that nobody fell, and that all paid.", True),
        ("Critics say that the ferry is a toy of the mayor.", "But the fares would never pay for the coal.", False),
        ("Critics say that the ferry is a toy of the mayor.", "The ferry carried 900 people in May.", False),
        ("Critics say that the ferry is a toy.", "We would never sell it.", False),
        ("The mayor says that the ferry pays.", "The fares would never pay for the coal.", False),
        ("Suppose a storm takes the pier.", "The ferry lies idle for a month.", True),
        ("Now imagine a second ferry.", "The first one loses half of its passengers.", True),
        ("The council supposes nothing.", "The ferry lies idle for a month.", False),
        ("The plaintiff alleges that the pier was rotten.", "The ferry struck it at noon.", True),
        ("The plaintiff alleges that the pier was rotten.", "The court found it sound.", False),
        ("“The pier was rotten. Nobody looked.", "The ferry struck it at noon.", True),
        ("“The pier was rotten”, she said.", "The ferry struck it at noon.", False),
    ],
)
def test_what_goes_on_with_anothers_words_hangs_on_them(source: Source, before: str, said: str, hangs: bool) -> None:
    document = source(f"{before} {said} It was a Sunday.")
    assert hangs_on(span_of(document, said), document, "en") is hangs


@pytest.mark.parametrize(
    ("before", "said", "hangs"),
    [
        ("批评者认为渡船只是摆设。", "票款势必不够买煤。", True),
        ("批评者认为渡船只是摆设。", "但票款足够买煤。", False),
        ("批评者认为渡船只是摆设。", "渡船五月载客九百人。", False),
        ("假设风暴冲垮码头。", "渡船停航一个月。", True),
        ("原告诉称：码头早已朽坏。", "渡船中午撞上码头。", True),
        ("原告诉称：码头早已朽坏。", "法院查明码头完好。", False),
        ("船工说：“码头早已朽坏。没有人去看过。", "渡船中午撞上码头。", True),
    ],
)
def test_in_chinese_as_well(source: Source, before: str, said: str, hangs: bool) -> None:
    document = source(f"{before}{said}那天是星期日。", language="zh")
    assert hangs_on(span_of(document, said), document, "zh") is hangs


def test_another_paragraph_says_nothing_of_it(source: Source) -> None:
    document = source("Suppose a storm takes the pier.\n\nThe ferry lies idle for a month.")
    assert not hangs_on(span_of(document, "The ferry lies idle for a month."), document, "en")


# --- answers ---------------------------------------------------------------------------------------------------------

TALK: dict[Language, str] = {
    "en": "\n\n".join(f"{who}: The ferry ran in May." for who in ("Counsel", "Ada Finch") * 3),
    "zh": "\n\n".join(f"{who}：渡船五月开航。" for who in ("主持人", "冯若兰") * 3),
}


def hangs_in_talk(source: Source, question: str, answer: str, said: str, language: Language = "en") -> bool:
    who = {"en": ("Counsel: ", "Ada Finch: "), "zh": ("主持人：", "冯若兰：")}[language]
    text = f"{TALK[language]}\n\n{who[0]}{question}\n\n{who[1]}{answer}"
    document = source(text, title="Evidence of Ada Finch" if language == "en" else "冯若兰采访", language=language)
    return hangs_on(span_of(document, said), document, language)


@pytest.mark.parametrize(
    ("question", "answer", "said", "hangs"),
    [
        ("Was the pier safe?", "I think that was very good work.", "I think that was very good work.", True),
        ("Was the pier safe?", "I could not have mended it alone.", "I could not have mended it alone.", True),
        (
            "Was the pier safe?",
            "The pier had a crack and nobody saw it.",
            "The pier had a crack and nobody saw it.",
            False,
        ),
        (
            "Was the pier safe?",
            "I was told that it is hard to see a crack.",
            "I was told that it is hard to see a crack.",
            False,
        ),
        (
            "How much of the rope was used?",
            "A great amount but I kept no count.",
            "A great amount but I kept no count.",
            True,
        ),
        ("Who knew?", "Correct, because the clerk had left.", "Correct, because the clerk had left.", True),
        ("Who knew?", "The clerk knew of the crack in May.", "The clerk knew of the crack in May.", False),
        ("Who knew?", "The clerk did. I wrote so in paragraph 12.", "I wrote so in paragraph 12.", True),
        ("Who knew?", "The clerk did. The other thing was the rope.", "The other thing was the rope.", True),
        (
            "So the landing of the ferry was chaos that summer?",
            "Yes. The landing of the ferry was chaos at times.",
            "The landing of the ferry was chaos at times.",
            True,
        ),
        (
            "So the landing of the ferry was chaos that summer?",
            "No. The landing of the ferry was never chaos.",
            "The landing of the ferry was never chaos.",
            False,
        ),
    ],
)
def test_an_answer_that_lives_on_its_question(
    source: Source, question: str, answer: str, said: str, hangs: bool
) -> None:
    assert hangs_in_talk(source, question, answer, said) is hangs


@pytest.mark.parametrize(
    ("question", "answer", "said", "hangs"),
    [
        ("码头安全吗？", "我觉得这是很好的。", "我觉得这是很好的。", True),
        ("码头安全吗？", "码头去年冬天裂了一道缝。", "码头去年冬天裂了一道缝。", False),
        ("谁知道？", "没错，因为书记走了。", "没错，因为书记走了。", True),
        ("夏天渡口秩序混乱？", "是的。夏天渡口秩序混乱。", "夏天渡口秩序混乱。", True),
        ("夏天渡口秩序混乱？", "不是。夏天渡口秩序从不混乱。", "夏天渡口秩序从不混乱。", False),
    ],
)
def test_an_answer_in_chinese(source: Source, question: str, answer: str, said: str, hangs: bool) -> None:
    assert hangs_in_talk(source, question, answer, said, "zh") is hangs


def test_who_is_not_asked_answers_nothing(source: Source) -> None:
    """The same words after another answer, and those of the one who asks."""
    document = source(f"{TALK['en']}\n\nTom Hale: I think that was very good work.", title="Evidence of Ada Finch")
    assert not hangs_on(span_of(document, "I think that was very good work."), document, "en")
