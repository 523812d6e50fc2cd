"""Counters a stage, and the hook that the journal hangs on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from deepnews.accounting import AccountedModel, StageUsage
from deepnews.llm import ChatReply
from deepnews.reply_cache import CachedModel, ReplyCache
from deepnews.scripted_model import ScriptedModel


def test_stages_are_counted_apart(ask: Any) -> None:
    model = AccountedModel(ScriptedModel(latency_s=0.01))
    model.complete(ask(stage="note"))
    replies = [model.complete(ask()), model.complete(ask("Something else."))]
    assert set(model.usage) == {"note", "draft"}
    draft = model.usage["draft"]
    assert draft.n_model_calls == 2 and draft.n_cached_replies == 0
    assert draft.model_s == sum(r.wall_s for r in replies) > 0
    assert draft.n_prompt_tokens == sum(r.n_prompt_tokens for r in replies)
    assert draft.n_output_tokens == sum(r.n_output_tokens for r in replies)


def test_replies_from_the_cache_cost_nothing(ask: Any, tmp_path: Path) -> None:
    cached = CachedModel(ScriptedModel(), ReplyCache(tmp_path / "r.sqlite"))
    with closing(AccountedModel(cached)) as model:
        model.complete(ask())
        once = StageUsage(**vars(model.usage["draft"]))
        model.complete(ask())
        assert model.usage["draft"] == StageUsage(**{**vars(once), "n_cached_replies": 1})


def test_hook_is_told_of_every_reply(ask: Any) -> None:
    told: list[tuple[str, str, ChatReply]] = []
    model = AccountedModel(ScriptedModel(), lambda *call: told.append(call))
    reply = model.complete(ask())
    assert told == [("draft", ask().key(model.model_id), reply)]


def test_threads_lose_no_count(ask: Any) -> None:
    model = AccountedModel(ScriptedModel())
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: model.complete(ask(f"Fact {n}.")), range(400)))
    assert model.usage["draft"].n_model_calls == 400
