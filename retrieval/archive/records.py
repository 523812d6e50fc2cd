"""What an archive is made with, what it holds, and what a change did to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol

from pydantic import Field

from deepnews.retrieval.index import N_PASSAGE_CHARS, N_PASSAGE_CHARS_ZH
from deepnews.schemas.base import Record
from deepnews.schemas.corpus import Passage, SkippedSource, SourceDocument
from deepnews.schemas.evidence import ScoredPassage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

FORMAT_VERSION: Final = 1
TEXT_VERSION: Final = "1"
"""Raised whenever passages are cut or words are folded in another way."""
Spoken = Literal["en", "zh", "mixed"]


class IndexSpec(Record):
    """What an index is made with; vectors and words of another make cannot be compared with it."""

    language: Spoken
    """Language of the sources, which chose the embedding model."""
    embedding_id: str
    n_dims: int = Field(ge=1, le=65_536)
    n_passage_chars: int = N_PASSAGE_CHARS
    n_passage_chars_zh: int = N_PASSAGE_CHARS_ZH
    text_version: str = TEXT_VERSION


class Origin(Record):
    """Where the documents of an archive come from."""

    sources: tuple[str, ...] = ()
    """Folders, files and URLs, absolute."""
    excluded: tuple[str, ...] = ()
    """Files and folders below them that were taken out, and stay out."""
    skipped: tuple[SkippedSource, ...] = ()
    """What the last change could not read."""


class FileState(Record):
    """What the archive knows of one source."""

    fingerprint: str
    """SHA-256 over the bytes and those of its metadata file (hex)."""
    text_key: str
    """SHA-256 of the text with spaces folded (hex): equal for copies."""
    copy_of: str = ""
    """Key of the source that holds the same text; empty for the one that is searched."""


@dataclass(frozen=True)
class Entry:
    """One source on its way into an archive or out of it."""

    key: str
    """Absolute path or URL."""
    state: FileState
    document: SourceDocument
    passages: tuple[Passage, ...]
    rows: Matrix
    """Unit vectors of the passages."""
    profile: Matrix
    """Unit vector of the document's title and head."""


class ArchiveStats(Record):
    """What an archive holds."""

    place: str
    spec: IndexSpec
    generation: int = Field(ge=0)
    """Counts the changes."""
    made_by: str
    """Version of the program that wrote it last."""
    n_documents: int
    n_copies: int
    """Sources with the text of another one, which are not searched."""
    n_passages: int
    n_chars: int
    """Characters of the documents searched."""
    n_bytes: int
    """Size on disk."""
    search: Literal["exact", "approximate"]
    """Whether every vector is compared, or those of the nearest clusters."""
    origin: Origin


class ArchiveChange(Record):
    """What a change did."""

    n_added: int = 0
    n_replaced: int = 0
    n_removed: int = 0
    n_unchanged: int = 0
    n_copies: int = 0
    """Of those added or replaced, the ones whose text another source has."""
    n_passages: int = 0
    """Passages embedded."""
    seconds: float = 0.0
    skipped: tuple[SkippedSource, ...] = ()


class Archive(Protocol):
    """An open index, for reading: in a folder one state from beginning to end, in a database always the newest."""

    spec: IndexSpec

    def stats(self) -> ArchiveStats:
        """What it holds."""

    def search(self, query: str, row: Matrix, top_k: int) -> tuple[ScoredPassage, ...]:
        """The `top_k` best passages for a query and its vector, best first; none for an empty query."""

    def documents(self, doc_ids: Collection[str] | None = None) -> Iterator[SourceDocument]:
        """All searched documents, or those named."""

    def entries(self, doc_ids: Collection[str]) -> Iterator[Entry]:
        """The named documents with their passages and vectors."""

    def close(self) -> None:
        """Let go of files and connections."""


class ArchiveWriter(Protocol):
    """The one process that changes an archive; each call is done whole or not at all."""

    spec: IndexSpec

    @property
    def origin(self) -> Origin:
        """Where the documents come from."""

    def states(self) -> dict[str, FileState]:
        """What is known of every source, by key."""

    def put(self, entries: Sequence[Entry]) -> None:
        """Add sources, each in the place of what was known under its key."""

    def remove(self, keys: Collection[str]) -> None:
        """Take sources out."""

    def finish(self, origin: Origin) -> None:
        """Note where the documents come from and put the index in order; the state is whole before it too."""
