"""English sentences told in Chinese: asked of the model a few times, and held to what each sentence says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple, TypeVar

from pydantic import JsonValue

from deepnews.agents.entail import EntailmentAsker
from deepnews.agents.translation.check import LEAST_SURE, leads_back, rule_fault, sameness
from deepnews.agents.translation.cuts import Segment, joined, segments
from deepnews.agents.translation.framing import named, plain, spoken
from deepnews.agents.translation.prepare import Prepared, prepared
from deepnews.agents.verify import side_by_side
from deepnews.llm import ChatModel, ChatRequest, parsed
from deepnews.prompts.render import prompt_id, render

_TEMPERATURES: Final = (0.1, 0.4, 0.7, 0.9)
_MAX_TOKENS: Final = 220
_SURE_ENOUGH: Final = 0.79
"""Sureness with which no further translation is asked for."""
Step = Callable[[int, int], None]
"""Told how many of how many sentences are told."""
_Item = TypeVar("_Item")
_Found = TypeVar("_Found")


class Told(NamedTuple):
    """A translation that passed every check."""

    text: str
    sure: float
    """How sure the model is, 0 to 1, that both sentences say the same; 1 where code wrote all of it."""


class Translator:
    """Tells sentences in Chinese, clause by clause where they can be cut, else whole.

    All clauses are asked for round by round, so that a local model keeps the beginning of one prompt in mind, and as
    many at once as the model's profile allows.
    """

    def __init__(self, model: ChatModel, seed: int) -> None:
        self._model = model
        self._seed = seed
        self._asker = EntailmentAsker(model, {}, "en")
        self._told: dict[str, Told] = {}
        """Clauses and whole sentences without their frames, by their English."""
        self._spent: set[str] = set()

    def told(self, sentences: Iterable[str], step: Step = lambda done, total: None) -> Mapping[str, Told]:
        """Of each sentence the surest translation that passes every check; a sentence without one is left out.

        What was asked before is not asked again. Raises ModelError.
        """
        wanted = list(dict.fromkeys(sentences))
        found = {s: t for s in wanted if (t := _by_code(s))}
        for way in (segments, _whole):
            left = {s: way(spoken(s).rest) for s in wanted if s not in found}
            step(len(found), len(wanted))
            self._settle([p.text for parts in left.values() for p in parts if p.is_english])
            found |= {s: t for s, parts in left.items() if (t := self._put_together(s, parts))}
        step(len(wanted), len(wanted))
        return found

    def _put_together(self, english: str, parts: tuple[Segment, ...]) -> Told | None:
        """The sentence from its parts, as sure as the least sure of them; None where one is not told."""
        pieces = [self._told.get(p.text) for p in parts if p.is_english]
        if not pieces or not all(pieces):
            return None
        text = spoken(english).frame + joined(parts, {p.text: self._told[p.text].text for p in parts if p.is_english})
        if rule_fault(plain(english), text):
            return None
        return Told(text, min(t.sure for t in pieces if t))

    def _settle(self, clauses: Iterable[str]) -> None:
        """Ask for each clause until the model is sure of one translation, or all tries are made."""
        new = [c for c in dict.fromkeys(clauses) if c not in self._spent]
        for attempt in range(len(_TEMPERATURES)):
            left = [c for c in new if c not in self._told or self._told[c].sure < _SURE_ENOUGH]
            asked = self._at_once(partial(self._asked, attempt=attempt), left)
            passed = [(e, c) for e, c in zip(left, asked, strict=True) if c and not rule_fault(plain(e), c)]
            self._judge(passed)
        self._spent.update(new)

    def _judge(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Keep each translation that the model takes for the English and is surer of than of the one before.

        One question is put about all of them before the other: a local model keeps the beginning of the prompt in mind.
        """
        sure = self._at_once(lambda pair: sameness(plain(pair[0]), pair[1], self._asker), pairs)
        likely = [(*pair, s) for pair, s in zip(pairs, sure, strict=True) if s >= self._bar(pair[0])]
        back = self._at_once(lambda found: leads_back(plain(found[0]), found[1], self._asker), likely)
        for (english, chinese, how_sure), leads in zip(likely, back, strict=True):
            if leads:
                self._told[english] = Told(chinese, how_sure)

    def _bar(self, english: str) -> float:
        return max(LEAST_SURE, self._told[english].sure if english in self._told else 0.0)

    def _at_once(self, work: Callable[[_Item], _Found], items: Sequence[_Item]) -> list[_Found]:
        return side_by_side(work, items, self._model.profile.n_at_once)

    def _asked(self, english: str, attempt: int) -> str:
        ready = prepared(english)
        reply = self._model.complete(self._request(ready, attempt))
        text = str(parsed(reply).get("text", "")).strip()
        return ready.told(text) if text else ""

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


def _whole(rest: str) -> tuple[Segment, ...]:
    return (Segment(rest, is_english=True),)
