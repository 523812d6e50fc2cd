"""What the tests of the model layer share: a loopback server, settings that stay in the test's own folder."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from deepnews.llm import ChatRequest, Message
from deepnews.settings import Settings

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "sentence": {"type": "string", "pattern": '^By May 15, [^"\\\\]+\\.$'},
        "verdict": {"enum": ["yes", "no"]},
        "picks": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 4},
            "minItems": 1,
            "maxItems": 3,
        },
    },
    "required": ["sentence", "verdict", "picks"],
}


def _loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"core_tests_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def faults() -> ModuleType:
    """The module of the loopback server, with the makers of its faults."""
    return _loaded("fault_server")


@pytest.fixture
def server(faults: ModuleType) -> Iterator[Any]:
    """A healthy loopback server."""
    with faults.running() as state:
        yield state


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of this machine reaches a test, and no test leaves its folder."""
    for name in list(os.environ):
        if name.upper().startswith("DEEPNEWS_") or name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DEEPNEWS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DEEPNEWS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def settings(tmp_path: Path) -> Callable[..., Settings]:
    """Maker of settings that give up quickly."""

    def make(**values: Any) -> Settings:
        return Settings(**{"timeout_s": 5.0, "max_retries": 2, **values})

    return make


@pytest.fixture
def ask() -> Callable[..., ChatRequest]:
    """Maker of requests about one fact."""

    def make(fact: str = "Prices rose by 4 percent.", **values: Any) -> ChatRequest:
        messages = (
            Message(role="system", content="You write one sentence."),
            Message(role="user", content=f"<facts>\nF012: {fact}\n</facts>\nWrite the one sentence."),
        )
        return ChatRequest(**{"messages": messages, "stage": "draft", "prompt_id": "draft@1", **values})

    return make


@pytest.fixture
def schema() -> dict[str, Any]:
    """A schema with a pattern, fixed words and numbers within limits."""
    return SCHEMA
