"""A model behind any OpenAI-compatible address."""

from __future__ import annotations

from urllib.parse import urlsplit

from deepnews.chat_client import ChatClient
from deepnews.errors import ModelUnavailableError, UsageError
from deepnews.llm import ChatReply, ChatRequest, ModelProfile
from deepnews.settings import Settings


class ApiModel:
    """A served model; raises UsageError for a bad address and ModelUnavailableError without a key."""

    def __init__(self, name: str, settings: Settings) -> None:
        if not name:
            raise UsageError("No model is named.", hint="Use --model openai:NAME, e.g. openai:deepseek-chat.")
        if settings.base_url is not None and urlsplit(settings.base_url).scheme not in ("http", "https"):
            raise UsageError(
                f"'{settings.base_url}' is no http address.", hint="Give --base-url like http://host:8000/v1."
            )
        key = settings.secret()
        if not key and settings.base_url is None:
            raise ModelUnavailableError(
                "No API key is set.", hint="Set OPENAI_API_KEY, or name a --base-url that needs none."
            )
        self.model_id = f"openai:{name}"
        self.profile: ModelProfile = settings.model_profile()
        self._client = ChatClient(
            model=name,
            base_url=settings.base_url,
            api_key=key or "none",
            timeout_s=settings.timeout_s,
            max_retries=settings.max_retries,
        )

    def complete(self, request: ChatRequest) -> ChatReply:
        """The server's reply."""
        return self._client.complete(request)

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        self._client.close()
