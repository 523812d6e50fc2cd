"""One article of any system, scored the same way: HFR, companions, rhythm, and what it cost."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from deepnews.agents.layered import Verifier
from deepnews.agents.materials import Materials
from deepnews.agents.pace.measure import measure as measure_pace
from deepnews.agents.verify import verify_text
from deepnews.eval.hfr import measure
from deepnews.llm import ChatReply
from deepnews.schemas.base import Language, Record
from deepnews.schemas.events import ModelCalled
from deepnews.schemas.verification import Companions, Hfr, PacingReport


class PlainScore(Record):
    """What is measured of an article."""

    n_chars: int = Field(ge=0)
    """Of the body; headline, sub-headings, footnotes and marks of Markdown are not counted."""
    hfr: Hfr
    companions: Companions
    pacing: PacingReport


class Cost(Record):
    """What an article cost; a reply from the cache counts as when it was made."""

    n_prompt_tokens: int = Field(default=0, ge=0)
    n_output_tokens: int = Field(default=0, ge=0)
    n_model_calls: int = Field(default=0, ge=0)
    model_s: float = Field(default=0.0, ge=0.0)

    @classmethod
    def of(cls, replies: Sequence[ChatReply | ModelCalled]) -> Cost:
        """Of all these calls."""
        return cls(
            n_prompt_tokens=sum(r.n_prompt_tokens for r in replies),
            n_output_tokens=sum(r.n_output_tokens for r in replies),
            n_model_calls=len(replies),
            model_s=sum(r.wall_s for r in replies),
        )


def score_text(text: str, materials: Materials, verifier: Verifier, language: Language) -> PlainScore:
    """The score of an article against all sources, by the checker given and no language model."""
    found = verify_text(text, materials.corpus, materials.index, None, language, verifier=verifier)
    ledger = measure(found.draft, found.claims, (), materials.corpus, found.checker)
    return PlainScore(
        n_chars=found.draft.n_chars,
        hfr=ledger.hfr,
        companions=ledger.companions,
        pacing=measure_pace(found.draft, language),
    )
