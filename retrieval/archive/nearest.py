"""Vector search over segments: every vector below a size, the nearest clusters of product-quantised codes above.

The vectors stay in the files as half-precision numbers, mapped into memory. Below `N_EXACT` passages they are all
compared (FAISS, flat). Above, an inverted file with product quantisation (Jegou et al., 2011, "Product quantization for
nearest neighbor search"; FAISS IVF-PQ) names candidates, which are then compared by their true vectors.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from deepnews.retrieval.archive.disk import HashingStream, damaged, file_sha256, write_file
from deepnews.retrieval.archive.manifest import ClusterFile, SegmentFile
from deepnews.retrieval.archive.segment import Segment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Matrix = NDArray[np.float32]

N_EXACT: Final = 150_000
"""Passages up to which every vector is compared."""
_DIMS_A_CODE: Final = 8
_N_CODES: Final = 256
"""Values a code can take: one byte."""
_N_CLUSTERS: Final = (64, 2048)
_N_POINTS_A_CLUSTER: Final = 40
_N_PROBED: Final = 32
"""Clusters looked into for a query."""
_OVERSAMPLED: Final = 8
"""Candidates by code for each one wanted by its true vector."""
_BLOCK: Final = 32_768
_SEED: Final = 7


class ExactSearch:
    """Compares a query with every live vector of some segments."""

    def __init__(self, vectors: Sequence[Array], live: Sequence[Array], n_dims: int) -> None:
        import faiss
        import numpy as np

        flags = np.concatenate([np.zeros(0, dtype=bool), *live])
        self._rows = np.flatnonzero(flags)
        self._index: Any = faiss.IndexScalarQuantizer(n_dims, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        self._index.is_trained = True
        if len(self._rows):
            codes = np.concatenate([v[f] for v, f in zip(vectors, live, strict=True)])
            faiss.copy_array_to_vector(np.ascontiguousarray(codes).view(np.uint8).ravel(), self._index.codes)
            self._index.ntotal = len(self._rows)

    def nearest(self, row: Matrix, n: int) -> Array:
        """Rows of the `n` nearest passages, best first."""
        import numpy as np

        if not len(self._rows) or n < 1:
            return np.zeros(0, dtype=np.int64)
        _, found = self._index.search(row.reshape(1, -1), min(n, len(self._rows)))
        return np.asarray(self._rows[found[0]])


class ClusterSearch:
    """Looks into the clusters nearest to a query, then compares true vectors."""

    def __init__(self, index: Any, rows: Array, live: Array) -> None:
        self._index = index
        self._rows = rows
        """Row in the archive of each id in the clusters; -1 for one whose segment has gone."""
        self._live = live
        self._index.nprobe = _N_PROBED

    def nearest(self, row: Matrix, n: int) -> Array:
        """Rows of about the `n` nearest passages by their codes, in no order that counts."""
        _, found = self._index.search(row.reshape(1, -1), n * _OVERSAMPLED)
        rows = self._rows[found[0][found[0] >= 0]]
        rows = rows[rows >= 0]
        chosen: Array = rows[self._live[rows]]
        return chosen


def open_clusters(folder: Path, file: ClusterFile, segments: Sequence[SegmentFile], live: Sequence[Array]) -> Any:
    """The search over the clusters in `file`, for an archive of `segments`.

    Raises ArchiveError when the file is damaged, FileNotFoundError when it has gone.
    """
    import faiss
    import numpy as np

    path = folder / file.name
    if path.stat().st_size != file.n_bytes or file_sha256(path) != file.sha256:
        raise damaged(path, "its content does not match its checksum")
    begins = dict(zip((s.name for s in segments), np.cumsum([0, *(s.n_passages for s in segments)]), strict=False))
    sizes = {s.name: s.n_passages for s in segments}
    pieces = [np.arange(sizes[name]) + begins[name] if name in sizes else None for name in file.segments]
    n_known = sum(len(p) for p in pieces if p is not None)
    if any(p is None for p in pieces) or n_known != file.n_passages:
        raise damaged(path, "its segments are not those of the manifest")
    rows = np.concatenate([p for p in pieces if p is not None])
    return ClusterSearch(faiss.read_index(str(path)), rows, np.concatenate(live))


def build_clusters(folder: Path, segments: Sequence[Segment], names: Sequence[str]) -> ClusterFile:
    """Clusters over all vectors of `segments`, written; raises ArchiveError when the disk refuses."""
    import faiss
    import numpy as np

    vectors = [s.vectors for s in segments]
    index = _trained(vectors)
    for rows in vectors:
        for first in range(0, len(rows), _BLOCK):
            index.add(np.ascontiguousarray(rows[first : first + _BLOCK], dtype=np.float32))
    content = faiss.serialize_index(index)

    def fill(stream: HashingStream) -> None:
        stream.write(content.data)

    name = f"clusters-{uuid.uuid4().hex[:16]}.faiss"
    n_bytes, sha256 = write_file(folder / name, fill)
    return ClusterFile(name=name, n_bytes=n_bytes, sha256=sha256, segments=tuple(names), n_passages=int(index.ntotal))


def _trained(vectors: Sequence[Array]) -> Any:
    import faiss
    import numpy as np

    n, n_dims = sum(len(v) for v in vectors), vectors[0].shape[1]
    n_clusters = max(_N_CLUSTERS[0], min(_N_CLUSTERS[1], int(n**0.5)))
    n_codes = max(m for m in range(1, max(1, n_dims // _DIMS_A_CODE) + 1) if n_dims % m == 0)
    index = faiss.IndexIVFPQ(faiss.IndexFlatIP(n_dims), n_dims, n_clusters, n_codes, 8, faiss.METRIC_INNER_PRODUCT)
    index.cp.seed = index.pq.cp.seed = _SEED
    n_wanted = min(n, _N_POINTS_A_CLUSTER * max(n_clusters, _N_CODES))
    chosen = np.sort(np.random.default_rng(_SEED).choice(n, n_wanted, replace=False))
    index.train(_gathered(vectors, chosen))
    return index


def _gathered(vectors: Sequence[Array], rows: Array) -> Matrix:
    """The vectors in `rows` (ascending, counted over all), in float32."""
    import numpy as np

    ends = np.cumsum([0, *(len(v) for v in vectors)])
    pieces = [v[rows[(rows >= a) & (rows < b)] - a] for v, a, b in zip(vectors, ends, ends[1:], strict=False)]
    return np.concatenate(pieces).astype(np.float32)
