"""``deepnews eval compare`` and ``cliff``: other ways of writing, and how much context a model needs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Option

from deepnews.app import eval_texts as texts
from deepnews.app import options as opt
from deepnews.app.console import put, say

if TYPE_CHECKING:
    from deepnews.schemas.assignment import Assignment

OrderFile = Annotated[Path, Option("--assignment", metavar="FILE.yaml", help="Assignment file.")]
Systems = Annotated[
    list[str] | None,
    Option("--system", metavar="SYSTEM", help="zero-shot, rag, plan-and-write or deepnews; repeatable. Default all."),
]
Context = Annotated[int, Option("--context", metavar="N", min=500, help="Characters that rag is shown.")]
Contexts = Annotated[
    list[int] | None, Option("--context", metavar="N", min=0, help="Characters of context; repeatable. Default eight.")
]
Seeds = Annotated[list[int] | None, Option("--seed", metavar="N", min=0, help="Repeatable. Default: 1 and 2.")]
Out = Annotated[Path, Option("--out", metavar="DIR", help="Folder for articles and results.")]


def add_to(eval_app: typer.Typer) -> None:
    """Give `eval_app` these commands."""
    eval_app.command(help=texts.COMPARE)(compare)
    eval_app.command(help=texts.CLIFF)(cliff)


def compare(
    assignment: OrderFile,
    out: Out,
    system: Systems = None,
    context: Context = 30_000,
    model: opt.Model = None,
    base_url: opt.BaseUrl = None,
    as_json: opt.Json = False,
    quiet: opt.Quiet = False,
) -> None:
    """Compare ways of writing."""
    from deepnews.app import compare_service, service
    from deepnews.app.progress import open_progress
    from deepnews.eval.compare import known_systems, markdown

    order, systems = _order(assignment), known_systems(system or ())
    settings = service.make_settings(model=model, base_url=base_url)
    with open_progress(sys.stderr, quiet=quiet) as on_event:
        result = compare_service.compare(order, systems, context, settings, out, on_event)
    for path in compare_service.write_compare(result, out):
        say(f"Written: {path}")
    put(result.model_dump_json() if as_json else markdown(result))


def cliff(
    assignment: OrderFile,
    out: Out,
    context: Contexts = None,
    seed: Seeds = None,
    model: opt.Model = None,
    base_url: opt.BaseUrl = None,
    as_json: opt.Json = False,
    quiet: opt.Quiet = False,
) -> None:
    """Sweep the context."""
    from deepnews.app import compare_service, service
    from deepnews.app.progress import open_progress
    from deepnews.eval.cliff import BUDGETS, markdown

    order = _order(assignment)
    settings = service.make_settings(model=model, base_url=base_url)
    with open_progress(sys.stderr, quiet=quiet) as on_event:
        result = compare_service.cliff(order, context or BUDGETS, seed or (1, 2), settings, out, on_event)
    for path in compare_service.write_cliff(result, out):
        say(f"Written: {path}")
    put(result.model_dump_json() if as_json else markdown(result))


def _order(file: Path) -> Assignment:
    from deepnews.app.assignment_file import make_assignment, read_assignment_file

    return make_assignment(read_assignment_file(file), {})
