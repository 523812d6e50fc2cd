"""English sentences told in Chinese: asked of the model a few times, and held to what each sentence says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from pydantic import JsonValue

from deepnews.agents.entail import EntailmentAsker
from deepnews.agents.translation.check import LEAST_SURE, rule_fault, sureness
from deepnews.agents.translation.framing import named, plain, spoken
from deepnews.agents.translation.prepare import Prepared, prepared
from deepnews.llm import ChatModel, ChatRequest, parsed
from deepnews.prompts.render import prompt_id, render

_TEMPERATURES: Final = (0.1, 0.4, 0.7, 0.9)
_MAX_TOKENS: Final = 220
_SURE_ENOUGH: Final = 0.88
"""Sureness with which no further translation is asked for."""
Step = Callable[[int, int], None]
"""Told how many of how many sentences need not be asked about again."""


class Told(NamedTuple):
    """A translation that passed every check."""

    text: str
    sure: float
    """How sure the model is, 0 to 1, that both sentences say the same; 1 where code wrote all of it."""


class Translator:
    """Tells sentences in Chinese, round by round, so that a model keeps the beginning of one prompt in mind."""

    def __init__(self, model: ChatModel, seed: int) -> None:
        self._model = model
        self._seed = seed
        self._asker = EntailmentAsker(model, {}, "en")
        self._known: dict[str, Told] = {}
        self._spent: set[str] = set()

    def told(self, sentences: Iterable[str], step: Step = lambda done, total: None) -> Mapping[str, Told]:
        """Of each sentence the surest translation that passes every check; a sentence without one is left out.

        What was asked before is not asked again. Raises ModelError.
        """
        wanted = list(dict.fromkeys(sentences))
        self._known.update({s: t for s in wanted if s not in self._known and (t := _by_code(s))})
        for attempt in range(len(_TEMPERATURES)):
            left = [s for s in wanted if s not in self._spent and not self._is_sure(s)]
            step(len(wanted) - len(left), len(wanted))
            asked = {s: self._asked(s, attempt) for s in left}
            for english, chinese in asked.items():
                self._weigh(english, chinese)
        self._spent.update(wanted)
        step(len(wanted), len(wanted))
        return {s: self._known[s] for s in wanted if s in self._known}

    def _is_sure(self, english: str) -> bool:
        return english in self._known and self._known[english].sure >= _SURE_ENOUGH

    def _weigh(self, english: str, chinese: str) -> None:
        """Keep the translation if it passes the rules and the model is surer of it than of the one before."""
        if not chinese or rule_fault(plain(english), chinese):
            return
        sure = sureness(plain(english), chinese, self._asker)
        if sure >= max(LEAST_SURE, self._known[english].sure if english in self._known else 0.0):
            self._known[english] = Told(chinese, sure)

    def _asked(self, english: str, attempt: int) -> str:
        said = spoken(english)
        ready = prepared(said.rest)
        reply = self._model.complete(self._request(ready, attempt))
        text = str(parsed(reply).get("text", "")).strip()
        return said.frame + ready.told(text) if text else ""

    def _request(self, ready: Prepared, attempt: int) -> ChatRequest:
        text: dict[str, JsonValue] = {"type": "string", "pattern": ready.pattern}
        return ChatRequest(
            messages=render("translate", "zh", text=ready.text),
            stage="translate",
            prompt_id=prompt_id("translate", "zh"),
            json_schema={"type": "object", "properties": {"text": text}, "required": ["text"]},
            max_tokens=_MAX_TOKENS,
            temperature=_TEMPERATURES[attempt],
            repeat_penalty=1.05,
            seed=self._seed + attempt,
        )


def _by_code(english: str) -> Told | None:
    """A sentence that only names a source or a day, told without a model; None for any other."""
    text = named(english)
    return Told(text, 1.0) if text else None
