"""One question to the model about what the rules cannot settle: does the evidence say the claim?

A model whose server tells probabilities (`ModelProfile.tells_probs`) is asked for yes or no, and how sure it was is
what counts; a small one says little by the word alone. Any other model answers yes, no or unclear.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Semaphore
from typing import Final, Literal, TypeVar

from pydantic import JsonValue

from deepnews.agents.frames import date_text
from deepnews.errors import ModelReplyError, ModelUnavailableError
from deepnews.llm import ChatModel, ChatReply, ChatRequest, parsed
from deepnews.prompts.render import prompt_id, render
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.facts import Span

Answer = Literal["yes", "no", "unclear"]
_Read = TypeVar("_Read")

N_FAILURES_MAX = 3
"""Failures in a row after which the model is not asked again."""
_MAX_EVIDENCE_CHARS = {"en": 1600, "zh": 600}
_SCHEMA: dict[str, JsonValue] = {
    "type": "object",
    "properties": {"verdict": {"enum": ["yes", "no", "unclear"]}},
    "required": ["verdict"],
}
YES_NO: Final = ("Yes", "No")
JUDGE_LANGUAGE: Final[Language] = "en"
"""Language of the question about material in either."""
_LEAST: Final = 1e-6
"""Probability of both together under which neither was an answer."""


class EvidencePiece(Record):
    """A piece of a source as the model sees it."""

    source: str
    """Title, date and speaker."""
    text: str


class EntailmentAsker:
    """Asks a model whether evidence says a claim; the same question is asked once, and as many at once as its profile
    allows."""

    def __init__(self, model: ChatModel, documents: Mapping[str, SourceDocument], language: Language) -> None:
        self.model = model
        self.n_calls = 0
        self._documents = documents
        self._language: Language = language
        self._replies: dict[str, ChatReply] = {}
        self._n_failures = 0
        self._free = Semaphore(model.profile.n_at_once)

    def ask(self, claim_text: str, evidence: Sequence[Span]) -> Answer:
        """The model's answer; raises ModelError when it gives none, unasked after three failures in a row."""
        return self._asked(self.request(claim_text, evidence), lambda reply: _read(parsed(reply).get("verdict")))

    def yes_share(self, claim_text: str, evidence: Sequence[Span]) -> float:
        """Probability of yes, 0 to 1, where yes and no are all there is; by a model that tells probabilities.

        Raises ModelError as `ask` does.
        """
        return self.share_of(self.yes_no_request(claim_text, evidence))

    def share_of(self, request: ChatRequest) -> float:
        """The same of any request of `yes_no`."""
        return self._asked(request, _yes_share)

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

    def yes_no_request(self, claim_text: str, evidence: Sequence[Span]) -> ChatRequest:
        """The request for how sure the model is, which one token answers."""
        return yes_no("judge", evidence=self._pieces(evidence), claim=claim_text)

    def _asked(self, request: ChatRequest, read: Callable[[ChatReply], _Read]) -> _Read:
        """What `read` makes of the reply, which is asked for once."""
        key = request.key(self.model.model_id)
        with self._free:
            if key not in self._replies:
                self._replies[key] = self._replied(request, read)
            return read(self._replies[key])

    def _replied(self, request: ChatRequest, read: Callable[[ChatReply], object]) -> ChatReply:
        """A reply that can be read."""
        if self._n_failures >= N_FAILURES_MAX:
            raise ModelUnavailableError(
                f"{self.model.model_id} failed {N_FAILURES_MAX} times in a row and was not asked again.",
                hint="Check the model with: deepnews doctor",
            )
        self.n_calls += 1
        try:
            reply = self.model.complete(request)
            read(reply)
        except BaseException:
            self._n_failures += 1
            raise
        self._n_failures = 0
        return reply

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


def yes_no(name: str, **variables: object) -> ChatRequest:
    """The question of template `name`, for how sure the model is of yes or no, which one token answers."""
    return ChatRequest(
        messages=render(name, JUDGE_LANGUAGE, **variables),
        stage="verify",
        prompt_id=prompt_id(name, JUDGE_LANGUAGE),
        max_tokens=1,
        temperature=0.0,
        repeat_penalty=1.0,
        answers=YES_NO,
    )


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


def _yes_share(reply: ChatReply) -> float:
    """Of yes and no; raises ModelReplyError when the reply does not tell their probabilities."""
    yes, no = reply.answer_probs or (0.0, 0.0)
    if yes + no < _LEAST:
        raise ModelReplyError(
            f"The model answered {reply.text!r} and told no probability of yes and no.",
            hint="Choose the default model, or another checker.",
        )
    return yes / (yes + no)
