"""Headlines: of words that the Fact has, or words cut from it whole."""

from __future__ import annotations

import datetime as dt

import pytest

from deepnews.agents.candidates import Bench
from deepnews.agents.headline import (
    _first_words,
    drops_coming_year,
    drops_mood,
    says_something,
    write_headline,
)
from deepnews.agents.headline_ends import ends
from deepnews.agents.headline_zh import takes_liberties
from deepnews.agents.standfirst import write_standfirst
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.index import build_index
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.corpus import Corpus, SourceDocument
from deepnews.schemas.draft import DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact, Span
from deepnews.scripted_model import ScriptedModel, ScriptLine
from deepnews.text import RunIndex

LONG = (
    "Concern over late ferries has at long last given way to attempts to replace captains in the coming winter, "
    "according to the harbour board."
)
SHORT = "Ferry crews leave Corran in growing numbers."
SPOKEN = (
    "We do not need to fear the night ferry, and if it came we would want the support of the town of Corran behind us."
)
ASIDE = "The crews think that the night ferry, long a pride of Corran, is gone for good, and nobody else is as sure."
INNER = "one thing the crews agree on is the fate of the night ferry."
STATED = (
    "Corran Yard said on the second day of May, two minutes after the notice of the harbour board, that it will recall "
    "all 20 ferries of the night line."
)
QUOTING = '"The night ferry is gone for good," Ada Finch said.'
FOUNDERING = (
    "The ferry was foundering as the miller returned as an adviser in 2031, a year in which it lost 900 crowns."
)
WANDERING = (
    "In the spring of that year the crews of both ferries and the captains of the night line went to the harbour board "
    "with all of their papers in a cart."
)
BROKEN = "The board has not made any decision about the night ferry, and if it did it would want the town's support."


def bench(*replies: tuple[str, str]) -> Bench:
    """A bench over one report, whose model answers `replies` (words of the Fact, headline)."""
    text = f"{LONG} {SHORT} {BROKEN} {SPOKEN} {STATED} {QUOTING} {ASIDE} {FOUNDERING} {WANDERING} But {INNER}"
    document = SourceDocument(
        doc_id="d", path="d.txt", title="Report", date=dt.date(2021, 3, 4), language="en", text=text,
        content_sha256="0" * 64,
    )  # fmt: skip
    corpus = Corpus(documents=(document,))
    spans = {
        w: Span(doc_id="d", start=text.index(w), end=text.index(w) + len(w), text=w)
        for w in (LONG, SHORT, BROKEN, SPOKEN, STATED, QUOTING, ASIDE, FOUNDERING, WANDERING, INNER)
    }
    facts = {w: Fact(fact_id=f"F{i}", spans=(s,), doc_title="Report") for i, (w, s) in enumerate(spans.items())}
    lines = tuple(ScriptLine(stage="draft", contains=words, reply={"headline": head}) for words, head in replies)
    return Bench(
        model=ScriptedModel(lines=(*lines, ScriptLine(stage="draft", reply={"headline": "Nobody knows anything"}))),
        index=build_index(corpus, HashingEmbedder(), cache_dir=None),
        runs=RunIndex([text], "en"),
        documents=corpus.by_id,
        facts=facts,
        language="en",
        seed=7,
    )


def headline(desk: Bench, *texts: str) -> str:
    return write_headline([desk.facts[t] for t in texts], desk).text


def test_a_headline_of_the_facts_own_words_stands() -> None:
    assert headline(bench(("Ferry crews", "Ferry crews leave Corran")), SHORT) == "Ferry crews leave Corran"


@pytest.mark.parametrize(
    ("source", "text", "is_dropped"),
    [
        ("Night ferries will carry 800 people in 2023.", "Night ferries will carry 800 people", True),
        ("Night ferries will carry 800 people in 2023.", "Night ferries will carry 800 people in 2023", False),
        ("Night ferries carried 800 people in 2019.", "Night ferries carried 800 people", False),
        ("夜间渡轮将在2023年首次载客八百人。", "夜间渡轮将首次载客八百人", True),
    ],
)
def test_a_headline_keeps_the_year_of_what_is_to_come(source: str, text: str, *, is_dropped: bool) -> None:
    span = Span(doc_id="d", start=0, end=len(source), text=source)
    fact = Fact(fact_id="F1", spans=(span,), doc_title="Report", doc_date=dt.date(2021, 3, 4))
    assert drops_coming_year(text, fact) is is_dropped


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("渡口变更后继续落实夜航责任", True),
        ("变更后的渡口继续落实夜航责任", False),
        ("由变更后的渡口继续落实夜航责任", False),
        ("变更后的渡口继续履行夜航责任", True),
    ],
)
def test_a_chinese_headline_takes_no_liberties_with_a_rule(text: str, *, is_taken: bool) -> None:
    source = "渡口因合并、分立等变更的，由变更后的渡口继续落实夜航责任。"
    assert takes_liberties(text, source) is is_taken


@pytest.mark.parametrize("words", ["Ferry crews need support to stay", "Harbour board names new captains"])
def test_new_words_and_a_lost_subject_do_not(words: str) -> None:
    assert headline(bench(("Concern over", words)), LONG) != words


def test_words_are_cut_at_a_break() -> None:
    assert headline(bench(), BROKEN) == "“The board has not made any decision about the night ferry”: report"


def test_an_answer_that_stands_whole_comes_before_one_cut_short() -> None:
    assert headline(bench(), LONG, SHORT) == "“Ferry crews leave Corran in growing numbers”: report"


def test_what_one_says_of_oneself_comes_before_words_cut_short() -> None:
    assert headline(bench(), LONG, SPOKEN) == "“We do not need to fear the night ferry”: report"


def test_words_out_of_a_sentence_are_the_last_choice_and_have_a_capital() -> None:
    assert headline(bench(), INNER, SPOKEN) == "“We do not need to fear the night ferry”: report"
    assert headline(bench(), INNER) == "“[O]ne thing the crews agree on is the fate of the night ferry”: report"


def test_an_answer_is_quoted_whole_before_the_words_of_other_facts() -> None:
    desk = bench()
    asked = type(desk)(**{**desk.__dict__, "answers": (desk.facts[SPOKEN].fact_id,)})
    assert len(SPOKEN) <= 130
    assert headline(asked, SPOKEN, SHORT) == f"“{SPOKEN.rstrip('.')}”: report"
    assert headline(desk, SPOKEN, SHORT) == f"“{SHORT.rstrip('.')}”: report"


def test_a_short_fact_stands_whole_where_nothing_can_be_cut_to_a_headline() -> None:
    assert headline(bench(), WANDERING, INNER).startswith("“[O]ne thing the crews agree on")
    assert headline(bench(), WANDERING).startswith("“In the spring of that year")
    assert _first_words(
        "The old works of the town will open again at some point over the next several years, it is said.", "en"
    ).endswith("point")


def test_who_is_named_in_the_words_is_not_named_behind_them() -> None:
    desk = bench()
    desk.facts[SHORT] = desk.facts[SHORT].model_copy(update={"speaker": "Ferry crews"})
    assert headline(desk, SHORT) == "“Ferry crews leave Corran in growing numbers”: report"


def test_a_headline_writes_as_names_only_what_the_fact_does() -> None:
    assert (
        headline(bench(("Ferry crews", "Ferry Crews Leave Corran")), SHORT)
        == "“Ferry crews leave Corran in growing numbers”: report"
    )


@pytest.mark.parametrize("words", ["Founder of the ferry returned as adviser", "The ferry was foundering, lost crowns"])
def test_a_headline_makes_no_new_words_and_no_second_statement(words: str) -> None:
    assert headline(bench(("foundering", words)), FOUNDERING) != words


def test_a_headline_does_not_count_from_its_document() -> None:
    assert "current" not in headline(bench(("Ferry crews", "Ferry crews leave the current Corran")), SHORT)


def test_words_cut_short_do_not_point_on() -> None:
    assert headline(bench(), LONG) == "“Concern over late ferries has at long last given way to attempts”: report"


def test_words_in_another_order_do_not_stand() -> None:
    assert headline(bench(("Ferry crews", "Growing numbers of ferry crews in Corran")), SHORT).startswith(
        "“Ferry crews"
    )


def test_no_headline_ends_between_a_subject_and_its_verb() -> None:
    assert headline(bench(), ASIDE) == (
        "“The crews think that the night ferry, long a pride of Corran, is gone for good”: report"
    )


@pytest.mark.parametrize(
    ("text", "stand"),
    [
        ("There are few wells which the clerk measures which have lost as much as this one.", []),
        ("Every well which the clerk measured was closed.", []),
        ("The clerk closed the well which had fallen.", ["The clerk closed the well"]),
        ("I think, looking back at where we were in May, we sought water.", ["I think"]),
        ("It gave the impression, and I said so, that the well was full.", []),
        ("I think we sought water, and found none.", ["I think we sought water"]),
    ],
)
def test_a_headline_ends_where_its_words_say_what_the_sentence_says(text: str, stand: list[str]) -> None:
    assert [text[:end] for end in ends(text, "en")] == stand


def test_what_is_quoted_of_somebody_is_their_headline_and_the_last_choice() -> None:
    desk = bench(("night ferry", "The night ferry is gone for good"), ("Ferry crews", "Ferry crews leave Corran"))
    assert headline(desk, QUOTING) == "“The night ferry is gone for good”: Ada Finch"
    assert headline(desk, QUOTING, SHORT) == "Ferry crews leave Corran"


@pytest.mark.parametrize(
    ("text", "source", "language", "is_dropped"),
    [
        ("Harbour board's work driven by evidence", "The harbour board's work will be driven by evidence.", "en", True),
        ("Harbour board's work to be driven by evidence", "The harbour board's work will be so.", "en", False),
        ("Ferry may stop at night", "The ferry may stop at night.", "en", False),
        ("Ferry stops at night", "The ferry stops at night.", "en", False),
        ("渡口加强安全管理", "渡口应当加强安全管理。", "zh", True),
        ("渡口须加强安全管理", "渡口应当加强安全管理。", "zh", False),
        ("渡口停运夜班渡轮", "渡口停运了夜班渡轮。", "zh", False),
    ],
)
def test_a_headline_keeps_duty_plan_and_chance(text: str, source: str, language: Language, is_dropped: bool) -> None:
    assert drops_mood(text, source, language) is is_dropped


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ("Corran Yard will recall all 20 ferries of the night line", False),
        ("Corran Yard said it will recall all 20 ferries of the night line", True),
        ("Corran Yard said on the second day of May", False),
    ],
)
def test_a_headline_keeps_who_says_it(words: str, stands: bool) -> None:
    assert (headline(bench(("Corran Yard", words)), STATED) == words) is stands


def test_a_headline_has_a_verb_of_its_own() -> None:
    assert not says_something("Even trimmed measures of fares that exclude some big rises", "en")
    assert not says_something("冯若兰提出的三条建议中", "zh") and says_something("渡口停运夜班渡轮", "zh")
    assert says_something("The board raised the fares that exclude some big rises", "en")


@pytest.mark.parametrize(
    ("language", "topic", "standfirst"),
    [
        (
            "en",
            "When did the yard move from praising its ferries to planning a recall, and who knew?",
            "From praising its ferries to planning a recall: an account from one document.",
        ),
        ("en", "Who closed the well, and when?", "An account from one document."),
        ("zh", "渡口何时从承诺按期通航转向准备停航？谁知情？", "从承诺按期通航到准备停航：本文依据1份材料。"),
        ("zh", "谁封了水井？", "本文依据1份材料。"),
    ],
)
def test_a_standfirst_asks_nothing(language: Language, topic: str, standfirst: str) -> None:
    desk = bench()
    fact = desk.facts[SHORT]
    sentence = Sentence(sentence_id="B1.1", text=SHORT, fact_ids=(fact.fact_id,), kind="written")
    block = DraftBlock(block_id="B1", heading="", paragraphs=(Paragraph(sentences=(sentence,)),))
    assignment = Assignment(topic=topic, language=language)
    written = write_standfirst(assignment, (block,), {fact.fact_id: fact}, desk.documents)
    assert written is not None
    assert written.text == standfirst
