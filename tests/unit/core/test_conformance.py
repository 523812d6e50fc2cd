"""What every ChatModel promises, asked of each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from deepnews.accounting import AccountedModel
from deepnews.api_model import ApiModel
from deepnews.llm import ChatModel, ChatReply, ChatRequest, ModelProfile
from deepnews.reply_cache import CachedModel, ReplyCache
from deepnews.scripted_model import ScriptedModel

pytestmark = pytest.mark.loopback

Ask = Callable[..., ChatRequest]


@pytest.fixture(params=["scripted", "cached", "accounted", "api"])
def model(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Iterator[ChatModel]:
    made: ChatModel = ScriptedModel()
    if request.param == "cached":
        made = CachedModel(made, ReplyCache(tmp_path / "replies.sqlite"))
    elif request.param == "accounted":
        made = AccountedModel(made)
    elif request.param == "api":
        server = request.getfixturevalue("server")
        made = ApiModel("m", settings(base_url=server.base_url, api_key="sk-right-key"))
    with closing(made):
        yield made


def test_is_a_chat_model(model: ChatModel) -> None:
    assert isinstance(model, ChatModel)
    assert isinstance(model.profile, ModelProfile)
    assert re.fullmatch(r"(scripted|openai):\S+", model.model_id)


def test_free_text(model: ChatModel, ask: Ask) -> None:
    reply = model.complete(ask())
    assert isinstance(reply, ChatReply)
    assert reply.text == "Prices rose by 4 percent."
    assert reply.data is None
    assert reply.n_prompt_tokens > 0 and reply.n_output_tokens > 0 and reply.wall_s >= 0
    assert reply.n_cached_tokens <= reply.n_prompt_tokens
    assert reply.finish_reason == "stop"


def test_data_obeys_the_schema(model: ChatModel, ask: Ask, schema: dict[str, Any]) -> None:
    data = model.complete(ask(json_schema=schema)).data
    assert isinstance(data, dict)
    assert set(data) == {"sentence", "verdict", "picks"}
    assert re.search(schema["properties"]["sentence"]["pattern"], str(data["sentence"]))
    assert data["verdict"] in ("yes", "no")
    picks = data["picks"]
    assert isinstance(picks, list) and 1 <= len(picks) <= 3 and all(isinstance(n, int) and 1 <= n <= 4 for n in picks)


def test_same_request_same_reply(model: ChatModel, ask: Ask, schema: dict[str, Any]) -> None:
    first = model.complete(ask(json_schema=schema))
    model.complete(ask("Something else happened."))
    again = model.complete(ask(json_schema=schema))
    assert (again.text, again.data) == (first.text, first.data)


def test_chinese(model: ChatModel, ask: Ask) -> None:
    pattern = '^截至5月15日，[^"\\\\“”]+。$'
    schema = {"type": "object", "properties": {"s": {"type": "string", "pattern": pattern}}, "required": ["s"]}
    data = model.complete(ask("北京市场的价格上涨了百分之四。", json_schema=schema)).data
    assert data == {"s": "截至5月15日，北京市场的价格上涨了百分之四。"}


def test_threads_get_their_own_replies(model: ChatModel, ask: Ask) -> None:
    facts = [f"Mill number {n} closed." for n in range(24)]
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda fact: model.complete(ask(fact)).text, facts))
    assert replies == facts


def test_close_twice(model: ChatModel) -> None:
    model.close()
    model.close()
