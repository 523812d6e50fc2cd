"""The manifest: the one small file that says what an index is made of, replaced in one step by every change."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError

from deepnews.errors import ArchiveError
from deepnews.retrieval.archive.disk import HashingStream, damaged, write_file
from deepnews.retrieval.archive.records import FORMAT_VERSION, IndexSpec, Origin
from deepnews.retrieval.load.walk import INDEX_HEAD, INDEX_MANIFEST
from deepnews.schemas.base import Record

MANIFEST: Final = INDEX_MANIFEST
_HEAD: Final = re.compile(INDEX_HEAD + rb"(\d{1,9}) ([0-9a-f]{64})")
_NAME: Final = r"^[a-z]+-[0-9a-f]{16}\.[a-z]+$"


class StoredFile(Record):
    """A file of the index, which never changes once it is there."""

    name: str = Field(pattern=_NAME)
    n_bytes: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class SegmentFile(StoredFile):
    """A segment and which of its documents no longer count."""

    n_documents: int = Field(ge=0)
    n_passages: int = Field(ge=0)
    removed: tuple[int, ...] = ()
    """Rows of documents that were replaced or taken out."""


class ClusterFile(StoredFile):
    """Clusters over the vectors of some segments, in the order of their names here."""

    segments: tuple[str, ...]
    n_passages: int = Field(ge=0)


class Manifest(Record):
    """One state of an index."""

    spec: IndexSpec
    generation: int = Field(ge=0)
    made_by: str
    origin: Origin = Origin()
    segments: tuple[SegmentFile, ...] = ()
    clusters: ClusterFile | None = None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put `manifest` in the place of the one in `folder`: readers find the old state or the new one."""
    body = manifest.model_dump_json(indent=1).encode("utf-8", "backslashreplace")
    digest = hashlib.sha256(body).hexdigest()

    def fill(stream: HashingStream) -> None:
        stream.write(INDEX_HEAD + f"{FORMAT_VERSION} {digest}\n".encode("ascii"))
        stream.write(body)

    write_file(folder / MANIFEST, fill)


def read_manifest(folder: Path) -> Manifest:
    """The state of the index in `folder`.

    Raises ArchiveError when there is none, when it is damaged, or when another version of the program wrote it.
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        hint = f"Make one: deepnews index add {folder} SOURCES"
        raise ArchiveError(f"There is no index in {folder}.", hint=hint) from error
    except OSError as error:
        raise ArchiveError(
            f"{path} cannot be read: {error.strerror}.", hint="Check your rights and the disk."
        ) from error
    return _parsed(path, content)


def _parsed(path: Path, content: bytes) -> Manifest:
    head, _, body = content.partition(b"\n")
    found = _HEAD.fullmatch(head)
    if found is None:
        raise damaged(path, "its first line is not that of an index", cure=_cure(path))
    if int(found[1]) != FORMAT_VERSION:
        made = f"The index in {path.parent} has format {int(found[1])}; this program reads format {FORMAT_VERSION}."
        raise ArchiveError(made, hint=_cure(path))
    if hashlib.sha256(body).hexdigest().encode("ascii") != found[2]:
        raise damaged(path, "its content does not match its checksum", cure=_cure(path))
    try:
        return Manifest.model_validate_json(body)
    except ValidationError as error:
        raise damaged(path, f"it holds something unknown ({error.error_count()} places)", cure=_cure(path)) from error


def _cure(path: Path) -> str:
    return f"Make it anew: deepnews index add {path.parent} SOURCES --rebuild"
