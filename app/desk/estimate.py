"""How long a run will still take, by what earlier ones took."""

from __future__ import annotations

from pathlib import Path

from deepnews.app import service
from deepnews.app.desk.live import Live, left_s
from deepnews.app.desk.runs import read_assignment, read_record, run_rows
from deepnews.schemas.run import RunRecord


def likely_left_s(live: Live, folder: Path) -> float | None:
    """Seconds to the end, scaled from the last finished run of the same model; None when there was none."""
    model = service.run_settings(folder).model
    return left_s(live, _finished(folder.parent, model), read_assignment(folder).n_chars_target)


def _finished(runs: Path, model: str) -> RunRecord | None:
    """The last finished run of `model`; a record names it with its version, a setting without."""
    for row in run_rows(runs):
        record = read_record(runs / row.name) if row.state in ("done", "red") else None
        if record is not None and record.model.startswith(model):
            return record
    return None
