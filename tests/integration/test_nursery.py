"""Jobs forked from the nursery: killed, asked to stop, or begun after the nursery itself was killed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from deepnews.agents.state import ProgressEvent
from deepnews.app.batch.birth import Forking
from deepnews.app.batch.jobs import Job
from deepnews.app.batch.ledger import prepare
from deepnews.app.batch.process import Children, CrashError
from deepnews.schemas.assignment import Assignment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere jobs are started anew")
SOURCE = Path(__file__).parents[2] / "examples" / "dossiers" / "en" / "sources" / "04-supplier-email.txt"
ASSIGNED = Assignment(topic="Why the recall?", sources=(str(SOURCE),), n_chars_target=600, on_scarcity="allow")
JOB = Job("recall", 1, ASSIGNED, "scripted")


@pytest.fixture
def birth(own_world: None) -> Iterator[Forking]:
    made = Forking(["en"])
    yield made
    made.close()


def nursery() -> psutil.Process:
    living = (p for p in psutil.Process().children() if p.status() != psutil.STATUS_ZOMBIE)
    [found] = [p for p in living if "deepnews.app.batch.nursery" in p.cmdline()]
    return found


def at_once(act: Callable[[], object]) -> Callable[[ProgressEvent], None]:
    """Acts at the first event of a job, and never again."""
    acts = iter([act])

    def hear(event: ProgressEvent) -> None:
        for first in acts:
            first()

    return hear


def folder(path: Path) -> Path:
    prepare(JOB, path)
    return path


def test_how_a_job_ends_is_told(birth: Forking, tmp_path: Path) -> None:
    children, told = Children(birth), []
    record = children.run(JOB, folder(tmp_path / "whole"), told.append)
    assert record.state == "done" and {"note", "draft", "publish"} <= {event.stage for event in told}
    with pytest.raises(CrashError, match="ended by SIGKILL"):
        children.run(JOB, folder(tmp_path / "killed"), at_once(lambda: nursery().children()[0].kill()))
    with pytest.raises(CrashError, match="is not the folder of a run"):
        children.run(JOB, tmp_path, told.append)
    assert not nursery().children()


def test_a_job_that_is_asked_to_stop_can_be_gone_on_with(birth: Forking, tmp_path: Path) -> None:
    children, run = Children(birth), folder(tmp_path / "run")
    assert children.run(JOB, run, at_once(children.stop)).state == "interrupted"
    assert Children(birth).run(JOB, run, lambda event: None).state == "done"


def test_a_nursery_that_was_killed_is_replaced_and_its_jobs_go_on(birth: Forking, tmp_path: Path) -> None:
    children = Children(birth)
    kill = at_once(lambda: nursery().kill())
    assert children.run(JOB, folder(tmp_path / "one"), kill).state == "done"
    assert children.run(JOB, folder(tmp_path / "two"), lambda event: None).state == "done"
