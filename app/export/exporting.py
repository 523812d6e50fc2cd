"""An article as a file to hand on: five kinds, all behind the gate."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from deepnews.agents.annex import Annex, make_annex
from deepnews.agents.article_docx import article_docx
from deepnews.agents.article_markdown import article_markdown
from deepnews.agents.run_files import write_whole
from deepnews.agents.run_folder import RunFolder
from deepnews.app.export.gate import UnsignedClaimsError, unsigned_claims
from deepnews.app.export.publication import read_publication
from deepnews.app.export.signing import read_signatures
from deepnews.app.system_errors import system_error
from deepnews.errors import RunError, UsageError
from deepnews.slug import slug

if TYPE_CHECKING:
    from deepnews.agents.publication import Publication

Kind = Literal["md", "html", "docx", "pdf", "json"]
MEDIA_TYPES: Final[dict[Kind, str]] = {
    "md": "text/markdown",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "json": "application/json",
}


def export(folder: Path, kind: Kind) -> bytes:
    """The article of a run as a file of `kind`: text, footnotes, sources, disclosure, and all claims as an annex.

    Raises UnsignedClaimsError while a red claim is unsigned, RunError when the run has no finished article.
    """
    publication, annex = _passed(folder)
    if kind == "json":
        from deepnews.app.export.ninjs import ninjs_json

        return ninjs_json(folder, publication, annex).encode("utf-8")
    return _written(kind, publication, annex)


def export_name(folder: Path, kind: Kind) -> str:
    """A file name for the export, made of the headline; raises RunError when there is no article."""
    return f"{slug(RunFolder.open(folder).read_draft().headline.text)}.{kind}"


def save(content: bytes, path: Path) -> None:
    """Put an export at `path`, whole or not at all; raises UsageError for a path that cannot be, RunError else."""
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise UsageError(f"{path} cannot be written.", hint="Name a file in a folder that is there.")
    try:
        write_whole(path, content)
    except RunError as error:
        cause = error.__cause__
        raise (system_error(cause) if cause else None) or error from cause


def _passed(folder: Path) -> tuple[Publication, Annex]:
    """What may leave; raises UnsignedClaimsError."""
    publication = read_publication(folder)
    signatures = read_signatures(folder)
    draft, ledger = publication.draft, publication.ledger
    blocking = unsigned_claims(draft, ledger, signatures)
    if blocking:
        what = f"{shlex.quote(str(folder))} {shlex.quote(blocking[0].claim_id)}"
        hint = f"Mend them, or sign: deepnews sign {what} --author NAME --reason WHY"
        raise UnsignedClaimsError(blocking, hint=hint)
    return publication, make_annex(draft, publication.facts, publication.corpus, ledger, signatures)


def _written(kind: Literal["md", "html", "docx", "pdf"], publication: Publication, annex: Annex) -> bytes:
    p = publication
    if kind == "html":
        from deepnews.app.export.article_html import article_html

        return article_html(p, annex).encode("utf-8")
    if kind == "pdf":
        from deepnews.app.export.article_pdf import article_pdf

        return article_pdf(p, annex)
    if kind == "docx":
        return article_docx(p.draft, p.facts, p.corpus, p.ledger, p.record, annex)
    return article_markdown(p.draft, p.facts, p.corpus, p.ledger, p.record, annex).encode("utf-8")
