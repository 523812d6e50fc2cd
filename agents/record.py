"""The record of a finished run, added up from its state and its journal."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from deepnews import __version__
from deepnews.agents.journal import Account, peak_rss_mib
from deepnews.agents.materials import Materials
from deepnews.agents.plan import BEAT_CHARS
from deepnews.agents.run_folder import RunFolder
from deepnews.agents.state import RunState
from deepnews.agents.translation.assignment import CHARS_FOR_ONE
from deepnews.errors import RunError
from deepnews.prices import Usage
from deepnews.prompts.render import prompts_sha256
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.schemas.run import RunRecord
from deepnews.schemas.verification import ClaimLedger


def record_so_far(assignment: Assignment, folder: RunFolder, model: str) -> RunRecord:
    """The record the folder holds, or, where none can be read, that of a run that has just begun."""
    with suppress(RunError):
        return folder.read_record()
    return RunRecord(
        run_dir=str(folder.path),
        state="running",
        language=assignment.language,
        model=model,
        seed=assignment.seed,
        deepnews_version=__version__,
    )


def mark_running(assignment: Assignment, folder: RunFolder, model: str) -> None:
    """Say in the record that the run goes on; that of a finished article stays. Raises RunError from the disk."""
    record = record_so_far(assignment, folder, model)
    if record.state not in ("done", "red"):
        folder.write_record(record.model_copy(update={"state": "running", "error": ""}))


def mark_waiting(folder: RunFolder) -> None:
    """Say in the record that the plan waits for an editor; raises RunError from the disk."""
    folder.write_record(folder.read_record().model_copy(update={"state": "waiting"}))


def spent(folder: RunFolder) -> dict[str, Any]:
    """Fields of the record that say what the run has cost so far: calls, tokens, money, seconds, stages."""
    account = Account(folder.read_events())
    return {
        "n_model_calls": account.n_model_calls,
        "n_cached_replies": account.n_cached_replies,
        **{name: account.total(name) for name in Usage.model_fields},
        "cost_usd": account.cost_usd,
        "wall_s": account.wall_s,
        "stages": account.stages(),
    }


def run_record(
    state: RunState, ledger: ClaimLedger, materials: Materials, assignment: Assignment, model_id: str, folder: RunFolder
) -> RunRecord:
    """What ``run.json`` holds."""
    draft, saturation = state["draft"], state["evidence"].saturation
    n_chars = draft.n_chars
    return RunRecord(
        run_dir=str(folder.path),
        state="red" if ledger.red else "done",
        headline=draft.headline.text,
        language=assignment.language,
        schema=state["plan"].schema_code,
        model=model_id,
        embedding_model=materials.index.embedding_id,
        seed=assignment.seed,
        deepnews_version=__version__,
        prompts_sha256=prompts_sha256(),
        corpus_sha256=materials.corpus.sha256,
        n_chars_article=n_chars,
        n_chars_evidence=saturation.n_chars_evidence,
        saturation=round(saturation.n_chars_evidence / n_chars, 2) if n_chars else 0.0,
        hfr=ledger.hfr,
        companions=ledger.companions,
        pacing=state.get("pacing"),
        pacing_account=state["paced"].account if "paced" in state else None,
        **spent(folder),
        peak_rss_mib=peak_rss_mib(),
        skipped_sources=materials.corpus.skipped,
        warnings=tuple(warnings(state, ledger, materials, n_chars)),
    )


def _too_few_chars(state: RunState, language: Language) -> list[str]:
    """A warning when less was asked for than a sentence for each part of the schema."""
    n_parts, asked = len(state["plan"].blocks), state["evidence"].saturation.n_chars_requested
    least = n_parts * BEAT_CHARS[language]
    if asked >= least:
        return []
    parts = f"the {n_parts} parts of the schema '{state['plan'].schema_code}', which need about {least}"
    return [f"{asked} characters are few for {parts}: some are left out or cut short."]


def warnings(state: RunState, ledger: ClaimLedger, materials: Materials, n_chars: int) -> Sequence[str]:
    """What an editor should know before trusting the article."""
    found = []
    saturation = state["evidence"].saturation
    if saturation.notice:
        found.append(saturation.notice)
    found += _too_few_chars(state, materials.language)
    is_translated = state["draft"].language != materials.language
    target = round(saturation.n_chars_target / (CHARS_FOR_ONE if is_translated else 1))
    if n_chars < 0.9 * target:
        found.append(f"The article is shorter than asked: {n_chars} of {target} characters.")
    found += [f"Could not be translated truly, and is left out: {text}" for text in state.get("left_out", ())]
    if ledger.companions.copied_share > 0.1:
        found.append(f"{ledger.companions.copied_share:.0%} of the article stands word for word in the sources.")
    found += [f"Not filled: {todo.slot}. {todo.reason}" for todo in state["plan"].todos]
    found += [f"{d.path}: {d.reason}" for d in materials.corpus.duplicates]
    return found
