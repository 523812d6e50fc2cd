"""Sources read into a corpus: one module a family of formats, one bad file never stops the others."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

from deepnews.errors import NoSourcesError, SourceError
from deepnews.retrieval.load.cache import cached
from deepnews.retrieval.load.limits import LoadLimits
from deepnews.retrieval.load.metadata import language_of, metadata_of, read_sidecar
from deepnews.retrieval.load.url import fetch
from deepnews.retrieval.load.walk import Place, places
from deepnews.schemas.corpus import Corpus, SkippedSource, SourceDocument

__all__ = ["LoadLimits", "joined_corpus", "load_corpus", "load_document", "skipped_source", "text_key"]

_DEFAULT_LIMITS = LoadLimits()
_N_REASONS = 8


def load_corpus(
    sources: Sequence[str],
    *,
    cache_dir: Path | None,
    limits: LoadLimits = _DEFAULT_LIMITS,
    progress: Callable[[str, int, int], None] | None = None,
) -> Corpus:
    """The corpus of folders, files and URLs, documents by name; what cannot be read is listed with its reason.

    Raises UsageError for a path that does not exist and NoSourcesError when nothing at all can be read.
    """
    found = places(sources)
    documents: list[SourceDocument] = []
    skipped: list[SkippedSource] = []
    for done, place in enumerate(found, 1):
        try:
            documents.append(load_document(place, cache_dir, limits))
        except SourceError as error:
            skipped.append(skipped_source(place, error))
        if progress is not None:
            progress("read", done, len(found))
    if not documents:
        raise _nothing(sources, skipped)
    kept, copies = _without_copies(documents)
    return Corpus(documents=tuple(kept), skipped=tuple(skipped), duplicates=tuple(copies))


def skipped_source(place: Place, error: SourceError) -> SkippedSource:
    """The line that names a source which cannot be read, and why."""
    return SkippedSource(path=place.name, reason=f"{error.message[0].upper()}{error.message[1:]}.")


def load_document(place: Place, cache_dir: Path | None, limits: LoadLimits) -> SourceDocument:
    """The document at `place`; raises SourceError when it cannot be read."""
    from deepnews.retrieval.load.formats import parse, true_suffix

    content, ending = _content(place, limits)
    suffix = true_suffix(content, ending, limits)
    parsed = cached(content, suffix, cache_dir, lambda: parse(content, suffix, limits))
    metadata = metadata_of(parsed, read_sidecar(place.path) if place.path else {}, Path(place.name).stem)
    if place.path is None:
        metadata = metadata.model_copy(update={"address": place.name})
    identity = hashlib.sha256(f"{place.name}\0{parsed.text}".encode("utf-8", "replace")).hexdigest()
    return SourceDocument(
        doc_id=identity[:12],
        path=place.name,
        **metadata.model_dump(),
        language=language_of(parsed.text),
        media_type=suffix.lstrip("."),
        text=parsed.text,
        pages=parsed.pages,
        content_sha256=hashlib.sha256(content).hexdigest(),
    )


def _content(place: Place, limits: LoadLimits) -> tuple[bytes, str]:
    from deepnews.retrieval.load.formats import SUPPORTED

    if place.path is None:
        fetched = fetch(place.name, limits)
        return fetched.content, fetched.suffix
    suffix = place.path.suffix.lower()
    if place.path.is_dir():
        raise SourceError("the folder cannot be opened; check its permissions")
    if suffix not in SUPPORTED:
        kinds = ", ".join(SUPPORTED[:5])
        raise SourceError(f"files of type '{suffix or 'without ending'}' are not read; convert it, e.g. to {kinds}")
    return _bytes(place.path, limits), suffix


def _bytes(path: Path, limits: LoadLimits) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise SourceError("it is no ordinary file but a device, pipe or folder; give a file")
        if status.st_size > limits.max_file_bytes:
            over = f"it has {status.st_size:,} bytes, more than the limit of {limits.max_file_bytes:,}"
            raise SourceError(f"{over}; give the part you need")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"it cannot be opened ({error.strerror}); check the file and its permissions") from error


def _without_copies(documents: Sequence[SourceDocument]) -> tuple[list[SourceDocument], list[SkippedSource]]:
    seen: dict[str, SourceDocument] = {}
    copies: list[SkippedSource] = []
    for document in documents:
        twin = seen.setdefault(text_key(document.text), document)
        if twin is not document:
            copies.append(SkippedSource(path=document.path, reason=f"The same text as {twin.path}; counted once."))
    return list(seen.values()), copies


def joined_corpus(corpora: Sequence[Corpus]) -> Corpus:
    """One corpus of several, documents by name, copies among them left out; raises NoSourcesError for an empty one."""
    documents = sorted((d for c in corpora for d in c.documents), key=lambda d: d.path)
    if not documents:
        raise NoSourcesError("The sources hold no documents.", hint="Add some, or name other --sources.")
    kept, copies = _without_copies(documents)
    return Corpus(
        documents=tuple(kept),
        skipped=tuple(s for c in corpora for s in c.skipped),
        duplicates=(*(s for c in corpora for s in c.duplicates), *copies),
    )


def text_key(text: str) -> str:
    """SHA-256 of a text with spaces folded (hex): the same for copies."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


def _nothing(sources: Sequence[str], skipped: Sequence[SkippedSource]) -> NoSourcesError:
    where = ", ".join(sources) or "no folder, file or URL"
    if not skipped:
        return NoSourcesError(
            f"There are no documents in {where}.", hint="Put documents there, or name another --sources."
        )
    reasons = "; ".join(f"{s.path!r}: {s.reason}" for s in skipped[:_N_REASONS])
    return NoSourcesError(
        f"None of the {len(skipped)} files in {where} can be read: {reasons}", hint="Mend one of them."
    )
