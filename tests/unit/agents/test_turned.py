"""What the next sentence of a source makes of a statement."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deepnews.agents.turned import is_regretted, turned_after
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Span

SAID: dict[Language, str] = {
    "en": "For a time the water of the well looked clean enough to drink.",
    "zh": "村里的水井有一段时间看来已经可以饮用。",
}


def span_of(document: SourceDocument, words: str) -> Span:
    start = document.text.index(words)
    return Span(doc_id=document.doc_id, start=start, end=start + len(words), text=words)


@pytest.mark.parametrize("opening", ["But ", "However, ", ""])
def test_what_answers_the_sentence_before_it_is_doubted(opening: str, source: Callable[..., SourceDocument]) -> None:
    words = "the water of the well looked clean enough to drink."
    document = source(f"Nobody would dig it again. {opening}{words}")
    assert turned_after(span_of(document, words), document, "en") == ("doubted" if opening else "")


@pytest.mark.parametrize(
    ("language", "following", "turned"),
    [
        ("en", "But the well went foul in the summer.", "doubted"),
        ("en", "However, the county found the well foul in June.", "doubted"),
        ("en", "That said, nobody drank from the well.", "doubted"),
        ("en", "But the harvest fair was held in the yard.", ""),
        ("en", "The well went foul in the summer.", ""),
        ("en", "That hasn't lasted.", "undone"),
        ("en", "These promises were rejected by the county.", "undone"),
        ("en", "But it never came to pass.", "undone"),
        ("en", "Not any more.", "undone"),
        ("en", "But probably not.", "undone"),
        ("en", "Of course not.", "undone"),
        ("en", "What’s less well known is that the well went foul.", "doubted"),
        ("en", "Nobody knows.", ""),
        ("en", "This proved to be wrong.", "undone"),
        ("en", "It was not easy to say.", ""),
        ("en", "This is not borne out by the county's own readings.", "undone"),
        ("en", "But we do not accept that.", "undone"),
        ("en", "The county disputes this.", "doubted"),
        ("en", "The clerk of the county does not share that view.", "doubted"),
        ("en", "One reason why we reject that is the smell.", ""),
        ("en", "The county does not share its maps.", ""),
        ("en", "They had not met before.", ""),
        ("en", "Ah no, sorry, I am back in the summer. I'll restate.", "undone"),
        ("en", "It lies by the road. But even this figure failed to tell the full story.", "undone"),
        ("zh", "水井在路边。让我更正一下。", "undone"),
        ("zh", "但是，水井在夏天又变浑了。", "doubted"),
        ("zh", "然而县里六月查明水井不洁。", "doubted"),
        ("zh", "但集市照旧举办。", ""),
        ("zh", "水井在夏天又变浑了。", ""),
        ("zh", "这一说法后来被县里推翻。", "undone"),
        ("zh", "但这并未成为现实。", "undone"),
        ("zh", "但恐怕未必。", "undone"),
        ("zh", "这与县里的化验不符。", "undone"),
        ("zh", "县里不认同这一说法。", "doubted"),
        ("zh", "县里不接受捐款。", ""),
    ],
)
def test_the_next_sentence_is_heard(
    language: Language, following: str, turned: str, source: Callable[..., SourceDocument]
) -> None:
    gap = " " if language == "en" else ""
    document = source(f"{SAID[language]}{gap}{following}", language=language)
    assert turned_after(span_of(document, SAID[language]), document, language) == turned


def test_a_part_of_a_sentence_is_turned_with_it(source: Callable[..., SourceDocument]) -> None:
    document = source(f"{SAID['en']} But the well went foul.")
    assert turned_after(span_of(document, "the water of the well looked clean"), document, "en") == "doubted"


def test_another_paragraph_or_turn_says_nothing_of_it(source: Callable[..., SourceDocument]) -> None:
    apart = source(f"{SAID['en']}\n\nBut the well went foul.")
    assert turned_after(span_of(apart, SAID["en"]), apart, "en") == ""
    turns = "\n\n".join(f"{who}: The well was closed." for who in ("Ada Finch", "Tom Hale") * 3)
    talk = source(f"{turns}\n\nAda Finch: {SAID['en']}\n\nBut the well went foul.\n\nTom Hale: But the well was dry.")
    assert turned_after(span_of(talk, SAID["en"]), talk, "en") == "doubted"
    assert turned_after(span_of(talk, "But the well went foul."), talk, "en") == ""


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        (
            "en",
            "The brewer argued that the well was clean. The county does not share that reading.",
            "The brewer argued",
        ),
        ("zh", "张建国认为，水井是干净的。县里不认同这一说法。", "张建国认为，水井是干净的。"),
    ],
)
def test_a_view_that_the_source_gives_and_contradicts_is_no_fact(
    source: Callable[..., SourceDocument], language: Language, text: str, said: str
) -> None:
    document = source(text, language=language)
    whole = "The brewer argued that the well was clean." if language == "en" else said
    assert turned_after(span_of(document, whole), document, language) == "undone"


def test_what_goes_on_with_anothers_view_is_undone(source: Callable[..., SourceDocument]) -> None:
    document = source("Critics say that the pump is a toy. The water would never reach the school.")
    assert turned_after(span_of(document, "The water would never reach the school."), document, "en") == "undone"


def test_a_mixed_answer_makes_what_explains_it_doubted(source: Callable[..., SourceDocument]) -> None:
    turns = "\n\n".join(f"{who}: The well was closed." for who in ("Ada Finch", "Tom Hale") * 3)
    answers = {"I think, yes, and no.": "doubted", "Yes.": "", "Yes and no, I would say.": "doubted"}
    for answer, turned in answers.items():
        talk = source(f"{turns}\n\nAda Finch: {answer} {SAID['en']}\n\nTom Hale: The well was dry.")
        assert turned_after(span_of(talk, SAID["en"]), talk, "en") == turned
    document = source(f"可以说既是也不是。{SAID['zh']}", language="zh")
    assert turned_after(span_of(document, SAID["zh"]), document, "zh") == "doubted"


@pytest.mark.parametrize(
    ("language", "following", "expected"),
    [
        ("en", "It is very concerning to me that nobody tests it.", True),
        ("en", "This is worrying.", True),
        ("en", "These readings worry us.", False),
        ("en", "It worries me.", True),
        ("en", "That was no surprise.", False),
        ("en", "It is a good well.", False),
        ("zh", "这令人十分担忧。", True),
        ("zh", "这是一口好井。", False),
    ],
)
def test_what_its_speaker_takes_for_a_bad_sign_is_seen(
    source: Callable[..., SourceDocument], language: Language, following: str, expected: bool
) -> None:
    gap = " " if language == "en" else ""
    document = source(SAID[language] + gap + following, "a.txt", language=language)
    assert is_regretted(span_of(document, SAID[language]), document, language) is expected


@pytest.mark.parametrize(
    ("before", "words", "turned"),
    [
        ("Total rainfall was 50 percent of the mean.", "Core rainfall was 20 percent of the mean.", "doubted"),
        ("The well was cleaned in May.", "Core rainfall was 20 percent of the mean.", ""),
        ("Rainfall of the summer rose 5 percent.", "However, rainfall of the winter rose 1 percent.", "doubted"),
        ("The risk of floods was known.", "The main reason why the risk was there is the dam.", "undone"),
        ("The dam was old.", "The main reason why the risk was there is the dam.", ""),
        ("The risk of floods was known.", "The risk of drought is there too.", ""),
    ],
)
def test_what_the_sentence_before_must_tell_is_no_fact_alone(
    source: Callable[..., SourceDocument], before: str, words: str, turned: str
) -> None:
    document = source(f"{before} {words}", "a.txt")
    span = span_of(document, words.removeprefix("However, "))
    assert turned_after(span, document, "en") == turned


@pytest.mark.parametrize(
    ("language", "text", "following", "turned"),
    [
        (
            "en",
            "In November, the well of Corran was said to be clean.",
            "This month, it is said to be foul.",
            "doubted",
        ),
        ("en", "Last year the well of Corran gave clean water.", "Now it gives none.", "doubted"),
        ("en", "The well of Corran was said to be clean.", "This month, it is said to be foul.", ""),
        ("en", "In November, the well of Corran was said to be clean.", "The county agreed.", ""),
        ("zh", "去年，村口的水井出水清澈。", "今年，井水已经变浑。", "doubted"),
        ("zh", "去年，村口的水井出水清澈。", "县里也这样说。", ""),
    ],
)
def test_what_was_before_another_time_came_is_doubted(
    language: Language, text: str, following: str, turned: str, source: Callable[..., SourceDocument]
) -> None:
    document = source(text + (" " if language == "en" else "") + following, language=language)
    assert turned_after(span_of(document, text), document, language) == turned
