"""The folder of a run: every artefact written and read back through its type."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, TypeVar

import yaml
from pydantic import BaseModel, JsonValue, ValidationError

from deepnews.agents.run_files import append_line, damaged, mend_tail, read_lines, read_text, write_error, write_whole
from deepnews.agents.run_lock import locked
from deepnews.agents.source_list import SourceEntry, source_entries
from deepnews.errors import RunError
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Record
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.draft import Draft
from deepnews.schemas.evidence import (
    Evidence,
    ForagingAccount,
    InformationNeed,
    Patch,
    SaturationAccount,
    ScoredPassage,
)
from deepnews.schemas.facts import Disagreement, Fact
from deepnews.schemas.plan import Plan, PlanReview
from deepnews.schemas.run import RunRecord
from deepnews.schemas.verification import CheckedClaim
from deepnews.slug import slug
from deepnews.yaml_faults import YAML_FAULTS

ASSIGNMENT: Final = "assignment.yaml"
ORDER: Final = "assignment.en.yaml"
"""The assignment in the language of its sources, where that is not the article's; corrected there, it counts so."""
SOURCES: Final = "sources.jsonl"
EVIDENCE: Final = "evidence.jsonl"
FACTS: Final = "facts.jsonl"
DISAGREEMENTS: Final = "disagreements.jsonl"
PLAN: Final = "plan.json"
REVIEW: Final = "review.json"
DRAFT: Final = "draft.json"
CLAIMS: Final = "claims.jsonl"
ARTICLE: Final = "article.md"
ARTICLE_DOCX: Final = "article.docx"
REPORT: Final = "report.html"
RECORD: Final = "run.json"
EVENTS: Final = "events.jsonl"
CHECKPOINT: Final = "checkpoint.sqlite"
WORKER_LOG: Final = "worker.log"
"""What the process of a job wrote to stderr, tracebacks included."""

_M = TypeVar("_M", bound=BaseModel)


class _EvidenceLine(Record):
    """One line of ``evidence.jsonl``: exactly one field is set."""

    saturation: SaturationAccount | None = None
    foraging: ForagingAccount | None = None
    need: InformationNeed | None = None
    patch: Patch | None = None
    passage: ScoredPassage | None = None


_ODD_BREAKS = re.compile("[\x85\u2028\u2029]")
"""Line breaks that YAML would fold away where they stand as they are."""


class RunFolder:
    """A run's record on disk; it may be read without this program."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._guard = threading.Lock()
        self._tail_is_whole = False

    @classmethod
    def create(cls, parent: Path, topic: str, now: dt.datetime) -> RunFolder:
        """A new folder under `parent`, named from the time and the topic; raises RunError when it cannot be made."""
        name = f"{now:%Y%m%d-%H%M%S}-{slug(topic)}"
        try:
            parent.mkdir(parents=True, exist_ok=True)
            for n in range(1, 1000):
                path = parent / (name if n == 1 else f"{name}-{n}")
                try:
                    path.mkdir()
                except FileExistsError:
                    continue
                return cls(path)
        except OSError as error:
            raise write_error(parent / name, error) from error
        raise RunError(f"{parent} holds 999 runs named {name}.", hint="Choose another folder with --out.")

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """The folder of an earlier run; raises RunError when there is none at `path`."""
        if not (path / ASSIGNMENT).is_file():
            raise RunError(f"{path} is not the folder of a run.", hint=f"Name a folder that holds {ASSIGNMENT}.")
        return cls(path)

    def locked(self) -> AbstractContextManager[None]:
        """Hold the folder for this process; entering raises RunError while another process has it."""
        return locked(self.path)

    def has(self, name: str) -> bool:
        """True when the artefact `name` has been written."""
        return (self.path / name).is_file()

    # --- artefacts, one pair each: `write_` raises RunError when the disk refuses, `read_` when missing or damaged ---

    def write_assignment(self, assignment: Assignment, name: str = ASSIGNMENT) -> None:
        """Save what was asked for."""
        values = assignment.model_dump(mode="json")
        plain = not _ODD_BREAKS.search(assignment.model_dump_json())
        self.write_text(name, yaml.safe_dump(values, allow_unicode=plain, sort_keys=False, width=100))

    def read_order(self) -> Assignment:
        """The assignment that the draft is written to: in the language of its sources, where it is kept in both."""
        return self.read_assignment(ORDER if self.has(ORDER) else ASSIGNMENT)

    def read_assignment(self, name: str = ASSIGNMENT) -> Assignment:
        """What was asked for."""
        path = self.path / name
        try:
            return Assignment.model_validate(yaml.safe_load(read_text(path)))
        except (*YAML_FAULTS, ValidationError) as error:
            raise damaged(path, _first_line(error)) from error

    def write_sources(self, corpus: Corpus) -> None:
        """Save the sources' data without their text, those left out with the reason."""
        self._write_rows(SOURCES, source_entries(corpus))

    def read_sources(self) -> tuple[SourceEntry, ...]:
        """The sources: those read, then those skipped, then copies."""
        return self._read_rows(SOURCES, SourceEntry)

    def write_evidence(self, evidence: Evidence) -> None:
        """Save what foraging kept."""
        rows = [_EvidenceLine(saturation=evidence.saturation)]
        rows += [_EvidenceLine(foraging=evidence.foraging)] if evidence.foraging else []
        rows += [_EvidenceLine(need=n) for n in evidence.needs]
        rows += [_EvidenceLine(patch=p) for p in evidence.patches]
        rows += [_EvidenceLine(passage=p) for p in evidence.passages]
        self._write_rows(EVIDENCE, rows)

    def read_evidence(self) -> Evidence:
        """What foraging kept."""
        rows = self._read_rows(EVIDENCE, _EvidenceLine)
        accounts = [r.saturation for r in rows if r.saturation]
        if len(accounts) != 1:
            raise damaged(self.path / EVIDENCE, f"it holds {len(accounts)} saturation accounts instead of one")
        return Evidence(
            needs=tuple(r.need for r in rows if r.need),
            patches=tuple(r.patch for r in rows if r.patch),
            passages=tuple(r.passage for r in rows if r.passage),
            saturation=accounts[0],
            foraging=next((r.foraging for r in rows if r.foraging), None),
        )

    def write_facts(self, facts: Sequence[Fact]) -> None:
        """Save the table of Facts."""
        self._write_rows(FACTS, facts)

    def read_facts(self) -> tuple[Fact, ...]:
        """The table of Facts."""
        return self._read_rows(FACTS, Fact)

    def write_disagreements(self, disagreements: Sequence[Disagreement]) -> None:
        """Save where sources differ."""
        self._write_rows(DISAGREEMENTS, disagreements)

    def read_disagreements(self) -> tuple[Disagreement, ...]:
        """Where sources differ."""
        return self._read_rows(DISAGREEMENTS, Disagreement)

    def write_plan(self, plan: Plan) -> None:
        """Save the outline."""
        self._write_model(PLAN, plan)

    def read_plan(self) -> Plan:
        """The outline."""
        return self._read_model(PLAN, Plan)

    def write_review(self, review: PlanReview) -> None:
        """Save what an editor has said of the plan."""
        self._write_model(REVIEW, review)

    def read_review(self) -> PlanReview:
        """What an editor has said of the plan; where no editor was asked, that."""
        return self._read_model(REVIEW, PlanReview) if self.has(REVIEW) else PlanReview()

    def write_draft(self, draft: Draft) -> None:
        """Save the article with its provenance."""
        self._write_model(DRAFT, draft)

    def read_draft(self) -> Draft:
        """The article with its provenance."""
        return self._read_model(DRAFT, Draft)

    def write_claims(self, claims: Sequence[CheckedClaim]) -> None:
        """Save every claim with its verdict."""
        self._write_rows(CLAIMS, claims)

    def read_claims(self) -> tuple[CheckedClaim, ...]:
        """Every claim with its verdict."""
        return self._read_rows(CLAIMS, CheckedClaim)

    def write_record(self, record: RunRecord) -> None:
        """Save what made the article and how good it is."""
        self._write_model(RECORD, record)

    def read_record(self) -> RunRecord:
        """What made the article and how good it is."""
        return self._read_model(RECORD, RunRecord)

    # --- events ---------------------------------------------------------------------------------------------------

    def append_event(self, event: str, *, stage: str = "", **fields: JsonValue) -> None:
        """Add one line to the events with the time (UTC); safe for threads; raises RunError when the disk refuses."""
        path = self.path / EVENTS
        time = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": time, "event": event, "stage": stage, **fields}, ensure_ascii=False)
        with self._guard:
            if not self._tail_is_whole:
                mend_tail(path)
                self._tail_is_whole = True
            append_line(path, line)

    def read_events(self) -> tuple[dict[str, object], ...]:
        """All events in order, none when the run has not begun; a half last line is left out."""
        path = self.path / EVENTS
        if not path.exists():
            return ()
        events: list[dict[str, object]] = []
        for n, line in enumerate(read_lines(path), start=1):
            try:
                events.append(json.loads(line))
            except ValueError as error:
                raise damaged(path, f"line {n} is not JSON") from error
        return tuple(events)

    # --- texts and rows -------------------------------------------------------------------------------------------

    def write_text(self, name: str, text: str) -> None:
        """Save a text file of the run, whole or not at all."""
        write_whole(self.path / name, text.encode("utf-8"))

    def write_bytes(self, name: str, content: bytes) -> None:
        """Save a binary file of the run, whole or not at all."""
        write_whole(self.path / name, content)

    def read_text(self, name: str) -> str:
        """A text file of the run; raises RunError when it is missing."""
        return read_text(self.path / name)

    def _write_model(self, name: str, record: BaseModel) -> None:
        self.write_text(name, record.model_dump_json(indent=2) + "\n")

    def _read_model(self, name: str, kind: type[_M]) -> _M:
        path = self.path / name
        try:
            return kind.model_validate_json(read_text(path))
        except ValidationError as error:
            raise damaged(path, _first_line(error)) from error

    def _write_rows(self, name: str, rows: Iterable[BaseModel]) -> None:
        self.write_text(name, "".join(f"{r.model_dump_json(exclude_none=True)}\n" for r in rows))

    def _read_rows(self, name: str, kind: type[_M]) -> tuple[_M, ...]:
        path = self.path / name
        rows = []
        for n, line in enumerate(read_lines(path), start=1):
            try:
                rows.append(kind.model_validate_json(line))
            except ValidationError as error:
                raise damaged(path, f"line {n}: {_first_line(error)}") from error
        return tuple(rows)


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        detail = error.errors(include_url=False)[0]
        place = ".".join(str(p) for p in detail["loc"])
        return f"{place}: {detail['msg']}" if place else str(detail["msg"])
    return " ".join(str(error).split())[:200]
