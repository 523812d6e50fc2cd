"""What model calls cost, a stage at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from deepnews.llm import ChatModel, ChatReply, ChatRequest, ModelProfile
from deepnews.stopping import stop_if_requested
from deepnews.telemetry import NO_TELEMETRY, Telemetry

OnCall = Callable[[str, str, ChatReply], None]
"""Called after every reply with stage, request key and reply."""


@dataclass
class StageUsage:
    """Sums of one stage; seconds are inside the model, tokens of replies from the cache are not counted."""

    model_s: float = 0.0
    n_model_calls: int = 0
    n_cached_replies: int = 0
    n_prompt_tokens: int = 0
    n_cached_tokens: int = 0
    n_output_tokens: int = 0

    def add(self, reply: ChatReply) -> None:
        """Count one reply."""
        if reply.from_cache:
            self.n_cached_replies += 1
            return
        self.n_model_calls += 1
        self.model_s += reply.wall_s
        self.n_prompt_tokens += reply.n_prompt_tokens
        self.n_cached_tokens += reply.n_cached_tokens
        self.n_output_tokens += reply.n_output_tokens


class AccountedModel:
    """A model that keeps account of its calls and tells `on_call` of each; safe for threads."""

    def __init__(self, inner: ChatModel, on_call: OnCall | None = None, telemetry: Telemetry = NO_TELEMETRY) -> None:
        self._inner = inner
        self._on_call = on_call
        self._telemetry = telemetry
        self._lock = threading.Lock()
        self.usage: dict[str, StageUsage] = {}

    @property
    def model_id(self) -> str:
        """Id of the model inside."""
        return self._inner.model_id

    @property
    def profile(self) -> ModelProfile:
        """Profile of the model inside."""
        return self._inner.profile

    def complete(self, request: ChatRequest) -> ChatReply:
        """The inner model's reply, counted; raises KeyboardInterrupt where a stop was asked for."""
        stop_if_requested()
        with self._telemetry.call(request, self.model_id) as tell:
            reply = self._inner.complete(request)
            tell(reply)
        with self._lock:
            self.usage.setdefault(request.stage, StageUsage()).add(reply)
        if self._on_call is not None:
            self._on_call(request.stage, request.key(self.model_id), reply)
        return reply

    def close(self) -> None:
        """Close the model inside."""
        self._inner.close()
