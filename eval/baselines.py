"""How others let a model write, for comparison: zero-shot, plain RAG, and plan-and-write.

*zero-shot* gives the model the assignment alone. *rag* adds the passages most like it. *plan-and-write* is AgentWrite
(Bai et al., LongWriter, arXiv 2408.07055, section 3): a list of paragraphs first, then each paragraph in turn with the
plan and what is written so far; here with the same passages as *rag*, so that only the way of writing differs. None
of them checks what it wrote.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Literal

from pydantic import JsonValue

from deepnews.llm import ChatModel, ChatRequest, parsed
from deepnews.prompts.render import prompt_id, render
from deepnews.retrieval.index import HybridIndex
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument

Baseline = Literal["zero-shot", "rag", "plan-and-write"]

CHARS_PER_TOKEN: Final[dict[Language, float]] = {"en": 3.6, "zh": 1.2}
"""Characters of one token, on the safe side."""
_PARAGRAPH_CHARS: Final[dict[Language, int]] = {"en": 600, "zh": 250}
_SLACK = 1.4
"""How much longer than asked a reply may become before it is cut off."""
_PROMPT_TOKENS = 700
"""Room for instructions and assignment."""
_TEMPERATURE = 0.3
_N_CANDIDATES = 400


class PlainPassage(Record):
    """A passage as these systems are shown it: its document and date, and its words."""

    source: str
    text: str


def context(
    assignment: Assignment, index: HybridIndex, documents: dict[str, SourceDocument], n_chars: int
) -> tuple[PlainPassage, ...]:
    """The passages most like the assignment, best first, until `n_chars` characters are there; the last one is cut."""
    found: list[PlainPassage] = []
    left = n_chars
    for scored in index.search(f"{assignment.topic} {assignment.angle}", _N_CANDIDATES) if n_chars else ():
        if left <= 0:
            break
        document = documents[scored.passage.doc_id]
        source = ", ".join(part for part in (document.title, str(document.date or "")) if part)
        found.append(PlainPassage(source=source, text=scored.passage.text[:left]))
        left -= len(found[-1].text)
    return tuple(found)


def n_ctx_needed(n_chars_context: int, n_chars_article: int, language: Language) -> int:
    """Context window in tokens for a prompt with that much material and an article of that length; from 4096 up."""
    needed = _PROMPT_TOKENS + n_chars_context / CHARS_PER_TOKEN[language] + n_tokens(n_chars_article, language)
    return max(4096, 1024 * math.ceil(needed * 1.1 / 1024))


def n_tokens(n_chars: int, language: Language) -> int:
    """Ceiling on the tokens of a reply of about `n_chars` characters."""
    return max(64, round(n_chars * _SLACK / CHARS_PER_TOKEN[language]))


def write_plainly(assignment: Assignment, passages: Sequence[PlainPassage], model: ChatModel, seed: int) -> str:
    """The article by one call: zero-shot without passages, plain RAG with them."""
    request = _request(
        "plain_article",
        assignment,
        seed,
        n_tokens(assignment.n_chars_target, assignment.language),
        angle=assignment.angle,
        passages=passages,
        n_chars=assignment.n_chars_target,
    )
    return model.complete(request).text.strip()


def plan_and_write(assignment: Assignment, passages: Sequence[PlainPassage], model: ChatModel, seed: int) -> str:
    """The article paragraph by paragraph, after a plan of their main points."""
    language = assignment.language
    each = _PARAGRAPH_CHARS[language]
    points = _points(assignment, passages, model, seed, max(2, round(assignment.n_chars_target / each)))
    written: list[str] = []
    for number in range(1, len(points) + 1):
        request = _request(
            "write_paragraph",
            assignment,
            seed + number,
            n_tokens(each, language),
            passages=passages,
            points=points,
            written=" ".join(written),
            number=number,
            n_chars=each,
        )
        written.append(" ".join(model.complete(request).text.split()))
    return "\n\n".join(p for p in written if p)


def _points(
    assignment: Assignment, passages: Sequence[PlainPassage], model: ChatModel, seed: int, n_paragraphs: int
) -> list[str]:
    point: dict[str, JsonValue] = {"type": "string", "minLength": 4, "maxLength": 200}
    points: dict[str, JsonValue] = {
        "type": "array",
        "items": point,
        "minItems": n_paragraphs,
        "maxItems": n_paragraphs,
    }
    request = _request(
        "write_plan",
        assignment,
        seed,
        90 * n_paragraphs,
        {"type": "object", "properties": {"points": points}, "required": ["points"]},
        angle=assignment.angle,
        passages=passages,
        n_paragraphs=n_paragraphs,
    )
    found = parsed(model.complete(request)).get("points", [])
    return [str(p) for p in found] or [assignment.topic]


def _request(
    template: str,
    assignment: Assignment,
    seed: int,
    max_tokens: int,
    json_schema: dict[str, JsonValue] | None = None,
    **variables: object,
) -> ChatRequest:
    """The request that `template` makes of the assignment's topic and `variables`."""
    return ChatRequest(
        messages=render(template, assignment.language, topic=assignment.topic, **variables),
        stage="baseline",
        prompt_id=prompt_id(template, assignment.language),
        json_schema=json_schema,
        max_tokens=max_tokens,
        temperature=_TEMPERATURE,
        seed=seed,
    )
