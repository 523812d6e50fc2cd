"""``deepnews index``: a persistent search index over folders of documents."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from deepnews.app import options as opt
from deepnews.app.console import put, say

if TYPE_CHECKING:
    from deepnews.agents.materials import Tell
    from deepnews.retrieval.archive.records import ArchiveChange, ArchiveStats

HELP: Final = """Keep a search index over large folders of documents.

Only new and changed documents are read and embedded. A change that is killed leaves the index as it was after its last
batch; others may search while one process changes it. DIR is the folder of the index, a folder of documents that holds
its index, or the address of a PostgreSQL database with pgvector (postgresql://...).

\b
Examples:
  deepnews index add ./archive ./documents      # make an index, or add to it
  deepnews index add ./documents                # the index lies inside the folder
  deepnews index update ./archive               # what is new, changed or gone in its sources
  deepnews index search ./archive "Who delayed the refit?" --top-k 5
  deepnews write --topic "..." --index ./archive
"""
ADD: Final = """Add documents to an index, which is made when there is none.

\b
Examples:
  deepnews index add ./archive ./documents ./more
  deepnews index add ./documents
"""
UPDATE: Final = """Bring an index up to date with its sources, or make it anew with --rebuild.

\b
Example:
  deepnews index update ./archive
"""
REMOVE: Final = """Take documents out of an index; the files stay, and an update does not bring them back.

\b
Example:
  deepnews index remove ./archive ./documents/draft.pdf
"""
STATS: Final = """Say what an index holds, after every byte of it was checked.

\b
Example:
  deepnews index stats ./archive --json
"""
SEARCH: Final = """Search an index by words and by meaning.

\b
Example:
  deepnews index search ./archive "Who delayed the refit?" --top-k 5
"""
_N_SHOWN: Final = 300
_N_SKIPPED: Final = 10
Dir = Annotated[str, typer.Argument(metavar="DIR", help="The index; see 'deepnews index --help'.")]
Paths = Annotated[list[str] | None, typer.Argument(metavar="SOURCES", help="Folders, files or URLs.")]
Gone = Annotated[list[str], typer.Argument(metavar="SOURCES", help="Folders, files or URLs in the index.")]
Query = Annotated[str, typer.Argument(metavar="QUERY", help="What is looked for.")]
Lang = Annotated[
    Literal["en", "zh", "mixed"] | None, typer.Option(help="Language of the documents. Default: that of the first.")
]
Rebuild = Annotated[bool, typer.Option("--rebuild", help="Make the index anew; it can be searched meanwhile.")]
TopK = Annotated[int, typer.Option("--top-k", metavar="N", min=1, max=1000, help="Passages shown.")]
index_app = typer.Typer(help=HELP, no_args_is_help=True, rich_markup_mode=None)


def add_to(app: typer.Typer) -> None:
    """Give `app` these commands."""
    app.add_typer(index_app, name="index")


@index_app.command(help=ADD)
def add(
    place: Dir,
    sources: Paths = None,
    lang: Lang = None,
    rebuild: Rebuild = False,
    as_json: opt.Json = False,
    quiet: opt.Quiet = False,
) -> None:
    """Add documents."""
    from deepnews.app import index_service, service

    settings = service.make_settings()
    _change(
        lambda tell: index_service.add(place, sources or [], settings, tell, spoken=lang, rebuild=rebuild),
        as_json=as_json,
        quiet=quiet,
    )


@index_app.command(help=UPDATE)
def update(place: Dir, rebuild: Rebuild = False, as_json: opt.Json = False, quiet: opt.Quiet = False) -> None:
    """Update an index."""
    from deepnews.app import index_service, service

    settings = service.make_settings()
    _change(lambda tell: index_service.update(place, settings, tell, rebuild=rebuild), as_json=as_json, quiet=quiet)


@index_app.command(help=REMOVE)
def remove(place: Dir, sources: Gone, as_json: opt.Json = False, quiet: opt.Quiet = False) -> None:
    """Remove documents."""
    from deepnews.app import index_service, service

    settings = service.make_settings()
    _change(lambda tell: index_service.remove(place, sources, settings, tell), as_json=as_json, quiet=quiet)


@index_app.command(help=STATS)
def stats(place: Dir, as_json: opt.Json = False) -> None:
    """Show what an index holds."""
    from deepnews.app import index_service

    found = index_service.stats(place)
    put(found.model_dump_json() if as_json else "\n".join(_stats_lines(found)))


@index_app.command(help=SEARCH)
def search(place: Dir, query: Query, top_k: TopK = 10, as_json: opt.Json = False) -> None:
    """Search an index."""
    from deepnews.app import index_service, service

    found, documents = index_service.search(place, query, top_k, service.make_settings())
    rows: list[dict[str, Any]] = [
        {
            "path": documents[f.passage.doc_id].path,
            "title": documents[f.passage.doc_id].title,
            "date": str(documents[f.passage.doc_id].date or ""),
            "score": round(f.scent, 6),
            **f.passage.model_dump(),
        }
        for f in found
    ]
    if as_json:
        put(json.dumps({"query": query, "passages": rows}, ensure_ascii=False))
    elif rows:
        put("\n\n".join(_passage_lines(number, row) for number, row in enumerate(rows, 1)))
    else:
        say("Nothing found.")


def _change(make: Callable[[Tell], ArchiveChange], *, as_json: bool, quiet: bool) -> None:
    """Make a change with its progress shown, then say what it did."""
    from deepnews.app.progress import open_progress, source_steps

    with open_progress(sys.stderr, quiet=quiet) as on_event:
        change = make(source_steps(on_event))
    for skipped in change.skipped[:_N_SKIPPED]:
        say(f"Not read: {skipped.path}: {skipped.reason}")
    if len(change.skipped) > _N_SKIPPED:
        say(f"Not read: {len(change.skipped) - _N_SKIPPED} more; see --json.")
    if as_json:
        put(change.model_dump_json())
    elif not quiet:
        put(_change_line(change))


def _change_line(change: ArchiveChange) -> str:
    parts = [f"{change.n_added:,} added", f"{change.n_replaced:,} replaced", f"{change.n_removed:,} removed"]
    parts += [f"{change.n_unchanged:,} unchanged", f"{change.n_copies:,} of them copies of others"]
    speed = change.n_passages / change.seconds if change.seconds > 0 else 0.0
    return f"{', '.join(parts)}; {change.n_passages:,} passages in {change.seconds:.1f} s ({speed:,.0f}/s)."


def _stats_lines(found: ArchiveStats) -> list[str]:
    return [
        f"{found.place}, change {found.generation}, written by deepnews {found.made_by}",
        f"  {found.n_documents:,} documents ({found.n_copies:,} copies beside them), {found.n_passages:,} passages, "
        f"{found.n_chars:,} characters, {found.n_bytes / 1e6:,.1f} MB on disk",
        f"  made with {found.spec.embedding_id} ({found.spec.n_dims} dimensions, {found.spec.language}); "
        f"vector search is {found.search}",
        *(f"  from {source}" for source in found.origin.sources),
        *(f"  without {source}" for source in found.origin.excluded),
        *(f"  not read: {s.path}: {s.reason}" for s in found.origin.skipped[:_N_SKIPPED]),
    ]


def _passage_lines(number: int, row: dict[str, Any]) -> str:
    page = f", page {row['page']}" if row["page"] else ""
    date = f", {row['date']}" if row["date"] else ""
    text = " ".join(row["text"].split())
    shown = text if len(text) <= _N_SHOWN else f"{text[:_N_SHOWN]}…"
    return f"{number}. {row['title']} ({row['path']}{page}{date}), score {row['score']:.3f}\n   {shown}"
