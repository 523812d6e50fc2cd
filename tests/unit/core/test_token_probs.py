"""Token probabilities asked of a llama.cpp server: what is sent, and what is made of its answers."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from deepnews.errors import ModelReplyError, ModelUnavailableError
from deepnews.token_probs import token_steps

Answer = Callable[[str, dict[str, Any]], httpx.Response]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer], list[dict[str, Any]]]:
    """Puts an answer in the place of the server; gives the bodies that will have been sent to /completion."""
    client = httpx.Client

    def serve(answer: Answer) -> list[dict[str, Any]]:
        bodies: list[dict[str, Any]] = []

        def handle(request: httpx.Request) -> httpx.Response:
            body = json.loads(request.content)
            bodies.extend([body] if request.url.path == "/completion" else [])
            return answer(request.url.path, body)

        monkeypatch.setattr(httpx, "Client", lambda **kw: client(transport=httpx.MockTransport(handle), **kw))
        return bodies

    return serve


def healthy(path: str, body: dict[str, Any]) -> httpx.Response:
    """Tokens are the letters' code points; the next one always has probability 1/2, and so has one other."""
    if path == "/tokenize":
        return httpx.Response(200, json={"tokens": [ord(c) for c in body["content"]]})
    wanted = body["logit_bias"][0][0]
    half = math.log(0.5)
    told = {
        "id": wanted,
        "logprob": half,
        "top_logprobs": [{"id": wanted, "logprob": half}, {"id": 1, "logprob": half}],
    }
    return httpx.Response(200, json={"content": "", "completion_probabilities": [told]})


def test_each_token_is_forced_after_those_before_it(served: Any) -> None:
    bodies = served(healthy)
    steps = token_steps("http://127.0.0.1:1", "水井关了", n_tokens_most=100, timeout_s=1.0)
    assert [b["prompt"] for b in bodies] == [[ord(c) for c in "水井关了"[:n]] for n in (1, 2, 3)]
    assert [b["logit_bias"][0][0] for b in bodies] == [ord(c) for c in "井关了"]
    assert all(b["n_predict"] == 1 and b["cache_prompt"] and b["temperature"] == 0.0 for b in bodies)
    assert {(round(s.surprisal, 6), round(s.entropy, 6)) for s in steps} == {(round(math.log(2), 6),) * 2}


def test_no_more_than_asked_for(served: Any) -> None:
    bodies = served(healthy)
    assert len(token_steps("http://127.0.0.1:1", "abcdefgh", n_tokens_most=3, timeout_s=1.0)) == 3 == len(bodies)
    assert token_steps("http://127.0.0.1:1", "", n_tokens_most=3, timeout_s=1.0) == ()


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"completion_probabilities": []},
        {"completion_probabilities": [{"id": 7, "logprob": -1.0, "top_logprobs": [{"logprob": -1.0}]}]},
        {"completion_probabilities": [{"id": ord("b"), "logprob": -1.0, "top_logprobs": []}]},
    ],
)
def test_a_server_that_tells_no_probabilities(served: Any, told: dict[str, Any]) -> None:
    served(lambda path, body: healthy(path, body) if path == "/tokenize" else httpx.Response(200, json=told))
    with pytest.raises(ModelReplyError, match="no token probabilities"):
        token_steps("http://127.0.0.1:1", "ab", n_tokens_most=3, timeout_s=1.0)


def test_a_server_that_does_not_answer(served: Any) -> None:
    served(lambda path, body: httpx.Response(503))
    with pytest.raises(ModelUnavailableError, match="does not answer"):
        token_steps("http://127.0.0.1:1", "ab", n_tokens_most=3, timeout_s=1.0)
