"""Sources into an archive: only what is new or changed is read and embedded; the same for every kind of archive."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from deepnews.errors import SourceError, UsageError
from deepnews.retrieval.archive.records import ArchiveChange, ArchiveWriter, Entry, FileState, Origin
from deepnews.retrieval.embed import Embedder
from deepnews.retrieval.index import index_passages, profile_text
from deepnews.retrieval.load import LoadLimits, load_document, skipped_source, text_key
from deepnews.retrieval.load.metadata import sidecar_of
from deepnews.retrieval.load.url import is_url
from deepnews.retrieval.load.walk import Place, places
from deepnews.schemas.corpus import Corpus, SkippedSource, SourceDocument

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

Tell = Callable[[str, int, int], None]
BATCH_PASSAGES: Final = 4096
"""Passages embedded and written together: what a kill can cost."""
_BATCH_DOCUMENTS: Final = 10_000
_EMBED_STEP: Final = 256


@dataclass(frozen=True)
class Reading:
    """How sources are read."""

    cache_dir: Path | None
    tell: Tell
    limits: LoadLimits = field(default_factory=LoadLimits)


@dataclass
class _Pending:
    """Documents read and not yet written."""

    documents: list[tuple[str, FileState, SourceDocument]] = field(default_factory=list)
    n_chars: int = 0


def add_sources(writer: ArchiveWriter, sources: Sequence[str], embedder: Embedder, reading: Reading) -> ArchiveChange:
    """What adding `sources` (absolute paths or URLs) did; documents are written batch by batch.

    Raises UsageError for a path that does not exist, and what the archive and the embedding model raise.
    """
    old = writer.origin
    excluded = tuple(e for e in old.excluded if not any(is_below(e, s) or is_below(s, e) for s in sources))
    update = _Update(writer, embedder, reading)
    update.take_all(places(sources))
    return update.finish(Origin(sources=tuple(dict.fromkeys((*old.sources, *sources))), excluded=excluded))


def update_sources(writer: ArchiveWriter, origin: Origin, embedder: Embedder, reading: Reading) -> ArchiveChange:
    """What bringing the archive up to date with the sources of `origin` did: those that are gone are taken out.

    Raises UsageError when a folder it was made from is not there at all (an unmounted disk must not empty it).
    """
    found = [p for p in places(origin.sources) if not any(is_below(key_of(p), e) for e in origin.excluded)]
    update = _Update(writer, embedder, reading)
    update.drop_others({key_of(place) for place in found})
    update.take_all(found)
    return update.finish(origin)


def remove_sources(
    writer: ArchiveWriter, sources: Sequence[str], embedder: Embedder, reading: Reading
) -> ArchiveChange:
    """What taking `sources` (absolute paths of files or folders, or URLs) out did; an update does not bring them back.

    Copies of a removed text are read in its place. Raises UsageError when one of `sources` is not in the archive.
    """
    states, old = writer.states(), writer.origin
    for source in sources:
        if not any(is_below(key, source) for key in states):
            raise UsageError(f"{source} is not in the index.", hint="Name a file, folder or URL as it was added.")
    left = tuple(s for s in old.sources if not any(is_below(s, gone) for gone in sources))
    inner = tuple(gone for gone in sources if any(is_below(gone, s) for s in left))
    update = _Update(writer, embedder, reading)
    update.drop_others({key for key in states if not any(is_below(key, gone) for gone in sources)})
    return update.finish(Origin(sources=left, excluded=tuple(dict.fromkeys((*old.excluded, *inner)))))


def is_below(key: str, source: str) -> bool:
    """True when `key` is `source` or lies below it."""
    return key == source or (not is_url(source) and key.startswith(source.rstrip("/") + "/"))


def key_of(place: Place) -> str:
    """What a source is known by: its absolute path or its URL."""
    return str(place.path.resolve()) if place.path else place.name


class _Update:
    """One pass over the sources."""

    def __init__(self, writer: ArchiveWriter, embedder: Embedder, reading: Reading) -> None:
        self._writer, self._embedder, self._reading = writer, embedder, reading
        self._states = writer.states()
        self._holder = {s.text_key: key for key, s in self._states.items() if not s.copy_of}
        self._of_bytes = {s.fingerprint: (key, s) for key, s in self._states.items() if not s.copy_of}
        self._pending = _Pending()
        self._counts = dict.fromkeys(("n_added", "n_replaced", "n_removed", "n_unchanged", "n_copies", "n_passages"), 0)
        self._skipped: list[SkippedSource] = []
        self._started = time.monotonic()

    def take_all(self, found: Sequence[Place]) -> None:
        """Read what is new or changed."""
        for done, place in enumerate(found, 1):
            self._take(place)
            self._reading.tell("read", done, len(found))
        self._flush()

    def drop_others(self, keys: Collection[str]) -> None:
        """Take out every source that is not among `keys`."""
        self._drop([key for key in self._states if key not in keys])

    def finish(self, origin: Origin) -> ArchiveChange:
        """What was done; the archive notes `origin`."""
        self._take_orphans()
        self._writer.finish(origin.model_copy(update={"skipped": tuple(self._skipped)}))
        seconds = time.monotonic() - self._started
        return ArchiveChange(seconds=seconds, skipped=tuple(self._skipped), **self._counts)

    def _drop(self, keys: Sequence[str]) -> None:
        self._writer.remove(keys)
        for key in keys:
            self._forget(key)
        self._counts["n_removed"] += len(keys)

    def _forget(self, key: str) -> None:
        state = self._states.pop(key, None)
        if state and self._holder.get(state.text_key) == key:
            del self._holder[state.text_key]
            self._of_bytes.pop(state.fingerprint, None)

    def _take_orphans(self) -> None:
        """Read copies again whose original has gone or changed: one of them is the original now."""
        lost = [key for key, s in self._states.items() if s.copy_of and self._holder.get(s.text_key) != s.copy_of]
        for key in lost:
            path = None if is_url(key) else Path(key)
            self._take(Place(name=path.name if path else key, path=path), again=True)
        self._flush()

    def _take(self, place: Place, *, again: bool = False) -> None:
        """Read a source when it is new or changed, and lay it by."""
        key = key_of(place)
        try:
            mark = _fingerprint(place)
            if not again and mark and key in self._states and self._states[key].fingerprint == mark:
                self._counts["n_unchanged"] += 1
                return
            self._lay_by(place, key, mark)
        except SourceError as error:
            self._skipped.append(skipped_source(place, error))
            if key in self._states:
                self._drop([key])

    def _lay_by(self, place: Place, key: str, mark: str) -> None:
        twin = self._of_bytes.get(mark) if mark else None
        if twin and twin[0] != key:
            self._add(key, FileState(fingerprint=mark, text_key=twin[1].text_key, copy_of=twin[0]), _bare(place, mark))
            return
        document = load_document(place, self._reading.cache_dir, self._reading.limits)
        mark = mark or document.content_sha256
        if key in self._states and self._states[key].fingerprint == mark and not self._states[key].copy_of:
            self._counts["n_unchanged"] += 1  # a page of the web, the same as before
            return
        text = text_key(document.text)
        holder = self._holder.get(text, key)
        copy_of = "" if holder == key else holder
        state = FileState(fingerprint=mark, text_key=text, copy_of=copy_of)
        self._add(key, state, document.model_copy(update={"text": "", "pages": ()}) if copy_of else document)

    def _add(self, key: str, state: FileState, document: SourceDocument) -> None:
        self._counts["n_replaced" if key in self._states else "n_added"] += 1
        self._counts["n_copies"] += bool(state.copy_of)
        self._forget(key)
        self._states[key] = state
        if not state.copy_of:
            self._holder[state.text_key] = key
            self._of_bytes[state.fingerprint] = (key, state)
        self._pending.documents.append((key, state, document))
        self._pending.n_chars += document.n_chars
        is_much = self._pending.n_chars > BATCH_PASSAGES * self._writer.spec.n_passage_chars
        if is_much or len(self._pending.documents) >= _BATCH_DOCUMENTS:
            self._flush()

    def _flush(self) -> None:
        """Embed and write what was laid by."""
        waiting, self._pending = self._pending.documents, _Pending()
        if waiting:
            entries = embedded(waiting, self._embedder, self._reading.tell)
            self._writer.put(entries)
            self._counts["n_passages"] += sum(len(e.passages) for e in entries)


def embedded(documents: Sequence[tuple[str, FileState, SourceDocument]], embedder: Embedder, tell: Tell) -> list[Entry]:
    """Entries made of documents: cut into passages, and these and the documents' profiles embedded."""
    import numpy as np

    passages = [() if state.copy_of else index_passages(document) for _, state, document in documents]
    profiles = ["" if s.copy_of else profile_text(d, p) for (_, s, d), p in zip(documents, passages, strict=True)]
    rows = _embed([*(p.text for group in passages for p in group), *(t for t in profiles if t)], embedder, tell)
    n_passages = sum(len(group) for group in passages)
    of_profiles = iter(rows[n_passages:])
    nothing = np.zeros(embedder.n_dims, dtype=np.float32)
    entries, at = [], 0
    for (key, state, document), group, text in zip(documents, passages, profiles, strict=True):
        profile = next(of_profiles) if text else nothing
        own = rows[at : at + len(group)]
        entries.append(Entry(key=key, state=state, document=document, passages=group, rows=own, profile=profile))
        at += len(group)
    return entries


def _embed(texts: Sequence[str], embedder: Embedder, tell: Tell) -> Matrix:
    """Rows for `texts`, each different text once, those of like length together."""
    import numpy as np

    order = sorted(dict.fromkeys(texts), key=len)
    rows: dict[str, Matrix] = {}
    for first in range(0, len(order), _EMBED_STEP):
        tell("embed", first, len(order))
        step = order[first : first + _EMBED_STEP]
        rows.update(zip(step, embedder.encode_passages(step), strict=True))
    if order:
        tell("embed", len(order), len(order))
    return np.stack([rows[t] for t in texts]) if texts else np.zeros((0, embedder.n_dims), dtype=np.float32)


def _fingerprint(place: Place) -> str:
    """SHA-256 over a file and its metadata (hex); empty for a URL, whose content is not at hand."""
    if place.path is None or not place.path.is_file():
        return ""
    digest = hashlib.sha256()
    for path in (place.path, sidecar_of(place.path)):
        for block in _blocks(path):
            digest.update(block)
        digest.update(b"\0")
    return digest.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                yield block
    except FileNotFoundError:
        return
    except OSError as error:
        raise SourceError(f"it cannot be opened ({error.strerror}); check the file and its permissions") from error


def _bare(place: Place, mark: str) -> SourceDocument:
    """What is kept of a copy that was not opened."""
    name = Path(place.name).stem
    return SourceDocument(doc_id=mark[:12], path=place.name, title=name, text="", content_sha256=mark)


def sampled(sources: Sequence[str], reading: Reading, n: int) -> Corpus | None:
    """The first `n` documents of `sources` that can be read; None when there are none."""
    found: list[SourceDocument] = []
    for place in places(sources):
        with suppress(SourceError):
            found.append(load_document(place, reading.cache_dir, reading.limits))
        if len(found) == n:
            break
    return Corpus(documents=tuple(found)) if found else None
