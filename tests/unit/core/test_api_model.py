"""An API that fails in every way it can, and what the user is told."""

from __future__ import annotations

import json
import socket
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from types import ModuleType
from typing import Any

import pytest

from deepnews.api_model import ApiModel
from deepnews.errors import ModelError, ModelReplyError, ModelTimeoutError, ModelUnavailableError, UsageError
from deepnews.model_faults import host_of, retry_after_s

pytestmark = pytest.mark.loopback

KEY = "sk-secret-0123456789"
Make = Callable[..., ApiModel]


@pytest.fixture
def make(server: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Maker of models on the loopback server whose waits are noted and not waited."""
    made: list[ApiModel] = []
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)

    def make(**values: Any) -> ApiModel:
        made.append(ApiModel("m", settings(**{"base_url": server.base_url, "api_key": KEY, **values})))
        return made[-1]

    make.waits = waits  # type: ignore[attr-defined]
    yield make
    for model in made:
        model.close()


def failure(model: ApiModel, request: Any) -> ModelError:
    with pytest.raises(ModelError) as caught:
        model.complete(request)
    error = caught.value
    assert KEY not in "".join(traceback.format_exception(error)), "the key must show nowhere"
    assert error.hint, "every error says what to do"
    return error


def test_what_is_sent(server: Any, make: Make, ask: Any, schema: dict[str, Any]) -> None:
    request = ask(json_schema=schema, max_tokens=77, temperature=0.4, seed=9)
    make().complete(request)
    body = server.bodies[0]
    assert (body["model"], body["max_tokens"], body["temperature"], body["seed"]) == ("m", 77, 0.4, 9)
    assert [m["content"] for m in body["messages"]] == [m.content for m in request.messages]
    wanted = body["response_format"]["json_schema"]
    assert wanted["strict"] is True
    assert wanted["schema"]["additionalProperties"] is False
    assert wanted["schema"]["properties"]["sentence"] == schema["properties"]["sentence"]
    assert "repeat_penalty" not in body and "cache_prompt" not in body
    assert server.authorizations == [f"Bearer {KEY}"]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_passing_fault_is_tried_again(server: Any, make: Make, ask: Any, faults: ModuleType, status: int) -> None:
    server.faults = [faults.error(status, "busy"), faults.error(status, "busy")]
    assert make().complete(ask()).text == "Prices rose by 4 percent."
    assert len(server.bodies) == 3
    assert len(make.waits) == 2 and all(0 < wait <= 60 for wait in make.waits)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("status", "says"), [(500, "fails"), (503, "fails"), (429, "fewer requests")])
def test_fault_that_stays(server: Any, make: Make, ask: Any, faults: ModuleType, status: int, says: str) -> None:
    server.always = faults.error(status, "no")
    error = failure(make(), ask())
    assert isinstance(error, ModelUnavailableError)
    assert says in error.message and str(status) in error.message
    assert error.message.startswith(host_of(server.base_url))
    assert len(server.bodies) == 3, "one try and two more"


def test_waits_as_long_as_the_server_asks(server: Any, make: Make, ask: Any, faults: ModuleType) -> None:
    server.faults = [faults.error(429, "slow down", Retry_After="7")]
    make().complete(ask())
    assert make.waits == [7.0]  # type: ignore[attr-defined]


def test_does_not_wait_for_an_hour(server: Any, make: Make, ask: Any, faults: ModuleType) -> None:
    server.always = faults.error(429, "slow down", Retry_After="3600")
    assert "3600 s" in failure(make(), ask()).hint
    assert len(server.bodies) == 1


def test_retry_after_as_a_date() -> None:
    assert retry_after_s({}) is None
    assert retry_after_s({"retry-after": "soon"}) is None
    assert retry_after_s({"retry-after": "-3"}) == 0
    assert retry_after_s({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    ahead = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 30))
    assert 25 < (retry_after_s({"retry-after": ahead}) or 0) <= 31


def test_wrong_key_is_not_tried_again(server: Any, make: Make, ask: Any) -> None:
    server.key = "another"
    error = failure(make(), ask())
    assert isinstance(error, ModelUnavailableError)
    assert "refuses the API key" in error.message and "OPENAI_API_KEY" in error.hint
    assert len(server.bodies) == 1


def test_key_echoed_by_the_server_is_hidden(server: Any, make: Make, ask: Any, faults: ModuleType) -> None:
    server.always = faults.error(418, f"the key {KEY} displeases me")
    assert "***" in failure(make(), ask()).message


def test_account_without_credit(server: Any, make: Make, ask: Any, faults: ModuleType) -> None:
    server.always = faults.error(429, "You exceeded your current quota", code="insufficient_quota")
    assert "out of credit" in failure(make(), ask()).message
    assert len(server.bodies) == 1


def test_unknown_model(server: Any, make: Make, ask: Any, faults: ModuleType) -> None:
    server.always = faults.error(404, "no such model")
    error = failure(make(), ask())
    assert "'m'" in error.message and "--model" in error.hint


def test_web_page(server: Any, make: Make, ask: Any, faults: ModuleType) -> None:
    server.always = faults.Fault(body=b"<!doctype html><html>Sign in</html>", content_type="text/html")
    error = failure(make(), ask())
    assert isinstance(error, ModelReplyError)
    assert "web page" in error.message and "--base-url" in error.hint


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"id": "c", "choi', id="broken JSON"),
        pytest.param(b"{}", id="an object without choices"),
        pytest.param(b'{"choices": []}', id="empty choices"),
        pytest.param(b'{"choices": null}', id="no choices"),
        pytest.param(b'{"choices": [{"index": 0}]}', id="a choice without a message"),
        pytest.param(b"[1, 2]", id="a list"),
        pytest.param(b"", id="nothing"),
        pytest.param(b'"hello"', id="a string"),
    ],
)
def test_no_chat_reply(server: Any, make: Make, ask: Any, faults: ModuleType, body: bytes) -> None:
    server.always = faults.Fault(body=body)
    error = failure(make(), ask())
    assert isinstance(error, ModelReplyError)
    assert host_of(server.base_url) in error.message
    assert len(server.bodies) == 3


@pytest.mark.parametrize("n_bytes", [0, 1, 120])
def test_half_a_body(server: Any, make: Make, ask: Any, faults: ModuleType, n_bytes: int) -> None:
    server.always = faults.Fault(n_bytes_sent=n_bytes)
    error = failure(make(), ask())
    assert isinstance(error, ModelReplyError | ModelUnavailableError)
    server.always = None
    assert make().complete(ask()).text == "Prices rose by 4 percent."


def test_empty_answer(server: Any, make: Make, ask: Any, faults: ModuleType) -> None:
    server.faults = [faults.Fault(body=faults.completion(" ")), faults.Fault(body=faults.completion(None))]
    assert make().complete(ask()).text == "Prices rose by 4 percent."
    server.always = faults.Fault(body=faults.completion("", finish_reason="content_filter"))
    assert "content filter" in failure(make(), ask()).message


def test_cut_off_reply_is_handed_on(
    server: Any, make: Make, ask: Any, faults: ModuleType, schema: dict[str, Any]
) -> None:
    server.always = faults.Fault(body=faults.completion('{"sentence": "By May', finish_reason="length"))
    reply = make().complete(ask(json_schema=schema))
    assert (reply.data, reply.finish_reason, len(server.bodies)) == (None, "length", 1)


def test_server_that_hangs(server: Any, settings: Any, ask: Any, faults: ModuleType) -> None:
    server.always = faults.Fault(delay_s=1.0)
    with closing(ApiModel("m", settings(base_url=server.base_url, api_key=KEY, timeout_s=0.2, max_retries=5))) as model:
        started = time.monotonic()
        error = failure(model, ask())
    assert isinstance(error, ModelTimeoutError) and "DEEPNEWS_TIMEOUT_S" in error.hint
    assert len(server.bodies) == 2, "a server that hangs is asked twice, not six times"
    assert time.monotonic() - started < 20


def test_nobody_listens(make: Make, ask: Any) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        error = failure(make(base_url=f"http://127.0.0.1:{port}/v1"), ask())
    assert isinstance(error, ModelUnavailableError)
    assert error.message == f"127.0.0.1:{port} cannot be reached."


def test_schema_in_the_prompt_where_the_server_knows_none(
    server: Any, make: Make, ask: Any, schema: dict[str, Any], faults: ModuleType
) -> None:
    server.knows_schemas = False
    server.faults = []
    model = make()
    server_says = 'Sure! Here it is:\n```json\n{"sentence": "By May 15, {all} rose.", "verdict": "yes"}\n``` {"b": 1}'
    healthy = faults.healthy
    faults.healthy = lambda body: faults.completion(server_says)
    try:
        data = model.complete(ask(json_schema=schema)).data
        assert data == {"sentence": "By May 15, {all} rose.", "verdict": "yes"}
        sent = server.bodies[-1]
        assert "response_format" not in sent
        assert json.dumps(schema, ensure_ascii=False) in sent["messages"][-1]["content"]
        n_requests = len(server.bodies)
        model.complete(ask("Again.", json_schema=schema))
        assert len(server.bodies) == n_requests + 1, "what the server does not know is asked once"
    finally:
        faults.healthy = healthy


def test_finer_limits_are_dropped_first(server: Any, make: Make, ask: Any, schema: dict[str, Any]) -> None:
    server.knows_finer_limits = False
    make().complete(ask(json_schema=schema))
    sent = server.bodies[-1]["response_format"]["json_schema"]["schema"]
    assert "pattern" not in json.dumps(sent) and "minItems" not in json.dumps(sent)
    assert sent["properties"]["verdict"] == {"enum": ["yes", "no"]}
    assert server.bodies[-1]["messages"][-1]["content"] == ask().messages[-1].content


def test_refusal_for_another_reason_keeps_the_schema(
    server: Any, make: Make, ask: Any, schema: dict[str, Any], faults: ModuleType
) -> None:
    server.always = faults.error(400, "maximum context length exceeded")
    model = make()
    error = failure(model, ask(json_schema=schema))
    assert isinstance(error, ModelReplyError) and "context length" in error.message
    server.always = None
    model.complete(ask(json_schema=schema))
    assert "pattern" in json.dumps(server.bodies[-1]["response_format"])


@pytest.mark.parametrize("field", ["seed", "temperature"])
def test_field_the_server_refuses_is_left_out(server: Any, make: Make, ask: Any, field: str) -> None:
    server.unknown_fields = (field,)
    model = make()
    model.complete(ask())
    model.complete(ask("Once more."))
    assert [field in body for body in server.bodies] == [True, False, False]


def test_no_json_is_tried_again(server: Any, make: Make, ask: Any, schema: dict[str, Any], faults: ModuleType) -> None:
    server.faults = [faults.Fault(body=faults.completion("I cannot do that."))]
    assert make().complete(ask(json_schema=schema)).data is not None
    assert len(server.bodies) == 2


def test_lone_surrogate_does_no_harm(server: Any, make: Make, ask: Any, faults: ModuleType) -> None:
    server.always = faults.Fault(body=faults.completion("x").replace(b'"x"', b'"a\\ud83d b"'))
    make().complete(ask()).model_dump_json()


def test_key_is_needed_only_by_the_default_address(settings: Any, ask: Any, server: Any) -> None:
    with pytest.raises(ModelUnavailableError, match="OPENAI_API_KEY"):
        ApiModel("m", settings())
    with closing(ApiModel("m", settings(base_url=server.base_url))) as model:
        assert model.complete(ask()).text


def test_key_of_the_environment(settings: Any, ask: Any, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    server.key = KEY
    with closing(ApiModel("m", settings(base_url=server.base_url))) as model:
        assert model.complete(ask()).text


@pytest.mark.parametrize("base_url", ["ftp://host/v1", "host:8000", "nonsense"])
def test_address_that_is_none(settings: Any, base_url: str) -> None:
    with pytest.raises(UsageError, match="--base-url"):
        ApiModel("m", settings(base_url=base_url, api_key=KEY))


def test_model_without_name(settings: Any) -> None:
    with pytest.raises(UsageError, match="openai:NAME"):
        ApiModel("", settings(api_key=KEY))


def test_password_in_the_address_is_not_told() -> None:
    assert host_of("https://user:secret@models.example:8443/v1") == "models.example:8443"


def test_tracing_stays_off(server: Any, make: Make, ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With tracing switched on by the environment, nothing is sent anywhere but to the model."""
    with socket.socket() as spy:
        spy.bind(("127.0.0.1", 0))
        spy.listen()
        spy.settimeout(0.3)
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGCHAIN_TRACING_V2", "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "k")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", f"http://127.0.0.1:{spy.getsockname()[1]}")
        make().complete(ask())
        with pytest.raises(TimeoutError):
            spy.accept()
