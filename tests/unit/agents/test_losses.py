"""What a shortened sentence may not lose or add."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from deepnews.agents.losses import losses
from deepnews.agents.rules import find_speaker
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Fact

Check = Callable[[str, str], list[str]]


@pytest.fixture
def found(source: Callable[..., SourceDocument], fact: Callable[..., Fact]) -> Check:
    """Codes of what the second text loses or adds, the first being the source of March 2031."""

    def check(words: str, body: str) -> list[str]:
        document = source(words, date=dt.date(2031, 3, 7))
        return losses(body, fact("F1", document, speaker=find_speaker(words, "en")), document)

    return check


@pytest.mark.parametrize(
    ("words", "body", "code"),
    [
        (
            '"A ferry is not good because it is great," Captain Berg said.',
            "A ferry is “not good because it is great”.",
            "speaker.lost",
        ),
        (
            "The Corran ferry was founded in 1909 and employs 80 people.",
            "The Corran ferry, founded in 1909 with 80 people, was established.",
            "predicate.new",
        ),
        (
            "It is not the case that boats were referred to the fast dock.",
            "It is not the case that boats were referred to as the fast dock.",
            "as.new",
        ),
        (
            "Lower fares have led to fuller boats and, in some cases, shorter queues.",
            "Lower fares, coupled with fuller boats, led to shorter queues.",
            "join.new",
        ),
        (
            "The frost is causing a decline in outlays for boats built of oak.",
            "The frost was causing a decline in outlays.",
            "complement.lost",
        ),
        (
            "The promise of redemption of a coin into one pound is not credible.",
            "The promise of redemption of a coin from one pound was not credible.",
            "place.turned",
        ),
        (
            "In the near term, the fog will persist at least through the first half of May.",
            "The fog will persist at least through the near term.",
            "place.turned",
        ),
        ("The news of weakness at the pier has not changed.", "Weakness at the pier had not changed.", "head.lost"),
        ("The pier is of particular interest to the county.", "The pier was of particularly interest.", "word.bent"),
        (
            "The year 2029 was the year in which the ferry stopped being a promise.",
            "The ferry stopped being a promise.",
            "year.lost",
        ),
    ],
)
def test_what_is_lost_or_added_is_named(found: Check, words: str, body: str, code: str) -> None:
    assert code in found(words, body)


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("The ferry was founded in 1909.", "The ferry was founded in 1909."),
        ("The board closed the pier in May 2031.", "The pier was said to have closed in May."),
        ("Fares along with tolls rose.", "Fares rose along with tolls."),
        ("It caused a decline in outlays for boats.", "It caused a decline in outlays for boats."),
        ("Two clerks, none of whom had read it, spoke for the county.", "Two clerks spoke for the county."),
        ("A number of boats left the pier.", "Boats left the pier."),
        ("The news of weakness has not changed.", "The news of weakness had not changed."),
        ("The clerk read it slowly.", "The clerk read it slowly."),
        ("In 2029 the ferry and in 2030 the pier closed.", "The ferry closed in 2029."),
    ],
)
def test_a_faithful_sentence_passes(found: Check, words: str, body: str) -> None:
    assert found(words, body) == []


def test_what_stands_in_quotation_marks_is_the_sources(found: Check) -> None:
    words = "The clerk said the pier was shut, coupled with a toll for boats."
    assert found(words, "The clerk spoke of a pier “shut, coupled with a toll for boats”.") == []


def test_a_date_is_not_set_before_a_noun(found: Check) -> None:
    words = "The mill expects to have delivered 30 looms by 31 December 2031."
    assert "date.loose" in found(words, "The mill was to deliver December 31, 2031 looms.")
    assert "date.loose" not in found(words, "The mill was to deliver looms by December 31, 2031.")


@pytest.mark.parametrize(
    ("words", "body", "code"),
    [
        (
            "The mill was founded in 2009 and employs 980 people.",
            "The mill was founded in 2009 with 980 people.",
            "figure.loose",
        ),
        ("The battery delivers 5 megawatts for eight hours.", "It delivers up to 5 megawatts.", "bound.new"),
        (
            "There is one loom that stands out among the looms of Leeds.",
            "Of the looms of Leeds there is one that stands out among them.",
            "pronoun.new",
        ),
        ("The mill raised £60 million by selling shares.", "The mill successfully raised £60 million.", "adverb.new"),
        ("The mill was founded in Leeds in 2009.", "The mill, a company of Leeds, was founded.", "predicate.bare"),
    ],
)
def test_figures_keep_their_verb_and_nothing_is_praised(found: Check, words: str, body: str, code: str) -> None:
    assert code in found(words, body)


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("The mill was founded in 2009 and employs 980 people.", "The mill of 2009 employs 980 people."),
        ("It sold at least 40 looms.", "At least 40 looms were sold."),
        ("Sales were largely flat, it said.", "Sales were largely flat."),
    ],
)
def test_what_the_source_says_may_be_said(found: Check, words: str, body: str) -> None:
    assert not set(found(words, body)) & {"figure.loose", "bound.new", "adverb.new", "predicate.bare"}


@pytest.mark.parametrize(
    ("words", "body", "is_new"),
    [
        ("All Districts reported shortages.", "Several Districts reported shortages.", True),
        ("It was mentioned in virtually all reports.", "It was mentioned in nearly all reports.", False),
        ("It was mentioned in virtually all reports.", "It was mentioned in all reports.", True),
        ("Every mill closed.", "All mills closed.", False),
        ("Mills closed.", "Many mills closed.", True),
    ],
)
def test_all_do_not_become_several(found: Check, words: str, body: str, is_new: bool) -> None:
    assert ("quantifier.new" in found(words, body)) == is_new


@pytest.mark.parametrize(
    ("words", "body", "is_lost"),
    [
        (
            "The balance has reduced the pressure on prices for steel.",
            "The balance led to lower prices for steel.",
            True,
        ),
        ("The balance has reduced the pressure on prices for steel.", "It reduced pressure on steel prices.", False),
        ("It reported a decline in lumber prices.", "It reported lumber prices.", True),
        ("It reported a decline in lumber prices.", "Lumber prices declined.", False),
    ],
)
def test_nouns_that_turn_the_sense_are_kept(found: Check, words: str, body: str, is_lost: bool) -> None:
    assert ("operator.lost" in found(words, body)) == is_lost


def test_nothing_is_explained_from_memory(found: Check) -> None:
    words = "Public interest in a digital dollar has reached fever pitch."
    assert "gloss.new" in found(words, "The digital dollar is a new type of currency of public interest.")
    assert "gloss.new" not in found(words, "Public interest in a digital dollar had reached fever pitch.")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("Letters of May 3 or May 4 reached Corran.", "or.new"),
        ("Letters of May 3 and May 4 reached the well in the city of Corran.", "place.new"),
    ],
)
def test_neither_a_choice_nor_a_place_comes_in(found: Check, body: str, code: str) -> None:
    assert code in found("Letters of May 3 and May 4 reached Corran.", body)


@pytest.mark.parametrize(
    ("words", "body", "code"),
    [
        ("Virtually every indicator points down.", "The indicators point down.", "quantifier.lost"),
        ("Most mills cut their hours.", "Mills cut their hours.", "quantifier.lost"),
        ("Two towns call the shortage a major problem.", "Two towns saw a shortage of resources.", "phrase.new"),
        ("The slump spread to business fixed investment.", "The slump spread to businesses.", "phrase.cut"),
    ],
)
def test_phrases_stay_whole(found: Check, words: str, body: str, code: str) -> None:
    assert code in found(words, body)


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("Most mills cut their hours.", "Hours were cut at most mills."),
        ("All mills cut their hours.", "The mills cut their hours."),
        ("The slump spread to business fixed investment.", "The slump spread to investment by business."),
        ("Orders for worsted cloth fell in the spring.", "Orders for cloth fell in spring."),
    ],
)
def test_phrases_may_be_turned(found: Check, words: str, body: str) -> None:
    assert not set(found(words, body)) & {"quantifier.lost", "phrase.new", "phrase.cut"}


def test_a_noun_does_not_become_a_participle(found: Check) -> None:
    words = "The board approved a recall of every block in the field."
    assert "participle.new" in found(words, "The board approved a recall of every blocked field.")
    assert "participle.new" not in found("They report a delay.", "A delay was reported by the towns.")


def test_a_price_keeps_what_it_is_set_on(found: Check) -> None:
    words = "It put a date in the contract and a price on missing it."
    assert "complement.lost" in found(words, "It chose the contract and price.")


def test_nobody_is_made_he_or_she(found: Check) -> None:
    words = "Noel Ashby forwarded that message to me in April."
    assert "pronoun.new" in found(words, "Noel Ashby had forwarded the message to him in April.")
    assert "pronoun.new" not in found("He shut the pier, Ashby said.", "His pier was shut, Ashby said.")
