"""Options and arguments of the command line, each defined once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from typer import Argument, Exit, Option

from deepnews import __version__
from deepnews.app.console import put


def _print_version(asked: bool) -> None:
    if asked:
        put(f"deepnews {__version__}")
        raise Exit


def _index_place(place: str) -> str:
    """Where the index at `place` lies; raises ArchiveError when there is none."""
    from deepnews.app.index_service import existing_index

    return existing_index(place)


def _run(place: str) -> Path:
    from deepnews.app.places import run_of

    return run_of(place)


def _parent(place: str) -> Path:
    from deepnews.app.places import folder_of

    return folder_of(place)


RunDir = Annotated[Path, Argument(metavar="RUN", parser=_run, help="Folder of the run, or its address.")]
AssignmentFile = Annotated[
    Path | None, Option("--assignment", metavar="FILE.yaml", help="Assignment file; options given beside it win.")
]
PlanFile = Annotated[
    Path | None,
    Option(
        "--plan", metavar="PLAN", help="Write from a plan.md or plan.json of a run, edited or not, without planning."
    ),
]
FactsOf = Annotated[
    Path | None, Option("--facts", metavar="RUN", help="Run whose Facts --plan names. Default: the plan's own folder.")
]
Topic = Annotated[str | None, Option(help="What the article is about; may hold the questions it must answer.")]
Angle = Annotated[str | None, Option(help="From which side to tell it.")]
Sources = Annotated[list[str] | None, Option(metavar="PATH", help="Folder, file or URL; may be given several times.")]
IndexDir = Annotated[
    str | None,
    Option(
        "--index",
        metavar="DIR",
        help="Take sources from this index ('deepnews index'), beside --sources.",
        callback=lambda place: _index_place(place) if place else None,
    ),
]
Length = Annotated[int | None, Option(metavar="N", help="Length in characters, 600 to 100000. Default 3000.")]
Lang = Annotated[
    Literal["en", "zh"] | None, Option(help="Language of the article; zh also from English sources. Default en.")
]
Schema = Annotated[
    str | None, Option(metavar="CODE", help="Narrative schema, see 'deepnews schemas list'. Default auto.")
]
Style = Annotated[str | None, Option(metavar="NOTES", help="Notes on style for the writer.")]
OnScarcity = Annotated[
    Literal["refuse", "shorten", "allow"] | None,
    Option(help="What to do when the sources hold less than ten times the length. Default shorten."),
]
Seed = Annotated[int | None, Option(metavar="N", help="The same seed gives the same article. Default 7.")]
Model = Annotated[
    str | None,
    Option(metavar="MODEL", help="local, local:FILE.gguf or openai:NAME. Default: DEEPNEWS_MODEL, else local."),
]
BaseUrl = Annotated[
    str | None,
    Option(
        metavar="URL", help="Server that speaks the OpenAI protocol, or several with commas; key: DEEPNEWS_API_KEY."
    ),
]
Out = Annotated[
    Path,
    Option(metavar="DIR", parser=_parent, help="Folder, or address like s3://BUCKET/runs, in which the run's is made."),
]
BatchOut = Annotated[
    Path | None,
    Option("--out", metavar="DIR", parser=_parent, help="Folder of this batch, or address. Default: runs/NAME."),
]
Pacing = Annotated[
    Literal["off", "measure", "rewrite"] | None,
    Option(help="Rhythm and stock phrases: left alone, measured, or rewritten with the same claims. Default rewrite."),
]
HouseStyle = Annotated[
    Path | None,
    Option(
        "--house-style",
        metavar="FILE",
        help="House style (spelling, titles, banned words), or a folder with en.yaml and zh.yaml.",
    ),
]
NoCache = Annotated[bool, Option("--no-cache", help="Ask the model anew; neither read nor keep cached replies.")]
PrivateUrls = Annotated[
    bool, Option("--allow-private-urls", help="Let addresses of sources lead into private networks and this machine.")
]
Json = Annotated[bool, Option("--json", help="Print one JSON object, last on stdout.")]
Quiet = Annotated[bool, Option("--quiet", help="No progress and no summary; errors are still shown.")]
ArticleOut = Annotated[bool, Option("--stdout", help="Print the article on stdout.")]
Timeline = Annotated[bool, Option("--timeline", help="What the run did when: its processes, stages, calls and costs.")]
RunSmoothness = Annotated[
    bool,
    Option(
        "--smoothness", help="Measure the article's surprisal under the local model beside a zero-shot twin's; minutes."
    ),
]
Article = Annotated[Path, Argument(metavar="ARTICLE", help="The article: .md, .txt, .html or .docx.")]
AgainstSources = Annotated[list[str], Option("--sources", metavar="PATH", help="Folder, file or URL; repeatable.")]
ReportFile = Annotated[Path | None, Option("--report", metavar="FILE", help="Write the report to this file as HTML.")]
NoModel = Annotated[bool, Option("--no-model", help="Rules and search only; no language model is opened.")]
WeightsName = Annotated[str | None, Argument(metavar="NAME", help="Which weights. Default: all that are needed.")]
SchemaCode = Annotated[str, Argument(metavar="CODE", help="Code of the schema.")]
RunsDir = Annotated[Path, Option("--runs", metavar="DIR", help="Folder that holds the runs.")]
Port = Annotated[int, Option(metavar="N", min=1, max=65535, help="Port of the page on this machine.")]
ShowVersion = Annotated[
    bool, Option("--version", help="Print the version and stop.", is_eager=True, callback=_print_version)
]
Debug = Annotated[bool, Option("--debug", help="Show the traceback of every error.")]
