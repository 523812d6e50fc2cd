"""The commands of ``deepnews eval``. Each reads its options, calls one function, and says what came of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from deepnews.app import eval_options as own
from deepnews.app import eval_texts as texts
from deepnews.app import exit_codes
from deepnews.app import options as opt
from deepnews.app.console import put, say

if TYPE_CHECKING:
    from rich.table import Table

    from deepnews.agents.materials import Tell
    from deepnews.eval.corrected import CorrectedHfr

eval_app = typer.Typer(help=texts.EVAL, no_args_is_help=True, rich_markup_mode=None)


@eval_app.command(help=texts.SCORE)
def score(
    article: opt.Article,
    sources: opt.AgainstSources,
    measured: own.MeasuredFile = None,
    as_json: opt.Json = False,
    report: opt.ReportFile = None,
    no_model: opt.NoModel = False,
    model: opt.Model = None,
    base_url: opt.BaseUrl = None,
    quiet: opt.Quiet = False,
) -> None:
    """Check an article."""
    from deepnews.app import eval_service, service
    from deepnews.app.progress import open_progress
    from deepnews.app.summary import score_summary

    settings = service.make_settings(model=model, base_url=base_url)
    with open_progress(sys.stderr, quiet=quiet) as on_event:
        found = eval_service.score_corrected(
            article, sources, settings, on_event, use_model=not no_model, measured=measured
        )
    if report:
        service.write_score_report(found.scored, report)
    lines = f"{score_summary(found.scored)}\n{corrected_line(found.corrected)}"
    put(eval_service.corrected_json(found) if as_json else lines)
    raise typer.Exit(exit_codes.RED_CLAIMS if found.scored.red else exit_codes.DONE)


def corrected_line(corrected: CorrectedHfr | None) -> str:
    """Corrected HFR in one line, with what it was corrected by."""
    if corrected is None:
        return "HFR corrected for the checker's errors: n/a, the checker was not measured (see --measured)"
    by = f"recalls {corrected.sensitivity:.3f} and {corrected.specificity:.3f} of checker {corrected.measured_checker}"
    if corrected.value is None or corrected.low is None or corrected.high is None:
        return f"HFR corrected for the checker's errors: n/a, {corrected.note} ({by})"
    bounds = f"95% interval {corrected.low:.1%} to {corrected.high:.1%}"
    return f"HFR corrected for the checker's errors: {corrected.value:.1%}, {bounds} ({by})"


@eval_app.command(help=texts.VERIFIER)
def verifier(
    data: own.Data,
    checker: own.CheckerChoice = None,
    dev: own.Dev = None,
    train: own.Train = None,
    fit: own.FitFile = None,
    against: own.Against = None,
    threshold: own.Threshold = None,
    seed: own.Seed = 7,
    out: own.OutDir = None,
    as_json: opt.Json = False,
    quiet: opt.Quiet = False,
) -> None:
    """Measure a checker."""
    from deepnews.app import eval_service
    from deepnews.app.eval_tables import verifier_table
    from deepnews.eval.verifier_run import (
        VerifierRequest,
        default_checker,
        known_checkers,
        read_threshold,
        run_verifier,
    )

    names = known_checkers([checker or default_checker(), *(against or ())])
    with _telling(quiet) as tell, eval_service.opened_judge(names) as judge:
        request = VerifierRequest(
            data=tuple(data),
            checker=names[0],
            dev=dev,
            train=train,
            fit=fit,
            against=names[1:],
            threshold=read_threshold(threshold) if threshold else {},
            seed=seed,
            judge=judge,
        )
        result = run_verifier(request, tell)
    for line in result.broken_lines:
        say(line)
    for path in eval_service.write_result(result, out) if out else ():
        say(f"Written: {path}")
    _show(result.model_dump_json(), verifier_table(result), as_json)


@eval_app.command(help=texts.FIT)
def fit(
    data: own.OneData,
    out: own.FitOut,
    checker: own.Fitted = "fused",
    calibration: own.Calibrated = "platt",
    strength: own.Strength = 0.1,
    seed: own.Seed = 7,
    as_json: opt.Json = False,
    quiet: opt.Quiet = False,
) -> None:
    """Fit a checker."""
    import json

    from deepnews.app import eval_service
    from deepnews.app.eval_tables import fit_table
    from deepnews.eval.grounding import problem_lines, read_grounding
    from deepnews.eval.verifier_run import make_fit

    rows = read_grounding(data)
    for line in problem_lines(rows.name, rows.broken):
        say(line)
    with _telling(quiet) as tell, eval_service.opened_judge([checker]) as judge:
        made, left_out = make_fit(checker, rows, seed, tell, calibration=calibration, strength=strength, judge=judge)
    eval_service.write_fit(made, out)
    content = {"fit": made.model_dump(), "auc_left_out": left_out, "path": str(out)}
    _show(json.dumps(content, ensure_ascii=False), fit_table(made, left_out), as_json)


@eval_app.command(help=texts.CORRUPT)
def corrupt(
    target: own.Target,
    sources: own.Sources = None,
    per_kind: own.PerKind = 5,
    kind: own.Kinds = None,
    seed: own.Seed = 7,
    out: own.OutDir = None,
    as_json: opt.Json = False,
    quiet: opt.Quiet = False,
) -> None:
    """Plant errors."""
    from deepnews.app import eval_service, service
    from deepnews.app.eval_tables import corrupt_table
    from deepnews.app.progress import open_progress

    kinds = eval_service.known_kinds(kind or ())
    settings = service.make_settings()
    with open_progress(sys.stderr, quiet=quiet) as on_event:
        result = eval_service.corrupt(target, sources or (), settings, on_event, k=per_kind, seed=seed, kinds=kinds)
    if out:
        say(f"Written: {eval_service.write_corrupt(result, out)}")
    _show(result.model_dump_json(), corrupt_table(result), as_json)


@contextmanager
def _telling(quiet: bool) -> Iterator[Tell]:
    """A listener for counted work, on stderr."""
    from deepnews.agents.state import ProgressEvent
    from deepnews.app.progress import open_progress

    with open_progress(sys.stderr, quiet=quiet) as on_event:
        yield lambda what, done, total: on_event(ProgressEvent(stage=what, done=done, total=total))


def _show(as_text: str, table: Table, as_json: bool) -> None:
    """The result on stdout: one JSON object on a line, or a table."""
    if as_json:
        put(as_text)
        return
    from rich.console import Console

    Console(file=sys.stdout).print(table)
