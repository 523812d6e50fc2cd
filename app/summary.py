"""A run and a score in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from deepnews.schemas.pacing import Smoothness
from deepnews.schemas.run import RunRecord
from deepnews.schemas.verification import CheckedClaim, Companions, Hfr

if TYPE_CHECKING:
    from deepnews.app.service import ScoredArticle

MAX_RED_SHOWN: Final = 20
N_FORMS: Final = 3
STATE_WORDS: Final = {
    "running": "not finished (still running, or killed)",
    "waiting": "the plan waits to be approved on the desk: deepnews app",
    "done": "done",
    "red": "finished, with red claims",
    "failed": "failed",
    "interrupted": "interrupted",
    "refused": "refused: too few sources",
}


def run_summary(record: RunRecord, folder: Path) -> str:
    """Several lines: what was written, how good it is, and where it lies."""
    return "\n".join(_run_lines(record, folder))


def hfr_line(hfr: Hfr) -> str:
    """HFR with its interval and counts in one line."""
    counts = (
        f"{hfr.n_supported} supported, {hfr.n_refuted} refuted, {hfr.n_not_enough_info} not in the sources, "
        f"{hfr.n_not_checkable} not checkable, {hfr.n_unscored} unscored; checker {hfr.checker}"
    )
    if hfr.value is None or hfr.low is None or hfr.high is None:
        return f"HFR: n/a, no checkable claim ({counts})"
    return f"HFR: {_percent(hfr.value)}, 95% interval {_percent(hfr.low)} to {_percent(hfr.high)} ({counts})"


def companions_line(companions: Companions) -> str:
    """The figures that stand beside HFR, in one line."""
    return (
        f"Beside it: {_percent(companions.copied_share)} copied, {companions.n_repeated_sentences} repeated sentences, "
        f"{_percent(companions.cited_share)} cited, {_percent(companions.specific_share)} specific, "
        f"{companions.n_sources_used} sources used, {companions.n_frame_errors} frame errors, "
        f"{companions.n_altered_quotations} of {companions.n_quotations} quotations altered"
    )


def smoothness_lines(measured: Mapping[str, Smoothness | None]) -> Iterator[str]:
    """One line for each text by its name; n/a for one that was too short."""
    for name, found in measured.items():
        if found is None:
            yield f"smoothness of the {name}: n/a, too short"
            continue
        spread = f"variance {found.surprisal_variance:.1f}"
        yield (
            f"smoothness of the {name}: surprisal {found.surprisal:.2f} bits ({spread}), "
            f"expected {found.expected_entropy:.2f}; statistic {found.statistic:+.1f}, chance under the model itself "
            f"{found.own_prob:.2g} ({found.n_tokens} tokens)"
        )


def red_lines(claims: tuple[CheckedClaim, ...]) -> Iterator[str]:
    """One line for each red claim, the first `MAX_RED_SHOWN` of them."""
    if claims:
        yield f"Red claims: {len(claims)}"
    for claim in claims[:MAX_RED_SHOWN]:
        yield f"  [{claim.verdict}] {claim.claim.text}"
        yield f"      {claim.reason}"
    if len(claims) > MAX_RED_SHOWN:
        yield f"  ... and {len(claims) - MAX_RED_SHOWN} more"


def score_summary(scored: ScoredArticle) -> str:
    """Several lines: HFR, what stands beside it, and the red claims of a scored article."""
    ledger = scored.score.ledger
    return "\n".join([hfr_line(ledger.hfr), companions_line(ledger.companions), *red_lines(ledger.red)])


def _run_lines(record: RunRecord, folder: Path) -> Iterator[str]:
    if record.headline:
        yield record.headline
    yield f"State: {STATE_WORDS[record.state]}"
    if record.error:
        yield f"Error: {record.error}"
    if record.n_chars_article:
        yield (
            f"Length: {record.n_chars_article:,} characters from {record.n_chars_evidence:,} characters of evidence "
            f"(saturation {record.saturation:.1f})"
        )
    if record.hfr:
        yield hfr_line(record.hfr)
    if record.companions:
        yield companions_line(record.companions)
    if record.smoothness:
        beside = record.smoothness
        yield from smoothness_lines(
            {"article": beside.article, "zero-shot twin": beside.twin, "sources": beside.sources}
        )
    if record.n_model_calls or record.n_cached_replies:
        yield (
            f"Made by: {record.model}, schema {record.schema_code}, seed {record.seed}; {record.wall_s:.0f} s, "
            f"{record.n_model_calls} model calls ({record.n_cached_replies} from the cache), "
            f"peak memory {record.peak_rss_mib:.0f} MiB"
        )
        yield _cost_line(record)
    yield from _forms_of_story(folder)
    yield from (f"Skipped: {source.path}: {source.reason}" for source in record.skipped_sources)
    yield from (f"Warning: {warning}" for warning in record.warnings)
    yield from _paths(folder)


def _forms_of_story(folder: Path) -> Iterator[str]:
    """The forms that came first where one was chosen, and why; nothing where one was named, or there is no plan yet."""
    from deepnews.agents.plan_text import rank_line
    from deepnews.agents.run_folder import PLAN, RunFolder

    run = RunFolder(folder)
    if run.has(PLAN) and (plan := run.read_plan()).schema_ranking:
        yield f"Form of story: {plan.schema_reason}"
        yield from (f"  {rank_line(rank)}" for rank in plan.schema_ranking[:N_FORMS])


def _cost_line(record: RunRecord) -> str:
    """What the run cost, and the stages that cost anything."""
    if record.cost_usd is None:
        return f"Cost: no price of {record.model} is known"
    stages = ((name, stage.cost_usd) for name, stage in record.stages.items() if stage.cost_usd)
    dear = ", ".join(f"{name} {cost:.4f}" for name, cost in stages)
    return f"Cost: {record.cost_usd:.4f} USD{f' ({dear})' if dear else ''}"


def _paths(folder: Path) -> Iterator[str]:
    yield f"Run folder: {folder}"
    for name, what in (("article.md", "Article"), ("report.html", "Report")):
        if (folder / name).is_file():
            yield f"{what}: {folder / name}"


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"
