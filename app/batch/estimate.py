"""What a batch will use, before it is run.

With A the characters of the article (after shortening, where the sources are few), E the characters of evidence put
before the model (what the saturation gate asks for, at most what the sources hold), and M those that a large model
reads to mark what is needed (20 times E, at most what the sources hold; 0 for other models):

    prompt tokens = (E + M) * evidence + A * drafting + fixed  output tokens = (E + M) * picks + A * sentences
    seconds = 25 + (1 - 0.4) * prompt tokens / prompt speed + output tokens / output speed
    money = prompt tokens * price of input + output tokens * price of output

The factors were read off runs of the default model over the sample dossiers (two English, two Chinese articles of
about 3,000 characters) and give the tokens of these runs within 15%; 0.4 is the share of the prompt that the local
server still knew. Other models and sources may differ much more. Marking is taken to cost what the same characters
cost as evidence. Money is counted as if nothing was still known.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from deepnews.app.batch.jobs import Job
from deepnews.errors import DeepNewsError, ScarcityError
from deepnews.prices import PriceTable, Usage
from deepnews.schemas.base import Language, Record
from deepnews.schemas.corpus import Corpus
from deepnews.settings import profile_of


class _Factors(NamedTuple):
    """Tokens a character, and tokens an article."""

    evidence: float
    drafting: float
    fixed: float
    picks: float
    sentences: float


FACTORS: Final[dict[Language, _Factors]] = {
    "en": _Factors(evidence=0.345, drafting=2.7, fixed=800, picks=0.009, sentences=0.8),
    "zh": _Factors(evidence=0.70, drafting=7.5, fixed=3000, picks=0.020, sentences=2.8),
}
_START_S: Final = 25.0
_CACHED_SHARE: Final = 0.4


class Estimate(Record):
    """What one job is expected to use; None is unknown."""

    id: str
    line: int
    language: Language
    model: str
    n_chars_target: int
    n_chars_article: int
    """Characters after shortening."""
    n_chars_evidence: int
    usage: Usage
    wall_s: float | None
    cost_usd: float | None
    problem: str = ""
    """Why the job would write nothing."""


class Forecast(Record):
    """What a batch is expected to use."""

    estimates: tuple[Estimate, ...]
    n_tokens: int
    wall_s: float | None
    """Local models one after the other, the others `n_at_once` at a time."""
    cost_usd: float | None


def forecast(jobs: Sequence[Job], prices: PriceTable, cache_dir: Path, n_at_once: int) -> Forecast:
    """The estimates of all `jobs`; each corpus is read once, and stays in the cache for the real run."""
    corpora: dict[tuple[str, ...], Corpus | str] = {}
    estimates = []
    for job in jobs:
        if job.corpus not in corpora:
            corpora[job.corpus] = _corpus(job, cache_dir)
        estimates.append(_estimate(job, corpora[job.corpus], prices))
    costs = [e.cost_usd for e in estimates]
    return Forecast(
        estimates=tuple(estimates),
        n_tokens=sum(e.usage.n_tokens for e in estimates),
        wall_s=_total_s(jobs, estimates, n_at_once),
        cost_usd=None if None in costs else sum(cost for cost in costs if cost is not None),
    )


def expected_usage(language: Language, n_chars_article: int, n_chars_evidence: int, n_chars_marked: int = 0) -> Usage:
    """Tokens of one article by the formula above."""
    f = FACTORS[language]
    n_chars_read = n_chars_evidence + n_chars_marked
    n_prompt = n_chars_read * f.evidence + n_chars_article * f.drafting + f.fixed
    n_output = n_chars_read * f.picks + n_chars_article * f.sentences
    return Usage(n_prompt_tokens=round(n_prompt), n_output_tokens=round(n_output))


def _corpus(job: Job, cache_dir: Path) -> Corpus | str:
    """The sources on this machine, or why they cannot be read; what is on the web is not fetched for an estimate."""
    from deepnews.retrieval.load import load_corpus

    on_disk = [s for s in job.corpus if not s.startswith(("http://", "https://"))]
    try:
        return load_corpus(on_disk, cache_dir=cache_dir / "sources") if on_disk else Corpus(documents=())
    except DeepNewsError as error:
        return str(error)


def _estimate(job: Job, corpus: Corpus | str, prices: PriceTable) -> Estimate:
    from deepnews.retrieval.forage import N_TIMES_READ
    from deepnews.retrieval.saturation import required_chars, saturation_gate

    assignment = job.assignment
    n_article, n_evidence, n_marked, problem = assignment.n_chars_target, 0, 0, ""
    if isinstance(corpus, str):
        problem = corpus
    else:
        n_available = corpus.n_chars
        if any(s.startswith(("http://", "https://")) for s in job.corpus):
            n_available = max(n_available, required_chars(n_article))  # the web is taken to hold enough
        try:
            n_article = saturation_gate(n_article, n_available, assignment.on_scarcity, corpus).n_chars_target
            n_evidence = min(n_available, required_chars(n_article))
            if profile_of(job.model).n_chars_marked and n_available > n_evidence:
                n_marked = min(n_available, N_TIMES_READ * n_evidence)
        except ScarcityError as error:
            problem = error.message.splitlines()[0]
    usage = Usage() if problem else expected_usage(assignment.language, n_article, n_evidence, n_marked)
    return Estimate(
        id=job.job_id,
        line=job.line,
        language=assignment.language,
        model=job.model,
        n_chars_target=assignment.n_chars_target,
        n_chars_article=0 if problem else n_article,
        n_chars_evidence=n_evidence,
        usage=usage,
        wall_s=_seconds(job.model, usage, prices),
        cost_usd=prices.cost_usd(job.model, usage),
        problem=problem,
    )


def _seconds(model: str, usage: Usage, prices: PriceTable) -> float | None:
    speed = prices.speed(model)
    if speed is None:
        return None
    if not usage.n_tokens:
        return 0.0
    reading_s = (1 - _CACHED_SHARE) * usage.n_prompt_tokens / speed.input_tokens_per_s
    return round(_START_S + reading_s + usage.n_output_tokens / speed.output_tokens_per_s, 1)


def _total_s(jobs: Sequence[Job], estimates: Sequence[Estimate], n_at_once: int) -> float | None:
    if any(e.wall_s is None for e in estimates):
        return None
    pairs = list(zip(jobs, (e.wall_s or 0.0 for e in estimates), strict=True))
    local_s = sum(wall_s for job, wall_s in pairs if job.is_local)
    served_s = sum(wall_s for job, wall_s in pairs if not job.is_local)
    longest_s = max((wall_s for _, wall_s in pairs), default=0.0)
    return round(max(local_s, served_s / n_at_once, longest_s), 1)
