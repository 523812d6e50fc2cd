"""Embeddings on disk: one file a corpus, addressed by embedding model and SHA-256 of the text."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from deepnews.retrieval.embed import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_log = logging.getLogger(__name__)
_CHUNK = 64
_KEEP_EVERY_S = 30.0


def cached_vectors(
    texts: Sequence[str],
    embedder: Embedder,
    path: Path | None,
    progress: Callable[[int, int], None],
    given: Mapping[bytes, Vectors] | None = None,
) -> Vectors:
    """Rows for `texts`: `given` ones by `text_digest`, then those of the file at `path`; the rest is computed.

    A damaged file is ignored and written anew; one that cannot be written costs only the next run's time.
    """
    import numpy as np

    digests = [text_digest(t) for t in texts]
    known = dict(given or {})
    if path and any(d not in known for d in digests):
        known = _read(path, embedder) | known
    wanted = {d: t for d, t in zip(digests, texts, strict=True) if d not in known}
    _compute(wanted, embedder, known, path, progress)
    rows: Vectors = np.stack([known[d] for d in digests]) if digests else np.zeros((0, embedder.n_dims), np.float32)
    return np.ascontiguousarray(rows, dtype=np.float32)


def text_digest(text: str) -> bytes:
    """SHA-256 of a text: what vectors are kept under."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def cache_file(cache_dir: Path, embedder: Embedder, corpus_sha256: str) -> Path:
    """Where the vectors of a corpus lie."""
    name = re.sub(r"[^\w.-]+", "-", embedder.embedding_id)
    return cache_dir / "embeddings" / f"{corpus_sha256[:24]}-{name}.npz"


def _compute(
    wanted: Mapping[bytes, str],
    embedder: Embedder,
    known: dict[bytes, Vectors],
    path: Path | None,
    progress: Callable[[int, int], None],
) -> None:
    """Fill `known` with the rows of the `wanted` texts, shortest first, and keep them on disk every half minute."""
    order = sorted(wanted, key=lambda d: len(wanted[d]))
    kept_at = time.monotonic()
    for first in range(0, len(order), _CHUNK):
        progress(first, len(order))
        chunk = order[first : first + _CHUNK]
        known.update(zip(chunk, embedder.encode_passages([wanted[d] for d in chunk]), strict=True))
        is_last = first + _CHUNK >= len(order)
        if path and (is_last or time.monotonic() - kept_at > _KEEP_EVERY_S):
            _write(path, embedder, known)
            kept_at = time.monotonic()
    progress(len(order), len(order))


def _read(path: Path, embedder: Embedder) -> dict[bytes, Vectors]:
    """Rows by digest; empty when the file is missing, damaged, or of another model."""
    import numpy as np

    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            digests, rows, model = stored["digests"], stored["rows"], str(stored["embedding_id"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
    fits = digests.dtype == np.uint8 and digests.shape == (len(rows), 32) and rows.dtype == np.float32
    if (
        model != embedder.embedding_id
        or not fits
        or rows.shape[1:] != (embedder.n_dims,)
        or not np.isfinite(rows).all()
    ):
        return {}
    return {d.tobytes(): row for d, row in zip(digests, rows, strict=True)}


def _write(path: Path, embedder: Embedder, known: Mapping[bytes, Vectors]) -> None:
    import numpy as np

    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".vectors-")
        with os.fdopen(descriptor, "wb") as file:
            np.savez(
                file,
                digests=np.frombuffer(b"".join(known), dtype=np.uint8).reshape(-1, 32),
                rows=np.stack(list(known.values())),
                embedding_id=np.array(embedder.embedding_id),
            )
        Path(temporary).replace(path)
    except OSError as error:
        _log.warning("Embeddings were not kept in %s (%s); the next run computes them again.", path, error)
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()
