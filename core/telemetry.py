"""Traces and metrics: the seam, and nothing behind it unless the settings ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Final, Protocol

from deepnews.errors import UsageError
from deepnews.llm import ChatReply, ChatRequest

if TYPE_CHECKING:
    from deepnews.settings import Settings

TellReply = Callable[[ChatReply], None]


class Telemetry(Protocol):
    """Whoever watches the program from outside; safe for threads."""

    def span(self, name: str, attributes: Mapping[str, str]) -> AbstractContextManager[None]:
        """Time what runs inside; an error that leaves it is told by the name of its class alone."""

    def call(self, request: ChatRequest, model_id: str) -> AbstractContextManager[TellReply]:
        """Time a model call; what it gives is told the reply."""

    def close(self) -> None:
        """Send what is left; safe to call twice."""


class NoTelemetry:
    """Watches nothing."""

    @contextmanager
    def span(self, name: str, attributes: Mapping[str, str]) -> Iterator[None]:
        """Nothing."""
        yield

    @contextmanager
    def call(self, request: ChatRequest, model_id: str) -> Iterator[TellReply]:
        """Nothing."""
        yield lambda reply: None

    def close(self) -> None:
        """Nothing."""


NO_TELEMETRY: Final = NoTelemetry()


def open_telemetry(settings: Settings) -> Telemetry:
    """What `settings` ask for; raises UsageError when the packages for it are missing."""
    if settings.telemetry == "off":
        return NO_TELEMETRY
    from deepnews.otel import otlp_telemetry

    try:
        return otlp_telemetry(with_prompts=settings.telemetry_prompts)
    except ImportError as error:
        hint = "Run: pip install 'deepnews[telemetry]', or leave the setting 'telemetry' out."
        raise UsageError(f"Telemetry needs a package that is missing: {error.name}.", hint=hint) from error
