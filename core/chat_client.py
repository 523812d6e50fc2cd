"""One call over the OpenAI-compatible protocol: request out, reply or a named error back."""

from __future__ import annotations

import itertools
import json
import math
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pydantic import JsonValue, SecretStr

from deepnews.errors import ModelTimeoutError, ModelUnavailableError
from deepnews.json_reply import closed_schema, first_object, without_surrogates
from deepnews.llm import ChatReply, ChatRequest
from deepnews.model_faults import MAX_WAIT_S, FaultNamer, PassingFault
from deepnews.provider_gate import Gate, OpenGate

if TYPE_CHECKING:
    from ssl import SSLContext

_BASE_WAIT_S = 0.5
_SCHEMA_IN_PROMPT = "Reply with one JSON object of this schema and nothing else:"
_Ask = Literal["full", "plain", "prompt"]
_LADDER: tuple[_Ask, ...] = ("full", "plain", "prompt")
"""How a schema is asked for: whole, without its finer limits, or in the words of the prompt."""
_REFUSED = frozenset({400, 415, 422, 501})
_SPARE_FIELDS = frozenset({"seed", "temperature"})
"""Fields that some servers or models refuse; a reply without them is better than none."""


@cache
def _certificates() -> SSLContext:
    """The certificates that servers are checked by, read once a process since that takes 60 ms."""
    from httpx import create_ssl_context

    return create_ssl_context()


class ChatClient:
    """Calls one model on one server; safe for threads."""

    def __init__(
        self,
        *,
        model: str,
        base_url: str | None,
        api_key: str,
        timeout_s: float,
        max_retries: int,
        is_local: bool = False,
        gate: Gate | None = None,
    ) -> None:
        from langchain.chat_models import init_chat_model
        from openai import DefaultAsyncHttpxClient, DefaultHttpxClient

        self._faults = FaultNamer(base_url=base_url, model=model, api_key=api_key)
        self._gate: Gate = gate or OpenGate()
        self._max_retries = max_retries
        self._is_local = is_local
        self._token_field = "max_tokens" if base_url else "max_completion_tokens"
        self._rung = 0
        self._unknown_fields: frozenset[str] = frozenset()
        # A proxy named in the environment must never come between us and the loopback.
        self._http = DefaultHttpxClient(trust_env=not is_local, timeout=timeout_s, verify=_certificates())
        self._llm = init_chat_model(
            model,
            model_provider="openai",
            base_url=base_url,
            api_key=SecretStr(api_key),
            timeout=timeout_s,
            max_retries=0,
            use_responses_api=False,
            http_client=self._http,
            http_async_client=DefaultAsyncHttpxClient(
                verify=_certificates()
            ),  # never used; the default reads them anew
        )

    def complete(self, request: ChatRequest, options: Mapping[str, JsonValue] | None = None) -> ChatReply:
        """The reply to `request`, asked again with jittered back-off where the fault may pass.

        `options` are fields of the body that only this server knows. Raises ModelUnavailableError, ModelTimeoutError
        or ModelReplyError.
        """
        from tenacity import Retrying, retry_if_exception_type

        retrying = Retrying(
            retry=retry_if_exception_type(PassingFault),
            stop=self._stop,
            wait=_wait_s,
            sleep=time.sleep,
            before_sleep=self._tell_rest,
            reraise=True,
        )
        self._gate.check()
        try:
            return retrying(self._once, request, options or {}, itertools.count())
        except PassingFault as fault:
            if isinstance(fault.error, ModelUnavailableError | ModelTimeoutError):
                self._gate.fail()
            raise fault.error from fault.__cause__

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        self._http.close()

    def _stop(self, state: Any) -> bool:
        fault = state.outcome.exception()
        n_tries_max = 1 + self._max_retries
        own = fault.n_tries_max if isinstance(fault, PassingFault) and fault.n_tries_max else n_tries_max
        return int(state.attempt_number) >= min(n_tries_max, own)

    def _tell_rest(self, state: Any) -> None:
        fault = state.outcome.exception()
        if isinstance(fault, PassingFault) and fault.wait_s:
            self._gate.rest(fault.wait_s)

    def _once(self, request: ChatRequest, options: Mapping[str, JsonValue], tries: Iterator[int]) -> ChatReply:
        """One reply; while the server refuses the request, what it may not know is left out or said otherwise."""
        has_schema = request.json_schema is not None
        rung = self._rung
        n_expected, n_try = _n_tokens_expected(request), next(tries)
        while True:
            self._gate.enter(n_expected, has_rested=n_try > 0)
            started = time.monotonic()
            try:
                message = self._invoke(request, _LADDER[rung], options)
            except Exception as error:  # named below, or raised as it is: the client libraries raise many kinds
                refused = getattr(error, "status_code", None) in _REFUSED and not self._is_local
                if refused and self._left_out(str(error)):
                    continue
                if refused and has_schema and rung + 1 < len(_LADDER):
                    rung += 1
                    continue
                raise self._faults.named(error) from (None if self._faults.tells_key(error) else error)
            self._rung = rung if has_schema else self._rung
            reply = self._reply(request, message, time.monotonic() - started)
            self._gate.settle(n_expected, reply.n_prompt_tokens + reply.n_output_tokens)
            return reply

    def _left_out(self, complaint: str) -> bool:
        """True when `complaint` is about a field that can be left out, which from now on it is."""
        for field in _SPARE_FIELDS - self._unknown_fields:
            if re.search(rf"\b{field}\b", complaint):
                self._unknown_fields = self._unknown_fields | {field}
                return True
        return False

    def _invoke(self, request: ChatRequest, ask: _Ask, options: Mapping[str, JsonValue]) -> Any:
        from langsmith import tracing_context

        sampling = {"temperature": request.temperature, "seed": request.seed}
        body = {
            self._token_field: request.max_tokens,
            **{name: value for name, value in sampling.items() if name not in self._unknown_fields},
            **_response_format(request, ask, closed=not self._is_local),
            **options,
        }
        with tracing_context(enabled=False):
            return self._llm.invoke(_turns(request, in_prompt=ask == "prompt"), extra_body=body)

    def _reply(self, request: ChatRequest, message: Any, wall_s: float) -> ChatReply:
        text = without_surrogates(message.content if isinstance(message.content, str) else "")
        usage: Mapping[str, Any] = message.response_metadata.get("token_usage") or {}
        details = usage.get("prompt_tokens_details") or {}
        finish_reason = str(message.response_metadata.get("finish_reason") or "stop")
        data = first_object(text) if request.json_schema is not None else None
        self._check_usable(request, text, data, finish_reason)
        return ChatReply(
            text=text,
            data=data,
            n_prompt_tokens=int(usage.get("prompt_tokens") or 0),
            n_cached_tokens=int(details.get("cached_tokens") or 0),
            n_output_tokens=int(usage.get("completion_tokens") or 0),
            wall_s=round(wall_s, 4),
            finish_reason=finish_reason,
            answer_probs=_answer_probs(request.answers, message.response_metadata.get("logprobs")),
        )

    def _check_usable(self, request: ChatRequest, text: str, data: JsonValue, finish_reason: str) -> None:
        """Raise a PassingFault for a reply without content; one cut off at its token limit is handed on as it is."""
        if self._is_local or finish_reason == "length":
            return
        if finish_reason == "content_filter":
            raise self._faults.broken("withheld its answer (content filter)")
        if not text.strip():
            raise self._faults.broken("sent an empty answer")
        if request.json_schema is not None and data is None:
            raise self._faults.broken("answered without the JSON it was asked for")


def _wait_s(state: Any) -> float:
    """What the server asks for, else an exponential wait; random, so that callers do not come back together."""
    from tenacity import wait_random_exponential

    fault = state.outcome.exception()
    if isinstance(fault, PassingFault) and fault.wait_s is not None:
        return fault.wait_s
    return max(0.1, float(wait_random_exponential(multiplier=_BASE_WAIT_S, max=MAX_WAIT_S)(state)))


def _n_tokens_expected(request: ChatRequest) -> int:
    """Tokens that a provider will count, rather too many: a token for three bytes, and all that may be answered."""
    return sum(len(m.content.encode("utf-8", "replace")) for m in request.messages) // 3 + request.max_tokens


def _answer_probs(answers: Sequence[str], logprobs: Any) -> tuple[float, ...]:
    """Probability that the reply began with each answer, by the likeliest first tokens; empty where none are told."""
    told = ((logprobs or {}).get("content") or [{}])[0].get("top_logprobs") if answers else None
    if not told:
        return ()
    first = [(str(t["token"]).strip().casefold(), math.exp(float(t["logprob"]))) for t in told]
    return tuple(sum(p for token, p in first if token == answer.casefold()) for answer in answers)


def _turns(request: ChatRequest, *, in_prompt: bool) -> list[tuple[str, str]]:
    turns: list[tuple[str, str]] = [(m.role, m.content) for m in request.messages]
    if in_prompt and request.json_schema is not None:
        role, content = turns[-1]
        schema = json.dumps(request.json_schema, ensure_ascii=False)
        turns[-1] = (role, f"{content}\n\n{_SCHEMA_IN_PROMPT}\n{schema}")
    return turns


def _response_format(request: ChatRequest, ask: _Ask, *, closed: bool) -> dict[str, Any]:
    """The field that asks for JSON; in the extra body, because the client's own handling rejects cut-off replies."""
    if request.json_schema is None or ask == "prompt":
        return {}
    schema: Any = closed_schema(request.json_schema, plain=ask == "plain") if closed else request.json_schema
    return {
        "response_format": {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema, "strict": True}}
    }
