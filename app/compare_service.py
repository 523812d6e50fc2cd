"""What ``deepnews eval compare`` and ``cliff`` do: write with a model in other ways, and judge all by one checker."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from deepnews import __version__
from deepnews.app.eval_service import write_text
from deepnews.app.running import OnEvent
from deepnews.errors import RunError

if TYPE_CHECKING:
    from deepnews.accounting import AccountedModel
    from deepnews.agents.layered import Verifier
    from deepnews.agents.materials import Materials
    from deepnews.eval.baselines import PlainPassage
    from deepnews.eval.cliff import CliffPoint, CliffResult
    from deepnews.eval.compare import CompareResult, System, SystemResult
    from deepnews.llm import ChatReply
    from deepnews.schemas.assignment import Assignment
    from deepnews.settings import Settings

CLIFF_POINTS = "cliff.jsonl"
"""File that holds every finished point of a sweep, so that the same command goes on after a stop."""


@dataclass(frozen=True)
class _Desk:
    """What all articles of one comparison share."""

    assignment: Assignment
    materials: Materials
    verifier: Verifier
    settings: Settings
    on_event: OnEvent
    replies: list[ChatReply] = field(default_factory=list)
    """Of the plain ways of writing, in order."""

    def passages(self, n_chars: int) -> tuple[PlainPassage, ...]:
        from deepnews.eval.baselines import context

        return context(self.assignment, self.materials.index, dict(self.materials.corpus.by_id), n_chars)


def _desk(assignment: Assignment, settings: Settings, on_event: OnEvent) -> _Desk:
    from deepnews.agents.evidence_search import EvidenceSearch
    from deepnews.agents.layered import default_verifier
    from deepnews.agents.materials import load_materials
    from deepnews.app.progress import source_steps

    materials = load_materials(assignment, settings, source_steps(on_event))
    search = EvidenceSearch(materials.corpus, materials.index, assignment.language)
    return _Desk(assignment, materials, default_verifier(search, None), settings, on_event)


@contextmanager
def _model(desk: _Desk, n_chars_context: int) -> Iterator[AccountedModel]:
    """The model with a window wide enough for that much material."""
    from deepnews.eval.baselines import n_ctx_needed
    from deepnews.models import open_model

    needed = n_ctx_needed(n_chars_context, desk.assignment.n_chars_target, desk.assignment.language)
    n_ctx = max(desk.settings.n_ctx, needed)
    settings = desk.settings.model_copy(update={"n_ctx": n_ctx, "timeout_s": 4 * desk.settings.timeout_s})
    model = open_model(settings, on_call=lambda stage, key, reply: desk.replies.append(reply))
    try:
        yield model
    finally:
        model.close()


# --- compare ---------------------------------------------------------------------------------------------------------


def compare(
    assignment: Assignment,
    systems: Sequence[System],
    n_chars_context: int,
    settings: Settings,
    out: Path,
    on_event: OnEvent,
) -> CompareResult:
    """Each system's article on the assignment, in `out`, with its score; `n_chars_context` is what the plain ones see.

    Raises RunError when our own run does not come to its end.
    """
    from deepnews.eval.compare import CompareResult

    desk = _desk(assignment, settings, on_event)
    out.mkdir(parents=True, exist_ok=True)
    rows, name = [], settings.model
    plain = [s for s in systems if s != "deepnews"]
    if plain:
        with _model(desk, n_chars_context) as model:
            name = model.model_id
            rows += [_plain(desk, system, n_chars_context, model, out) for system in plain]
    if "deepnews" in systems:
        rows.append(_ours(desk, out))
    return CompareResult(
        model=name,
        seed=assignment.seed,
        checker=desk.verifier.name,
        assignment_sha256=_sha256(assignment),
        corpus_sha256=desk.materials.corpus.sha256,
        deepnews_version=__version__,
        systems=tuple(sorted(rows, key=lambda r: systems.index(r.system))),
    )


def _plain(desk: _Desk, system: System, n_chars_context: int, model: AccountedModel, out: Path) -> SystemResult:
    from deepnews.eval.baselines import plan_and_write, write_plainly
    from deepnews.eval.plain_score import Cost

    passages = () if system == "zero-shot" else desk.passages(n_chars_context)
    way = plan_and_write if system == "plan-and-write" else write_plainly
    n_before, began = len(desk.replies), time.monotonic()
    with _told(desk, system):
        text = way(desk.assignment, passages, model, desk.assignment.seed)
    wall_s = time.monotonic() - began
    path = out / f"{system}.md"
    write_text(path, text)
    cost = Cost.of(desk.replies[n_before:])
    return _judged(desk, system, path, text, sum(len(p.text) for p in passages), cost, wall_s, out)


def _ours(desk: _Desk, out: Path) -> SystemResult:
    from deepnews.agents.run_folder import RunFolder
    from deepnews.app.service import write
    from deepnews.app.timeline import run_events
    from deepnews.eval.plain_score import Cost
    from deepnews.schemas.events import ModelCalled

    outcome = write(desk.assignment, desk.settings, out / "deepnews", desk.on_event)
    if outcome.error is not None:
        raise RunError(f"The run {outcome.folder} did not come to its end: {outcome.error}") from outcome.error
    record = outcome.record
    path = outcome.folder / "article.md"
    calls = [e for e in run_events(RunFolder.open(outcome.folder)) if isinstance(e, ModelCalled)]
    text = path.read_text(encoding="utf-8")
    return _judged(desk, "deepnews", path, text, record.n_chars_evidence, Cost.of(calls), record.wall_s, out)


def _judged(
    desk: _Desk, system: System, path: Path, text: str, n_chars: int, cost: object, wall_s: float, out: Path
) -> SystemResult:
    from deepnews.eval.compare import SystemResult
    from deepnews.eval.plain_score import score_text

    score = score_text(text, desk.materials, desk.verifier, desk.assignment.language)
    return SystemResult.model_validate(
        {
            "system": system,
            "path": path.relative_to(out).as_posix(),
            "n_chars_context": n_chars,
            "score": score,
            "cost": cost,
            "wall_s": wall_s,
        }
    )


# --- cliff -----------------------------------------------------------------------------------------------------------


def cliff(
    assignment: Assignment,
    budgets: Sequence[int],
    seeds: Sequence[int],
    settings: Settings,
    out: Path,
    on_event: OnEvent,
) -> CliffResult:
    """The sweep over budgets and seeds; finished points are read from `out`, each new one is added to it at once."""
    from deepnews.eval.cliff import CliffResult, by_budget, recommended, sweep

    desk = _desk(assignment, settings, on_event)
    out.mkdir(parents=True, exist_ok=True)
    wanted = [(budget, seed) for budget in sorted(set(budgets)) for seed in seeds]
    kept = out / CLIFF_POINTS
    with _model(desk, max(budgets)) as model:
        done = _points(kept)
        points = sweep(wanted, done, _point_writer(desk, model, out), lambda point: _append(kept, point))
        name = model.model_id
    budgets_found = by_budget(points)
    return CliffResult(
        model=name,
        checker=desk.verifier.name,
        assignment_sha256=_sha256(assignment),
        corpus_sha256=desk.materials.corpus.sha256,
        deepnews_version=__version__,
        points=points,
        budgets=budgets_found,
        recommended_n_chars=recommended(budgets_found),
    )


def _point_writer(desk: _Desk, model: AccountedModel, out: Path) -> Callable[[int, int], CliffPoint]:
    from deepnews.eval.baselines import write_plainly
    from deepnews.eval.cliff import CliffPoint
    from deepnews.eval.plain_score import Cost, score_text

    def write(budget: int, seed: int) -> CliffPoint:
        passages, n_before = desk.passages(budget), len(desk.replies)
        with _told(desk, f"{budget} characters, seed {seed}"):
            text = write_plainly(desk.assignment, passages, model, seed)
        write_text(out / f"cliff-{budget}-{seed}.md", text)
        return CliffPoint(
            n_chars_context=budget,
            n_chars_shown=sum(len(p.text) for p in passages),
            seed=seed,
            score=score_text(text, desk.materials, desk.verifier, desk.assignment.language),
            cost=Cost.of(desk.replies[n_before:]),
        )

    return write


def _points(path: Path) -> dict[tuple[int, int], CliffPoint]:
    """Points kept by an earlier call; a torn last line is left out and written anew."""
    from pydantic import ValidationError

    from deepnews.eval.cliff import CliffPoint

    found: dict[tuple[int, int], CliffPoint] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        try:
            point = CliffPoint.model_validate_json(line)
        except ValidationError:
            continue
        found[point.n_chars_context, point.seed] = point
    return found


def _append(path: Path, point: CliffPoint) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("\n" * (file.tell() > 0) + point.model_dump_json())


# --- files -----------------------------------------------------------------------------------------------------------


@contextmanager
def _told(desk: _Desk, what: str) -> Iterator[None]:
    from deepnews.agents.state import ProgressEvent

    desk.on_event(ProgressEvent(stage="write", done=0, total=1, detail=what))
    yield
    desk.on_event(ProgressEvent(stage="write", done=1, total=1, detail=what))


def write_compare(result: CompareResult, out: Path) -> tuple[Path, ...]:
    """Paths of the JSON, the table and the plot written into `out`."""
    from deepnews.agents.run_files import write_whole
    from deepnews.eval.compare import markdown
    from deepnews.eval.plots import compare_svg

    write_text(out / "compare.json", result.model_dump_json(indent=1))
    write_text(out / "compare.md", markdown(result))
    write_whole(out / "compare.svg", compare_svg(result))
    return out / "compare.json", out / "compare.md", out / "compare.svg"


def write_cliff(result: CliffResult, out: Path) -> tuple[Path, ...]:
    """Paths of the JSON, the table and the plot written into `out`."""
    from deepnews.agents.run_files import write_whole
    from deepnews.eval.cliff import markdown
    from deepnews.eval.plots import cliff_svg

    write_text(out / "cliff.json", result.model_dump_json(indent=1))
    write_text(out / "cliff.md", markdown(result))
    write_whole(out / "cliff.svg", cliff_svg(result))
    return out / "cliff.json", out / "cliff.md", out / "cliff.svg"


def _sha256(assignment: Assignment) -> str:
    import hashlib

    return hashlib.sha256(assignment.model_dump_json().encode("utf-8")).hexdigest()
