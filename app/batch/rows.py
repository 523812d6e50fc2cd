"""The rows of a jobs file (JSONL, YAML, CSV), each value with the line it stands on; nothing is judged here."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from deepnews.app.assignment_file import FileValues
from deepnews.errors import UsageError
from deepnews.yaml_faults import YAML_FAULTS

MAX_FILE_BYTES: Final = 100_000_000
SEPARATOR: Final = ";"
"""Between the sources in one cell of a CSV file."""


@dataclass(frozen=True, order=True)
class Problem:
    """Something to mend: place, sentence and cure in `text`, and the line to sort by."""

    line: int
    text: str


@dataclass(frozen=True)
class Row:
    """One job as written, and the line it begins on."""

    line: int
    file: FileValues


@dataclass
class JobsFile:
    """What a jobs file holds."""

    path: Path
    defaults: FileValues | None = None
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, line: int, sentence: str, cure: str) -> None:
        """Note what is wrong on `line`."""
        self.problems.append(Problem(line, f"{self.path}, line {line}: {sentence} {cure}"))

    def add(self, line: int, pairs: list[tuple[str, Any]], lines: Mapping[str, int]) -> None:
        """Take up one job; a key that stands there twice is a problem."""
        values = dict(pairs)
        if len(values) < len(pairs):
            names = [key for key, _ in pairs]
            twice = next(key for key in names if names.count(key) > 1)
            self.complain(line, f"the key '{twice}' stands there a second time.", "Keep one of them.")
        self.rows.append(Row(line, FileValues(path=self.path, values=values, lines=lines)))


def read_rows(path: Path) -> JobsFile:
    """The rows of `path`, read by its ending; raises UsageError when the file as a whole cannot be read."""
    readers = {".jsonl": _read_jsonl, ".csv": _read_csv, ".yaml": _read_yaml, ".yml": _read_yaml}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UsageError(f"{path} is no jobs file.", hint="Give a file that ends in .jsonl, .yaml or .csv.")
    found = JobsFile(path)
    reader(_text(path), found)
    if not found.rows and not found.problems:
        raise UsageError(f"{path} holds no jobs.", hint="Write one assignment a line, with topic and sources.")
    return found


def read_mapping(path: Path) -> FileValues:
    """The ``key: value`` lines of the YAML file at `path`; raises UsageError when there are none."""
    found = JobsFile(path)
    node = _composed(_text(path), path)
    if not isinstance(node, yaml.MappingNode):
        raise UsageError(f"{path} holds no 'key: value' lines.", hint="Begin with a line such as 'language: en'.")
    _add_node(node, found)
    if found.problems:
        raise UsageError(found.problems[0].text)
    return found.rows[0].file


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UsageError(f"{path} is larger than {MAX_FILE_BYTES:,} bytes.", hint="Cut it into several files.")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError(f"There is no file {path}.", hint="Check the path.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text.", hint="Save it as UTF-8 (spreadsheets: CSV UTF-8).") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", hint="Name a file you may read.") from error


# --- JSONL -----------------------------------------------------------------------------------------------------------


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as it stands: keys in order, doubles included."""


def _read_jsonl(text: str, found: JobsFile) -> None:
    for line, content in enumerate(text.split("\n"), start=1):
        if not content.strip():
            continue
        try:
            pairs = json.loads(content, object_pairs_hook=_Pairs)
        except (ValueError, RecursionError) as error:
            what = getattr(error, "msg", "it is nested too deeply")
            found.complain(line, f"this is not JSON ({what}).", "Write one JSON object a line.")
            continue
        if isinstance(pairs, _Pairs):
            found.add(line, pairs, {key: line for key, _ in pairs})
        else:
            found.complain(line, "this is no JSON object.", 'Write it as {"topic": ..., "sources": [...]}.')


# --- CSV -------------------------------------------------------------------------------------------------------------


def _read_csv(text: str, found: JobsFile) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    head: list[str] = []
    line = 1
    try:
        for cells in reader:
            if not head:
                head = [cell.strip() for cell in cells]
            elif any(cell.strip() for cell in cells):
                _add_cells(head, cells, line, found)
            line = reader.line_num + 1
    except csv.Error as error:
        found.complain(line, f"this is not CSV ({error}).", 'Put cells that hold , or " between quotation marks.')


def _add_cells(head: list[str], cells: list[str], line: int, found: JobsFile) -> None:
    if len(cells) > len(head):
        found.complain(line, f"there are {len(cells)} cells under {len(head)} names.", "Quote cells that hold a comma.")
        return
    pairs: list[tuple[str, Any]] = [(k, v) for k, v in zip(head, cells, strict=False) if v.strip()]
    pairs = [(k, _listed(v) if k == "sources" else v) for k, v in pairs]
    found.add(line, pairs, {key: line for key, _ in pairs})


def _listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(SEPARATOR) if part.strip()]


# --- YAML ------------------------------------------------------------------------------------------------------------


def _read_yaml(text: str, found: JobsFile) -> None:
    node = _composed(text, found.path)
    if isinstance(node, yaml.MappingNode):
        parts = {str(key.value): value for key, value in node.value}
        if not set(parts) <= {"defaults", "jobs"} or "jobs" not in parts:
            line = node.start_mark.line + 1
            found.complain(line, "this is neither a list of jobs nor 'defaults:' and 'jobs:'.", "Write 'jobs:' first.")
            return
        if "defaults" in parts:
            found.defaults = _defaults(parts["defaults"], found)
        node = parts["jobs"]
    for item in _items(node, found):
        _add_node(item, found)


def _defaults(node: yaml.Node, found: JobsFile) -> FileValues | None:
    if not isinstance(node, yaml.MappingNode):
        found.complain(node.start_mark.line + 1, "'defaults' has no keys.", "Write them as 'language: zh', indented.")
        return None
    _add_node(node, found)
    return found.rows.pop().file


def _composed(text: str, path: Path) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or "it is nested too deeply or not YAML"
        raise UsageError(f"{path}{line}: this is not valid YAML ({what}).", hint="Mend the YAML there.") from error


def _items(node: yaml.Node | None, found: JobsFile) -> Iterator[yaml.MappingNode]:
    if not isinstance(node, yaml.SequenceNode):
        line = node.start_mark.line + 1 if node else 1
        found.complain(line, "there is no list of jobs.", "Begin each job with '- topic: ...'.")
        return
    for item in node.value:
        if isinstance(item, yaml.MappingNode):
            yield item
        else:
            found.complain(item.start_mark.line + 1, "this job has no keys.", "Write it as '- topic: ...'.")


def _add_node(node: yaml.MappingNode, found: JobsFile) -> None:
    loader = yaml.SafeLoader("")
    pairs: list[tuple[str, Any]] = []
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key, line = str(getattr(key_node, "value", key_node.tag)), key_node.start_mark.line + 1
        try:
            pairs.append((key, loader.construct_document(value_node)))
            lines[key] = line
        except YAML_FAULTS:
            found.complain(line, f"the value of '{key}' cannot be read.", "Write plain text, a number or a list.")
    found.add(node.start_mark.line + 1, pairs, lines)
