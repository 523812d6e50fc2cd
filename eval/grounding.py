"""Labelled (document, claim) pairs, read from JSON lines; what cannot be used is named, the rest is kept."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from pydantic import Field

from deepnews.errors import UsageError
from deepnews.schemas.base import Language, Record

_GZIP_MAGIC: Final = b"\x1f\x8b"
_SHOWN_ERRORS: Final = 20


class PairRow(Record):
    """One document, one claim, and what people said of the two."""

    row_id: str
    dataset: str
    lang: Language
    document: str
    claim: str
    label: Literal[0, 1]
    """1 where the document supports the claim, else 0."""
    error_type: str = ""
    """What is wrong with an unsupported claim, as its data set names it; empty where it does not say."""

    @property
    def document_key(self) -> str:
        """Short hash of the document: rows of one document are not independent of each other."""
        return hashlib.sha256(self.document.encode("utf-8")).hexdigest()[:16]


class BrokenLine(Record):
    """A line that is not a row, and why."""

    line: int = Field(ge=1)
    problem: str


class Grounding(Record):
    """The rows of a file with what identifies it."""

    name: str
    """File name without its endings."""
    sha256: str
    """Hash of the file as it lies on the disk (hex)."""
    rows: tuple[PairRow, ...]
    broken: tuple[BrokenLine, ...] = ()

    @property
    def by_dataset(self) -> Mapping[str, tuple[PairRow, ...]]:
        """Rows of each data set, both in order of the file."""
        names = dict.fromkeys(r.dataset for r in self.rows)
        return {n: tuple(r for r in self.rows if r.dataset == n) for n in names}


def read_grounding(path: Path) -> Grounding:
    """The rows of a ``.jsonl`` or ``.jsonl.gz`` file; raises UsageError when no row of it can be used."""
    content = _content(path)
    name = path.name.removesuffix(".gz").removesuffix(".jsonl")
    rows: list[PairRow] = []
    broken: list[BrokenLine] = []
    for number, line in _lines(_plain(path, content)):
        try:
            rows.append(_row(line, number, name))
        except (ValueError, TypeError) as error:
            broken.append(BrokenLine(line=number, problem=str(error)))
    if not rows:
        what = "; ".join(problem_lines(path.name, broken[:1])) or f"{path.name} is empty"
        raise UsageError(f"No row of {path} can be used: {what}.", hint="See: deepnews eval verifier --help")
    return Grounding(name=name, sha256=hashlib.sha256(content).hexdigest(), rows=tuple(rows), broken=tuple(broken))


def problem_lines(name: str, broken: Sequence[BrokenLine]) -> list[str]:
    """A sentence for each broken line, the first twenty of them."""
    shown = [f"{name}, line {b.line}: {b.problem}" for b in broken[:_SHOWN_ERRORS]]
    left = len(broken) - _SHOWN_ERRORS
    return [*shown, f"{name}: {left} more lines like these"] if left > 0 else shown


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror or error}.", hint="Name a .jsonl or .jsonl.gz file."
        ) from error


def _plain(path: Path, content: bytes) -> bytes:
    if not content.startswith(_GZIP_MAGIC):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError) as error:
        raise UsageError(f"{path} is a damaged gzip file: {error}.", hint="Fetch or pack it again.") from error


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line.strip():
            yield number, line


def _row(line: bytes, number: int, name: str) -> PairRow:
    """The row of a line; raises ValueError with a sentence when it has none."""
    found = _object(line)
    document, claim = _text(found, "document"), _text(found, "claim")
    error_type = found.get("error_type")
    return PairRow(
        row_id=str(found.get("id", number)),
        dataset=str(found.get("dataset") or name),
        lang=_language(found.get("lang"), claim),
        document=document,
        claim=claim,
        label=_label(found.get("label")),
        error_type=error_type if isinstance(error_type, str) else "",
    )


def _object(line: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError("not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg} at character {error.pos})") from error
    except RecursionError as error:
        raise ValueError("not JSON (nested too deep)") from error
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")
    return found


def _text(found: Mapping[str, object], key: str) -> str:
    text = found.get(key)
    if not isinstance(text, str):
        raise ValueError(f"no text under {key!r}")
    if key == "claim" and not text.strip():
        raise ValueError("the claim is empty")
    return text


def _label(label: object) -> Literal[0, 1]:
    if type(label) is int and label in (0, 1):
        return 1 if label else 0
    raise ValueError(f"label {label!r} is neither 0 nor 1")


def _language(lang: object, claim: str) -> Language:
    if lang == "zh":
        return "zh"
    if lang == "en":
        return "en"
    if lang is not None:
        raise ValueError(f"language {lang!r} is neither 'en' nor 'zh'")
    return "zh" if any("\u4e00" <= c <= "\u9fff" for c in claim) else "en"
