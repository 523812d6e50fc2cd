"""The commands that let an article out: sign for a red claim, export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from deepnews.app import options as opt
from deepnews.app.console import put

EXPORT: Final = """Export a finished article: Markdown, HTML, Word, PDF, or JSON in the fields of IPTC's ninjs 3.1.

Footnotes, sources, the disclosure and a table of all claims come with it. Refused with exit code 3 while a red claim is
unsigned; the claims are listed. Prints the path of the file.

\b
Examples:
  deepnews export runs/RUN --as pdf
  deepnews export runs/RUN --as docx --out ./desk/article.docx
"""
SIGN: Final = """Sign for a red claim: a person answers for it with name and reason.

The signature covers the claim's words and is lost when they are changed. Name and reason stand in every export.
'deepnews export' lists the claims that are not signed for.

\b
Example:
  deepnews sign runs/RUN C012 --author "Ann Lee" --reason "Confirmed by the ministry on the phone, 3 May."
"""

AsKind = Annotated[Literal["md", "html", "docx", "pdf", "json"], typer.Option("--as", help="Kind of file.")]
OutFile = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="The file. Default: named by the headline, in this folder.")
]
ClaimId = Annotated[str, typer.Argument(metavar="CLAIM", help="Id of the claim, e.g. C012.")]
Author = Annotated[str, typer.Option("--author", metavar="NAME", help="Who signs.")]
Reason = Annotated[str, typer.Option("--reason", metavar="WHY", help="Why the claim may stand.")]


def add_to(app: typer.Typer) -> None:
    """Give `app` these commands."""
    app.command(help=EXPORT)(export)
    app.command(help=SIGN)(sign)


def export(run_dir: opt.RunDir, kind: AsKind, out: OutFile = None) -> None:
    """Export an article."""
    from deepnews.app.export.exporting import export as exported
    from deepnews.app.export.exporting import export_name, save

    content = exported(run_dir, kind)
    path = out or Path(export_name(run_dir, kind))
    save(content, path)
    put(str(path))


def sign(run_dir: opt.RunDir, claim: ClaimId, author: Author, reason: Reason) -> None:
    """Sign for a claim."""
    from deepnews.app.export import signing
    from deepnews.app.places import keep

    signature = signing.sign(run_dir, claim, author, reason)
    keep(run_dir)
    put(f"{signature.claim_id} is signed for by {signature.author}.")
