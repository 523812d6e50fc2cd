"""The model a setting names, with cache and account around it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from deepnews.errors import UsageError, WeightsError
from deepnews.llm import ChatModel, ChatReply
from deepnews.models import open_model


def test_scripted(settings: Any, ask: Any) -> None:
    told: list[tuple[str, str, ChatReply]] = []
    with closing(open_model(settings(model="scripted"), on_call=lambda *call: told.append(call))) as model:
        assert isinstance(model, ChatModel)
        assert model.model_id == "scripted:default"
        first, second = model.complete(ask()), model.complete(ask())
        assert (first.from_cache, second.from_cache) == (False, True)
        assert model.usage["draft"].n_model_calls == 1 and model.usage["draft"].n_cached_replies == 1
    assert [(stage, reply.from_cache) for stage, _, reply in told] == [("draft", False), ("draft", True)]


def test_script(settings: Any, ask: Any, tmp_path: Path) -> None:
    script = tmp_path / "a b.yaml"
    script.write_text("- reply: As told.\n", encoding="utf-8")
    with closing(open_model(settings(model=f"scripted:{script}"))) as model:
        assert model.complete(ask()).text == "As told."


def test_api(settings: Any, ask: Any, server: Any) -> None:
    with closing(open_model(settings(model="openai:org/m:free", base_url=server.base_url))) as model:
        assert model.model_id == "openai:org/m:free"
        assert model.complete(ask()).text == "Prices rose by 4 percent."
    assert server.bodies[0]["model"] == "org/m:free"


def test_cache_switched_off(settings: Any, ask: Any) -> None:
    for _ in range(2):
        with closing(open_model(settings(model="scripted", use_cache=False))) as model:
            assert not model.complete(ask()).from_cache


def test_replies_of_a_run_are_kept_with_it(settings: Any, ask: Any, tmp_path: Path) -> None:
    """A run that was killed asks nothing twice, even with the shared cache switched off."""
    found = []
    for _ in range(2):
        with closing(open_model(settings(model="scripted", use_cache=False), run_dir=tmp_path / "run")) as model:
            found.append(model.complete(ask()).from_cache)
    assert found == [False, True]


@pytest.mark.parametrize("name", ["", "gpt", "Local", "ollama:x", "openai", "openai:"])
def test_name_that_is_none(settings: Any, name: str) -> None:
    with pytest.raises(UsageError, match="openai:NAME"):
        open_model(settings(model=name, api_key="sk-1"))


def test_local_without_weights(settings: Any, tmp_path: Path) -> None:
    with pytest.raises(WeightsError):
        open_model(settings(model="local"))
    with pytest.raises(WeightsError, match=r"no such\.gguf"):
        open_model(settings(model=f"local:{tmp_path / 'no such.gguf'}"))
