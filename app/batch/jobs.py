"""Jobs from a jobs file: every value checked before anything runs, all that is wrong told at once."""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from deepnews.app.assignment_file import FileValues, absolute_source, make_assignment
from deepnews.app.batch.rows import JobsFile, Problem, Row, read_mapping, read_rows
from deepnews.errors import DeepNewsError, UsageError
from deepnews.schemas.assignment import Assignment
from deepnews.schemas.base import Language
from deepnews.slug import slug

MODEL_KEYS: Final = ("model", "base_url")
KEYS: Final = ("id", *MODEL_KEYS, *Assignment.model_fields)
MODEL_KINDS: Final = ("local", "openai", "scripted")
MAX_ID_BYTES: Final = 100
_SAFE_ID = re.compile(r"[^\W_][\w-]*")


@dataclass(frozen=True)
class Job:
    """One article of a batch."""

    job_id: str
    line: int
    assignment: Assignment
    model: str
    base_url: str | None = None

    @property
    def sha256(self) -> str:
        """What the article depends on: assignment and model; the address of the model's server may change."""
        return _sha256(self.assignment, self.model)

    @property
    def corpus(self) -> tuple[str, ...]:
        """The sources; jobs that name the same ones share what is read and embedded."""
        return self.assignment.sources

    @property
    def is_local(self) -> bool:
        """True when the model runs on this machine, where one at a time is all it can bear."""
        return self.model.partition(":")[0] == "local"


@dataclass
class Reading:
    """What came of reading a jobs file."""

    path: Path
    jobs: list[Job] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_jobs(path: Path, config: Path | None, options: Mapping[str, Any], default_model: str) -> Reading:
    """The jobs of the file at `path` and all that is wrong in it.

    A value of `options` beats the job's, that beats ``defaults`` of the file, and those beat the file `config`.
    Raises UsageError when a file cannot be read at all.
    """
    layers = [read_mapping(config)] if config else []
    found = read_rows(path)
    layers += [found.defaults] if found.defaults else []
    reading = Reading(path, problems=list(found.problems))
    under: dict[str, Any] = {}
    for layer in layers:
        under |= _good_values(layer, 1, reading.problems, is_job=False)
    given = {key: value for key, value in options.items() if value is not None}
    for row in found.rows:
        job = _job(row, under, given, default_model, reading.problems)
        reading.jobs += [job] if job else []
    reading.problems += _doubles(reading.jobs, found)
    return reading


def usage_error(path: Path, problems: Iterable[Problem]) -> UsageError:
    """The error that tells all `problems` at once."""
    lines = [f"  {p.text}" for p in sorted(set(problems))]
    count = "1 mistake" if len(lines) == 1 else f"{len(lines)} mistakes"
    return UsageError("\n".join([f"{path} holds {count}; nothing was begun.", *lines]), hint="Mend them all, then go.")


def check_models(path: Path, jobs: Sequence[Job]) -> list[Problem]:
    """What keeps the models of `jobs` from being opened: a missing key, missing weights, a wrong address."""
    first = {(job.model, job.base_url): job for job in reversed(jobs)}
    problems = []
    for (model, base_url), job in first.items():
        try:
            _open(model, base_url)
        except DeepNewsError as error:
            problems.append(Problem(job.line, f"{path}, line {job.line}: {error}"))
    return problems


def _open(model: str, base_url: str | None) -> None:
    from deepnews.app.service import make_settings
    from deepnews.models import open_model

    open_model(make_settings(model=model, base_url=base_url, use_cache=False)).close()


# --- one job ---------------------------------------------------------------------------------------------------------


def _job(
    row: Row, under: Mapping[str, Any], given: Mapping[str, Any], default_model: str, told: list[Problem]
) -> Job | None:
    """The job of a row; None when something is wrong with it, which is then `told`."""
    n_before = len(told)
    values = {**under, **_good_values(row.file, row.line, told, is_job=True), **given}
    place = f"{row.file.path}, line {row.line}"
    for key, cure in (("topic", "Add 'topic'."), ("sources", "Add 'sources', a list of folders, files or URLs.")):
        if key not in values and row.file.values.get(key) is None:
            told.append(Problem(row.line, f"{place}: the job has no {key}. {cure}"))
    wrong = _schema_problem(str(values.get("schema_code", "auto")), values.get("language", "en"))
    if wrong:
        told.append(Problem(row.line, f"{place}: {wrong}"))
    if len(told) > n_before:
        return None
    own = {key: values[key] for key in Assignment.model_fields if key in values}
    assignment = make_assignment(FileValues(path=row.file.path, values=own, lines=row.file.lines), {})
    model = values.get("model") or default_model
    job_id = values.get("id") or f"{slug(assignment.topic)}-{_sha256(assignment, model)[:8]}"
    return Job(job_id, row.line, assignment, model, values.get("base_url"))


def _good_values(file: FileValues, line: int, told: list[Problem], *, is_job: bool) -> dict[str, Any]:
    """The values of `file` that are right, each checked by itself; what is wrong with the others is `told`."""
    good: dict[str, Any] = {}
    for key, value in file.values.items():
        if value is None and key in KEYS:
            continue
        try:
            good[key] = _checked(key, value, file, is_job=is_job)
        except _WrongError as wrong:
            told.append(Problem(file.lines.get(key, line), f"{file.where(key)}: {wrong}"))
        except UsageError as error:  # it names the place itself
            told.append(Problem(file.lines.get(key, line), str(error)))
    return good


class _WrongError(Exception):
    """A value is wrong; holds sentence and cure."""


def _checked(key: str, value: Any, file: FileValues, *, is_job: bool) -> Any:
    if key not in KEYS or (key == "id" and not is_job):
        raise _WrongError(f"unknown key '{key}'. Known keys: {', '.join(KEYS if is_job else KEYS[1:])}.")
    if key == "id":
        return _checked_id(value)
    if key == "sources":
        return _checked_sources(value, file.path.parent)
    if key in MODEL_KEYS:
        return _checked_model(value) if key == "model" else _checked_text(key, value)
    if key == "topic" and not str(value).strip():
        raise _WrongError("the topic is empty. Say what the article is about.")
    plain = {"topic": "any topic", "sources": (str(file.path),)}
    one = FileValues(path=file.path, values={**plain, key: value}, lines=file.lines)
    make_assignment(one, {})
    return value


def _checked_id(value: Any) -> str:
    text = unicodedata.normalize("NFC", str(value).strip()) if isinstance(value, str | int) else ""
    if isinstance(value, bool) or not _SAFE_ID.fullmatch(text) or len(os.fsencode(text)) > MAX_ID_BYTES:
        cure = f"Use letters, digits, '-' and '_' only, at most {MAX_ID_BYTES} bytes; it becomes the folder's name."
        raise _WrongError(f"the id {value!r} cannot be used. {cure}")
    return text


def _checked_sources(value: Any, folder: Path) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not listed or not all(isinstance(s, str) and s.strip() for s in listed):
        raise _WrongError("'sources' must be a list of folders, files or URLs. Write each as a text of its own.")
    sources = tuple(absolute_source(s.strip(), folder) for s in listed)
    missing = [s for s in sources if not s.startswith(("http://", "https://")) and not os.path.lexists(s)]
    if missing:
        raise _WrongError(
            f"there is no file or folder {', '.join(missing)}. Relative paths are seen from {folder.absolute()}."
        )
    return sources


def _checked_text(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _WrongError(f"'{key}' must be a text. Put it between quotation marks, or leave it out.")
    return value.strip()


def _checked_model(value: Any) -> str:
    model = _checked_text("model", value)
    if model.partition(":")[0] not in MODEL_KINDS:
        raise _WrongError(f"there is no model kind '{model}'. Use local, local:FILE.gguf or openai:NAME.")
    return model


@cache
def _schema_problem(code: str, language: Language) -> str:
    """What is wrong with a schema code; nothing when it can be loaded."""
    from deepnews.app.service import make_settings
    from deepnews.schemas.library import load_schema

    if code == "auto":
        return ""
    try:
        load_schema(code, language, make_settings().schemas_dir)
    except UsageError as error:
        return str(error)
    return ""


def _doubles(jobs: Sequence[Job], found: JobsFile) -> list[Problem]:
    """Ids that stand there twice, also where a file system does not tell capitals from small letters."""
    seen: dict[str, Job] = {}
    problems = []
    for job in jobs:
        first = seen.setdefault(job.job_id.casefold(), job)
        if first is not job:
            sentence = f"the id '{job.job_id}' stands on line {first.line} already. Give each job an id of its own."
            problems.append(Problem(job.line, f"{found.path}, line {job.line}: {sentence}"))
    return problems


def _sha256(assignment: Assignment, model: str) -> str:
    content = {"assignment": assignment.model_dump(mode="json"), "model": model}
    return hashlib.sha256(json.dumps(content, ensure_ascii=True, sort_keys=True).encode("ascii")).hexdigest()
