"""Archives by their place: a folder, or a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from deepnews.home import from_home
from deepnews.retrieval.archive.manifest import MANIFEST, read_manifest
from deepnews.retrieval.archive.reader import FolderArchive
from deepnews.retrieval.archive.records import Archive, ArchiveWriter, IndexSpec, Origin
from deepnews.retrieval.archive.writer import open_writer

INNER: Final = ".deepnews-index"
"""Name of the index that lies inside the folder of documents it was made from."""
_SCHEMES: Final = ("postgresql://", "postgres://")


def is_database(place: str) -> bool:
    """True for the address of a PostgreSQL database."""
    return place.startswith(_SCHEMES)


def is_index(place: str) -> bool:
    """True when `place` is an index, not a folder of documents."""
    return is_database(place) or (from_home(place) / MANIFEST).is_file()


def index_folder(place: str) -> Path:
    """The folder of the index at `place`: itself, or the one inside a folder of documents."""
    folder = from_home(place).absolute()
    return folder / INNER if not (folder / MANIFEST).exists() and (folder / INNER).is_dir() else folder


def stored_make(place: str) -> tuple[IndexSpec, Origin]:
    """What the archive at `place` was made with and from; its content is not looked at. Raises ArchiveError."""
    if is_database(place):
        from deepnews.retrieval.archive.postgres import PostgresArchive

        with closing(PostgresArchive(place)) as found:
            return found.spec, found.stats().origin
    manifest = read_manifest(index_folder(place))
    return manifest.spec, manifest.origin


@contextmanager
def reading_archive(place: str) -> Iterator[Archive]:
    """The archive at `place`, open; raises ArchiveError when there is none, or it is damaged or out of reach."""
    archive = _opened(place)
    try:
        yield archive
    finally:
        archive.close()


@contextmanager
def writing_archive(place: str, spec: IndexSpec, *, anew: bool = False) -> Iterator[ArchiveWriter]:
    """The writer of the archive at `place`, which is made when there is none; `anew` starts from nothing.

    Raises ArchiveError while another process writes, and when the archive is damaged or of another make than `spec`.
    """
    if is_database(place):
        from deepnews.retrieval.archive.postgres_writer import open_postgres_writer

        with open_postgres_writer(place, spec, anew=anew) as in_database:
            yield in_database
    else:
        with open_writer(index_folder(place), spec, anew=anew) as in_folder:
            yield in_folder


def _opened(place: str) -> Archive:
    if is_database(place):
        from deepnews.retrieval.archive.postgres import PostgresArchive

        return PostgresArchive(place)
    return FolderArchive(index_folder(place))
