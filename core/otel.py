"""Traces and metrics by OpenTelemetry, with the names of its conventions for generative AI.

Spans: a run, its stages, and each call of a model (``chat MODEL``). Metrics: ``gen_ai.client.token.usage`` and
``gen_ai.client.operation.duration``. No text of a prompt, a reply, a source or an error is in them, unless prompts are
asked for.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from deepnews import __version__
from deepnews.llm import ChatReply, ChatRequest
from deepnews.telemetry import TellReply

if TYPE_CHECKING:
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.trace import TracerProvider

_SCOPE: Final = "deepnews"
_OPERATION: Final = {"gen_ai.operation.name": "chat"}


def otlp_telemetry(*, with_prompts: bool) -> OtelTelemetry:
    """Telemetry that goes by OTLP over HTTP to where the environment says; raises ImportError without the packages."""
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create({"service.name": _SCOPE, "service.version": __version__})
    traces = TracerProvider(resource=resource)
    traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    metrics = MeterProvider([PeriodicExportingMetricReader(OTLPMetricExporter())], resource=resource)
    return OtelTelemetry(traces, metrics, with_prompts=with_prompts)


class OtelTelemetry:
    """Spans and metrics of the providers that are given, which are shut down at the end."""

    def __init__(self, traces: TracerProvider, metrics: MeterProvider, *, with_prompts: bool = False) -> None:
        meter = metrics.get_meter(_SCOPE, __version__)
        self._providers: tuple[Any, ...] = (traces, metrics)
        self._tracer = traces.get_tracer(_SCOPE, __version__)
        self._tokens = meter.create_histogram("gen_ai.client.token.usage", unit="{token}")
        self._seconds = meter.create_histogram("gen_ai.client.operation.duration", unit="s")
        self._with_prompts = with_prompts

    @contextmanager
    def span(self, name: str, attributes: Mapping[str, str]) -> Iterator[None]:
        """Time what runs inside."""
        with self._opened(name, attributes):
            yield

    @contextmanager
    def call(self, request: ChatRequest, model_id: str) -> Iterator[TellReply]:
        """Time a model call; its tokens are told by the reply."""
        common = {**_OPERATION, "gen_ai.provider.name": model_id.partition(":")[0], "gen_ai.request.model": model_id}
        measured = {**common, "deepnews.stage": request.stage}
        started = time.monotonic()
        failed: dict[str, str] = {}
        try:
            with self._opened(f"chat {model_id}", {**measured, **_asked(request)}) as span:
                if self._with_prompts:
                    span.set_attribute("gen_ai.input.messages", _messages(request))
                yield lambda reply: self._answered(span, reply, measured)
        except BaseException as error:
            failed = {"error.type": type(error).__name__}
            raise
        finally:
            self._seconds.record(time.monotonic() - started, {**measured, **failed})

    def close(self) -> None:
        """Send what is left."""
        providers, self._providers = self._providers, ()
        for provider in providers:
            provider.shutdown()

    def _answered(self, span: Any, reply: ChatReply, measured: Mapping[str, str]) -> None:
        span.set_attributes(_answer(reply))
        if self._with_prompts:
            content = [{"role": "assistant", "parts": [{"type": "text", "content": reply.text}]}]
            span.set_attribute("gen_ai.output.messages", json.dumps(content, ensure_ascii=False))
        if not reply.from_cache:
            self._tokens.record(reply.n_prompt_tokens, {**measured, "gen_ai.token.type": "input"})
            self._tokens.record(reply.n_output_tokens, {**measured, "gen_ai.token.type": "output"})

    @contextmanager
    def _opened(self, name: str, attributes: Mapping[str, Any]) -> Iterator[Any]:
        """A span; the words of an error, which may be those of a source, stay out of it."""
        from opentelemetry.trace import Status, StatusCode

        with self._tracer.start_as_current_span(
            name, attributes=attributes, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except BaseException as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(Status(StatusCode.ERROR))
                raise


def _asked(request: ChatRequest) -> dict[str, Any]:
    return {
        "gen_ai.request.max_tokens": request.max_tokens,
        "gen_ai.request.temperature": request.temperature,
        "gen_ai.request.seed": request.seed,
        "deepnews.prompt_id": request.prompt_id,
    }


def _answer(reply: ChatReply) -> dict[str, Any]:
    return {
        "gen_ai.usage.input_tokens": reply.n_prompt_tokens,
        "gen_ai.usage.output_tokens": reply.n_output_tokens,
        "gen_ai.response.finish_reasons": (reply.finish_reason,),
        "deepnews.from_cache": reply.from_cache,
    }


def _messages(request: ChatRequest) -> str:
    turns = [{"role": m.role, "parts": [{"type": "text", "content": m.content}]} for m in request.messages]
    return json.dumps(turns, ensure_ascii=False)
