"""The record of a run: what `run.json` holds and `write --json` prints."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import SkippedSource
from deepnews.schemas.pacing import PacingAccount, SmoothnessBeside
from deepnews.schemas.verification import Companions, Hfr, PacingReport

RunState = Literal["running", "waiting", "done", "red", "failed", "interrupted", "refused"]
"""``waiting``: the plan waits for an editor."""


class StageTiming(Record):
    """Cost of one stage, resumed time included."""

    wall_s: float = Field(ge=0.0)
    model_s: float = Field(ge=0.0)
    n_model_calls: int = Field(ge=0)
    n_prompt_tokens: int = Field(default=0, ge=0)
    n_cached_tokens: int = Field(default=0, ge=0)
    n_output_tokens: int = Field(default=0, ge=0)
    cost_usd: float | None = Field(default=None, ge=0.0)
    """US dollars by the prices of the day; None when the model's price is not known."""


class RunRecord(Record):
    """Everything that says what made the article and how good it is."""

    run_dir: str
    state: RunState
    headline: str = ""
    language: Language
    schema_code: str = Field(default="", alias="schema")
    model: str
    embedding_model: str = ""
    seed: int
    deepnews_version: str
    prompts_sha256: str = ""
    corpus_sha256: str = ""
    n_chars_article: int = Field(default=0, ge=0)
    n_chars_evidence: int = Field(default=0, ge=0)
    saturation: float = Field(default=0.0, ge=0.0)
    """Evidence characters placed before the model over article characters."""
    hfr: Hfr | None = None
    companions: Companions | None = None
    pacing: PacingReport | None = None
    """Of the published text; None when pacing was off."""
    pacing_account: PacingAccount | None = None
    """What pacing changed; None when it only measured, or was off."""
    smoothness: SmoothnessBeside | None = None
    """Measured afterwards, on demand; an article that is edited later is to be measured anew."""
    n_model_calls: int = Field(default=0, ge=0)
    """Calls that reached the model; replies from the cache are counted apart."""
    n_cached_replies: int = Field(default=0, ge=0)
    n_prompt_tokens: int = Field(default=0, ge=0)
    n_cached_tokens: int = Field(default=0, ge=0)
    n_output_tokens: int = Field(default=0, ge=0)
    cost_usd: float | None = Field(default=None, ge=0.0)
    """US dollars of all calls by the prices of their day; None when a call's price is not known."""
    wall_s: float = Field(default=0.0, ge=0.0)
    peak_rss_mib: float = Field(default=0.0, ge=0.0)
    stages: dict[str, StageTiming] = Field(default_factory=dict)
    skipped_sources: tuple[SkippedSource, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str = ""
    """What stopped the run, when it did not finish."""

    model_config = Record.model_config | {"populate_by_name": True, "serialize_by_alias": True}
