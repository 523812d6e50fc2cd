"""Sentences asked of the model where code alone does not reach the targets: one at a time, from their own words.

The model is told one thing to mend. What it returns is a proposal like any other: it passes the gate or is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import JsonValue

from deepnews.agents.pace.constraints import read_all
from deepnews.agents.pace.phrases import PhraseList, find_phrases
from deepnews.agents.pace.prose import Place, prose_of
from deepnews.agents.pace.search import PaceSearch
from deepnews.agents.pace.units import PacedBlock, Unit
from deepnews.llm import ChatModel, ChatRequest, parsed
from deepnews.prompts.render import prompt_id, render
from deepnews.quote_marks import MASK
from deepnews.schemas.base import Language
from deepnews.text import outside_quotes

_MAX_PER_BLOCK = 2
"""Requests for one block."""
_MAX_SENTENCES = 2
_TEMPERATURES = (0.1, 0.6)
_RHYTHM: tuple[str, ...] = ("sentence-spread", "even-runs", "length-range", "same-openings")
_WORDING: dict[str, PhraseList] = {
    "formulas": "formulas",
    "praise": "praise",
    "connectives": "connectives",
    "summary-endings": "summary",
}
"""Constraints met by leaving words out, with the list they are in: words that claim nothing. A hedge or an undated
"now" is part of a claim, and stays."""
Task = Literal["split", "opening", "without"]


class ModelRewrites:
    """Asks for rewrites and puts those that pass into the search's blocks."""

    def __init__(self, model: ChatModel, search: PaceSearch, seed: int, n_calls_most: int) -> None:
        self.model = model
        self.search = search
        self.seed = seed
        self.n_calls_most = n_calls_most
        self.n_asked = 0
        self.n_taken = 0
        self._asked_in: dict[int, int] = {}

    def mend_wording(self) -> None:
        """Have stock phrases taken out, wherever there are too many."""
        for code in _WORDING:
            self._mend(code)

    def mend_rhythm(self) -> None:
        """Have sentences split or turned where the article still misses its rhythm."""
        for code in _RHYTHM:
            self._mend(code)

    def _mend(self, code: str) -> None:
        """Ask for the worst places of one constraint, as long as it is missed and requests are left."""
        language = self.search.ground.language
        readings = {r.code: r for r in read_all(prose_of(self._paragraphs(), language), self.search.mode)}
        if not readings[code].miss:
            return
        for b, p, i in self._targets(code, readings[code].places):
            if self.n_asked >= self.n_calls_most:
                return
            if self._asked_in.get(b, 0) < _MAX_PER_BLOCK and self.search.is_open(b, p):
                self._ask(code, b, p, i)

    def _paragraphs(self) -> list[list[str]]:
        return [[t for u in p for t in u.texts] for block in self.search.measured().values() for p in block.paragraphs]

    def _targets(self, code: str, places: Sequence[Place]) -> list[tuple[int, int, int]]:
        """Block, paragraph and unit to be mended, worst first; for spread what is least rewritten and longest."""
        blocks = self.search.blocks
        units = [
            (b, p, i, t)
            for b, block in self.search.measured().items()
            for p, para in enumerate(block.paragraphs)
            for i, unit in enumerate(para)
            for t in unit.texts
        ]
        if code in ("sentence-spread", "length-range"):
            ranked = sorted(units, key=lambda u: (len(_unit(blocks, u).kinds), -_n_own_chars(u[3])))
            return list(dict.fromkeys(u[:3] for u in ranked))
        return list(dict.fromkeys(units[place.sentence][:3] for place in places if place.sentence < len(units)))

    def _ask(self, code: str, b: int, p: int, i: int) -> None:
        unit = self.search.blocks[b].paragraphs[p][i]
        words = _words_to_leave(code, unit, self.search.ground.language)
        if code in _WORDING and not words:
            return
        self._asked_in[b] = self._asked_in.get(b, 0) + 1
        self.n_asked += 1
        texts = self._reply(unit, code, words)
        if texts and self.search.try_unit(b, p, i, texts, "model", words):
            self.n_taken += 1

    def _reply(self, unit: Unit, code: str, words: Sequence[str]) -> tuple[str, ...]:
        """The sentences of the reply; none where it holds no text."""
        attempt = self.n_asked % len(_TEMPERATURES)
        reply = parsed(self.model.complete(self._request(unit, code, words, attempt)))
        found = reply.get("sentences")
        texts = [str(t).strip() for t in found] if isinstance(found, list) else []
        return tuple(t for t in texts if t)

    def _request(self, unit: Unit, code: str, words: Sequence[str], attempt: int) -> ChatRequest:
        language = self.search.ground.language
        item: dict[str, JsonValue] = {"type": "string"}
        sentences: JsonValue = {"type": "array", "items": item, "minItems": 1, "maxItems": _MAX_SENTENCES}
        return ChatRequest(
            messages=render("pace", language, task=_task(code), sentence=" ".join(unit.texts), words=list(words)),
            stage="pace",
            prompt_id=prompt_id("pace", language),
            json_schema={"type": "object", "properties": {"sentences": sentences}, "required": ["sentences"]},
            max_tokens=220,
            temperature=_TEMPERATURES[attempt],
            seed=self.seed + attempt,
        )


def run_search(search: PaceSearch, asker: ModelRewrites | None, *, asks_rhythm: bool) -> None:
    """Let code and model take turns: stock phrases, the search, and, where `asks_rhythm`, what it left, once more."""
    if asker:
        asker.mend_wording()
    search.run()
    if asker and asks_rhythm:
        asker.mend_rhythm()
        search.run()


def _unit(blocks: Sequence[PacedBlock], place: tuple[int, int, int, str]) -> Unit:
    return blocks[place[0]].paragraphs[place[1]][place[2]]


def _n_own_chars(text: str) -> int:
    """Characters outside quotation marks: in those nothing can be cut."""
    return len(outside_quotes(text).replace(MASK, ""))


def _task(code: str) -> Task:
    return "without" if code in _WORDING else "opening" if code == "same-openings" else "split"


def _words_to_leave(code: str, unit: Unit, language: Language) -> tuple[str, ...]:
    """The words in the unit that the constraint counts, as they stand there, each once."""
    if code not in _WORDING:
        return ()
    prose = prose_of([unit.texts], language)
    places = (prose.own_place(h.start, h.end) for h in find_phrases(prose.own_text, _WORDING[code], language))
    return tuple(dict.fromkeys(place.text for place in places if place))
