"""The command line. A command only reads its options, calls one function of the service, and says what came of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from deepnews.app import cli_batch, cli_index, cli_support, cli_tools, exit_codes, texts
from deepnews.app import options as opt
from deepnews.app.console import SentenceGroup, leave, put, say, stop_on_signals

if TYPE_CHECKING:
    from deepnews.app.running import Outcome

app = typer.Typer(
    name="deepnews",
    cls=SentenceGroup,
    help=texts.ROOT,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def main() -> None:
    """Run the command line of this process: the `deepnews` program."""
    stop_on_signals()
    try:
        app(prog_name="deepnews")
    except SystemExit as end:
        if end.code == exit_codes.INTERRUPTED:
            leave()
        raise


@app.callback()
def root(version: opt.ShowVersion = False, debug: opt.Debug = False) -> None:
    """Options that stand before the command; `debug` is read where errors are shown."""


@app.command(help=texts.WRITE)
def write(
    assignment: opt.AssignmentFile = None,
    plan: opt.PlanFile = None,
    facts_of: opt.FactsOf = None,
    topic: opt.Topic = None,
    angle: opt.Angle = None,
    sources: opt.Sources = None,
    index: opt.IndexDir = None,
    length: opt.Length = None,
    lang: opt.Lang = None,
    schema: opt.Schema = None,
    style: opt.Style = None,
    on_scarcity: opt.OnScarcity = None,
    seed: opt.Seed = None,
    model: opt.Model = None,
    base_url: opt.BaseUrl = None,
    out: opt.Out = Path("runs"),
    pacing: opt.Pacing = None,
    house_style: opt.HouseStyle = None,
    no_cache: opt.NoCache = False,
    allow_private_urls: opt.PrivateUrls = False,
    as_json: opt.Json = False,
    quiet: opt.Quiet = False,
    article_out: opt.ArticleOut = False,
) -> None:
    """Write an article into a new run folder."""
    from deepnews.app import service
    from deepnews.app.assignment_file import make_assignment, read_assignment_file
    from deepnews.app.plan_service import write_from_plan
    from deepnews.app.progress import open_progress

    named = [*(sources or []), *([index] if index else [])]
    given: dict[str, Any] = {
        "topic": topic,
        "angle": angle,
        "sources": named or None,
        "n_chars_target": length,
        "language": lang,
    }
    given |= {"schema_code": schema, "style_notes": style, "on_scarcity": on_scarcity, "seed": seed}
    settings = service.make_settings(
        model=model,
        base_url=base_url,
        use_cache=not no_cache,
        allow_private_urls=allow_private_urls or None,
        pacing=pacing,
        house_style=house_style.absolute() if house_style else None,
    )
    with open_progress(sys.stderr, quiet=quiet) as on_event:
        if plan is not None:
            given |= {"assignment": assignment}
            outcome = write_from_plan(plan, facts_of, given, settings, out, on_event)
        else:
            order = make_assignment(read_assignment_file(assignment) if assignment else None, given)
            outcome = service.write(order, settings, out, on_event)
    _finish(outcome, as_json=as_json, quiet=quiet, article_out=article_out)


@app.command(help=texts.RESUME)
def resume(
    run_dir: opt.RunDir,
    model: opt.Model = None,
    base_url: opt.BaseUrl = None,
    as_json: opt.Json = False,
    quiet: opt.Quiet = False,
    article_out: opt.ArticleOut = False,
) -> None:
    """Go on with a run."""
    from deepnews.app import service
    from deepnews.app.progress import open_progress

    with open_progress(sys.stderr, quiet=quiet) as on_event:
        outcome = service.resume(run_dir, on_event, model=model, base_url=base_url)
    _finish(outcome, as_json=as_json, quiet=quiet, article_out=article_out)


@app.command(help=texts.SHOW)
def show(
    run_dir: opt.RunDir,
    as_json: opt.Json = False,
    article_out: opt.ArticleOut = False,
    timeline: opt.Timeline = False,
    smoothness: opt.RunSmoothness = False,
) -> None:
    """Show a run."""
    from deepnews.app import service
    from deepnews.app.summary import red_lines, run_summary

    if timeline:
        cli_support.show_timeline(run_dir, as_json=as_json)
        return
    record = service.measure_smoothness(run_dir) if smoothness else service.read_record(run_dir)
    if article_out:
        put(service.read_article(run_dir))
    if as_json:
        put(record.model_dump_json())
    elif not article_out:
        put("\n".join([run_summary(record, run_dir), *red_lines(service.read_red_claims(run_dir))]))


cli_tools.add_to(app)
cli_batch.add_to(app)
cli_index.add_to(app)
cli_support.add_to(app)


def _finish(outcome: Outcome, *, as_json: bool, quiet: bool, article_out: bool) -> None:
    """Say what came of a run, then end with its exit code or its error."""
    folder, record, error = outcome.folder, outcome.record, outcome.error
    if error is None:
        _show_result(outcome, as_json=as_json, quiet=quiet, article_out=article_out)
    if as_json:
        put(record.model_dump_json())
    if isinstance(error, KeyboardInterrupt):
        say(f"Interrupted. Go on with: deepnews resume {shell_word(folder)}")
        raise typer.Exit(exit_codes.INTERRUPTED)
    if error is not None:
        say(f"The run folder is {folder}; when the cause is mended: deepnews resume {shell_word(folder)}")
        raise error
    raise typer.Exit(exit_codes.exit_code_of(record.state))


def _show_result(outcome: Outcome, *, as_json: bool, quiet: bool, article_out: bool) -> None:
    from deepnews.app import service
    from deepnews.app.summary import run_summary

    if article_out:
        put(service.read_article(outcome.folder))
    if not quiet:
        (say if article_out or as_json else put)(run_summary(outcome.record, outcome.folder))


def shell_word(path: Path) -> str:
    """`path` as it must be typed after a command."""
    import shlex

    return shlex.quote(str(path))
