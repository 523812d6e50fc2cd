"""Writing from a plan that somebody has edited: a new run that takes over what an earlier one gathered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from deepnews.app.running import OnEvent, Outcome, run_in
from deepnews.app.service import begin
from deepnews.errors import UsageError

if TYPE_CHECKING:
    from deepnews.settings import Settings

_FREE: Final = ("style_notes", "seed")
"""Values of the assignment that may differ from those of the run that the plan comes from."""


def write_from_plan(
    plan: Path, facts_of: Path | None, given: Mapping[str, Any], settings: Settings, parent: Path, on_event: OnEvent
) -> Outcome:
    """How writing the plan at `plan` into a new folder under `parent` ended; `given` are options of the assignment.

    Its Facts and evidence are those of the run `facts_of`, or of the folder the plan lies in. Raises UsageError naming
    file and line for a plan that does not hold together, or an option that would need other Facts.
    """
    from deepnews.agents.plan_start import read_given_plan, take_over, whose_facts
    from deepnews.agents.run_folder import RunFolder
    from deepnews.app.assignment_file import OPTION_OF

    if odd := [key for key, value in given.items() if value is not None and key not in _FREE]:
        names = ", ".join(OPTION_OF.get(key, f"--{key}") for key in odd)
        raise UsageError(f"{names} cannot be given with --plan.", hint="Change the plan, or write without --plan.")
    run = whose_facts(plan, facts_of)
    changed = {key: given[key] for key in _FREE if given.get(key) is not None}
    assignment = run.read_assignment().model_copy(update=changed)
    read = read_given_plan(plan, run, run.read_order(), settings.schemas_dir)
    folder = RunFolder(begin(assignment, settings, parent))
    take_over(run, folder, read)
    return run_in(folder, assignment, settings, on_event)
