"""The library of narrative schemas: packaged YAML files, one folder a language, and a folder of the user's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

import yaml
from pydantic import ValidationError

from deepnews.errors import UsageError
from deepnews.home import from_home
from deepnews.schemas.base import Language
from deepnews.schemas.narrative import NarrativeSchema, SchemaError
from deepnews.yaml_faults import YAML_FAULTS

_ENDINGS = (".yaml", ".yml")
_MAX_FILE_BYTES = 1_000_000


class Fault(NamedTuple):
    """One thing wrong with a schema file."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.message}"


class CheckedFile(NamedTuple):
    """A schema file: its schema, or (None) its faults."""

    file: str
    schema: NarrativeSchema | None
    faults: tuple[Fault, ...] = ()


def load_schemas(language: Language, folder: Path | None = None) -> tuple[NarrativeSchema, ...]:
    """All schemas of `language` by code: the packaged ones and those in `folder`, which win where codes are equal.

    Raises UsageError that names file and line of what is not valid, or two files of `folder` with one code.
    """
    found = {s.code: s for s in _packaged(language)}
    if folder is not None:
        found.update(_own(from_home(folder), language))
    return tuple(found[code] for code in sorted(found))


def load_schema(code: str, language: Language, folder: Path | None = None) -> NarrativeSchema:
    """The schema with `code`; raises UsageError that lists the codes there are."""
    schemas = load_schemas(language, folder)
    for schema in schemas:
        if schema.code == code:
            return schema
    known = ", ".join(s.code for s in schemas)
    raise UsageError(f"There is no narrative schema '{code}' in {language}.", hint=f"Choose one of: auto, {known}.")


def skeleton(code: str, language: Language) -> str:
    """A commented schema file to begin a schema of one's own from; it is valid as it stands."""
    path = files("deepnews.schemas").joinpath("narratives", "skeleton", f"{language}.yaml")
    return path.read_text(encoding="utf-8").replace("CODE", code, 1)


def schema_files(path: Path) -> tuple[Path, ...]:
    """The file `path`, or the schema files in the folder and its sub-folders; raises UsageError when there is none."""
    if path.is_file():
        return (path,)
    if not path.is_dir():
        raise UsageError(f"There is no file or folder {path}.", hint="Name a schema file or a folder of them.")
    return tuple(sorted(p for p in path.rglob("*") if p.suffix in _ENDINGS and p.is_file()))


def check_file(path: Path | Traversable) -> CheckedFile:
    """The schema in the file at `path`, or everything that is wrong with it, in the order of its lines."""
    name = str(path) if isinstance(path, Path) else path.name
    try:
        node = yaml.compose(_text(path, name), Loader=yaml.SafeLoader)
        if not isinstance(node, yaml.MappingNode):
            return CheckedFile(name, None, (Fault(name, 1, "it holds no 'key: value' lines"),))
        doubles = tuple(Fault(name, line, f"the key '{key}' stands here a second time") for key, line in _doubles(node))
        values = yaml.SafeLoader("").construct_document(node)
    except YAML_FAULTS as error:
        return CheckedFile(name, None, (yaml_fault(error, name),))
    return CheckedFile(name, None, doubles) if doubles else _validated(values, node, name)


def _validated(values: object, node: yaml.Node, name: str) -> CheckedFile:
    try:
        return CheckedFile(name, NarrativeSchema.model_validate(values))
    except ValidationError as error:
        return CheckedFile(name, None, tuple(sorted(_faults(error, node, name), key=lambda f: f.line)))


def yaml_fault(error: Exception, name: str) -> Fault:
    """What is wrong with the YAML of the file `name`, and its line where that is known."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error) or "it is nested too deeply"
    return Fault(name, mark.line + 1 if mark else 1, f"this is not valid YAML ({problem})")


@lru_cache(maxsize=2)
def _packaged(language: Language) -> tuple[NarrativeSchema, ...]:
    folder = files("deepnews.schemas").joinpath("narratives", language)
    return tuple(_valid(check_file(path)) for path in sorted(folder.iterdir(), key=lambda p: p.name))


def _own(folder: Path, language: Language) -> Mapping[str, NarrativeSchema]:
    if not folder.is_dir():
        raise UsageError(
            f"There is no folder {folder} of narrative schemas.", hint="Correct the setting 'schemas_dir'."
        )
    found: dict[str, NarrativeSchema] = {}
    named: dict[str, str] = {}
    for checked in map(check_file, schema_files(folder)):
        schema = _valid(checked)
        if schema.language != language:
            continue
        if schema.code in found:
            first = named[schema.code]
            raise UsageError(f"{first} and {checked.file} have one code, '{schema.code}'.", hint="Rename one of them.")
        found[schema.code], named[schema.code] = schema, checked.file
    return found


def _valid(checked: CheckedFile) -> NarrativeSchema:
    if checked.schema is None:
        message = f"Narrative schema {checked.faults[0]}."
        raise UsageError(message, hint=f"All that is wrong: deepnews schemas check '{checked.file}'")
    return checked.schema


def _text(path: Path | Traversable, name: str) -> str:
    try:
        if isinstance(path, Path) and path.stat().st_size > _MAX_FILE_BYTES:
            raise UsageError(f"{name} is too large for a narrative schema.", hint="Name a schema file.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8 text.", hint="Save the file as UTF-8.") from error
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.", hint="Name a file you may read.") from error


def _faults(error: ValidationError, node: yaml.Node, name: str) -> Iterator[Fault]:
    details = error.errors(include_url=False)
    for detail in details:
        if detail["type"] == "too_short" and len(details) > 1:
            continue  # items with faults of their own are not counted
        cause = detail.get("ctx", {}).get("error")
        place = cause.place if isinstance(cause, SchemaError) else detail["loc"]
        message = str(cause) if cause is not None else detail["msg"][:1].lower() + detail["msg"][1:]
        if detail["type"] == "string_type" and isinstance(detail["input"], bool):
            message += " (YAML reads this word as true or false: put it in quotation marks)"
        key = ".".join(str(p + 1) if isinstance(p, int) else p for p in place)
        yield Fault(name, line_of(node, place), f"{key}: {message}" if key else message)


def line_of(node: yaml.Node, place: tuple[str | int, ...]) -> int:
    """Line of the innermost node on the way along `place`."""
    line = node.start_mark.line
    for part in place:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == part), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
    return line + 1


def _doubles(node: yaml.Node) -> Iterator[tuple[str, int]]:
    """Keys that stand twice in one mapping, with the line of the second."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if str(key.value) in seen:
                yield str(key.value), key.start_mark.line + 1
            seen.add(str(key.value))
            yield from _doubles(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _doubles(item)
