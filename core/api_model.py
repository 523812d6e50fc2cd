"""A model behind any OpenAI-compatible address."""

from __future__ import annotations

from urllib.parse import urlsplit

from deepnews.chat_client import ChatClient
from deepnews.errors import ModelUnavailableError, UsageError
from deepnews.llm import ChatReply, ChatRequest, ModelProfile
from deepnews.model_faults import host_of
from deepnews.provider_gate import ProviderGate, gate_store
from deepnews.rate_limit import RateLimits
from deepnews.server_pool import ServerPool
from deepnews.settings import Settings


class ApiModel:
    """A served model; raises UsageError for a bad address and ModelUnavailableError without a key."""

    def __init__(self, name: str, settings: Settings) -> None:
        if not name:
            raise UsageError("No model is named.", hint="Use --model openai:NAME, e.g. openai:deepseek-chat.")
        urls = _addresses(settings.base_url)
        key = settings.secret()
        if not key and settings.base_url is None:
            raise ModelUnavailableError(
                "No API key is set.", hint="Set OPENAI_API_KEY, or name a --base-url that needs none."
            )
        self.model_id = f"openai:{name}"
        self.profile: ModelProfile = settings.model_profile()
        clients = [
            ChatClient(
                model=name,
                base_url=url,
                api_key=key or "none",
                timeout_s=settings.timeout_s,
                max_retries=settings.max_retries,
                gate=_gate(url, settings),
            )
            for url in urls
        ]
        self._client = ServerPool(clients)

    def complete(self, request: ChatRequest) -> ChatReply:
        """The server's reply."""
        return self._client.complete(request)

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        self._client.close()


def _gate(url: str | None, settings: Settings) -> ProviderGate:
    limits = RateLimits(requests_per_min=settings.requests_per_min, tokens_per_min=settings.tokens_per_min)
    host = host_of(url)
    return ProviderGate(host, limits, gate_store(limits, settings.cache_dir / "limits", host))


def _addresses(base_url: str | None) -> list[str | None]:
    """The addresses in `base_url`, which commas part; raises UsageError for one that is no http address."""
    if base_url is None:
        return [None]
    urls: list[str | None] = []
    for url in dict.fromkeys(part.strip() for part in base_url.split(",") if part.strip()):
        if urlsplit(url).scheme not in ("http", "https"):
            raise UsageError(f"'{url}' is no http address.", hint="Give --base-url like http://host:8000/v1.")
        urls.append(url)
    if not urls:
        raise UsageError("--base-url is empty.", hint="Give --base-url like http://host:8000/v1.")
    return urls
