"""The commands beside writing: score, models, doctor and the page; schemas and pace have modules of their own."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from deepnews.app import (
    cli_eval_compare,
    cli_eval_forage,
    cli_eval_retrieval,
    cli_export,
    cli_pace,
    cli_schemas,
    exit_codes,
    texts,
)
from deepnews.app import options as opt
from deepnews.app.cli_eval import eval_app
from deepnews.app.console import put

models_app = typer.Typer(help=texts.MODELS, no_args_is_help=True, rich_markup_mode=None)


def add_to(app: typer.Typer) -> None:
    """Give `app` these commands."""
    app.command(help=texts.SCORE)(score)
    app.add_typer(models_app, name="models")
    cli_eval_retrieval.add_to(eval_app)
    cli_eval_forage.add_to(eval_app)
    cli_eval_compare.add_to(eval_app)
    app.add_typer(eval_app, name="eval")
    cli_schemas.add_to(app)
    cli_pace.add_to(app)
    cli_export.add_to(app)
    app.command(help=texts.DOCTOR)(doctor)
    app.command("app", help=texts.APP)(open_page)


def score(
    article: opt.Article,
    sources: opt.AgainstSources,
    as_json: opt.Json = False,
    report: opt.ReportFile = None,
    no_model: opt.NoModel = False,
    model: opt.Model = None,
    base_url: opt.BaseUrl = None,
    quiet: opt.Quiet = False,
) -> None:
    """Check an article."""
    from deepnews.app import service
    from deepnews.app.progress import open_progress
    from deepnews.app.summary import score_summary

    settings = service.make_settings(model=model, base_url=base_url)
    with open_progress(sys.stderr, quiet=quiet) as on_event:
        ledger = service.score(article, sources, settings, on_event, use_model=not no_model)
    if report:
        service.write_score_report(ledger, report)
    put(service.score_json(ledger) if as_json else score_summary(ledger))
    raise typer.Exit(exit_codes.RED_CLAIMS if ledger.red else exit_codes.DONE)


@models_app.command("list", help=texts.MODELS_LIST)
def models_list() -> None:
    """List weights."""
    from deepnews.app import service

    put("\n".join(service.weights_lines(service.make_settings())))


@models_app.command("pull", help=texts.MODELS_PULL)
def models_pull(name: opt.WeightsName = None, quiet: opt.Quiet = False) -> None:
    """Fetch weights."""
    from deepnews.app import service
    from deepnews.app.progress import open_progress

    settings = service.make_settings()
    with open_progress(sys.stderr, quiet=quiet) as on_event:
        paths = service.pull_weights(settings, name, on_event)
    put("\n".join(str(path) for path in paths))


@models_app.command("where", help=texts.MODELS_WHERE)
def models_where(name: opt.WeightsName = None) -> None:
    """Print a path."""
    from deepnews.app import service

    put(str(service.where_weights(service.make_settings(), name)))


def doctor(as_json: opt.Json = False) -> None:
    """Examine this machine."""
    from deepnews.app import service
    from deepnews.app.doctor import examine, report_lines

    report = examine(service.make_settings())
    put(report.model_dump_json() if as_json else "\n".join(report_lines(report)))
    raise typer.Exit(exit_codes.DONE if report.able else exit_codes.FAILED)


def open_page(runs: opt.RunsDir = Path("runs"), port: opt.Port = 8501) -> None:
    """Serve the page until Ctrl-C."""
    from deepnews.app.desk.server import serve

    raise typer.Exit(serve(runs, port))
