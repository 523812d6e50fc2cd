"""The commands for finding a fault: the timeline of a run and the support bundle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from deepnews.app import options as opt
from deepnews.app import texts
from deepnews.app.console import put, say

BundleOut = Annotated[
    Path | None, typer.Option("--out", metavar="FILE.zip", help="Where to write it. Default: support-RUN.zip.")
]


def add_to(app: typer.Typer) -> None:
    """Give `app` the command."""
    app.command(help=texts.SUPPORT)(support)


def show_timeline(run_dir: Path, *, as_json: bool) -> None:
    """Print what a run did when."""
    from deepnews.app.timeline import read_timeline, timeline_lines

    attempts = read_timeline(run_dir)
    if as_json:
        put(json.dumps([a.model_dump(mode="json") for a in attempts]))
    else:
        put("\n".join(timeline_lines(attempts)) or "The run has not begun.")


def support(run_dir: opt.RunDir, out: BundleOut = None) -> None:
    """Write a support bundle."""
    from deepnews.app import service
    from deepnews.app.support import write_bundle

    path = out or Path(f"support-{run_dir.resolve().name[:15]}.zip")
    names = write_bundle(run_dir, service.make_settings(), path)
    put(str(path))
    say(f"It holds {', '.join(names)}; look into it before you send it.")
