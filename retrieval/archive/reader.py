"""An index in a folder, open for reading: one state of it, whatever a writer does meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from deepnews.errors import ArchiveError
from deepnews.retrieval.archive.manifest import MANIFEST, Manifest, read_manifest
from deepnews.retrieval.archive.nearest import ExactSearch, open_clusters
from deepnews.retrieval.archive.postings import WordIndex
from deepnews.retrieval.archive.records import ArchiveStats, Entry
from deepnews.retrieval.archive.segment import Segment, open_segment
from deepnews.retrieval.search import SearchScores, joined, vector_share
from deepnews.retrieval.tokenize import search_tokens
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.evidence import ScoredPassage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Matrix = NDArray[np.float32]

N_QUERY_CHARS: Final = 1000
_N_CANDIDATES: Final = 200
"""Passages that each of the two searches names; they are then compared by both."""
_N_TRIES: Final = 5
_T = TypeVar("_T")


def last_state(folder: Path, use: Callable[[Manifest], _T]) -> _T:
    """What `use` makes of the newest state; a state whose files a writer has just taken away is read anew."""
    manifest = read_manifest(folder)
    for _ in range(_N_TRIES):
        try:
            return use(manifest)
        except FileNotFoundError as error:
            newer = read_manifest(folder)
            if newer.generation == manifest.generation:
                raise _incomplete(folder, error) from error
            manifest = newer
    raise ArchiveError(f"The index in {folder} changes too fast to be read.", hint="Try again in a moment.")


def _incomplete(folder: Path, error: FileNotFoundError) -> ArchiveError:
    hint = f"Make it anew from its sources: deepnews index update {folder} --rebuild"
    return ArchiveError(f"A file of the index is missing: {error.filename}.", hint=hint)


def open_segments(folder: Path, manifest: Manifest) -> list[Segment]:
    """All segments, checked on several cores; raises ArchiveError or FileNotFoundError."""
    with ThreadPoolExecutor(max_workers=4) as pool:
        return list(pool.map(lambda file: open_segment(folder, file), manifest.segments))


class FolderArchive:
    """An index of files; raises ArchiveError on opening when any byte of it is not what was written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manifest, self._segments, self._search = last_state(folder, self._open)
        self.spec = self._manifest.spec

    def _open(self, manifest: Manifest) -> tuple[Manifest, list[Segment], _Searches]:
        segments = open_segments(self._folder, manifest)
        return manifest, segments, _Searches(self._folder, manifest, segments)

    def stats(self) -> ArchiveStats:
        """What the index holds."""
        manifest = self._manifest
        heads = [segment.head(row) for segment, row in self._live_documents()]
        n_copies = sum(1 for head in heads if head["state"]["copy_of"])
        files = [*manifest.segments, *([manifest.clusters] if manifest.clusters else [])]
        return ArchiveStats(
            place=str(self._folder),
            spec=manifest.spec,
            generation=manifest.generation,
            made_by=manifest.made_by,
            n_documents=len(heads) - n_copies,
            n_copies=n_copies,
            n_passages=self._search.n_live,
            n_chars=sum(head["n_chars"] for head in heads),
            n_bytes=sum(f.n_bytes for f in files) + (self._folder / MANIFEST).stat().st_size,
            search="approximate" if manifest.clusters else "exact",
            origin=manifest.origin,
        )

    def search(self, query: str, row: Matrix, top_k: int) -> tuple[ScoredPassage, ...]:
        """The `top_k` best passages for a query and its vector, best first; none for an empty query."""
        if not query.strip() or top_k < 1:
            return ()
        rows, scores = self._search.best(query[:N_QUERY_CHARS], row, top_k)
        found = zip(rows.tolist(), scores.tolist(), strict=True)
        return tuple(ScoredPassage(passage=self._passage(r), scent=max(0.0, s)) for r, s in found)

    def _passage(self, row: int) -> Any:
        number, place = self._search.place(row)
        return self._segments[number].passage(place)

    def documents(self, doc_ids: Collection[str] | None = None) -> Iterator[SourceDocument]:
        """All searched documents, or those named."""
        for segment, row in self._chosen(doc_ids):
            yield segment.document(row)

    def entries(self, doc_ids: Collection[str]) -> Iterator[Entry]:
        """The named documents with their passages and vectors."""
        for segment, row in self._chosen(doc_ids):
            yield segment.entry(row)

    def close(self) -> None:
        """Nothing to let go of: the files are unmapped with the object."""

    def _chosen(self, doc_ids: Collection[str] | None) -> Iterator[tuple[Segment, int]]:
        places = self._places
        for doc_id in places if doc_ids is None else (d for d in doc_ids if d in places):
            yield places[doc_id]

    @cached_property
    def _places(self) -> dict[str, tuple[Segment, int]]:
        """Segment and row of each searched document."""
        found = {}
        for segment, row in self._live_documents():
            head = segment.head(row)
            if not head["state"]["copy_of"]:
                found[head["document"]["doc_id"]] = (segment, row)
        return found

    def _live_documents(self) -> Iterator[tuple[Segment, int]]:
        for segment, file in zip(self._segments, self._manifest.segments, strict=True):
            removed = frozenset(file.removed)
            yield from ((segment, row) for row in range(segment.n_documents) if row not in removed)


class _Searches:
    """Both searches over the live passages of a state; rows count through all segments in order."""

    def __init__(self, folder: Path, manifest: Manifest, segments: Sequence[Segment]) -> None:
        import numpy as np

        self._share = vector_share(manifest.spec.embedding_id)
        live = [s.live_passages(f.removed) for s, f in zip(segments, manifest.segments, strict=True)]
        self.n_live = sum(int(flags.sum()) for flags in live)
        self._vectors = [s.vectors for s in segments]
        self._ends = np.cumsum([0, *(s.n_passages for s in segments)])
        self._live = np.concatenate([np.zeros(0, dtype=bool), *live])
        self._words = WordIndex([s.postings for s in segments], live)
        covered = frozenset(manifest.clusters.segments) if manifest.clusters else frozenset()
        rest = [
            flags if f.name not in covered else flags & False for flags, f in zip(live, manifest.segments, strict=True)
        ]
        self._near: list[Any] = [ExactSearch(self._vectors, rest, manifest.spec.n_dims)]
        if manifest.clusters:
            self._near.append(open_clusters(folder, manifest.clusters, manifest.segments, live))

    def place(self, row: int) -> tuple[int, int]:
        """Number of the segment that holds `row`, and the passage's number in it."""
        import numpy as np

        number = int(np.searchsorted(self._ends, row, side="right")) - 1
        return number, row - int(self._ends[number])

    def best(self, query: str, row: Matrix, top_k: int) -> tuple[Array, Matrix]:
        """Rows of the best passages and their joined scores, best first."""
        import numpy as np

        n = max(_N_CANDIDATES, top_k)
        words = self._words.scores(search_tokens(query))
        named = [near.nearest(row, n) for near in self._near]
        rows = np.unique(np.concatenate([*named, self._best_words(words, n)]))
        if not len(rows):
            return rows, np.zeros(0, dtype=np.float32)
        meaning = self._gathered(rows) @ row
        total = joined(SearchScores(words[rows][None, :], meaning[None, :]), self._share)[0]
        order = np.argsort(-total, kind="stable")[:top_k]
        return rows[order], total[order]

    def _best_words(self, words: Matrix, n: int) -> Array:
        import numpy as np

        found = np.flatnonzero((words > 0) & self._live)
        if len(found) > n:
            found = found[np.argpartition(-words[found], n)[:n]]
        return found

    def _gathered(self, rows: Array) -> Matrix:
        """True vectors of some rows (ascending), in float32."""
        import numpy as np

        pieces = [
            vectors[rows[(rows >= a) & (rows < b)] - a]
            for vectors, a, b in zip(self._vectors, self._ends, self._ends[1:], strict=False)
        ]
        return np.concatenate(pieces).astype(np.float32)
