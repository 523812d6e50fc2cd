"""Several servers of one model: who is asked, who is passed by, and when a failing one is tried again."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from deepnews.api_model import ApiModel
from deepnews.errors import ModelReplyError, ModelTimeoutError, ModelUnavailableError, UsageError
from deepnews.llm import ChatReply, ChatRequest
from deepnews.server_pool import N_FAILURES_MAX, REST_S, ServerPool


class Server:
    """A server that answers with its name, or fails as it is told to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.error: Exception | None = None
        self.n_calls = 0

    def complete(self, request: ChatRequest) -> ChatReply:
        self.n_calls += 1
        if self.error is not None:
            raise self.error
        return ChatReply(text=self.name)

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def clock() -> list[float]:
    """The time, to be set by hand."""
    return [0.0]


@pytest.fixture
def servers() -> list[Server]:
    return [Server("a"), Server("b")]


@pytest.fixture
def pool(servers: list[Server], clock: list[float]) -> ServerPool:
    return ServerPool(servers, clock=lambda: clock[0])


def test_calls_are_spread(pool: ServerPool, servers: list[Server], ask: Any) -> None:
    for _ in range(6):
        pool.complete(ask())
    assert [s.n_calls for s in servers] == [3, 3]


@pytest.mark.parametrize("error", [ModelUnavailableError("down"), ModelTimeoutError("slow")])
def test_the_next_one_answers_and_the_failing_one_rests(
    pool: ServerPool, servers: list[Server], clock: list[float], ask: Any, error: Exception
) -> None:
    servers[0].error = error
    assert [pool.complete(ask()).text for _ in range(10)] == ["b"] * 10
    assert servers[0].n_calls == N_FAILURES_MAX
    servers[0].error, clock[0] = None, REST_S + 1
    assert "a" in [pool.complete(ask()).text for _ in range(4)]


def test_a_server_that_still_fails_after_its_rest_is_tried_once(
    pool: ServerPool, servers: list[Server], clock: list[float], ask: Any
) -> None:
    servers[0].error = ModelUnavailableError("down")
    for clock[0] in (0.0, 1.0, 2.0, REST_S + 3, REST_S + 4, REST_S + 5):
        pool.complete(ask())
    assert servers[0].n_calls == N_FAILURES_MAX + 1


def test_all_down_is_said_and_is_asked_again_all_the_same(pool: ServerPool, servers: list[Server], ask: Any) -> None:
    for server in servers:
        server.error = ModelUnavailableError("down")
    for _ in range(3):
        with pytest.raises(ModelUnavailableError):
            pool.complete(ask())
    servers[1].error = None
    assert pool.complete(ask()).text == "b"


def test_a_bad_reply_is_nobody_elses_business(pool: ServerPool, servers: list[Server], ask: Any) -> None:
    servers[0].error = ModelReplyError("not JSON")
    with pytest.raises(ModelReplyError):
        pool.complete(ask())
    assert servers[1].n_calls == 0


def test_addresses_with_commas_over_http(server: Any, faults: ModuleType, settings: Any, ask: Any) -> None:
    """Nobody listens at the first address."""
    urls = f"http://127.0.0.1:1/v1, {server.base_url}"
    model = ApiModel("m", settings(base_url=urls, api_key="k", max_retries=0))
    try:
        assert model.complete(ask()).text == "Prices rose by 4 percent."
    finally:
        model.close()


@pytest.mark.parametrize("urls", ["http://a/v1,ftp://b", ",", "a,b"])
def test_each_address_is_checked(settings: Any, urls: str) -> None:
    with pytest.raises(UsageError, match=r"http address|empty"):
        ApiModel("m", settings(base_url=urls, api_key="k"))
