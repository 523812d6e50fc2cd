"""The default model itself: it obeys schemas and patterns, and its reply does not depend on what was asked before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from deepnews.agents.entail import EntailmentAsker
from deepnews.llm import ChatModel, ChatReply, ChatRequest, Message
from deepnews.local_model import LocalModel
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Span
from deepnews.settings import load_settings

pytestmark = pytest.mark.live

SYSTEM = "You compress a source sentence for a newspaper: half its length, plain words, past tense. Add nothing."
MILLS = "Several mills in the valley say that orders for cloth have fallen off sharply since the spring."
PORTS = "The harbour board reports that 412 containers waited for customs on Monday, twice as many as a week before."


def request(fact: str, *, system: str = SYSTEM, pattern: str | None = None, n_tokens: int = 24) -> ChatRequest:
    schema: dict[str, Any] | None = None
    if pattern is not None:
        sentence = {"type": "string", "pattern": pattern}
        schema = {"type": "object", "properties": {"sentence": sentence}, "required": ["sentence"]}
    messages = (
        Message(role="system", content=system),
        Message(role="user", content=f"<facts>\n{fact}\n</facts>\nWrite the one sentence."),
    )
    return ChatRequest(
        messages=messages, stage="test", prompt_id="live@1", json_schema=schema, max_tokens=n_tokens, seed=7
    )


@pytest.fixture(scope="module")
def model() -> Iterator[LocalModel]:
    opened = LocalModel(None, load_settings())
    yield opened
    opened.close()


def test_conforms(model: LocalModel) -> None:
    reply = model.complete(request(MILLS))
    assert isinstance(model, ChatModel)
    assert re.fullmatch(r"local:[\w.-]+:[0-9a-f]{8}", model.model_id)
    assert reply.text.strip() and reply.data is None
    assert reply.n_prompt_tokens > 40 and 1 <= reply.n_output_tokens <= 24 and reply.wall_s > 0


@pytest.mark.parametrize(
    ("fact", "pattern"),
    [
        (MILLS, '^By May 15, [^"\\\\]+\\.$'),
        ("多家工厂表示，春季以来布匹订单大幅减少。", '^截至5月15日，[^"\\\\“”]+。$'),
    ],
    ids=["en", "zh"],
)
def test_pattern_is_forced(model: LocalModel, fact: str, pattern: str) -> None:
    data = model.complete(request(fact, pattern=pattern, n_tokens=80)).data
    assert isinstance(data, dict) and re.search(pattern, str(data["sentence"]))


def told(reply: ChatReply) -> tuple[str, int]:
    return reply.text, reply.n_output_tokens


def test_reply_does_not_depend_on_what_came_before(model: LocalModel) -> None:
    """After the same prompt, another prompt, another head, and on a new server with another number of threads."""
    first = told(model.complete(request(MILLS)))
    assert told(model.complete(request(MILLS))) == first
    model.complete(request(PORTS, n_tokens=8))
    after_another = model.complete(request(MILLS))
    assert told(after_another) == first
    assert after_another.n_cached_tokens > 20, "the head is kept between prompts"
    model.complete(request(PORTS, system="Answer in French.", n_tokens=8))
    assert told(model.complete(request(MILLS))) == first
    model.close()
    fresh = LocalModel(None, load_settings(n_threads=1))
    try:
        assert told(fresh.complete(request(MILLS))) == first
    finally:
        fresh.close()


def test_the_tokens_of_a_text_are_weighed(model: LocalModel) -> None:
    """Plain words surprise less than the same words in disorder, and a reply is written as before afterwards."""
    first = told(model.complete(request(MILLS)))
    steps, mixed = (model.token_steps(text, 24) for text in (MILLS, " ".join(sorted(MILLS.split()))))
    assert 10 <= len(steps) <= 24
    mean, disordered = (sum(s.surprisal for s in part) / len(part) for part in (steps, mixed))
    assert 0.5 < mean < disordered
    assert all(s.entropy > 0 and s.variance >= 0 for s in steps)
    assert told(model.complete(request(MILLS))) == first


def test_it_is_surer_of_what_a_source_says_than_of_what_it_does_not(model: LocalModel) -> None:
    document = SourceDocument(doc_id="d", path="d", title="", language="en", text=PORTS, content_sha256="")
    asker = EntailmentAsker(model, {"d": document}, "en")
    evidence = [Span(doc_id="d", start=0, end=len(PORTS), text=PORTS)]
    said = asker.yes_share("On Monday 412 containers waited for customs.", evidence)
    unsaid = asker.yes_share("The mayor resigned.", evidence)
    assert 0.0 < unsaid < said < 1.0
    assert asker.yes_share("The mayor resigned.", evidence) == unsaid
    assert asker.n_calls == 2
