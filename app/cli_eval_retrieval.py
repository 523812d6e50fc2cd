"""``deepnews eval retrieval``: search systems measured on a collection in BEIR layout."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, cast, get_args

import typer

from deepnews.app import options as opt
from deepnews.app.console import put, say

if TYPE_CHECKING:
    from deepnews.eval.retrieval_eval.beir import Collection
    from deepnews.eval.retrieval_eval.run import Measured

HELP: Final = """Measure search on a collection in BEIR layout.

The folder holds corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv. Systems: ours (words and meaning joined), hybrid (the
same by reciprocal rank), bm25, dense, mmr. Intervals draw queries anew. In large collections words choose the
candidates, and only these are embedded.

\b
Examples:
  deepnews eval retrieval --beir ./scifact --json
  deepnews eval retrieval --beir ./scifact --system ours --against bm25 --against dense
"""
SystemName = Literal["ours", "bm25", "dense", "hybrid", "mmr"]
Beir = Annotated[Path, typer.Option("--beir", metavar="DIR", help="Folder in BEIR layout.")]
System = Annotated[SystemName, typer.Option("--system", help="What is measured.")]
Split = Annotated[str, typer.Option("--split", help="Which judgements: qrels/SPLIT.tsv.")]
Limit = Annotated[int | None, typer.Option("--limit-queries", metavar="N", min=1, help="Only so many queries.")]
Against = Annotated[list[str] | None, typer.Option("--against", help="Compare with this system; repeatable.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write figures and rankings of each query.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Seed of the intervals.")]


def add_to(eval_app: typer.Typer) -> None:
    """Give `eval_app` this command."""
    eval_app.command(help=HELP)(retrieval)


def retrieval(
    beir: Beir,
    system: System = "ours",
    split: Split = "test",
    limit_queries: Limit = None,
    against: Against = None,
    out: Out = None,
    seed: Seed = 7,
    as_json: opt.Json = False,
    quiet: opt.Quiet = False,
) -> None:
    """Measure a search system."""
    from deepnews.agents.materials import embedder_for
    from deepnews.app import service
    from deepnews.app.progress import open_progress, source_steps
    from deepnews.eval.retrieval_eval.beir import read_collection
    from deepnews.eval.retrieval_eval.run import measure

    others = [_system(name) for name in against or ()]
    collection = read_collection(beir, split, limit_queries)
    for fault in collection.faults:
        say(f"Passed over: {fault}")
    language = language_of_collection(collection)
    embedder = embedder_for(service.make_settings(), language)
    with open_progress(sys.stderr, quiet=quiet) as on_event:
        found = measure(collection, system, embedder, language, seed=seed, tell=source_steps(on_event), against=others)
    if out:
        rows = {"result": found.result.flat(), "queries": found.per_query, "rankings": found.rankings}
        out.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    put(json.dumps(found.result.flat(), ensure_ascii=False) if as_json else _lines(found))


def language_of_collection(collection: Collection) -> Literal["en", "zh"]:
    """``en`` where the English model can read all of it; ``zh``, for the multilingual one, where documents are in
    another language or queries are Chinese."""
    from deepnews.retrieval.load.metadata import language_of

    texts, queries = ("\n".join(list(found.values())[:200]) for found in (collection.texts, collection.queries))
    return "en" if language_of(texts) == "en" and language_of(queries) != "zh" else "zh"


def _system(name: str) -> SystemName:
    """The system of that name; raises UsageError when there is none."""
    from deepnews.errors import UsageError

    for known in get_args(SystemName):
        if name == known:
            return cast(SystemName, known)
    raise UsageError(f"There is no search system {name!r}.", hint=f"Choose one of: {', '.join(get_args(SystemName))}.")


def _lines(found: Measured) -> str:
    """The figures for people."""
    result = found.result
    lines = [f"{result.system} on {result.n_documents:,} documents, {result.n_queries:,} queries ({result.embedding})"]
    for name, mean in result.means.items():
        low, high = result.intervals[name]
        lines.append(f"  {name:<11} {mean:.4f}  (95% interval {low:.4f} to {high:.4f})")
        for other, differences in result.against.items():
            by, least, most = differences[name]
            lines.append(f"    beside {other}: {by:+.4f} ({least:+.4f} to {most:+.4f})")
    lines.append(f"  index {result.index_passages_per_s:,.1f} documents/s")
    lines.append(f"  query {result.query_ms_p50:.1f} ms (median), {result.query_ms_p95:.1f} ms (95th percentile)")
    return "\n".join(lines)
