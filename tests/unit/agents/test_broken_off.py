"""Speech that breaks off is no Fact; a pause or an aside is no break."""

from __future__ import annotations

import pytest

from deepnews.agents.broken_off import breaks_off


@pytest.mark.parametrize(
    "text",
    [
        "I sent out a long note with a whole -- which was called something like the plan for the lock.",
        "The boats—some boats of the upper yard have been tested for leaks since the spring.",
        "We had five weeks of falling month on month—monthly fares, and few new masters.",
        "In autumn we started to see—it started to become clear that the lock would not hold.",
        "I don’t—Ada, I’ve never spoken of my own forecast for the yard.",
        "The dues of the harbour are, to me—went up a great deal over ten years.",
        "If, if, against all hopes, the lock were to fail, the yard would close for a month.",
        "The worst mistake would be to wait, which—it’s not open to us at this time.",
        "The yard was, you know, never told of the leaks by its own engineers.",
        "The lock is sort of the heart of the whole town in a winter of fog.",
    ],
)
def test_broken_speech_is_found(text: str) -> None:
    assert breaks_off(text)


@pytest.mark.parametrize(
    "text",
    [
        "My case—simple as it sounds—is that a second ferry is good for the town.",
        "When I got word of it, it wound me up so much that I wrote to the harbour.",
        "The yard hoped for a warm spring—the fares had fallen from April through to September.",
        "He held that that was so, and the engineers said that the lock was a kind of dam.",
        "The fares rose by 3 per cent -- more than in any year since the pier was built -- and then fell.",
        "We want to be clearer than usual—again, with all that may come of the fog.",
    ],
)
def test_a_pause_is_no_break(text: str) -> None:
    assert not breaks_off(text)
