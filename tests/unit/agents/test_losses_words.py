"""Words that a shortening brings in or loses."""

from __future__ import annotations

import pytest

from deepnews.agents.losses_words import word_losses


@pytest.mark.parametrize(
    ("words", "body", "code"),
    [
        ("The crew wear masks on the ferry.", "The crew wear respiratory masks on the ferry.", "word.new"),
        ("The public perception is that the ferry is unsafe.", "The ferry is unsafe.", "stance.lost"),
        ("The ferry had a slow, though safe, crossing.", "The ferry had a slow crossing.", "concession.lost"),
        ("Fares rose in several ports during May.", "Fares rose during May.", "scope.lost"),
        ("Fares rose in several ports during May.", "Fares rose in several ports.", "month.lost"),
        ("Fares were 2 crowns in May, an increase of 1 crown on April.", "Fares were 2 crowns in May.", "change.lost"),
        (
            "Ports tell of falling fares and growing unease.",
            "Ports tell of falling fares as unease grew.",
            "subordinator.new",
        ),
        ("Even the night crossings have moderated.", "Even the night crossings had moderate.", "participle.lost"),
        ("The ferry was slow, but never late.", "The ferry was slow.", "concession.lost"),
        ("The survey suggests that the ferry has lost riders.", "The survey said the ferry lost riders.", "hedge.lost"),
        ("It was built for a purportedly safe ferry.", "It was built for a safe ferry.", "hedge.lost"),
        ("In opposition, the party tabled a bill on ferries.", "The party tabled a bill on ferries.", "opening.lost"),
        ("Fares have risen only to the levels of 2010.", "Fares have risen to the levels of 2010.", "only.lost"),
        ("Fares rose to the level of the 2010s.", "Fares rose to the level of past years.", "word.new"),
        ("There are claims that it served the captains.", "There are claims by the captains.", "agent.new"),
        (
            "Prospects were good, dimmed somewhat, however, by a lack of fuel.",
            "Prospects were good.",
            "qualification.lost",
        ),
        (
            "The yard made a loss before tax of 8 crowns, after a profit of 7 crowns.",
            "The yard made a loss of 8 crowns before tax and a profit of 7 crowns before tax.",
            "phrase.repeated",
        ),
        ("Without a licence, no ferry may leave.", "No ferry may leave.", "opening.lost"),
        (
            "The median fare falls from 5 crowns this year to 3 crowns next year.",
            "The median fare was to fall from 5 crowns that year and falls to 3 crowns the year after.",
            "word.repeated",
        ),
        (
            "Ferries are late for three reasons: the fog, old engines, and a lack of captains.",
            "Ferries are late for three reasons: the fog.",
            "list.cut",
        ),
        ("What Olaf said on May 5, 1949, is true.", "Olaf said on May 5, 1949.", "speech.empty"),
        (
            "As fuel runs short, it will become appropriate to slow the ferries.",
            "The lack of fuel will slow the ferries.",
            "judgement.lost",
        ),
    ],
)
def test_what_is_brought_in_or_lost_is_named(words: str, body: str, code: str) -> None:
    assert code in word_losses(body, words)


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("The public perception is that the ferry is unsafe.", "The perception was that the ferry was unsafe."),
        ("In opposition, the party tabled a bill.", "The party tabled a bill when in opposition."),
        ("In addition, the party tabled a bill.", "The party tabled a bill."),
        (
            "Prospects were good, dimmed somewhat by a lack of fuel.",
            "Prospects were good but a lack of fuel dimmed them.",
        ),
        ("Three reasons: the fog, old engines, and a lack of captains.", "Fog and a lack of captains."),
        ("The ferry of the yard is the ferry for Corran.", "The yard's ferry is the ferry for Corran."),
        ("In May 2021, the ferry sank.", "The ferry sank in May 2021."),
        ("The ferry carried 5 cars today.", "The ferry carried five cars that day, it said."),
        ("A number of ferries are able to sail.", "Several ferries can sail."),
        ("The captain’s word was “ferry”.", "The captain said the word “strange new ferry”."),
    ],
)
def test_what_says_the_same_passes(words: str, body: str) -> None:
    assert word_losses(body, words) == []


@pytest.mark.parametrize(
    ("body", "source", "is_wrong"),
    [
        (
            "it was not having their lunch eaten by Norland.",
            "The mill was not having their lunch eaten by Norland.",
            True,
        ),
        ("it told weavers that their looms were safe.", "The mill told weavers that their looms were safe.", False),
        ("it told people that their looms were safe.", "The mill told people that their looms were safe.", False),
        ("it sold their looms.", "In 1831 it sold their looms.", False),
        ("it sold its looms.", "The mill sold its looms.", False),
        ("the mill was not having their lunch eaten.", "The mill was not having their lunch eaten.", False),
    ],
)
def test_a_pronoun_agrees_with_those_that_were_kept(body: str, source: str, is_wrong: bool) -> None:
    assert ("pronoun.number" in word_losses(body, source)) is is_wrong


def test_a_statement_about_a_statement_keeps_its_form() -> None:
    source = "It's not the case that boats were sent to the side gate."
    assert "case.garbled" in word_losses("Boats were not the case that they were sent to the side gate.", source)
    assert "case.garbled" not in word_losses("It was not the case that boats were sent to the side gate.", source)
