"""The smoothness of a finished run: its article beside a zero-shot twin and the human sources, kept in its record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from deepnews.agents.publish import Publication, report_html
from deepnews.agents.run_folder import DISAGREEMENTS, EVIDENCE, PLAN, REPORT, RunFolder
from deepnews.app.desk.staging import staged
from deepnews.app.export.publication import read_publication
from deepnews.app.smoothness import MeasuringModel, measured, open_measuring
from deepnews.eval.baselines import write_plainly
from deepnews.llm import ChatModel
from deepnews.schemas.pacing import SmoothnessBeside
from deepnews.schemas.run import RunRecord

if TYPE_CHECKING:
    from deepnews.settings import Settings

TWIN: Final = "zero_shot.md"
"""File of a run folder: the article that the model alone wrote for the assignment; written once."""


def measure_run(
    run_dir: Path, settings: Settings, open_model: Callable[[Settings], MeasuringModel] = open_measuring
) -> RunRecord:
    """The record of a finished run with its smoothness; record and report are written anew.

    Raises RunError when the run is not finished, UsageError unless the settings name a local model, ModelError when it
    cannot be asked.
    """
    folder = RunFolder.open(run_dir)
    with folder.locked():
        published = read_publication(folder.path)
        with closing(open_model(settings)) as model:
            twin = _twin(folder, model)
            texts = [published.draft.body], [twin], list(_source_texts(folder))
            article, beside, sources = (measured(model, t) for t in texts)
        found = SmoothnessBeside(article=article, twin=beside, sources=sources)
        record = published.record.model_copy(update={"smoothness": found})
        _publish(folder, twin, published, record)
    return record


def _twin(folder: RunFolder, model: ChatModel) -> str:
    """What the model writes of itself for the assignment, from the folder where it stands there already."""
    if folder.has(TWIN):
        return folder.read_text(TWIN)
    assignment = folder.read_assignment()
    return write_plainly(assignment, (), model, assignment.seed)


def _source_texts(folder: RunFolder) -> Iterator[str]:
    """The passages that were put before the model, those of one document together, what it tells most of first."""
    by_document: defaultdict[str, list[str]] = defaultdict(list)
    for placed in folder.read_evidence().passages if folder.has(EVIDENCE) else ():
        by_document[placed.passage.doc_id].append(placed.passage.text)
    yield from sorted(("\n".join(texts) for texts in by_document.values()), key=len, reverse=True)


def _publish(folder: RunFolder, twin: str, published: Publication, record: RunRecord) -> None:
    """Report, twin and record take their places together."""
    evidence = folder.read_evidence() if folder.has(EVIDENCE) else None
    whole = replace(
        published,
        record=record,
        plan=folder.read_plan() if folder.has(PLAN) else None,
        saturation=evidence.saturation if evidence else None,
        foraging=evidence.foraging if evidence else None,
        disagreements=folder.read_disagreements() if folder.has(DISAGREEMENTS) else (),
    )
    with staged(folder.path) as new:
        new.write_text(TWIN, twin)
        new.write_text(REPORT, report_html(whole))
        new.write_record(record)
