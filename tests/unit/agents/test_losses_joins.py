"""What words join must not be torn apart, in English and Chinese."""

from __future__ import annotations

import pytest

from deepnews.agents.losses_joins import join_losses
from deepnews.agents.losses_zh import losses_zh

ROPE = "The yard sells rope directly to ferry owners and certain other sailors of the bay."
FOG = "Boats of the upper bay were late in May, but ferries and tugs ran on time in the lower harbour."


@pytest.mark.parametrize(
    ("source", "body", "code"),
    [
        (ROPE, "The yard sells rope to certain other sailors of the bay.", "other.loose"),
        ("Few wrote of the Fast or Night Ferry.", "Few wrote of the Fast and Night Ferry.", "or.and"),
        (
            "There were faults in rope, sail, and engine works.",
            "There were faults in rope, sails, and engine works.",
            "noun.shared",
        ),
        (FOG, "Boats of the upper bay were late in May.", "contrast.lost"),
        (
            "The yard misjudged the strength of the fog that came in late May.",
            "The yard misjudged the strength of the fog, which came in late May.",
            "relative.loosened",
        ),
        ("Like Finch, Vane had a boat.", "Finch, Vane had a boat.", "preposition.lost"),
        (
            "The yard follows in the steps of the ferry trying to keep its trade.",
            "The yard follows in the steps of the ferry, which tries to keep its trade.",
            "relative.loosened",
        ),
        (
            "The yard notes shortages of ropes, sails and tar.",
            "The yard notes rope shortages, sails and tar.",
            "list.head",
        ),
        ("It notes shortages of ropes (of hemp), sails and tar.", "It notes rope shortages, sails, tar.", "list.head"),
        (
            "Owners tell of less trade, fewer crews, and growing fear of fog.",
            "Owners tell of less trade and fewer crews, growing fear of fog.",
            "list.end",
        ),
        ("Owners warn of the dangers of thick fog.", "Owners warn that the dangers of thick fog.", "clause.verbless"),
        ("Pilots met in order to allow the port to open.", "Pilots met to allow the port open.", "link.lost"),
        ("Although the bay froze, all tugs sailed on time.", "The bay froze.", "contrast.lost"),
        (
            "The yard cut its fares in May, subject to approval by the harbour master.",
            "The yard cut its fares.",
            "contrast.lost",
        ),
    ],
)
def test_what_is_torn_apart_is_barred(source: str, body: str, code: str) -> None:
    assert code in join_losses(body, source)


@pytest.mark.parametrize(
    ("source", "body"),
    [
        (ROPE, "The yard sells rope to ferry owners and other sailors."),
        (ROPE, "The yard sells rope directly to ferry owners."),
        ("The fog, which came in late May, was thick.", "The yard wrote of fog, which came in late May."),
        (FOG, "Boats were late in May, but ferries and tugs ran on time in the harbour."),
        ("Although the bay froze, all tugs sailed on time.", "All tugs sailed on time."),
        ("The yard notes shortages of ropes, sails and tar.", "The yard noted shortages of ropes and sails."),
        ("Owners warn of the dangers of thick fog.", "Owners warned that thick fog was dangerous."),
        ("Tugs or ferries sail at night, and boats and carts by day.", "Boats and carts go by day."),
        ("There was nothing but fog in the bay.", "There was nothing but fog in the bay."),
        ("No one knew whether or not it sailed.", "No one knew whether it sailed."),
        ("There were faults in sails, rope, and engine works.", "There were faults in sails and engine works."),
    ],
)
def test_what_is_kept_together_passes(source: str, body: str) -> None:
    assert join_losses(body, source) == []


def test_what_says_it_of_itself_is_its_own_loss() -> None:
    assert [join_losses(text, text) for text in (ROPE, FOG)] == [[], []]


CONTRAST = "渡口五月降低了票价，但是上游三个码头仍按去年的标准收费。"
OTHERS = "船厂向渡船船主和其他水手出售缆绳，价格由渡口公布。"


@pytest.mark.parametrize(
    ("source", "body", "code"),
    [
        (CONTRAST, "渡口五月降低了票价。", "contrast.lost"),
        (OTHERS, "船厂向其他水手出售缆绳，价格由渡口公布。", "other.loose"),
    ],
)
def test_the_same_in_chinese(source: str, body: str, code: str) -> None:
    assert code in losses_zh(body, source)
    assert code not in losses_zh(source, source)
