"""One article of any system, scored the same way: HFR, companions, rhythm, and what it cost."""

from __future__ import annotations

from pydantic import Field

from deepnews.accounting import AccountedModel
from deepnews.agents.layered import Verifier
from deepnews.agents.materials import Materials
from deepnews.agents.pace.measure import measure as measure_pace
from deepnews.agents.verify import verify_text
from deepnews.eval.hfr import measure
from deepnews.schemas.base import Language, Record
from deepnews.schemas.verification import Companions, Hfr, PacingReport


class PlainScore(Record):
    """What is measured of an article."""

    n_chars: int = Field(ge=0)
    hfr: Hfr
    companions: Companions
    pacing: PacingReport


class Cost(Record):
    """What an article cost; a reply from the cache counts as when it was made, except in `wall_s`."""

    n_prompt_tokens: int = Field(ge=0)
    n_output_tokens: int = Field(ge=0)
    n_model_calls: int = Field(ge=0)
    model_s: float = Field(ge=0.0)


def score_text(text: str, materials: Materials, verifier: Verifier, language: Language) -> PlainScore:
    """The score of an article against all sources, by the checker given and no language model."""
    found = verify_text(text, materials.corpus, materials.index, None, language, verifier=verifier)
    ledger = measure(found.draft, found.claims, (), materials.corpus, found.checker)
    return PlainScore(
        n_chars=len(text), hfr=ledger.hfr, companions=ledger.companions, pacing=measure_pace(found.draft, language)
    )


def cost_of(model: AccountedModel, before: Cost | None = None) -> Cost:
    """What `model` has cost since `before`."""
    used = list(model.usage.values())
    total = Cost(
        n_prompt_tokens=sum(u.n_prompt_tokens for u in used),
        n_output_tokens=sum(u.n_output_tokens for u in used),
        n_model_calls=sum(u.n_model_calls for u in used),
        model_s=sum(u.model_s for u in used),
    )
    if before is None:
        return total
    return Cost(
        n_prompt_tokens=total.n_prompt_tokens - before.n_prompt_tokens,
        n_output_tokens=total.n_output_tokens - before.n_output_tokens,
        n_model_calls=total.n_model_calls - before.n_model_calls,
        model_s=total.model_s - before.model_s,
    )
