"""The one writer of an index in a folder: new segments beside the old ones, then a new manifest in their place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from deepnews import __version__
from deepnews.errors import ArchiveError
from deepnews.retrieval.archive.disk import PART, writer_lock
from deepnews.retrieval.archive.manifest import MANIFEST, Manifest, SegmentFile, read_manifest, write_manifest
from deepnews.retrieval.archive.nearest import N_EXACT, build_clusters
from deepnews.retrieval.archive.reader import last_state, open_segments
from deepnews.retrieval.archive.records import Entry, FileState, IndexSpec, Origin
from deepnews.retrieval.archive.segment import Segment, merge_segments, open_segment, write_segment

SEGMENT_PASSAGES: Final = 65_536
"""Segments are joined until they hold about so many passages."""
_MAX_SMALL: Final = 8
"""Segments of less than half that size that may stand side by side."""
_DEAD_SHARE: Final = 0.3
"""A segment of which more is taken out is written anew."""
_UNCLUSTERED_SHARE: Final = 0.2
"""Clusters are made anew when more of the passages are outside them."""


@contextmanager
def open_writer(folder: Path, spec: IndexSpec, *, anew: bool = False) -> Iterator[FolderWriter]:
    """The writer of the index in `folder`, which is made when there is none; `anew` starts from nothing.

    With `anew` readers keep the old state until `finish`. Raises ArchiveError while another process writes, when the
    index is damaged, or when it was made with another embedding model or other settings than `spec`.
    """
    with writer_lock(folder):
        writer = FolderWriter(folder, spec, anew=anew)
        try:
            yield writer
        finally:
            writer.clear_away()


class FolderWriter:
    """Changes an index in a folder; every change is on disk when the call returns."""

    def __init__(self, folder: Path, spec: IndexSpec, *, anew: bool) -> None:
        self._folder = folder
        self.spec = spec
        self._is_hidden = anew and (folder / MANIFEST).exists()
        self._manifest = _first(spec) if anew or not (folder / MANIFEST).exists() else read_manifest(folder)
        check_spec(folder, self._manifest.spec, spec)
        self._segments = last_state(folder, lambda m: open_segments(folder, m)) if self._manifest.segments else []
        self._rows: dict[str, tuple[str, int]] = {}
        self._states: dict[str, FileState] = {}
        for segment, file in zip(self._segments, self._manifest.segments, strict=True):
            self._learn(segment, file)

    def states(self) -> dict[str, FileState]:
        """What is known of every source, by key."""
        return dict(self._states)

    def put(self, entries: Sequence[Entry]) -> None:
        """Add sources, each in the place of what was known under its key; raises ArchiveError when the disk refuses."""
        if not entries:
            return
        file = write_segment(self._folder, entries)
        segment = open_segment(self._folder, file)
        kept = self._without({e.key for e in entries})
        self._commit((*kept, file), [*self._segments, segment])
        self._learn(segment, file)

    def remove(self, keys: Collection[str]) -> None:
        """Take sources out; keys that are not known are passed over."""
        known = {key for key in keys if key in self._states}
        if known:
            self._commit(self._without(known), self._segments)
        for key in known:
            del self._states[key], self._rows[key]

    @property
    def origin(self) -> Origin:
        """Where the documents come from."""
        return self._manifest.origin

    def finish(self, origin: Origin) -> None:
        """Note where the documents come from; join small segments, make clusters."""
        self._tidy()
        self._is_hidden = False
        self._manifest = self._manifest.model_copy(update={"origin": origin})
        self._commit(self._manifest.segments, self._segments)
        self._cluster()

    def clear_away(self) -> None:
        """Delete files that no state names any more; those a reader has open live on until it ends."""
        with suppress(ArchiveError, OSError):
            manifest = read_manifest(self._folder)
            named = {s.name for s in manifest.segments} | ({manifest.clusters.name} if manifest.clusters else set())
            for path in self._folder.iterdir():
                is_ours = path.name.startswith(("segment-", "clusters-")) or path.name.endswith(PART)
                if is_ours and path.name not in named:
                    path.unlink()

    def _learn(self, segment: Segment, file: SegmentFile) -> None:
        removed = frozenset(file.removed)
        for row, key, state in segment.states([r for r in range(segment.n_documents) if r not in removed]):
            self._rows[key] = (file.name, row)
            self._states[key] = state

    def _without(self, keys: Collection[str]) -> tuple[SegmentFile, ...]:
        """The segments with the documents of `keys` marked as taken out."""
        gone: dict[str, set[int]] = {}
        for name, row in (self._rows[key] for key in keys if key in self._rows):
            gone.setdefault(name, set()).add(row)
        return tuple(
            f.model_copy(update={"removed": tuple(sorted({*f.removed, *gone[f.name]}))}) if f.name in gone else f
            for f in self._manifest.segments
        )

    def _commit(self, files: tuple[SegmentFile, ...], segments: list[Segment]) -> None:
        """Make this the state of the index; while it is made anew, only in memory."""
        names = {f.name for f in files}
        clusters = self._manifest.clusters
        if clusters and not names.issuperset(clusters.segments):
            clusters = None
        update = {"segments": files, "clusters": clusters, "made_by": __version__}
        manifest = self._manifest.model_copy(update=update)
        if not self._is_hidden:
            generation = self._on_disk() + 1
            manifest = manifest.model_copy(update={"generation": generation})
            write_manifest(self._folder, manifest)
        self._manifest, self._segments = manifest, segments

    def _on_disk(self) -> int:
        """Generation of the state on disk; 0 when there is none that can be read."""
        with suppress(ArchiveError):
            return max(self._manifest.generation, read_manifest(self._folder).generation)
        return self._manifest.generation

    # --- order ---------------------------------------------------------------------------------------------------

    def _tidy(self) -> None:
        """Join small segments and write anew those that are half empty."""
        pairs = list(zip(self._segments, self._manifest.segments, strict=True))
        n_small = sum(_is_small(*pair) for pair in pairs)
        chosen = [p for p in pairs if _is_worn(*p) or (n_small > _MAX_SMALL and _is_small(*p))]
        if not chosen:
            return
        names = {file.name for _, file in chosen}
        kept = [p for p in pairs if p[1].name not in names]
        for group in _groups(chosen):
            rows = [(s, [r for r in range(s.n_documents) if r not in frozenset(f.removed)]) for s, f in group]
            if any(r for _, r in rows):
                file = merge_segments(self._folder, rows)
                kept.append((open_segment(self._folder, file), file))
        self._commit(tuple(f for _, f in kept), [s for s, _ in kept])
        self._rows.clear()
        for segment, file in kept:
            self._learn(segment, file)

    def _cluster(self) -> None:
        """Make clusters over all vectors where there are too many to compare them all."""
        n = sum(f.n_passages for f in self._manifest.segments)
        n_covered = self._manifest.clusters.n_passages if self._manifest.clusters else 0
        if n <= N_EXACT or n - n_covered <= _UNCLUSTERED_SHARE * n:
            return
        names = [f.name for f in self._manifest.segments]
        clusters = build_clusters(self._folder, self._segments, names)
        self._manifest = self._manifest.model_copy(update={"clusters": clusters})
        self._commit(self._manifest.segments, self._segments)


def check_spec(place: Path | str, found: IndexSpec, wanted: IndexSpec) -> None:
    """Raise ArchiveError when an index was made with something else than this program would use now."""
    if found == wanted:
        return
    changed = [name for name in IndexSpec.model_fields if getattr(found, name) != getattr(wanted, name)]
    what = "; ".join(f"{n} {getattr(found, n)}, now {getattr(wanted, n)}" for n in changed)
    raise ArchiveError(
        f"The index in {place} was made with other settings ({what}); the two cannot be compared.",
        hint=f"Make it anew from its sources: deepnews index update {place} --rebuild",
    )


def _first(spec: IndexSpec) -> Manifest:
    return Manifest(spec=spec, generation=0, made_by=__version__)


def _n_live(segment: Segment, file: SegmentFile) -> int:
    return int(segment.live_passages(file.removed).sum())


def _is_small(segment: Segment, file: SegmentFile) -> bool:
    return _n_live(segment, file) < SEGMENT_PASSAGES // 2


def _is_worn(segment: Segment, file: SegmentFile) -> bool:
    """True when too many of the documents or passages of a segment no longer count."""
    n_dead = file.n_passages - _n_live(segment, file)
    return n_dead > _DEAD_SHARE * file.n_passages or len(file.removed) > _DEAD_SHARE * file.n_documents


def _groups(pairs: Sequence[tuple[Segment, SegmentFile]]) -> Iterator[list[tuple[Segment, SegmentFile]]]:
    """Neighbouring segments whose live passages together come to about one full segment."""
    group: list[tuple[Segment, SegmentFile]] = []
    n = 0
    for pair in pairs:
        if group and n + _n_live(*pair) > SEGMENT_PASSAGES:
            yield group
            group, n = [], 0
        group.append(pair)
        n += _n_live(*pair)
    if group:
        yield group
