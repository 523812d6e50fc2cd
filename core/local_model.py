"""The local model: llama.cpp in this process, spoken to over the OpenAI-compatible protocol on loopback.

Same request, same reply, whatever was asked before: llama.cpp keeps the tokens two prompts share, and its sums depend
on how tokens were batched, so that a reply would depend on the order of the calls. Therefore every prompt is read in
the same three steps: its head (the turns before the last of the user) alone, the rest in one go, and the last token by
itself.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from deepnews.chat_client import ChatClient
from deepnews.errors import ModelUnavailableError
from deepnews.json_reply import first_object
from deepnews.llm import ChatReply, ChatRequest, Copying, Message, ModelProfile
from deepnews.prefill import Prefill, prefill_of
from deepnews.settings import Settings
from deepnews.token_probs import TokenStep, token_steps
from deepnews.top_h import drawn_reply
from deepnews.weights import checked_model_path, file_sha256

_LOOPBACK = "127.0.0.1"
_HEAD_ONLY = Message(role="user", content="~")
"""Stands for the last turn while the head is read; no prompt begins so, hence nothing of it is ever kept."""
_DRY: dict[Copying, dict[str, JsonValue]] = {
    "free": {},
    "discouraged": {"dry_multiplier": 2.0, "dry_base": 1.15, "dry_allowed_length": 4, "dry_penalty_last_n": 4096},
    "barred": {"dry_multiplier": 1.5, "dry_base": 1.75, "dry_allowed_length": 4, "dry_penalty_last_n": 4096},
}
"""llama.cpp's sampler against long copied runs: multiplier * base^(tokens of the run beyond those allowed)."""

_DECODERS: dict[str, dict[str, JsonValue]] = {
    "plain": {},
    "min-p": {"min_p": 0.08, "top_k": 0, "top_p": 1.0},
    "mirostat": {"mirostat": 2, "mirostat_tau": 4.0, "mirostat_eta": 0.1},
    "top-h": {},
}
"""llama.cpp's fields for each setting `decoder`; Mirostat 2 (arXiv 2007.14966) aims at `tau` bits a token. Top-H
(arXiv 2509.02510) is none of llama.cpp's: where the beginning of a reply is forced, it is drawn here."""
_DRAWN_STAGE = "draft"
_N_TOP_ANSWERS = 100
"""Likeliest first words among which the answers asked for are looked up."""


class LocalModel:
    """A GGUF model; its server starts with the first call.

    Raises WeightsError when the file is missing, truncated or altered.
    """

    def __init__(self, path: Path | None, settings: Settings) -> None:
        self._path = checked_model_path(path, settings.data_dir)
        self._settings = settings
        self._lock = threading.Lock()
        self._server: Any = None
        self._client: ChatClient | None = None
        self._is_guided = False
        self._held: tuple[Message, ...] = ()
        """Messages the server has read last."""
        decoder = "" if settings.decoder == "plain" else f"+{settings.decoder}"
        self.model_id = f"local:{self._path.stem}:{file_sha256(self._path, settings.data_dir)[:8]}{decoder}"
        self.profile: ModelProfile = settings.model_profile().model_copy(update={"tells_probs": True, "n_at_once": 1})

    def complete(self, request: ChatRequest) -> ChatReply:
        """The model's reply; one call at a time."""
        with self._lock:
            if self._client is None:
                self._client = self._start()
            started = time.monotonic()
            prefill = prefill_of(request.json_schema) if self._is_guided else None
            options = _options(request, prefill, self._settings.decoder)
            if prefill and self._settings.decoder == "top-h" and request.stage == _DRAWN_STAGE:
                reply = self._drawn(_begun(request, prefill), options)
            else:
                reply = self._completed(self._client, _begun(request, prefill), options)
            update: dict[str, Any] = {"wall_s": round(time.monotonic() - started, 4)}
            if prefill:
                text = prefill.beginning + reply.text.removeprefix(prefill.beginning)
                update |= {"text": text, "data": first_object(text)}
            return reply.model_copy(update=update)

    def token_steps(self, text: str, n_tokens_most: int) -> tuple[TokenStep, ...]:
        """How likely each token of `text` after its first is, up to `n_tokens_most` and to the end of the context.

        Raises ModelUnavailableError or ModelReplyError.
        """
        with self._lock:
            self._held = ()
            if self._client is None:
                self._client = self._start()
            most = min(n_tokens_most, self._settings.n_ctx - 2)
            address = str(self._server.listening_address)
            return token_steps(address, text, n_tokens_most=most, timeout_s=self._settings.timeout_s)

    def close(self) -> None:
        """Stop the server and free its memory; safe to call twice."""
        with self._lock:
            if self._client is not None:
                self._client.close()
            self._client = None
            self._server = None
            self._held = ()

    def _drawn(self, request: ChatRequest, options: Mapping[str, JsonValue]) -> ChatReply:
        """The reply drawn by Top-H, to the end of the string that was begun; no grammar holds it."""
        self._held = ()
        address, settings = str(self._server.listening_address), self._settings
        body = {name: value for name, value in options.items() if name != "grammar"}
        body["temperature"] = request.temperature
        messages = [m.model_dump() for m in request.messages]
        return drawn_reply(address, messages, body, request, timeout_s=settings.timeout_s)

    def _completed(self, client: ChatClient, request: ChatRequest, options: Mapping[str, JsonValue]) -> ChatReply:
        """The reply, with the prompt tokens that really were kept from before."""
        n_cached_tokens = self._read(client, request, options)
        try:
            reply = client.complete(request, options)
        except BaseException:
            self._held = ()
            raise
        return reply if n_cached_tokens is None else reply.model_copy(update={"n_cached_tokens": n_cached_tokens})

    def _read(self, client: ChatClient, request: ChatRequest, options: Mapping[str, JsonValue]) -> int | None:
        """Tokens of the prompt that were kept from before; None when the server has just read this very prompt."""
        if request.messages == self._held:
            return None
        head = _head(request.messages)
        is_known = bool(self._held) and head == _head(self._held)
        self._held = ()
        read_only = {"max_tokens": 1, "json_schema": None, "messages": (*head, _HEAD_ONLY)}
        client.complete(request.model_copy(update=read_only), {"cache_prompt": is_known})
        whole = request.model_copy(update={"max_tokens": 1})
        n_cached_tokens = client.complete(whole, options).n_cached_tokens
        self._held = request.messages
        return n_cached_tokens if is_known else 0

    def _start(self) -> ChatClient:
        import xllamacpp

        try:
            self._server = xllamacpp.Server(self._params(xllamacpp))
        except Exception as error:  # the binding raises bare RuntimeError and ValueError for all causes
            raise ModelUnavailableError(
                f"The local model {self._path.name} cannot be started: {error}",
                hint="It needs a whole GGUF file, about 2 GiB of free memory and a free port on 127.0.0.1;"
                " see: deepnews doctor",
            ) from error
        self._is_guided = _knows_llguidance(xllamacpp)
        return ChatClient(
            model=self._path.stem,
            base_url=f"{self._server.listening_address}/v1",
            api_key="local",
            timeout_s=self._settings.timeout_s,
            max_retries=0,
            is_local=True,
        )

    def _params(self, xllamacpp: Any) -> Any:
        params = xllamacpp.CommonParams()
        params.model.path = str(self._path)
        params.hostnames = [_LOOPBACK]
        params.port = 0
        params.n_ctx = self._settings.n_ctx
        params.n_parallel = 1
        params.n_gpu_layers = self._settings.n_gpu_layers
        params.cache_prompt = True
        params.cache_ram_mib = 0
        params.warmup = False
        params.verbosity = -1
        params.endpoint_slots = False
        params.ui = False
        threads = self._settings.n_threads or threads_by_load()
        params.cpuparams.n_threads = threads
        params.cpuparams_batch.n_threads = threads
        return params


def threads_by_load() -> int:
    """Cores that nothing else keeps busy (a busy core makes all threads wait for it); at least one."""
    import psutil

    n_cores = min(psutil.cpu_count(logical=False) or 1, _n_cores_allowed())
    return max(1, n_cores - round(n_busy_cores()))


def n_busy_cores(sample_s: float = 0.5) -> float:
    """Cores that other processes use now; our own work, still in the load average, will not compete with the model."""
    import psutil

    own = psutil.Process().cpu_times()
    busy = psutil.cpu_percent(interval=sample_s) / 100 * (os.cpu_count() or 1)
    now = psutil.Process().cpu_times()
    return max(0.0, busy - (now.user + now.system - own.user - own.system) / sample_s)


def _n_cores_allowed() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _knows_llguidance(xllamacpp: Any) -> bool:
    """True when this build of llama.cpp takes grammars of llguidance."""
    return str(xllamacpp.json_schema_to_grammar({"type": "object"})).startswith("%llguidance")


def _head(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The turns before the last one of the user: what calls of one stage share."""
    n = max((i for i, m in enumerate(messages) if m.role == "user"), default=0)
    return tuple(messages[:n])


def _begun(request: ChatRequest, prefill: Prefill | None) -> ChatRequest:
    """The request with the reply's forced beginning as the model's own turn."""
    if prefill is None:
        return request
    turn = Message(role="assistant", content=prefill.beginning)
    return request.model_copy(update={"messages": (*request.messages, turn), "json_schema": None})


def _options(request: ChatRequest, prefill: Prefill | None, decoder: str = "plain") -> dict[str, JsonValue]:
    """Fields of the body that llama.cpp's server knows; the decoder is for drafting only."""
    options: dict[str, JsonValue] = {
        "cache_prompt": True,
        "repeat_penalty": request.repeat_penalty,
        **_DRY[request.copying],
    }
    options |= _DECODERS[decoder] if request.stage == _DRAWN_STAGE else {}
    options |= {"logprobs": True, "top_logprobs": _N_TOP_ANSWERS} if request.answers else {}
    return options | {"grammar": prefill.grammar} if prefill else options
