"""Long sentences cut to their main clause: verbatim, long enough, and never against their sense."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepnews.agents.clauses import main_clause
from deepnews.schemas.base import Language
from deepnews.schemas.facts import Span

HEAD = "The parish of Corran closed its old well on the ninth of May and put a guard beside it"
TAIL = "which the clerk had asked for in three letters to the county office over the whole winter."


def cut(text: str, language: Language = "en", start: int = 0) -> Span:
    return main_clause(Span(doc_id="d1", start=start, end=start + len(text), text=text), language)


@pytest.mark.parametrize("joint", [", ", "; ", " — ", "—", " -- "])
def test_a_clause_that_only_adds_is_left_out(joint: str) -> None:
    found = cut(f"{HEAD}{joint}{TAIL}", start=40)
    assert found.text == HEAD
    assert (found.start, found.end) == (40, 40 + len(HEAD))


def test_nothing_is_cut_at_a_word_put_in_between() -> None:
    text = f"{HEAD}, and reported that the county was in a slow, though steady, recovery from the floods of spring."
    assert cut(text).text == text


def test_as_much_as_possible_is_kept() -> None:
    text = f"{HEAD}, although it had rained since March, {TAIL}"
    assert cut(text).text == f"{HEAD}, although it had rained since March"


@pytest.mark.parametrize(
    "text",
    [
        f"Although {HEAD}, {TAIL}",
        f"If {HEAD}, {TAIL}",
        f"Not only has it been said that {HEAD}, {TAIL}",
        f"Nobody in the county knew whether {HEAD}, {TAIL}",
        f"The clerk wrote (and she was right, {TAIL.removesuffix('.')}, as the county wrote) that {HEAD}.",
        f"“The old well of Corran was closed on the ninth of May after all these years, {TAIL}” said the clerk.",
        f"{HEAD}, and a second one too, and then, as the county had asked it in its letters, a third one as well.",
        f"Far away in Corran, {TAIL} {HEAD}.",
        f"{HEAD}; the county paid for the guard until late October, Clerk Finch said.",
        f"{HEAD}; the county paid for the guard until October, according to the clerk.",
    ],
)
def test_what_would_change_the_sense_is_never_cut(text: str) -> None:
    assert len(text) > 150
    assert cut(text).text == text


@pytest.mark.parametrize(
    "tail",
    [
        "; but in two villages even these wells had been closed again by the county before the summer was over.",
        ", although it has to be said that the goats went on drinking from it all through the dry summer months.",
        ", while keeping the bucket for the families who had no water of their own in the upper part of the village.",
        ", whereas the parish of Linton left its well open all through the summer in spite of three letters.",
        " — again, subject to what the county engineer would find when the water was measured in the autumn.",
        ", particularly in the upper village, but there was no guard in the lower one until the end of the year.",
        ", with a lid on it in the upper village, but the lower village had neither a lid nor a guard that year.",
        ", which did not happen before the county had sent its third letter to the clerk in the following year.",
        "; it was never carried out, as the clerk had to write to the county in the spring of the next year.",
        ", despite the letters of the clerk, who had asked the county in the spring to leave it open to the goats.",
        "; (2) put a guard beside it; and (3) wrote to the county about the goats that had been ill in the spring.",
    ],
)
def test_what_turns_the_statement_is_never_cut(tail: str) -> None:
    assert cut(HEAD + tail).text == HEAD + tail


@pytest.mark.parametrize(
    "text",
    [
        "The county’s own inquiry, which rests on the books that the clerk kept, has found beyond any doubt that; "
        "the wells of Corran were closed on the ninth of May, by all accounts, and opened in June.",
        "The reports of the county on the wells were mixed in the spring and the summer of that year, "
        "with the upper village of Corran telling of clear water and the lower one of mud.",
        "Unlike the parish of Linton, Corran now has a guard and a lid upon its well in the upper village, "
        "which the clerk had asked for in three letters to the county office over the whole winter.",
        "In the letters of that winter the clerk wrote that the county would, as she had asked, start to close it "
        "—closing it was what she had asked for in three letters to the county office over the winter.",
    ],
)
def test_no_head_ends_before_what_it_opens(text: str) -> None:
    assert len(text) > 150 and cut(text).text == text


@pytest.mark.parametrize("occasion", ["Given the drought of that year, ", "In light of the three goats' illness, "])
def test_an_occasion_before_the_clause_is_left_out(occasion: str) -> None:
    clause = "the parish of Corran closed its old well on the ninth of May and put a guard beside it."
    found = cut(occasion + clause, start=40)
    assert (found.text, found.start, found.end) == (clause, 40 + len(occasion), 40 + len(occasion) + len(clause))


def test_the_first_item_of_a_list_is_no_occasion() -> None:
    text = (
        "In light of the drought, the illness of three goats, and the letters of the clerk, the parish closed its well."
    )
    assert cut(text).text == text


@pytest.mark.parametrize("text", ["The parish closed its well, which the clerk had asked for.", "", "Short; dry."])
def test_short_sentences_stay_whole(text: str) -> None:
    assert cut(text).text == text


def test_chinese_stays_whole() -> None:
    text = "柯兰村在五月九日封了村口的老井；村里派人看守，" * 8 + "文书为此写过三封信。"
    assert cut(text, "zh").text == text


PIECES = (
    "The parish closed its well ",
    "on the ninth of May",
    ", which ",
    "; ",
    " — ",
    "(",
    ")",
    "“",
    "”",
    '"',
    "whether ",
)


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join), st.sampled_from(["en", "zh"]))
@settings(deadline=None, max_examples=100)
def test_the_cut_is_verbatim_and_balanced(text: str, language: Language) -> None:
    found = cut(text, language, start=7)
    assert (found.doc_id, text[found.start - 7 : found.end - 7]) == ("d1", found.text)
    if found.text != text:
        assert 60 <= len(found.text) <= 190
        assert found.text.count("(") == found.text.count(")") and found.text.count("“") == found.text.count("”")


def test_a_long_occasion_with_a_list_is_left_out() -> None:
    occasion = (
        "In light of the growing role of private money, the use of foreign coins in trade, and the needs of the poor, "
    )
    main = "the central bank is stepping up its research on a digital version of its money."
    span = Span(doc_id="d", start=10, end=10 + len(occasion + main), text=occasion + main)
    assert main_clause(span, "en").text == main


def test_what_denies_keeps_what_is_so_instead() -> None:
    text = (
        "It is not the case that the ferries were sent to the upper harbour at night by the board; the upper harbour "
        "took in the ferries that had come there by themselves in the storm of that year."
    )
    assert main_clause(Span(doc_id="d", start=0, end=len(text), text=text), "en").text == text
