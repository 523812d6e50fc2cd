"""The one interface to a language model: `ChatModel`, its request and its reply."""

from __future__ import annotations

import hashlib
from typing import Any, Literal, Protocol, runtime_checkable

from pydantic import Field, JsonValue

from deepnews.frozen import Frozen

Role = Literal["system", "user", "assistant"]
Copying = Literal["free", "discouraged", "barred"]
"""``discouraged``: a run breaks where another word fits nearly as well; ``barred``: it breaks after four tokens."""


class Message(Frozen):
    """One turn of a chat."""

    role: Role
    content: str


class ChatRequest(Frozen):
    """Everything that decides a reply; its `key` is the address of the reply in the cache."""

    messages: tuple[Message, ...]
    stage: str
    """Pipeline stage the call is accounted under, e.g. ``draft``."""
    prompt_id: str
    """Template and version that made the messages, e.g. ``draft_sentence@1``."""
    json_schema: dict[str, JsonValue] | None = None
    """JSON schema the reply must obey; ``None`` for free text."""
    max_tokens: int = Field(default=256, ge=1)
    """Ceiling on output tokens."""
    temperature: float = Field(default=0.2, ge=0.0, le=2.0)
    repeat_penalty: float = Field(default=1.1, ge=1.0, le=2.0)
    """Sent only to servers known to understand it (the local one)."""
    copying: Copying = "free"
    """Whether long runs of the prompt's own words are made unlikely in the reply; local server only."""
    seed: int = Field(default=0, ge=0)
    answers: tuple[str, ...] = ()
    """Words of which the reply shall tell how likely it was to begin with each; see `ModelProfile.tells_probs`."""

    def key(self, model_id: str) -> str:
        """SHA-256 of the whole request and the model that answers it (hex)."""
        content = f"{model_id}\n{self.model_dump_json()}"
        return hashlib.sha256(content.encode("utf-8")).hexdigest()


class ChatReply(Frozen):
    """A usable reply and what it cost."""

    text: str
    data: JsonValue = None
    """Parsed JSON when the request carried a schema."""
    n_prompt_tokens: int = Field(default=0, ge=0)
    """All prompt tokens, cached ones included."""
    n_cached_tokens: int = Field(default=0, ge=0)
    """Prompt tokens the server took from its prefix cache."""
    n_output_tokens: int = Field(default=0, ge=0)
    wall_s: float = Field(default=0.0, ge=0.0)
    """Seconds inside the model when the reply was made."""
    finish_reason: str = "stop"
    answer_probs: tuple[float, ...] = ()
    """Probability that the reply began with each of the request's `answers`; empty where the server does not tell."""
    from_cache: bool = False
    """True when the reply came from the disk cache and cost nothing now."""


class ModelProfile(Frozen):
    """What a model is trusted with; a profile is data, not a fork of the code."""

    name: Literal["small", "medium", "frontier"]
    n_candidates: int = Field(ge=1)
    """Candidate sentences asked for per beat."""
    max_facts_per_sentence: int = Field(ge=1)
    is_asked_to_pace: bool
    """Whether it is asked to split or turn sentences for their rhythm, beyond what code does."""
    n_context_tokens: int = Field(ge=1024)
    n_chars_marked: int = Field(default=0, ge=0)
    """Characters of source that it reads in one call to mark what the article needs; 0: it is not asked to."""
    n_at_once: int = Field(default=1, ge=1)
    """Calls that may be in hand together; a local model answers one at a time."""
    tells_probs: bool = False
    """Whether its replies tell `ChatReply.answer_probs`: a yes then counts by how sure it was."""


PROFILES: dict[str, ModelProfile] = {
    "small": ModelProfile(
        name="small", n_candidates=2, max_facts_per_sentence=2, is_asked_to_pace=False, n_context_tokens=4096
    ),
    "medium": ModelProfile(
        name="medium",
        n_candidates=2,
        max_facts_per_sentence=3,
        is_asked_to_pace=True,
        n_context_tokens=8192,
        n_at_once=4,
    ),
    "frontier": ModelProfile(
        name="frontier",
        n_candidates=2,
        max_facts_per_sentence=3,
        is_asked_to_pace=True,
        n_context_tokens=32768,
        n_chars_marked=8000,
        n_at_once=4,
    ),
}


@runtime_checkable
class ChatModel(Protocol):
    """A language model. Implementations: local (llama.cpp), openai (any base URL), scripted (tests)."""

    @property
    def model_id(self) -> str:
        """Name and version that go into results, e.g. ``local:qwen2.5-coder-1.5b-instruct-q4_k_m``."""

    @property
    def profile(self) -> ModelProfile:
        """What this model is trusted with."""

    def complete(self, request: ChatRequest) -> ChatReply:
        """The reply to `request`.

        Raises ModelUnavailableError, ModelTimeoutError or ModelReplyError once its own retries are spent.
        """

    def close(self) -> None:
        """Free the model; safe to call twice."""


def parsed(reply: ChatReply) -> dict[str, Any]:
    """The reply's JSON object; an empty dict when the reply holds no object."""
    return reply.data if isinstance(reply.data, dict) else {}


def numbers_in(listed: object, most: int) -> tuple[int, ...]:
    """The different whole numbers from 1 to `most` in a list of a reply, in its order; none where it is no list."""
    whole = (n for n in listed if type(n) is int) if isinstance(listed, list) else ()
    return tuple(n for n in dict.fromkeys(whole) if 1 <= n <= most)
