"""Traces and metrics in the SDK's own memory: what is told, what is not, and that nothing is unless asked for."""

from __future__ import annotations

import builtins
from contextlib import closing
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from deepnews.accounting import AccountedModel
from deepnews.errors import ModelReplyError, UsageError
from deepnews.llm import ChatReply, ChatRequest
from deepnews.otel import OtelTelemetry
from deepnews.scripted_model import ScriptedModel
from deepnews.settings import Settings
from deepnews.telemetry import NO_TELEMETRY, open_telemetry


class Watched:
    """Telemetry whose spans and metrics stay here."""

    def __init__(self, *, with_prompts: bool = False) -> None:
        self.spans, self.reader = InMemorySpanExporter(), InMemoryMetricReader()
        traces = TracerProvider(shutdown_on_exit=False)
        traces.add_span_processor(SimpleSpanProcessor(self.spans))
        metrics = MeterProvider([self.reader], shutdown_on_exit=False)
        self.telemetry = OtelTelemetry(traces, metrics, with_prompts=with_prompts)

    def points(self, name: str) -> list[Any]:
        data = self.reader.get_metrics_data()
        metrics = [m for r in data.resource_metrics for s in r.scope_metrics for m in s.metrics] if data else []
        return [point for m in metrics if m.name == name for point in m.data.data_points]

    def text(self) -> str:
        return "".join(span.to_json() for span in self.spans.get_finished_spans())


class Failing(ScriptedModel):
    """Fails with words of a source."""

    def complete(self, request: ChatRequest) -> ChatReply:
        raise ModelReplyError("It said: Prices rose by 4 percent.", hint="Try again.")


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_calls_lie_inside_their_stage_and_run(watched: Watched, ask: Any) -> None:
    model = AccountedModel(ScriptedModel(), None, watched.telemetry)
    with watched.telemetry.span("run", {"deepnews.run": "r1"}), watched.telemetry.span("stage draft", {}):
        reply = model.complete(ask(seed=9))
    call, stage, run = watched.spans.get_finished_spans()
    assert (call.name, stage.name, run.name) == (f"chat {model.model_id}", "stage draft", "run")
    assert call.parent.span_id == stage.context.span_id and stage.parent.span_id == run.context.span_id
    told = dict(call.attributes)
    assert told["gen_ai.operation.name"] == "chat" and told["gen_ai.provider.name"] == "scripted"
    assert told["gen_ai.usage.input_tokens"] == reply.n_prompt_tokens > 0
    assert told["gen_ai.usage.output_tokens"] == reply.n_output_tokens > 0
    assert (told["gen_ai.request.seed"], told["deepnews.stage"], told["deepnews.prompt_id"]) == (9, "draft", "draft@1")


def test_tokens_and_seconds_are_measured(watched: Watched, ask: Any) -> None:
    model = AccountedModel(ScriptedModel(), None, watched.telemetry)
    replies = [model.complete(ask()), model.complete(ask("Another fact."))]
    sums = {p.attributes["gen_ai.token.type"]: p.sum for p in watched.points("gen_ai.client.token.usage")}
    assert sums == {
        "input": sum(r.n_prompt_tokens for r in replies),
        "output": sum(r.n_output_tokens for r in replies),
    }
    (seconds,) = watched.points("gen_ai.client.operation.duration")
    assert seconds.count == 2 and seconds.attributes["deepnews.stage"] == "draft"


def test_a_failure_is_told_without_its_words(watched: Watched, ask: Any) -> None:
    with pytest.raises(ModelReplyError):
        AccountedModel(Failing(), None, watched.telemetry).complete(ask())
    (span,) = watched.spans.get_finished_spans()
    assert not span.status.is_ok and span.attributes["error.type"] == "ModelReplyError" and not span.events
    assert "Prices rose" not in watched.text()
    (seconds,) = watched.points("gen_ai.client.operation.duration")
    assert seconds.attributes["error.type"] == "ModelReplyError"


@pytest.mark.parametrize("with_prompts", [False, True])
def test_texts_are_told_only_when_asked_for(ask: Any, with_prompts: bool) -> None:
    watched = Watched(with_prompts=with_prompts)
    AccountedModel(ScriptedModel(), None, watched.telemetry).complete(ask())
    assert ("Prices rose by 4 percent" in watched.text()) is with_prompts
    assert ("gen_ai.output.messages" in watched.text()) is with_prompts


def test_replies_of_the_cache_cost_no_tokens(watched: Watched, ask: Any) -> None:
    with watched.telemetry.call(ask(), "openai:m") as tell:
        tell(ChatReply(text="x", n_prompt_tokens=5, n_output_tokens=5, from_cache=True))
    assert watched.points("gen_ai.client.token.usage") == []
    assert watched.spans.get_finished_spans()[0].attributes["deepnews.from_cache"] is True


def test_it_is_off_unless_asked_for() -> None:
    assert open_telemetry(Settings()) is NO_TELEMETRY


def test_asked_for_it_names_the_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("opentelemetry"):
            raise ImportError(name="opentelemetry")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"opentelemetry.*deepnews\[telemetry\]"):
        open_telemetry(Settings(telemetry="otlp"))


def test_what_is_left_is_sent_at_the_end(ask: Any) -> None:
    watched = Watched()
    with closing(watched.telemetry) as telemetry, telemetry.span("run", {}):
        pass
    assert watched.spans.get_finished_spans()[0].name == "run"
    watched.telemetry.close()
