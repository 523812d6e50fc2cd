"""One cell of the matrix: a run that meets a fault at one stage, and what came of it.

A healthy run is stopped before each stage once, and its folder kept; a cell takes a copy of that folder up with the
faulty server. So each cell runs the stage itself and all after it, over real HTTP, through the checkpoint. The checker
is entered by itself with a text that paraphrases its sources: what this writer copies, rules settle without a model.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fault_catalogue import ANSWERING, FAULTS, KEY, PASSING, TIMEOUT_S, f

from deepnews.agents.run_folder import RunFolder
from deepnews.agents.state import ProgressEvent
from deepnews.agents.verify import verify_text
from deepnews.api_model import ApiModel
from deepnews.app import service
from deepnews.errors import ModelError
from deepnews.retrieval.embed import HashingEmbedder
from deepnews.retrieval.index import build_index
from deepnews.retrieval.load import load_corpus
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.verification import CheckedClaim
from deepnews.settings import Settings

STAGES: Final = ("note", "plan", "draft", "pace", "verify")
RUN_STAGES: Final = STAGES[:-1]
"""Stages that a cell enters through a run; the checker is entered by itself, with sentences that rules leave open."""
LIMIT_S: Final = 120.0
"""Ceiling on one cell; the longest one waits for about a dozen time-outs."""
ENVIRONMENT: Final = {
    "DEEPNEWS_API_KEY": KEY,
    "DEEPNEWS_EMBEDDER": "hashing",
    "DEEPNEWS_USE_CACHE": "false",
    "DEEPNEWS_MAX_RETRIES": "2",
    "DEEPNEWS_TIMEOUT_S": str(TIMEOUT_S),
    "DEEPNEWS_PROFILE": "medium",
}
_STORY: Final = (
    "Depot log of 3 April 2024\n\nThe depot at Sarn Ferry stored spare frames for the Harrow pump until March 2024. "
    "A night watchman counted eleven crates of pump frames on the quay on 3 April 2024.",
    "Depot log of 4 April 2024\n\nThe harbour office charged the mill 940 pounds a week for the space beside it. "
    "Two carriers refused the crates because the labels named no inspector and no date.",
    "Depot log of 5 April 2024\n\nThe crates of pump frames, it is important to note, disappeared. "
    "The crates left Sarn Ferry by road on 22 April 2024, and nobody at the depot was told where to.",
)


ARTICLE: Final = (
    "The harbour office wanted 940 pounds every week from the mill for room near the quay. "
    "Carriers turned the crates away since their labels carried no inspector. "
    "Nobody at the depot heard where the crates had been taken by road."
)


@dataclass(frozen=True)
class Result:
    """What came of a cell."""

    fault: str
    stage: str
    error: str
    """Name of the error that stopped the run at first; empty when the article was finished at once."""
    n_requests: int
    """Requests of that stage which met the fault."""
    n_unscored: int
    """Claims that could not be checked."""
    n_green_by_model: int
    wall_s: float

    @property
    def text(self) -> str:
        """The cell as it stands in the table."""
        if self.n_requests == 0:
            return "not asked"
        if self.error:
            return f"{self.error}; resumed: article"
        made = "verdicts" if self.stage == "verify" else "article"
        return f"{made}, {self.n_unscored} claims unscored" if self.n_unscored else made


class _StopHereError(Exception):
    """Ends the healthy run before a stage."""


class Matrix:
    """The cells over one small story; `root` takes their folders."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.sources = root / "sources"
        self.sources.mkdir(parents=True)
        for number, text in enumerate(_STORY, 1):
            (self.sources / f"log-{number}.txt").write_text(text, encoding="utf-8")
        self._stopped = dict(self._stopped_runs())
        self._corpus = load_corpus([str(self.sources)], cache_dir=None)
        self._index = build_index(self._corpus, HashingEmbedder(), cache_dir=None)

    def cell(self, fault: str, stage: str) -> Result:
        """What came of `fault` at `stage`; raises AssertionError where it is not what a user was promised."""
        return self._checked(fault) if stage == "verify" else self._run(fault, stage)

    def _checked(self, fault: str) -> Result:
        with _server() as server:
            FAULTS[fault](server)
            started = time.monotonic()
            with closing(ApiModel("m", Settings(model="openai:m", base_url=server.base_url))) as model:
                found = within_limit(lambda: verify_text(ARTICLE, self._corpus, self._index, model, "en"))
            wall_s = time.monotonic() - started
            n_requests = sum(f.stage_of(body) == "verify" for body in server.bodies)
        assert KEY not in "".join(c.model_dump_json() for c in found.claims), "the key is told"
        _asked_claims_hold(fault, found.claims)
        return _result(fault, "verify", None, found.claims, n_requests, wall_s)

    def _run(self, fault: str, stage: str) -> Result:
        folder = self._root / "cells" / f"{stage}-{fault}".replace(" ", "-")
        shutil.copytree(self._stopped[stage], folder)
        with _server() as server:
            server.stage = stage
            FAULTS[fault](server)
            started = time.monotonic()
            first = within_limit(lambda: service.resume(folder, _ignore, base_url=server.base_url))
            wall_s = time.monotonic() - started
            n_requests = sum(f.stage_of(body) == stage for body in server.bodies)
            last = first if first.error is None else self._resumed(fault, first, server)
        assert last.error is None and last.record.state in ("done", "red"), repr(last.error)
        assert KEY not in written(folder) + repr(first.error) + last.record.model_dump_json(), "the key is told"
        claims = RunFolder(folder).read_claims()
        return _result(fault, stage, first.error, claims, n_requests, wall_s)

    def _resumed(self, fault: str, first: service.Outcome, server: Any) -> service.Outcome:
        """The outcome once the fault has passed."""
        assert fault not in PASSING, f"{fault} must not stop a run"
        assert isinstance(first.error, ModelError) and first.error.hint, f"no name or no way on: {first.error!r}"
        assert first.record.state == "failed" and first.record.error == str(first.error)
        server.always, server.faults = None, []
        again: service.Outcome = within_limit(lambda: service.resume(first.folder, _ignore, base_url=server.base_url))
        return again

    def _stopped_runs(self) -> Iterator[tuple[str, Path]]:
        """A copy of the healthy run's folder as it was before each stage."""
        assignment = Assignment(
            topic="Where did the crates of pump frames go?",
            sources=(str(self.sources),),
            n_chars_target=600,
            on_scarcity="allow",
            schema_code="how-it-happened",
        )
        with _server() as server:
            settings = service.make_settings(model="openai:m", base_url=server.base_url)
            folder = service.begin(assignment, settings, self._root / "healthy")
            for stage in RUN_STAGES:
                outcome = service.resume(folder, _stop_before(stage))
                assert isinstance(outcome.error, _StopHereError), repr(outcome.error)
                yield stage, Path(shutil.copytree(folder, self._root / "stopped" / stage))


def _stop_before(stage: str) -> Callable[[ProgressEvent], None]:
    def stop(event: ProgressEvent) -> None:
        if event.stage == stage:
            raise _StopHereError

    return stop


def _ignore(event: ProgressEvent) -> None:
    """Nobody watches."""


def _asked_claims_hold(fault: str, claims: Sequence[CheckedClaim]) -> None:
    """Every claim that needed the model has its answer, or is unscored."""
    asked = [c for c in claims if c.decided_by == "model" or c.reason_code == "model.failed"]
    assert asked, "the model was needed"
    if fault in (*PASSING, "of two minds"):
        assert all(c.decided_by == "model" for c in asked), "it was answered"
    elif fault not in ANSWERING:
        assert {c.verdict for c in asked} == {"unscored"}, "green or red without an answer"


def _result(
    fault: str, stage: str, error: BaseException | None, claims: Sequence[CheckedClaim], n_requests: int, wall_s: float
) -> Result:
    green = [c for c in claims if c.verdict == "supported"]
    assert all(c.evidence for c in green), "a green claim has evidence"
    return Result(
        fault=fault,
        stage=stage,
        error=type(error).__name__ if error else "",
        n_requests=n_requests,
        n_unscored=sum(c.verdict == "unscored" for c in claims),
        n_green_by_model=sum(c.decided_by == "model" for c in green),
        wall_s=wall_s,
    )


@contextmanager
def _server() -> Iterator[Any]:
    """A loopback server that accepts the canary key alone."""
    with f.running() as state:
        state.key = KEY
        yield state


def within_limit(work: Callable[[], Any]) -> Any:
    """What `work` gives back; fails when it takes longer than the limit."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(work()), daemon=True)
    thread.start()
    thread.join(LIMIT_S)
    assert not thread.is_alive(), "it hangs"
    assert found, "it failed without a name"
    return found[0]


def written(folder: Path) -> str:
    """All that a run left on disk, as text."""
    return "\n".join(p.read_bytes().decode("utf-8", "replace") for p in sorted(folder.rglob("*")) if p.is_file())
