"""One call over the OpenAI-compatible protocol: request out, reply or a named error back."""

from __future__ import annotations

import json
import os
import random
import re
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from pydantic import JsonValue

from deepnews.errors import ModelError, ModelReplyError, ModelTimeoutError, ModelUnavailableError
from deepnews.llm import ChatReply, ChatRequest

_MAX_WAIT_S = 60.0
_BASE_WAIT_S = 0.5
_JSON_OBJECT = re.compile(r"\{.*\}", re.S)
# A sampler may fall into white space without end; servers differ in whether they mind.
os.environ.setdefault("LANGCHAIN_TRACING_V2", "false")


class ChatClient:
    """Calls one model on one server."""

    def __init__(
        self, *, model: str, base_url: str | None, api_key: str, timeout_s: float, max_retries: int, is_local: bool = False
    ) -> None:
        from langchain_openai import ChatOpenAI

        self._where = urlsplit(base_url).netloc if base_url else "the default API address"
        self._key = api_key
        self._max_retries = max_retries
        self._is_local = is_local
        self._in_prompt = False
        self._llm = ChatOpenAI(
            model=model, base_url=base_url, api_key=_secret(api_key), timeout=timeout_s, max_retries=0, use_responses_api=False
        )

    def complete(self, request: ChatRequest) -> ChatReply:
        """The reply to `request`, after retries with jittered back-off where the fault may pass.

        Raises ModelUnavailableError, ModelTimeoutError or ModelReplyError.
        """
        attempt = 0
        while True:
            try:
                return self._once(request)
            except _Passing as fault:
                if attempt >= self._max_retries:
                    raise fault.error from fault
                time.sleep(fault.wait_s if fault.wait_s is not None else _back_off_s(attempt))
                attempt += 1

    def _once(self, request: ChatRequest) -> ChatReply:
        started = time.monotonic()
        try:
            message = self._llm.invoke(_turns(request, in_prompt=self._in_prompt), **self._options(request))
        except Exception as error:
            if self._schema_refused(error, request):
                self._in_prompt = True
                return self._once(request)
            raise self._named(error) from error
        return self._reply(request, message, time.monotonic() - started)

    def _options(self, request: ChatRequest) -> dict[str, Any]:
        options: dict[str, Any] = {
            "temperature": request.temperature,
            "seed": request.seed,
            "max_tokens": request.max_tokens,
        }
        if request.json_schema is not None and not self._in_prompt:
            schema = request.json_schema if self._is_local else _strict(request.json_schema)
            options["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "reply", "schema": schema, "strict": True},
            }
        if self._is_local:
            options["extra_body"] = _llama_options(request)
        return options

    def _schema_refused(self, error: Exception, request: ChatRequest) -> bool:
        """True when the server does not know JSON schemas: the schema then goes into the prompt."""
        from openai import BadRequestError

        named = "response_format" in str(error) or "json_schema" in str(error) or "schema" in str(error)
        return isinstance(error, BadRequestError) and request.json_schema is not None and not self._in_prompt and named

    def _reply(self, request: ChatRequest, message: Any, wall_s: float) -> ChatReply:
        text = message.content if isinstance(message.content, str) else ""
        usage: Mapping[str, Any] = message.response_metadata.get("token_usage") or {}
        details = usage.get("prompt_tokens_details") or {}
        data: JsonValue = None
        if request.json_schema is not None:
            data = _parsed(text)
            if data is None and message.response_metadata.get("finish_reason") != "length" and not self._is_local:
                raise _Passing(ModelReplyError(f"{self._where} answered without the JSON it was asked for."))
        return ChatReply(
            text=text,
            data=data,
            n_prompt_tokens=int(usage.get("prompt_tokens") or 0),
            n_cached_tokens=int(details.get("cached_tokens") or 0),
            n_output_tokens=int(usage.get("completion_tokens") or 0),
            wall_s=round(wall_s, 4),
            finish_reason=str(message.response_metadata.get("finish_reason") or "stop"),
        )

    def _named(self, error: Exception) -> Exception:
        """The fault as one of ours; those that may pass are wrapped for another try."""
        import openai

        if isinstance(error, openai.APITimeoutError):
            return _Passing(ModelTimeoutError(f"{self._where} did not answer in time.", hint="Raise DEEPNEWS_TIMEOUT_S or try later."))
        if isinstance(error, openai.APIConnectionError):
            hint = "Check --base-url and that the server runs."
            return _Passing(ModelUnavailableError(f"{self._where} cannot be reached.", hint=hint))
        if isinstance(error, openai.APIStatusError):
            return self._status(error)
        if isinstance(error, openai.OpenAIError | ValueError | TypeError | KeyError | AttributeError | IndexError):
            text = self._masked(str(error))[:200]
            return _Passing(ModelReplyError(f"{self._where} sent what is no chat reply ({text}).", hint="Check --base-url."))
        return error

    def _status(self, error: Any) -> Exception:
        status = int(error.status_code)
        if status in (401, 403):
            return ModelUnavailableError(f"{self._where} refuses the API key (HTTP {status}).", hint="Set OPENAI_API_KEY to a valid key.")
        if status == 404:
            return ModelUnavailableError(f"{self._where} knows no such model or path (HTTP 404).", hint="Check --model and --base-url.")
        fault = ModelUnavailableError(f"{self._where} fails with HTTP {status}.", hint="Try later, or another --base-url.")
        if status in (408, 409, 429) or status >= 500:
            return _Passing(fault, wait_s=_retry_after_s(error.response.headers))
        return ModelReplyError(f"{self._where} refuses the request (HTTP {status}): {self._masked(str(error))[:200]}")

    def _masked(self, text: str) -> str:
        return text.replace(self._key, "***") if self._key else text


class _Passing(Exception):
    """A fault that another try may mend."""

    def __init__(self, error: ModelError, wait_s: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait_s = wait_s


def _secret(key: str) -> Callable[[], str]:
    return lambda: key


def _back_off_s(attempt: int) -> float:
    ceiling = min(_MAX_WAIT_S, _BASE_WAIT_S * 2**attempt)
    return float(ceiling * (0.5 + random.random() / 2))


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    try:
        return min(_MAX_WAIT_S, max(0.0, float(headers["retry-after"])))
    except (KeyError, ValueError):
        return None


def _turns(request: ChatRequest, *, in_prompt: bool) -> list[tuple[str, str]]:
    turns = [(m.role, m.content) for m in request.messages]
    if in_prompt and request.json_schema is not None:
        role, content = turns[-1]
        turns[-1] = (role, f"{content}\n\nReply with one JSON object of this schema:\n{json.dumps(request.json_schema)}")
    return turns


def _strict(schema: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """`schema` as strict servers want it: closed, and without patterns they may not know (code checks those)."""

    def closed(node: Any) -> Any:
        if isinstance(node, list):
            return [closed(item) for item in node]
        if not isinstance(node, dict):
            return node
        kept = {k: closed(v) for k, v in node.items() if k not in ("pattern", "minItems", "maxItems", "minimum", "maximum")}
        return {**kept, "additionalProperties": False} if kept.get("type") == "object" else kept

    result: dict[str, JsonValue] = closed(schema)
    return result


def _llama_options(request: ChatRequest) -> dict[str, Any]:
    options: dict[str, Any] = {"cache_prompt": True, "repeat_penalty": request.repeat_penalty}
    if request.max_copied_tokens is not None:
        options |= {
            "dry_multiplier": 1.5,
            "dry_base": 1.75,
            "dry_allowed_length": request.max_copied_tokens,
            "dry_penalty_last_n": 4096,
        }
    return options


def _parsed(text: str) -> JsonValue:
    """The JSON in `text`: all of it, or the first object in it; None when there is none."""
    for candidate in (text, *(m.group() for m in [_JSON_OBJECT.search(text)] if m)):
        try:
            value: JsonValue = json.loads(candidate)
        except ValueError:
            continue
        return value
    return None
