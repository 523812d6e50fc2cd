"""What can be done with a search index, as plain functions over folders and databases alike."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from deepnews.errors import NoSourcesError, UsageError
from deepnews.home import from_home

if TYPE_CHECKING:
    from deepnews.agents.materials import Tell
    from deepnews.retrieval.archive.records import ArchiveChange, ArchiveStats, IndexSpec, Origin, Spoken
    from deepnews.retrieval.archive.update import Reading
    from deepnews.retrieval.embed import Embedder
    from deepnews.schemas.corpus import SourceDocument
    from deepnews.schemas.evidence import ScoredPassage
    from deepnews.settings import Settings

_N_SAMPLED = 40


def add(
    place: str, sources: Sequence[str], settings: Settings, tell: Tell, *, spoken: Spoken | None, rebuild: bool
) -> ArchiveChange:
    """What adding `sources` to the index at `place` did; it is made when there is none.

    Without sources `place` is a folder of documents, and its index lies inside it. Raises UsageError for wrong paths,
    ArchiveError when the index is damaged, in use or of another make, NoSourcesError when it would stay empty.
    """
    from deepnews.retrieval.archive.open import INNER, index_folder, is_database, is_index, writing_archive
    from deepnews.retrieval.archive.update import add_sources

    if not sources:
        if is_index(place) or not from_home(place).is_dir():
            raise UsageError(f"No sources to add to {place} are named.", hint="deepnews index add DIR SOURCES")
        sources, place = [place], str(from_home(place).absolute() / INNER)
    sources = [_absolute(source) for source in sources]
    place = place if is_database(place) else str(index_folder(place))
    reading = _reading(settings, tell)
    known = None if rebuild else _stored_spec(place)
    spec, embedder = _make(spoken or (known.language if known else _spoken(sources, reading)), settings)
    with writing_archive(place, spec, anew=rebuild) as writer:
        change = add_sources(writer, sources, embedder, reading)
        if not writer.states():
            raise NoSourcesError(
                f"Nothing in {', '.join(sources)} can be read.", hint=_first_reason(change) or "Name another folder."
            )
    return change


def update(place: str, settings: Settings, tell: Tell, *, rebuild: bool) -> ArchiveChange:
    """What bringing the index at `place` up to date with its sources did; with `rebuild` everything is made anew.

    Raises ArchiveError when there is no index, or it is damaged, in use, or of another make (unless `rebuild`).
    """
    from deepnews.retrieval.archive.open import writing_archive
    from deepnews.retrieval.archive.update import update_sources

    place = existing_index(place)
    stored = _stored(place)
    spec, embedder = _make(stored[0].language, settings)
    with writing_archive(place, spec, anew=rebuild) as writer:
        return update_sources(writer, stored[1] if rebuild else writer.origin, embedder, _reading(settings, tell))


def remove(place: str, sources: Sequence[str], settings: Settings, tell: Tell) -> ArchiveChange:
    """What taking `sources` out of the index at `place` did; raises UsageError when one is not in it."""
    from deepnews.retrieval.archive.open import writing_archive
    from deepnews.retrieval.archive.update import remove_sources

    place = existing_index(place)
    spec, embedder = _make(_stored(place)[0].language, settings)
    with writing_archive(place, spec) as writer:
        return remove_sources(writer, [_absolute(s) for s in sources], embedder, _reading(settings, tell))


def stats(place: str) -> ArchiveStats:
    """What the index at `place` holds, every byte of it checked; raises ArchiveError."""
    from deepnews.retrieval.archive.open import reading_archive

    with reading_archive(existing_index(place)) as archive:
        return archive.stats()


def search(
    place: str, query: str, top_k: int, settings: Settings
) -> tuple[tuple[ScoredPassage, ...], dict[str, SourceDocument]]:
    """The best passages of the index for `query`, and their documents by id; nothing for an empty query.

    Raises ArchiveError when the index is damaged or made with another embedding model.
    """
    from deepnews.retrieval.archive.article import spec_for
    from deepnews.retrieval.archive.open import reading_archive
    from deepnews.retrieval.archive.writer import check_spec

    place = existing_index(place)
    with reading_archive(place) as archive:
        spec, embedder = _make(archive.spec.language, settings)
        check_spec(place, archive.spec, spec_for(spec.language, embedder))
        if not query.strip():
            return (), {}
        found = archive.search(query, embedder.encode_queries([query])[0], top_k)
        return found, {d.doc_id: d for d in archive.documents({f.passage.doc_id for f in found})}


def existing_index(place: str) -> str:
    """Where the index at `place` lies (inside a folder of documents, or itself); raises ArchiveError without one."""
    from deepnews.retrieval.archive.manifest import MANIFEST, read_manifest
    from deepnews.retrieval.archive.open import index_folder, is_database

    if is_database(place):
        return place
    folder = index_folder(place)
    if not (folder / MANIFEST).is_file():
        read_manifest(folder)
    return str(folder)


def _stored(place: str) -> tuple[IndexSpec, Origin]:
    from deepnews.retrieval.archive.open import stored_make

    return stored_make(place)


def _stored_spec(place: str) -> IndexSpec | None:
    """What the index at `place` was made with; None when there is none yet."""
    from deepnews.errors import ArchiveError
    from deepnews.retrieval.archive.open import is_database, is_index

    if is_database(place):
        with suppress(ArchiveError):  # an empty database; one out of reach says so when it is written to
            return _stored(place)[0]
        return None
    return _stored(place)[0] if is_index(place) else None


def _make(spoken: Spoken, settings: Settings) -> tuple[IndexSpec, Embedder]:
    """What an index for that language is made with, and its embedder."""
    from deepnews.agents.materials import embedder_for
    from deepnews.retrieval.archive.article import spec_for

    embedder = embedder_for(settings, spoken)
    return spec_for(spoken, embedder), embedder


def _reading(settings: Settings, tell: Tell) -> Reading:
    from deepnews.retrieval.archive.update import Reading
    from deepnews.retrieval.load import LoadLimits

    limits = LoadLimits(allow_private_urls=settings.allow_private_urls)
    return Reading(cache_dir=settings.cache_dir / "sources", tell=tell, limits=limits)


def _spoken(sources: Sequence[str], reading: Reading) -> Spoken:
    """Language of the first documents that can be read; English when there is none."""
    from deepnews.retrieval.archive.update import sampled

    documents = sampled(sources, reading, _N_SAMPLED)
    return documents.language if documents else "en"


def _absolute(source: str) -> str:
    from deepnews.retrieval.load.url import is_url

    return source if is_url(source) else str(from_home(source).resolve())


def _first_reason(change: ArchiveChange) -> str:
    return f"{change.skipped[0].path}: {change.skipped[0].reason}" if change.skipped else ""
