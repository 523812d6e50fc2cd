"""An assignment in the language of its sources, so that they can be searched and weighed by its words."""

from __future__ import annotations

import re
from typing import Final

from deepnews.agents.translation.figures import figures_differ
from deepnews.llm import ChatModel, ChatRequest, parsed
from deepnews.prompts.render import prompt_id, render
from deepnews.schemas.assignment import Assignment
from deepnews.text import HAN

CHARS_FOR_ONE: Final = 2.8
"""Characters of English that are asked for where one of Chinese is wanted; a round figure, not a measured one."""
_MOST_CHARS: Final = 100_000
_TEMPERATURES: Final = (0.1, 0.5, 0.8)
_PATTERN: Final = r"^[A-Z0-9“\"][A-Za-z0-9 ,.;:?!'’“”\"()%$£€/&-]+$"
_SENTENCE_END: Final = re.compile(r"(?<=[。！？!?\n])")


def in_english(assignment: Assignment, model: ChatModel) -> Assignment:
    """The Chinese `assignment` as one for an English draft of as much text. Raises ModelError.

    Style notes are left out: they are about the language of the article.
    """
    topic = _english(assignment.topic, model, assignment.seed)
    angle = _english(assignment.angle, model, assignment.seed)
    n_chars = min(_MOST_CHARS, round(assignment.n_chars_target * CHARS_FOR_ONE))
    update = {"topic": topic, "angle": angle, "language": "en", "n_chars_target": n_chars, "style_notes": ""}
    return assignment.model_copy(update=update)


def _english(text: str, model: ChatModel, seed: int) -> str:
    sentences = (s.strip() for s in _SENTENCE_END.split(text))
    return " ".join(_sentence(s, model, seed) if re.search(f"[{HAN}]", s) else s for s in sentences if s)


def _sentence(chinese: str, model: ChatModel, seed: int) -> str:
    """The first translation with the same figures and dates; else the first one."""
    found = []
    for attempt in range(len(_TEMPERATURES)):
        english = _asked(chinese, model, seed, attempt)
        if english and not figures_differ(english, chinese):
            return english
        found.append(english)
    return next(filter(None, found), chinese)


def _asked(chinese: str, model: ChatModel, seed: int, attempt: int) -> str:
    request = ChatRequest(
        messages=render("translate", "en", text=chinese),
        stage="brief",
        prompt_id=prompt_id("translate", "en"),
        json_schema={
            "type": "object",
            "properties": {"text": {"type": "string", "pattern": _PATTERN}},
            "required": ["text"],
        },
        max_tokens=40 + 2 * len(chinese),
        temperature=_TEMPERATURES[attempt],
        seed=seed + attempt,
    )
    return str(parsed(model.complete(request)).get("text", "")).strip()
