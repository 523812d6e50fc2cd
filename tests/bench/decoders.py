"""One plan written with each decoder of the local model. Use: python tests/bench/decoders.py RUN OUT [DECODER...]

The Facts and the plan of the finished run RUN are taken over, so that only drafting and what comes after it differ. A
decoder whose article is finished in OUT is not written again, one that was broken off goes on: call it anew. Prints a
Markdown table of HFR, rhythm, and smoothness under the same model.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from deepnews.agents.run_folder import PLAN, RunFolder
from deepnews.app import service
from deepnews.app.plan_service import write_from_plan
from deepnews.schemas.run import RunRecord

DECODERS = ("plain", "min-p", "mirostat", "top-h")
_HEAD = (
    "| decoder | HFR | claims | spread as drafted | spread | copied | specific | surprisal, bits | its variance "
    "| statistic | draft, model s |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
)


def written(run: Path, out: Path, decoder: str) -> RunRecord:
    """The record of the article that `decoder` wrote in `out`, with its smoothness; written now where it is not there.

    Raises what writing raises.
    """
    os.environ["DEEPNEWS_DECODER"] = decoder
    parent = out / decoder
    begun = sorted(p for p in parent.glob("*") if RunFolder(p).has("run.json"))
    if begun:
        outcome = service.resume(begun[-1], lambda _: None)
    else:
        outcome = write_from_plan(run / PLAN, run, {}, service.make_settings(), parent, lambda _: None)
    if outcome.error is not None:
        raise outcome.error
    if outcome.record.smoothness is None:
        return service.measure_smoothness(outcome.folder)
    return outcome.record


def row(decoder: str, record: RunRecord) -> str:
    """The figures of one article as a line of the table; n/a for what was not measured."""
    hfr, pacing, account = record.hfr, record.pacing, record.pacing_account
    found = record.smoothness.article if record.smoothness else None
    shown = (
        decoder,
        f"{hfr.value:.3f}" if hfr and hfr.value is not None else "n/a",
        str(hfr.n_supported + hfr.n_refuted + hfr.n_not_enough_info + hfr.n_unscored) if hfr else "n/a",
        f"{account.before.sentence_length_cv:.2f}" if account else "n/a",
        f"{pacing.sentence_length_cv:.2f}" if pacing else "n/a",
        f"{record.companions.copied_share:.3f}" if record.companions else "n/a",
        f"{record.companions.specific_share:.2f}" if record.companions else "n/a",
        f"{found.surprisal:.2f}" if found else "n/a",
        f"{found.surprisal_variance:.1f}" if found else "n/a",
        f"{found.statistic:+.1f}" if found else "n/a",
        f"{record.stages['draft'].model_s:.0f}" if "draft" in record.stages else "n/a",
    )
    return f"| {' | '.join(shown)} |"


if __name__ == "__main__":
    source, target, *chosen = sys.argv[1:]
    sys.stdout.write(_HEAD + "\n")
    for name in chosen or DECODERS:
        sys.stdout.write(row(name, written(Path(source), Path(target), name)) + "\n")
        sys.stdout.flush()
