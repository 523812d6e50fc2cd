"""What an article has told before a claim, and where a letter of a thread says who writes and when."""

from __future__ import annotations

import datetime as dt

from deepnews.agents.decompose import decompose
from deepnews.agents.read_article import read_article
from deepnews.agents.rules.described import described_names
from deepnews.agents.rules.letters import letter_date, letter_sender
from deepnews.agents.setting import setting_of, settings_of
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact, Span

ARTICLE = (
    "On 12 March 2024 Tessa Alder of the Selby Yard wrote to the board. She asked for a new crane.\n\n"
    "Four days later the answer came."
)
THREAD = (
    "From: Tessa Alder\nTo: Bram Oake\nDate: Friday, 12 April 2024, 09:05\n\nIs there any room in the plan?\n\n"
    "From: Bram Oake\nDate: Monday, 22 April 2024, 16:42\n\nThe answer is no.\n"
)
UNION = "Ida Pell is convenor of the Allied Yard Workers.\n\nPell said that the union had written to the company."


def document(text: str) -> SourceDocument:
    return SourceDocument(doc_id="d1", path="d1", title="T", language="en", text=text, content_sha256="0" * 64)


def test_dates_of_earlier_paragraphs_and_names_a_pronoun_may_stand_for() -> None:
    draft = read_article(ARTICLE, "en").draft
    settings = settings_of(draft)
    claims = [d.claim for d in decompose(draft)]
    asked, answered = (setting_of(c, settings, "en") for c in claims[1:])
    assert asked.meant == ("Tessa Alder of the Selby Yard",)
    assert answered.told[-1] == (dt.date(2024, 3, 12), dt.date(2024, 3, 12))
    assert not answered.meant


def test_what_stands_before_an_edited_part_counts() -> None:
    draft = read_article("Four days later the answer came.", "en").draft
    told = settings_of(draft, ["It began on 12 March 2024."])[draft.sentences[0].sentence_id].told
    assert told == ((dt.date(2024, 3, 12), dt.date(2024, 3, 12)),)


def test_the_header_above_a_letter_dates_and_signs_it() -> None:
    thread = document(THREAD)
    first, second = THREAD.index("Is there"), THREAD.index("The answer")
    assert (letter_date(thread, first), letter_sender(thread, first)) == (dt.date(2024, 4, 12), "Tessa Alder")
    assert (letter_date(thread, second), letter_sender(thread, second)) == (dt.date(2024, 4, 22), "Bram Oake")
    assert (letter_date(document("No header."), 4), letter_sender(document("No header."), 4)) == (None, "")


def test_a_union_is_the_body_named_before_it() -> None:
    start = UNION.index("Pell said")
    span = Span(doc_id="d1", start=start, end=len(UNION), text=UNION[start:])
    fact = Fact(fact_id="F1", spans=(span,), doc_title="T")
    assert "Allied Yard Workers" in described_names([fact], {"d1": document(UNION)}, "en")
