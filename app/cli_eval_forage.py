"""``deepnews eval forage``: which of the facts that an article needs the evidence holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from typer import Option

from deepnews.app import options as opt
from deepnews.app.console import put, say

if TYPE_CHECKING:
    from deepnews.eval.forage_eval.run import ForageResult
    from deepnews.eval.forage_eval.systems import System
    from deepnews.llm import ChatModel
    from deepnews.schemas.assignment import Assignment
    from deepnews.settings import Settings

HELP: Final = """Which key facts of a pack the evidence holds, at 6,000, 15,000, 30,000 and 60,000 characters.

A pack is a folder with pack.yaml (or assignment.yaml) and sources. A key is a YAML file that lists facts, and traps
that must stay out, each with id, what, file and pattern; the project's own are in eval/keys. No model writes here;
one named with --model marks what the article needs, as it would in a run, and ours counts its marks.

\b
Systems:
  ours   foraging, as a run does it             mmr    nearest and unlike each other, by topic and angle
  topk   nearest passages, by topic and angle   bm25   best by words, by topic and angle
  no-coarse, no-sentences, no-gain, no-growth   ours with that part left out (only when named)

\b
Examples:
  deepnews eval forage --pack examples/dossiers/en --key eval/keys/longnight.yaml
  deepnews eval forage --pack ./pack --key key.yaml --system ours --json
  deepnews eval forage --pack ./pack --key key.yaml --model openai:gpt-4.1-mini
"""
PACK_FILES: Final = ("pack.yaml", "assignment.yaml")

Pack = Annotated[Path, Option("--pack", metavar="DIR", help="Folder with pack.yaml and sources.")]
KeyFile = Annotated[Path, Option("--key", metavar="KEY.yaml", help="Facts and traps of this pack.")]
Systems = Annotated[
    list[str] | None,
    Option(
        "--system",
        metavar="SYSTEM",
        help="ours, topk, mmr, bm25 or one without a part; repeatable. Default the first four.",
    ),
]
MarkModel = Annotated[
    str | None, Option("--model", metavar="MODEL", help="Large model that marks for ours. Default: none marks.")
]


def add_to(eval_app: typer.Typer) -> None:
    """Give `eval_app` this command."""
    eval_app.command(help=HELP)(forage)


def forage(
    pack: Pack,
    key: KeyFile,
    system: Systems = None,
    model: MarkModel = None,
    base_url: opt.BaseUrl = None,
    as_json: opt.Json = False,
    quiet: opt.Quiet = False,
) -> None:
    """Measure foraging."""
    from deepnews.app import service
    from deepnews.app.progress import open_progress, source_steps
    from deepnews.eval.forage_eval.keys import read_key
    from deepnews.eval.forage_eval.run import measure

    chosen, facts, assignment = _systems(system or ()), read_key(key), _assignment(pack)
    settings = service.make_settings(model=model, base_url=base_url)
    with _marking(settings if model else None) as reader, open_progress(sys.stderr, quiet=quiet) as on_event:
        found = measure(pack.resolve().name, assignment, facts, key, settings, source_steps(on_event), chosen, reader)
    for fact_id in found.out_of_reach:
        say(f"No passage of the sources holds the fact {fact_id!r}.")
    put(json.dumps(found.flat(), ensure_ascii=False) if as_json else _lines(found))


@contextmanager
def _marking(settings: Settings | None) -> Iterator[ChatModel | None]:
    """The model that marks, for a block; raises UsageError for one that is not asked to."""
    from deepnews.errors import UsageError
    from deepnews.models import open_model

    if settings is None:
        yield None
        return
    profile = settings.model_profile()
    if not profile.n_chars_marked:
        raise UsageError(
            f"A model of the profile {profile.name!r} is not asked to mark what an article needs.",
            hint="Leave out --model, name a large one (openai:NAME), or set DEEPNEWS_PROFILE=frontier.",
        )
    with closing(open_model(settings)) as model:
        yield model


def _assignment(pack: Path) -> Assignment:
    """The assignment of a pack; raises UsageError for a folder that is none."""
    from deepnews.app.assignment_file import make_assignment, read_assignment_file
    from deepnews.errors import UsageError

    path = next((pack / name for name in PACK_FILES if (pack / name).is_file()), None)
    if path is None:
        raise UsageError(f"{pack} holds no {' and no '.join(PACK_FILES)}.", hint="Name the folder of a pack.")
    return make_assignment(read_assignment_file(path), {})


def _systems(names: list[str] | tuple[str, ...]) -> tuple[System, ...]:
    """The systems of these names, all without a name; raises UsageError for an unknown one."""
    from deepnews.errors import UsageError
    from deepnews.eval.forage_eval.systems import ALL_SYSTEMS, SYSTEMS

    unknown = next((n for n in names if n not in ALL_SYSTEMS), None)
    if unknown is not None:
        raise UsageError(f"There is no system {unknown!r}.", hint=f"Choose from: {', '.join(ALL_SYSTEMS)}.")
    return tuple(s for s in ALL_SYSTEMS if s in (names or SYSTEMS))


def _lines(found: ForageResult) -> str:
    """The figures for people."""
    head = f"{found.pack}: {found.n_facts} facts, {found.n_traps} traps; {found.n_documents} documents"
    lines = [f"{head}, {found.n_chars:,} characters of passages ({found.embedding}, schema {found.schema_code})"]
    lines += [f"Marked by {found.marked_by}."] if found.marked_by else []
    for held in found.holdings:
        avoided = "n/a" if held.traps_avoided is None else f"{held.traps_avoided:.0%}"
        lines.append(
            f"  {held.system:<12} {held.n_chars_budget:>7,} characters: {held.facts:6.1%} of the facts, "
            f"{avoided:>4} of the traps avoided, {held.n_documents} documents"
        )
    return "\n".join(lines)
