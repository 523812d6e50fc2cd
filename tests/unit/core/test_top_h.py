"""Top-H: which words are kept, held against the definition, and how a text is drawn from a server's probabilities."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepnews.top_h import ALPHA, Word, draw, draw_text, entropy, n_kept

LN2 = math.log(2.0)


def renormalised_entropy(probs: Sequence[float]) -> float:
    mass = sum(probs)
    return -sum(p / mass * math.log(p / mass) for p in probs if p)


@pytest.mark.parametrize(
    ("probs", "alpha", "n"),
    [
        ((1.0,), ALPHA, 1),
        ((0.5, 0.5), ALPHA, 1),  # two like words have all the entropy there is
        ((0.25,) * 4, 0.5, 2),  # of 2 bits half: two words
        ((0.25,) * 4, 0.79, 2),  # three have 1.585 of 2 bits: 0.7925
        ((0.25,) * 4, 0.80, 3),
        ((0.25,) * 4, 1.0, 4),
        ((0.97, 0.01, 0.01, 0.01), ALPHA, 2),  # 0.083 bits of 0.242
        ((0.6, 0.4, 0.0), 1.0, 2),
    ],
)
def test_how_many_words_are_kept(probs: tuple[float, ...], alpha: float, n: int) -> None:
    assert n_kept(probs, alpha) == n


def test_what_the_server_does_not_tell_counts_as_the_last_it_tells() -> None:
    assert entropy((0.25,) * 4) == pytest.approx(2 * LN2)
    assert entropy((0.25,) * 2) == pytest.approx(2 * LN2)


@given(st.lists(st.floats(0.001, 1.0), min_size=1, max_size=30), st.floats(0.05, 1.0))
def test_the_kept_words_are_the_most_that_the_definition_allows(weights: list[float], alpha: float) -> None:
    total = sum(weights)
    probs = sorted((w / total for w in weights), reverse=True)
    n = n_kept(probs, alpha)
    bound = alpha * renormalised_entropy(probs)
    assert n == 1 or renormalised_entropy(probs[:n]) <= bound + 1e-9
    assert n == len(probs) or renormalised_entropy(probs[: n + 1]) > bound - 1e-9


def test_only_kept_words_are_drawn_each_by_its_probability() -> None:
    words = [Word(i, b"w", p) for i, p in enumerate((0.4, 0.3, 0.1, 0.1, 0.1))]
    chance = random.Random(7)
    drawn = [draw(words, 0.5, chance).token for _ in range(2000)]
    assert set(drawn) == {0, 1}
    assert drawn.count(0) / 2000 == pytest.approx(4 / 7, abs=0.04)


class Server:
    """Goes on with the next of its pieces, sure of each; remembers what it was asked."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces
        self.bodies: list[dict[str, Any]] = []

    def post(self, path: str, json: dict[str, Any]) -> Server:
        assert path == "/completion"
        self.bodies.append(json)
        return self

    def raise_for_status(self) -> None:
        return None

    def json(self) -> dict[str, Any]:
        piece = self.pieces[len(self.bodies) - 1]
        shown = piece.decode("utf-8", "replace")
        top = [
            {"id": 100 + len(self.bodies), "token": shown, "bytes": list(piece), "prob": 0.99},
            {"id": 1, "token": "no", "bytes": list(b"no"), "prob": 0.0},
        ]
        return {"completion_probabilities": [{"top_probs": top}]}


def test_a_text_is_drawn_to_the_end_of_its_string() -> None:
    server = Server(b" the", b" dye \xe6\x9f", b"\x93", b'.", "x')
    drawn = draw_text(server, [1, 2], {"repeat_penalty": 1.1}, seed=7, n_tokens_most=9, end=b'"')
    assert (drawn.text, drawn.n_tokens, drawn.is_whole) == (" the dye 染.", 4, True)
    assert [b["prompt"] for b in server.bodies] == [[1, 2], [1, 2, 101], [1, 2, 101, 102], [1, 2, 101, 102, 103]]
    assert all(b["repeat_penalty"] == 1.1 and b["post_sampling_probs"] and b["n_predict"] == 1 for b in server.bodies)


@pytest.mark.parametrize(
    ("pieces", "wanted"), [((b" a", b"<|im_end|>"), (" a", True)), ((b" a", b" b"), (" a b", False))]
)
def test_it_ends_with_the_model_s_turn_or_at_the_most_tokens(
    pieces: tuple[bytes, ...], wanted: tuple[str, bool]
) -> None:
    drawn = draw_text(Server(*pieces), [1], {}, seed=7, n_tokens_most=2, end=b'"')
    assert (drawn.text, drawn.is_whole) == wanted
