"""The local model's order of calls and its failures; the engine itself is tried by the live tests."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from deepnews import local_model
from deepnews.errors import ModelError, ModelUnavailableError, WeightsError
from deepnews.llm import Message
from deepnews.local_model import LocalModel, threads_by_load

pytestmark = pytest.mark.loopback

Make = Callable[..., LocalModel]


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    path = tmp_path / "own-model.gguf"
    path.write_bytes(b"GGUF and no more")
    return path


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, server: Any) -> list[Any]:
    """Parameters of every engine that was started; the loopback server answers in its place."""
    import xllamacpp

    started: list[Any] = []

    def start(params: Any) -> Any:
        started.append(params)
        return SimpleNamespace(listening_address=server.base_url.removesuffix("/v1"))

    monkeypatch.setattr(xllamacpp, "Server", start)
    return started


@pytest.fixture
def model(engine: list[Any], gguf: Path, settings: Any) -> Iterator[LocalModel]:
    made = LocalModel(gguf, settings(n_threads=1))
    yield made
    made.close()


def test_starts_with_the_first_call(engine: list[Any], model: LocalModel, ask: Any) -> None:
    assert not engine
    model.complete(ask())
    model.complete(ask("Something else."))
    assert len(engine) == 1
    params = engine[0]
    assert (params.n_parallel, params.n_ctx, params.cpuparams.n_threads) == (1, 4096, 1)
    assert list(params.hostnames) == ["127.0.0.1"] and params.port == 0
    assert params.warmup is False and params.verbosity < 0


def test_model_id_tells_the_bytes(model: LocalModel, gguf: Path, settings: Any) -> None:
    first = model.model_id
    assert first.startswith("local:own-model:") and len(first.rsplit(":", 1)[1]) == 8
    gguf.write_bytes(b"GGUF and something else")
    assert LocalModel(gguf, settings()).model_id != first


def read(body: dict[str, Any]) -> tuple[str, int, bool]:
    """Last turn, ceiling and use of the cache in a request that was sent."""
    return body["messages"][-1]["content"], body["max_tokens"], body["cache_prompt"]


def test_every_prompt_is_read_in_the_same_steps(model: LocalModel, server: Any, ask: Any) -> None:
    """Whatever came before: the head alone, the rest in one go, the last token by itself."""
    one, two = ask("One."), ask("Two.")
    for request in (one, one.model_copy(update={"seed": 1}), two, one):
        model.complete(request)
    text = {n: r.messages[-1].content for n, r in (("one", one), ("two", two))}
    assert [read(body) for body in server.bodies] == [
        ("~", 1, False),
        (text["one"], 1, True),
        (text["one"], 256, True),
        (text["one"], 256, True),
        ("~", 1, True),
        (text["two"], 1, True),
        (text["two"], 256, True),
        ("~", 1, True),
        (text["one"], 1, True),
        (text["one"], 256, True),
    ]
    assert all(body["messages"][0] == server.bodies[0]["messages"][0] for body in server.bodies)


def test_another_head_is_read_afresh(model: LocalModel, server: Any, ask: Any) -> None:
    model.complete(ask())
    other = (Message(role="system", content="You translate."), ask().messages[1])
    model.complete(ask().model_copy(update={"messages": other}))
    heads = [(body["messages"][0]["content"], read(body)[2]) for body in server.bodies if read(body)[0] == "~"]
    assert heads == [("You write one sentence.", False), ("You translate.", False)]


def test_failed_call_is_forgotten(model: LocalModel, server: Any, ask: Any, faults: Any) -> None:
    model.complete(ask())
    server.faults = [faults.error(500, "out of memory")]
    with pytest.raises(ModelError):
        model.complete(ask("Next."))
    server.bodies.clear()
    assert model.complete(ask("Next.")).text == "Next."
    assert read(server.bodies[0]) == ("~", 1, False)


def test_cached_tokens_are_those_the_prompt_found(model: LocalModel, ask: Any) -> None:
    assert model.complete(ask()).n_cached_tokens == 0, "a new head was read, not found"
    assert model.complete(ask("Next.")).n_cached_tokens == 1


def test_options_of_the_engine(model: LocalModel, server: Any, ask: Any, schema: dict[str, Any]) -> None:
    model.complete(ask(json_schema=schema, repeat_penalty=1.3, copying="barred", seed=3, temperature=0.6))
    body = server.bodies[-1]
    assert (body["repeat_penalty"], body["dry_allowed_length"], body["seed"], body["temperature"]) == (1.3, 4, 3, 0.6)
    assert body["response_format"]["json_schema"]["schema"] == schema, "the engine gets the schema as it is"
    model.complete(ask(repeat_penalty=1.0))
    assert not [name for name in server.bodies[-1] if name.startswith("dry_")]


def test_how_likely_each_answer_was_is_told(model: LocalModel, server: Any, ask: Any, faults: Any) -> None:
    assert model.profile.tells_probs
    whole = json.loads(faults.completion("No"))
    tokens = {"No": 0.5, " yes": 0.2, "Yes": 0.1, "NO": 0.05, "Perhaps": 0.1}
    told = [{"token": t, "logprob": math.log(p)} for t, p in tokens.items()]
    whole["choices"][0]["logprobs"] = {"content": [{"token": "No", "logprob": -0.7, "top_logprobs": told}]}
    server.always = faults.Fault(body=json.dumps(whole).encode())
    reply = model.complete(ask(answers=("Yes", "No")))
    assert reply.answer_probs == pytest.approx((0.3, 0.55))
    assert server.bodies[-1]["logprobs"] is True and server.bodies[-1]["top_logprobs"] >= 20
    assert model.complete(ask("Something else.")).answer_probs == ()
    assert "logprobs" not in server.bodies[-1]


def test_a_server_that_tells_no_probabilities(model: LocalModel, ask: Any) -> None:
    assert model.complete(ask(answers=("Yes", "No"))).answer_probs == ()


@pytest.mark.parametrize(
    ("decoder", "fields"),
    [
        ("plain", {}),
        ("min-p", {"min_p": 0.08, "top_k": 0, "top_p": 1.0}),
        ("mirostat", {"mirostat": 2, "mirostat_tau": 4.0, "mirostat_eta": 0.1}),
    ],
)
def test_the_decoder_is_for_drafting_and_part_of_the_model_s_name(
    engine: list[Any], gguf: Path, settings: Any, server: Any, ask: Any, decoder: str, fields: dict[str, Any]
) -> None:
    model = LocalModel(gguf, settings(n_threads=1, decoder=decoder))
    model.complete(ask().model_copy(update={"stage": "draft"}))
    drawn = server.bodies[-1]
    assert {k: v for k, v in drawn.items() if k.startswith(("min_p", "top_", "mirostat"))} == fields
    model.complete(ask().model_copy(update={"stage": "plan"}))
    assert not [k for k in server.bodies[-1] if k.startswith(("min_p", "mirostat"))]
    model.close()
    assert model.model_id.endswith(f"+{decoder}") == bool(fields), "replies of one decoder are none of another"


def test_proxy_of_the_environment_is_not_asked(model: LocalModel, ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert model.complete(ask()).text


def test_reply_cut_off_inside_json(model: LocalModel, server: Any, ask: Any, faults: Any, schema: Any) -> None:
    cut = faults.Fault(body=faults.completion('{"sentence": "By', finish_reason="length"))
    server.always = cut
    reply = model.complete(ask(json_schema=schema))
    assert (reply.data, reply.finish_reason, len(server.bodies)) == (None, "length", 3)


def test_prompt_beyond_the_context(model: LocalModel, server: Any, ask: Any, faults: Any) -> None:
    server.always = faults.error(400, "the request exceeds the available context size")
    with pytest.raises(ModelError, match="context size"):
        model.complete(ask())
    assert len(server.bodies) == 1


def test_file_the_engine_cannot_read(gguf: Path, settings: Any, ask: Any, capfd: pytest.CaptureFixture[str]) -> None:
    """The real engine, on a file that begins like a model and is none."""
    with pytest.raises(ModelUnavailableError, match=r"own-model\.gguf cannot be started") as caught:
        LocalModel(gguf, settings(n_threads=1)).complete(ask())
    assert "deepnews doctor" in caught.value.hint
    assert capfd.readouterr() == ("", ""), "the engine's own log does not reach the terminal"


def test_missing_weights(settings: Any) -> None:
    with pytest.raises(WeightsError, match="deepnews models pull"):
        LocalModel(None, settings())


def test_closed_model_starts_again(engine: list[Any], model: LocalModel, ask: Any) -> None:
    model.complete(ask())
    model.close()
    model.close()
    model.complete(ask())
    assert len(engine) == 2


@pytest.mark.parametrize(
    ("n_cores", "n_busy", "n_threads"), [(2, 0.1, 2), (2, 0.9, 1), (2, 2.0, 1), (8, 3.2, 5), (1, 0.0, 1), (4, 99.0, 1)]
)
def test_threads_leave_busy_cores_alone(
    monkeypatch: pytest.MonkeyPatch, n_cores: int, n_busy: float, n_threads: int
) -> None:
    monkeypatch.setattr("psutil.cpu_count", lambda logical: n_cores)
    monkeypatch.setattr(local_model, "_n_cores_allowed", lambda: n_cores)
    monkeypatch.setattr(local_model, "n_busy_cores", lambda: n_busy)
    assert threads_by_load() == n_threads


def test_a_forced_beginning_is_read_and_not_sampled(model: LocalModel, server: Any, ask: Any, faults: Any) -> None:
    pattern = {"type": "string", "pattern": "^By May 15, ([a-z]+)\\.$"}
    schema = {"type": "object", "properties": {"sentence": pattern}, "required": ["sentence"]}
    server.always = faults.Fault(body=faults.completion(' all was well."}'))
    reply = model.complete(ask(json_schema=schema))
    body = server.bodies[-1]
    assert body["messages"][-1] == {"role": "assistant", "content": '{"sentence": "By May 15,'}
    assert "response_format" not in body and body["grammar"].startswith("%llguidance")
    assert reply.data == {"sentence": "By May 15, all was well."}
