"""Which days a Fact tells of, and headings that speak of time over Facts that do and do not bear them out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from deepnews.agents.days_told import claim_of, headed, headings_of, reach
from deepnews.agents.rules import find_dates
from deepnews.schemas.base import Language
from deepnews.schemas.draft import DraftBlock, Paragraph, Sentence
from deepnews.schemas.facts import Fact, Span
from deepnews.schemas.library import load_schemas

DAY = dt.date(2031, 12, 11)


def told(text: str, day: dt.date | None = DAY, language: Language = "en", fact_id: str = "F001") -> Fact:
    span = Span(doc_id="D1", start=0, end=len(text), text=text)
    return Fact(fact_id=fact_id, spans=(span,), doc_date=day, dates=tuple(find_dates(text, language, day)))


def on(*days: str) -> list[Fact]:
    """Facts of documents of those days ("2031-05-14")."""
    return [told("The works made pumps.", dt.date.fromisoformat(d)) for d in days]


@pytest.mark.parametrize(
    ("text", "language", "first", "last"),
    [
        ("The works made forty pumps.", "en", "2031-12-11", "2031-12-11"),
        ("In March 2031, the works made forty pumps.", "en", "2031-03-31", "2031-03-31"),
        ("The works made forty pumps in March 2031.", "en", "2031-03-31", "2031-12-11"),
        ("Output in March 2031 was 4 tons and in June 2031 it was 5 tons.", "en", "2031-06-30", "2031-12-11"),
        ("Orders have fallen since October 2031.", "en", "2031-12-11", "2031-12-11"),
        ("Prices will rise at least through May 2032.", "en", "2031-12-11", "2031-12-11"),
        ("The works made forty pumps in 2031.", "en", "2031-12-11", "2031-12-11"),
        ("该厂生产了四十台水泵。", "zh", "2031-12-11", "2031-12-11"),
        ("2031年3月，该厂生产了四十台水泵。", "zh", "2031-03-31", "2031-03-31"),
        ("该厂于2031年3月生产了四十台水泵。", "zh", "2031-03-31", "2031-12-11"),
        ("自2031年3月以来，订单不断减少。", "zh", "2031-12-11", "2031-12-11"),
        ("本办法自2031年3月1日起施行。", "zh", "2031-12-11", "2031-12-11"),
    ],
)
def test_a_fact_tells_of_the_newest_period_it_names_up_to_the_day_of_its_document(
    text: str, language: Language, first: str, last: str
) -> None:
    found = reach(told(text, language=language), language)
    assert found == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def test_what_bears_no_date_reaches_nowhere() -> None:
    assert reach(told("In March 2031, the works made pumps.", None), "en") is None


MAY, JUNE, JULY = on("2031-05-14"), on("2031-06-02", "2031-06-20"), on("2031-07-01")


@pytest.mark.parametrize(
    ("language", "headings", "facts", "made"),
    [
        ("en", ["", "Before", "After"], [JUNE, MAY, JULY], ["", "Before", "After"]),
        ("zh", ["", "此前", "之后"], [JUNE, MAY, JULY], ["", "此前", "之后"]),
        # on the day of the lede, and later than it
        ("en", ["", "Before", "The turn"], [MAY, MAY, JUNE], ["", "May 14, 2031", "The turn"]),
        ("en", ["", "Before", "The turn"], [MAY, JUNE, JULY], ["", "June 2031", "The turn"]),
        ("zh", ["", "此前", "转折"], [MAY, JUNE, JULY], ["", "2031年6月", "转折"]),
        # on the day of the section before it, or older
        ("en", ["", "The turn", "After"], [MAY, JULY, JULY], ["", "The turn", "July 1, 2031"]),
        ("en", ["", "The turn", "Later"], [MAY, JULY, [*JUNE, *JULY]], ["", "The turn", "June to July 2031"]),
        ("zh", ["", "转折", "后来"], [MAY, JULY, [*JUNE, *JULY]], ["", "转折", "2031年6月至7月"]),
        ("en", ["", "The case", "The latest word"], [JULY, MAY, JUNE], ["", "The case", "June 2031"]),
        ("zh", ["", "正方", "最近的说法"], [JULY, MAY, JUNE], ["", "正方", "2031年6月"]),
        ("en", ["", "The case", "Where it stands"], [MAY, JUNE, JULY], ["", "The case", "Where it stands"]),
        # a beginning to which an older one comes later
        ("en", ["", "How it began", "The case"], [JULY, JUNE, MAY], ["", "June 2031", "The case"]),
        ("zh", ["", "缘起", "正方"], [JULY, MAY, JUNE], ["", "缘起", "正方"]),
        # signs of what had come before them
        ("en", ["", "First signs", "The turn"], [MAY, JULY, JUNE], ["", "July 2031", "The turn"]),
        ("zh", ["", "变化的苗头", "转折"], [MAY, JUNE, JULY], ["", "变化的苗头", "转折"]),
        # in between, and not
        ("en", ["", "What was said", "In between", "After"], [MAY, MAY, JUNE, JULY], None),
        ("en", ["", "Said", "In the meantime", "Came"], [MAY, JUNE, MAY, JULY], ["", "Said", "May 14, 2031", "Came"]),
        ("zh", ["", "旧规矩", "写了什么"], [JULY, JUNE, MAY], ["", "2031年6月", "写了什么"]),
        ("zh", ["", "旧规矩", "写了什么"], [JULY, MAY, JUNE], ["", "旧规矩", "写了什么"]),
    ],
)
def test_a_heading_that_speaks_of_time_holds_or_the_days_stand_in_its_place(
    language: Language, headings: list[str], facts: list[Sequence[Fact]], made: list[str] | None
) -> None:
    assert list(headings_of(headings, facts, language)) == (made or headings)


def test_what_stands_under_no_heading_belongs_to_the_one_before_it() -> None:
    facts = [MAY, JUNE, JULY, on("2031-06-10")]
    assert headings_of(["", "The turn", "After", ""], facts, "en") == ("", "The turn", "June to July 2031", "")


def test_a_period_that_a_sentence_opens_on_counts_and_not_the_day_it_was_written() -> None:
    look_back = [told("In January 2031, the works made pumps.")]
    assert headings_of(["", "Before"], [JUNE, look_back], "en") == ("", "Before")
    assert headings_of(["", "After"], [JUNE, look_back], "en") == ("", "December 2031")


def test_without_a_date_no_heading_that_speaks_of_time_stands() -> None:
    undated = [told("The works made pumps.", None)]
    assert headings_of(["", "Before", "The turn"], [JUNE, undated, undated], "en") == ("", "", "The turn")
    assert headings_of(["", "此前", "转折"], [JUNE, undated, undated], "zh") == ("", "", "转折")


@pytest.mark.parametrize(
    ("language", "heading", "whole", "left"),
    [
        ("en", "After", "November 2030 to June 2031", "November 2030"),
        ("zh", "之后", "2030年11月至2031年6月", "2030年11月"),
    ],
)
def test_days_as_a_heading_are_made_anew_when_a_fact_goes(
    language: Language, heading: str, whole: str, left: str
) -> None:
    lede, facts = on("2031-08-01"), on("2030-11-02", "2031-06-02")
    made = headings_of(["", heading], [lede, facts], language)
    assert made == ("", whole)
    assert claim_of(whole, language) == "days"
    assert headings_of(made, [lede, facts[:1]], language) == ("", left)


def test_two_sections_of_one_month_are_told_apart_by_their_days() -> None:
    facts = [on("2031-06-20"), on("2031-06-20"), on("2031-06-02", "2031-06-05")]
    assert headings_of(["", "After", "Later"], facts, "en") == ("", "June 20, 2031", "June 2 to 5, 2031")
    assert headings_of(["", "之后", "后来"], facts, "zh") == ("", "2031年6月20日", "2031年6月2日至5日")


@pytest.mark.parametrize("heading", ["After the flood", "Who pays", "Before the bank: two letters", "Sincerely"])
def test_only_a_heading_that_is_nothing_but_time_is_held_to_it(heading: str) -> None:
    assert claim_of(heading, "en") == ""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_headings_of_time_among_the_shipped_forms_are_known(language: Language) -> None:
    slots = [s for schema in load_schemas(language) for s in schema.slots]
    claims = {claim_of(h, language) for s in slots for h in (s.heading, s.plain_heading)}
    assert claims >= {"before", "older", "start", "signs", "meantime", "after", "latest"}


def sections(*told_in: tuple[str, Fact]) -> tuple[list[DraftBlock], dict[str, Fact]]:
    """Blocks of one sentence under those headings, and the Facts by id."""
    blocks = [
        DraftBlock(
            block_id=f"B{n}",
            heading=heading,
            paragraphs=(Paragraph(sentences=(Sentence(sentence_id=f"B{n}.1", text="Said.", fact_ids=(f.fact_id,)),)),),
        )
        for n, (heading, f) in enumerate(told_in, 1)
    ]
    return blocks, {f.fact_id: f for _, f in told_in}


def test_the_article_is_held_to_what_it_tells_and_not_to_what_was_planned() -> None:
    early, late = (told("The works made pumps.", dt.date(2031, m, 1), fact_id=f"F{m}") for m in (5, 7))
    blocks, facts = sections(("", late), ("The turn", late), ("After", early))
    assert [b.heading for b in headed(blocks, facts, "en")] == ["", "The turn", "May 2031"]
    assert headed([], facts, "en") == ()


def test_a_heading_that_only_says_between_gives_way_to_the_days() -> None:
    may, june, july = (told("The works made pumps.", dt.date(2031, m, 1), fact_id=f"F{m}") for m in (5, 6, 7))
    blocks, facts = sections(("", may), ("The turn", may), ("In between", june), ("On the way", june), ("After", july))
    assert [b.heading for b in headed(blocks, facts, "en")] == ["", "The turn", "June 1, 2031", "", "After"]
