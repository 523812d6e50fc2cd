"""One question to the model about what the rules cannot settle: does the evidence say the claim?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Literal

from pydantic import JsonValue

from deepnews.agents.frames import date_text
from deepnews.errors import ModelReplyError, ModelUnavailableError
from deepnews.llm import ChatModel, ChatRequest, parsed
from deepnews.prompts.render import prompt_id, render
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Span

Answer = Literal["yes", "no", "unclear"]

N_FAILURES_MAX = 3
"""Failures in a row after which the model is not asked again."""
_MAX_EVIDENCE_CHARS = {"en": 1600, "zh": 600}
_SCHEMA: dict[str, JsonValue] = {
    "type": "object",
    "properties": {"verdict": {"enum": ["yes", "no", "unclear"]}},
    "required": ["verdict"],
}


class EvidencePiece(Record):
    """A piece of a source as the model sees it."""

    source: str
    """Title, date and speaker."""
    text: str


class EntailmentAsker:
    """Asks a model whether evidence says a claim; the same question is asked once, and one at a time."""

    def __init__(self, model: ChatModel, documents: Mapping[str, SourceDocument], language: Language) -> None:
        self.model = model
        self.n_calls = 0
        self._documents = documents
        self._language: Language = language
        self._answers: dict[str, Answer] = {}
        self._n_failures = 0
        self._lock = Lock()

    def ask(self, claim_text: str, evidence: Sequence[Span]) -> Answer:
        """The model's answer; raises ModelError when it gives none, unasked after three failures in a row."""
        request = self.request(claim_text, evidence)
        key = request.key(self.model.model_id)
        with self._lock:
            if key not in self._answers:
                self._answers[key] = self._asked(request)
            return self._answers[key]

    def request(self, claim_text: str, evidence: Sequence[Span]) -> ChatRequest:
        """The request: evidence first, so that claims on the same evidence share their prefix; the claim last."""
        return ChatRequest(
            messages=render("entail", self._language, evidence=self._pieces(evidence), claim=claim_text),
            stage="verify",
            prompt_id=prompt_id("entail", self._language),
            json_schema=_SCHEMA,
            max_tokens=16,
            temperature=0.0,
            repeat_penalty=1.0,
        )

    def _asked(self, request: ChatRequest) -> Answer:
        if self._n_failures >= N_FAILURES_MAX:
            raise ModelUnavailableError(
                f"{self.model.model_id} failed {N_FAILURES_MAX} times in a row and was not asked again.",
                hint="Check the model with: deepnews doctor",
            )
        self._n_failures += 1
        self.n_calls += 1
        answer = _read(parsed(self.model.complete(request)).get("verdict"))
        self._n_failures = 0
        return answer

    def _pieces(self, evidence: Sequence[Span]) -> list[EvidencePiece]:
        pieces, n_left = [], _MAX_EVIDENCE_CHARS[self._language]
        for span in evidence:
            if n_left > 0:
                pieces.append(EvidencePiece(source=self._label(span.doc_id), text=span.text[:n_left]))
                n_left -= len(span.text)
        return pieces

    def _label(self, doc_id: str) -> str:
        document = self._documents.get(doc_id)
        if document is None:
            return doc_id
        date = date_text(document.date, self._language) if document.date else ""
        return ", ".join(part for part in (document.title, document.author, date) if part)


def _read(verdict: object) -> Answer:
    if verdict == "yes":
        return "yes"
    if verdict == "no":
        return "no"
    if verdict == "unclear":
        return "unclear"
    raise ModelReplyError(
        f"The model answered {verdict!r} where yes, no or unclear was asked for.",
        hint="Choose a model that can answer in JSON.",
    )
