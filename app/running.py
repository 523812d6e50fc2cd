"""One run from beginning to end, or from its checkpoint to its end, and the record of how it ended."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deepnews.app.system_errors import system_error
from deepnews.errors import DeepNewsError, RunError, ScarcityError

if TYPE_CHECKING:
    from deepnews.agents.run_folder import RunFolder
    from deepnews.agents.state import ProgressEvent
    from deepnews.schemas.assignment import Assignment
    from deepnews.schemas.run import RunRecord, RunState
    from deepnews.settings import Settings

OnEvent = Callable[["ProgressEvent"], None]


@dataclass(frozen=True)
class Outcome:
    """How a run ended: its record, and what stopped it (None when it came to its end)."""

    folder: Path
    record: RunRecord
    error: BaseException | None = None


def run_in(folder: RunFolder, assignment: Assignment, settings: Settings, on_event: OnEvent) -> Outcome:
    """How the run in `folder` ended, begun or gone on with.

    Where the folder stands for an address, that is brought up to date while the run goes on and at its end.
    """
    from deepnews.agents.mirror import Mirror

    mirror = Mirror.of(folder.path)
    if mirror is None:
        return _ended(assignment, folder, settings, on_event)

    def tell(event: ProgressEvent) -> None:
        on_event(event)
        mirror.push_now_and_then()

    outcome = _ended(assignment, folder, settings, tell, mirror.push_results)
    try:
        mirror.push()
    except RunError as error:
        record = outcome.record.model_copy(update={"state": "failed", "error": str(error)})
        return Outcome(folder.path, record, outcome.error or error)
    return outcome


def _ended(
    assignment: Assignment,
    folder: RunFolder,
    settings: Settings,
    on_event: OnEvent,
    before_commit: Callable[[], None] = lambda: None,
) -> Outcome:
    from deepnews.agents.graph import run_pipeline
    from deepnews.agents.state import Toolbox
    from deepnews.eval.hfr import measure
    from deepnews.telemetry import open_telemetry

    try:
        with closing(open_telemetry(settings)) as telemetry:
            toolbox = Toolbox(settings=settings, measure=measure, telemetry=telemetry, before_commit=before_commit)
            record = run_pipeline(assignment, folder, toolbox, on_event)
    except (Exception, KeyboardInterrupt) as error:  # whatever it was is recorded, and raised again at the edge
        known = system_error(error) or error
        if not isinstance(known, DeepNewsError):
            known.add_note(f"The run folder is {folder.path}")
        return Outcome(folder.path, _stopped_record(assignment, folder, settings, known), known)
    return Outcome(folder.path, record)


def _stopped_record(assignment: Assignment, folder: RunFolder, settings: Settings, error: BaseException) -> RunRecord:
    """The record of a run that did not come to its end, written where the disk still allows it."""
    from deepnews.agents.record import record_so_far, spent

    state: RunState = "refused" if isinstance(error, ScarcityError) else "failed"
    sentence = str(error) if isinstance(error, DeepNewsError) else f"{type(error).__name__}: {error}"
    if isinstance(error, KeyboardInterrupt):
        state, sentence = "interrupted", "Interrupted."
    before = record_so_far(assignment, folder, settings.model)
    record = before.model_copy(update={"state": state, "error": sentence})
    if before.state not in ("done", "red"):  # a finished article stays finished, whatever a second resume ran into
        with suppress(RunError), folder.locked():  # a folder in use belongs to the process that works in it
            record = record.model_copy(update=spent(folder))
            folder.write_record(record)
    return record
