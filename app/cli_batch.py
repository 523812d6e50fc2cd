"""``deepnews batch``: reads its options, checks the jobs, runs them, and says what came of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer
from typer import Argument, Option

from deepnews.app import options as opt
from deepnews.app.console import put, say, stop_on_signals

if TYPE_CHECKING:
    from deepnews.app.batch.engine import Engine
    from deepnews.app.batch.jobs import Reading
    from deepnews.app.batch.ledger import BatchSummary
    from deepnews.app.batch.run import Plan

BATCH: Final = """Write many articles from a jobs file, unattended.

JOBS is .jsonl, .yaml or .csv: one assignment each, with an id, a model and a base_url where they are wanted.
All jobs are checked before the first model call. The same command goes on after Ctrl-C, a kill or a power cut:
finished articles are not touched. A job that fails stops no other; its reason stands in the summary.

\b
Examples:
  deepnews batch jobs.jsonl --dry-run
  deepnews batch jobs.yaml --model openai:gpt-4.1-mini --jobs 8 --max-cost 20 --deadline 06:30
  deepnews batch jobs.yaml --only-failed
  deepnews batch jobs.yaml --engine ray --jobs 200 --cpus-per-job 0.25

\b
Exit codes: 0 all done, 1 none finished, 2 wrong use (nothing was begun),
            3 some not finished or with red claims, 130 interrupted.
"""
DEFAULT_AT_ONCE: Final = 4

JobsFile = Annotated[Path, Argument(metavar="JOBS", help="Jobs file: .jsonl, .yaml or .csv.")]
Config = Annotated[Path | None, Option("--config", metavar="FILE.yaml", help="Values for jobs that have none.")]
AtOnce = Annotated[
    int, Option("--jobs", metavar="N", min=1, help="Jobs at once; of those with a local model, one at a time.")
]
MaxTokens = Annotated[int | None, Option(metavar="N", min=1, help="Start no job once the batch used so many tokens.")]
MaxCost = Annotated[float | None, Option(metavar="USD", min=0, help="Start no job once the batch cost so much.")]
Deadline = Annotated[str | None, Option(metavar="WHEN", help="Start no job after 90m, 8h, 06:30 or a date and time.")]
Prices = Annotated[Path | None, Option("--prices", metavar="FILE.yaml", help="Prices of your own models.")]
DryRun = Annotated[bool, Option("--dry-run", help="Check the jobs, estimate tokens, time and money; run nothing.")]
EngineOption = Annotated[
    Literal["local", "ray"], Option("--engine", help="This machine, or the Ray cluster that RAY_ADDRESS names.")
]
CpusAJob = Annotated[
    float, Option("--cpus-per-job", metavar="N", min=0.01, help="CPUs of the cluster that a job takes; with ray only.")
]
OnlyFailed = Annotated[bool, Option("--only-failed", help="Only jobs that failed or were refused before.")]


def add_to(app: typer.Typer) -> None:
    """Give `app` this command."""
    app.command(help=BATCH)(batch)


def batch(
    jobs: JobsFile,
    config: Config = None,
    out: opt.BatchOut = None,
    model: opt.Model = None,
    base_url: opt.BaseUrl = None,
    at_once: AtOnce = DEFAULT_AT_ONCE,
    max_tokens: MaxTokens = None,
    max_cost: MaxCost = None,
    deadline: Deadline = None,
    prices: Prices = None,
    engine: EngineOption = "local",
    cpus_a_job: CpusAJob = 1.0,
    only_failed: OnlyFailed = False,
    dry_run: DryRun = False,
    as_json: opt.Json = False,
    quiet: opt.Quiet = False,
) -> None:
    """Run a batch."""
    import datetime as dt

    from deepnews.app import service
    from deepnews.app.batch.engine import open_engine
    from deepnews.app.batch.jobs import read_jobs
    from deepnews.app.batch.place import bring_up_to_date
    from deepnews.app.batch.run import Plan
    from deepnews.app.batch.schedule import Limits, read_deadline
    from deepnews.prices import load_prices

    end = read_deadline(deadline, dt.datetime.now()) if deadline else None
    settings = service.make_settings(model=model, base_url=base_url)
    reading = read_jobs(jobs, config, {"model": model, "base_url": base_url}, settings.model)
    plan = Plan(
        jobs_file=jobs,
        jobs=reading.jobs,
        out=out or Path("runs") / jobs.stem,
        prices=load_prices(prices),
        limits=Limits(max_tokens=max_tokens, max_cost_usd=max_cost, deadline=end),
        n_at_once=at_once,
        only_failed=only_failed,
    )
    bring_up_to_date(plan.out, plan.jobs)
    _check(plan, reading, dry_run=dry_run)
    if dry_run:
        _show_forecast(plan, settings.cache_dir, as_json=as_json)
        return
    with open_engine(engine, settings, cpus_a_job, (job.assignment.language for job in plan.jobs)) as opened:
        stop_on_signals()  # again: an engine may have set signals of its own
        summary = _run(plan, opened, quiet=quiet)
    _finish(summary, as_json=as_json, quiet=quiet)


def _check(plan: Plan, reading: Reading, *, dry_run: bool) -> None:
    """Raise UsageError with all that is wrong; a dry run asks for no key and no weights."""
    from deepnews.app.batch.jobs import check_models, usage_error
    from deepnews.app.batch.ledger import changed_jobs, unpriced_jobs

    problems = [*reading.problems, *changed_jobs(plan.jobs_file, plan.jobs, plan.out)]
    if plan.limits.max_cost_usd is not None:
        problems += unpriced_jobs(plan.jobs_file, plan.jobs, plan.prices)
    if not dry_run:
        problems += check_models(plan.jobs_file, plan.jobs)
    if problems:
        raise usage_error(plan.jobs_file, problems)


def _show_forecast(plan: Plan, cache_dir: Path, *, as_json: bool) -> None:
    from rich.console import Console

    from deepnews.app.batch.estimate import forecast
    from deepnews.app.batch.live import forecast_table

    found = forecast(plan.jobs, plan.prices, cache_dir, plan.n_at_once)
    if as_json:
        put(found.model_dump_json())
    else:
        Console(file=sys.stdout, width=None if sys.stdout.isatty() else 160).print(forecast_table(found))


def _run(plan: Plan, engine: Engine, *, quiet: bool) -> BatchSummary:
    from deepnews.app.batch.live import open_watch
    from deepnews.app.batch.run import run_batch

    with open_watch(sys.stderr, quiet=quiet) as watch:
        return run_batch(plan, watch, engine)


def _finish(summary: BatchSummary, *, as_json: bool, quiet: bool) -> None:
    """Say what came of the batch, then end with its exit code."""
    import shlex

    from deepnews.app.batch.live import summary_lines

    if not quiet:
        (say if as_json else put)("\n".join(summary_lines(summary)))
    if as_json:
        put(summary.model_dump_json())
    if summary.interrupted:
        say(f"Interrupted. Go on with the same command: {shlex.join(['deepnews', *sys.argv[1:]])}")
    raise typer.Exit(summary.exit_code)
