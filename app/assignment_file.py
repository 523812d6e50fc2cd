"""An assignment from a YAML file and from options; what is wrong is named with its file, key and line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml
from pydantic import ValidationError

from deepnews.errors import UsageError
from deepnews.home import from_home
from deepnews.schemas.assignment import Assignment
from deepnews.yaml_faults import YAML_FAULTS

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

PACK_NAME: Final = "pack.yaml"
PACK_KEYS: Final = ("topic", "angle", "language")
MAX_FILE_BYTES: Final = 1_000_000
_ADDRESSES: Final = ("http://", "https://", "postgresql://", "postgres://")
OPTION_OF: Final = {
    "topic": "--topic",
    "angle": "--angle",
    "language": "--lang",
    "n_chars_target": "--length",
    "schema_code": "--schema",
    "style_notes": "--style",
    "sources": "--sources",
    "on_scarcity": "--on-scarcity",
    "seed": "--seed",
}


@dataclass(frozen=True)
class FileValues:
    """What an assignment file says, and on which line it says it."""

    path: Path
    values: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)

    def where(self, key: str) -> str:
        """``FILE, line N`` of `key`."""
        return f"{self.path}, line {self.lines[key]}" if key in self.lines else str(self.path)


def make_assignment(file: FileValues | None, options: Mapping[str, Any]) -> Assignment:
    """The assignment that file and options add up to; an option that is given (not None) beats the file.

    Raises UsageError in one sentence when a value is missing or out of range, or a source does not exist.
    """
    given = {key: value for key, value in options.items() if value is not None}
    if "sources" in given:
        given["sources"] = tuple(absolute_source(s, Path.cwd()) for s in given["sources"])
    values = {**(file.values if file else {}), **given}
    values = {k: v.strip() if isinstance(v, str) else v for k, v in values.items()}
    _require(values)
    try:
        assignment = Assignment(**values)
    except ValidationError as error:
        raise _usage_error(error.errors()[0], file, given) from error
    _check_sources(assignment)
    return assignment


def read_assignment_file(path: Path) -> FileValues:
    """Values of the YAML file at `path`, its sources made absolute.

    A file named ``pack.yaml`` is read as a source pack: topic (or title), angle and language, with the folder
    ``sources`` beside it; its other keys are not looked at. Raises UsageError naming file, key and line.
    """
    node = _root(path)
    pairs = _pairs(node, path)
    lines = {key: line for key, (line, _) in pairs.items()}
    values = {key: value for key, (_, value) in pairs.items()}
    if path.name == PACK_NAME:
        return _read_pack(path, values, lines)
    unknown = next((key for key in values if key not in Assignment.model_fields), None)
    if unknown is not None:
        known = ", ".join(Assignment.model_fields)
        raise UsageError(f"{path}, line {lines[unknown]}: unknown key '{unknown}'.", hint=f"Known keys: {known}.")
    if "sources" in values:
        values["sources"] = _file_sources(values["sources"], path, lines["sources"])
    return FileValues(path=path, values=values, lines=lines)


def absolute_source(source: str, folder: Path) -> str:
    """`source` as an absolute path, relative ones seen from `folder`; an address as it stands."""
    if source.startswith(_ADDRESSES):
        return source
    return str((folder / from_home(source)).absolute())


def _read_pack(path: Path, values: dict[str, Any], lines: dict[str, int]) -> FileValues:
    kept: dict[str, Any] = {key: values[key] for key in PACK_KEYS if key in values}
    if "topic" not in kept and "title" in values:
        kept["topic"], lines["topic"] = values["title"], lines["title"]
    sources = path.parent / "sources"
    if not sources.is_dir():
        raise UsageError(
            f"{path} has no folder 'sources' beside it.",
            hint="Put the documents there, or write an assignment file of another name with a 'sources' key.",
        )
    kept["sources"] = (absolute_source("sources", path.parent),)
    return FileValues(path=path, values=kept, lines=lines)


def _root(path: Path) -> yaml.Node | None:
    """The parsed document; None for an empty file."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UsageError(f"{path} is too large for an assignment file.", hint="Name the sources by path instead.")
        text = path.read_text(encoding="utf-8-sig")
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except FileNotFoundError as error:
        raise UsageError(f"There is no assignment file {path}.", hint="Check the path after --assignment.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text.", hint="Save the assignment file as UTF-8.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", hint="Name a YAML file you may read.") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise UsageError(
            _yaml_sentence(path, error), hint="Mend the YAML there; quote values that hold ': '."
        ) from error


def _pairs(node: yaml.Node | None, path: Path) -> dict[str, tuple[int, Any]]:
    """Line (counted from 1) and value of each key."""
    if not isinstance(node, yaml.MappingNode):
        raise UsageError(f"{path} holds no 'key: value' lines.", hint="Begin with a line such as 'topic: ...'.")
    pairs: dict[str, tuple[int, Any]] = {}
    loader = yaml.SafeLoader("")
    for key_node, value_node in node.value:
        key, line = str(getattr(key_node, "value", key_node.tag)), key_node.start_mark.line + 1
        if key in pairs:
            raise UsageError(
                f"{path}, line {line}: the key '{key}' stands there a second time.", hint="Keep one of them."
            )
        try:
            pairs[key] = (line, loader.construct_document(value_node))
        except YAML_FAULTS as error:
            raise UsageError(f"{path}, line {line}: the value of '{key}' cannot be read.", hint=str(error)) from error
    return pairs


def _yaml_sentence(path: Path, error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it is nested too deeply or not YAML"
    line = f", line {mark.line + 1}" if mark else ""
    return f"{path}{line}: this is not valid YAML ({problem})."


def _file_sources(value: object, path: Path, line: int) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(s, str) and s.strip() for s in listed):
        raise UsageError(
            f"{path}, line {line}: 'sources' must be a list of folders, files or URLs.",
            hint="Write each on a line of its own, after '- '.",
        )
    return tuple(absolute_source(s, path.parent) for s in listed)


def _require(values: Mapping[str, Any]) -> None:
    if not values.get("topic"):
        raise UsageError("No topic is given.", hint="Say what the article is about with --topic, or use --assignment.")
    if not values.get("sources"):
        raise UsageError("No sources are given.", hint="Name a folder of documents with --sources.")


def _usage_error(detail: ErrorDetails, file: FileValues | None, options: Mapping[str, Any]) -> UsageError:
    key = str(detail["loc"][0])
    place = file.where(key) if file and key in file.values and key not in options else OPTION_OF.get(key, key)
    if key == "n_chars_target":
        sentence = f"the length must be a whole number of characters from 600 to 100,000, not {detail['input']!r}."
        return UsageError(f"{place}: {sentence}", hint="3000 is a usual length.")
    if detail["type"] == "string_unicode":
        return UsageError(f"{place} holds bytes that are not valid text.", hint="Type it again, or rename the file.")
    message = detail["msg"][:1].lower() + detail["msg"][1:]
    return UsageError(f"{place}: '{key}' is not valid: {message}.", hint="See 'deepnews write --help'.")


def _check_sources(assignment: Assignment) -> None:
    for source in assignment.sources:
        if source.startswith(_ADDRESSES):
            continue
        if not os.path.lexists(source):
            raise UsageError(f"There is no file or folder {source}.", hint="Check the paths after --sources.")
